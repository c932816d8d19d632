"""The chat page as a browser without scripts gets it."""

import logging
import re
from html import unescape

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.channels.pages.feedback import Receipts
from tests.channels.pages.conftest import SECRET

SCAM = "快递丢了要赔我三倍"
PAID = "刚转了五万"
MEAN = [
    "<script>alert(1)</script>",
    "]]>",
    "{{ 7*7 }}{% if %}",
    "\u202e反\u202c",
    "😀" * 50,
    "</textarea><h1>",
    '" onmouseover="x',
    "騙子叫我轉帳",
]


def ask(client: TestClient, text: str, query: str = "", **more: str) -> Response:
    response = client.post(f"/chat{query}", data={"text": text, **more})
    assert response.status_code == 200, response.text
    return response


def opinion_form(html: str) -> dict[str, str]:
    found = re.search(r'name="receipt" value="([^"]+)"', html)
    assert found
    return {"receipt": found.group(1)}


def fragment(client: TestClient, text: str) -> Response:
    return client.post("/chat", data={"text": text}, headers={"X-Fragment": "1"})


def test_the_root_leads_to_the_chat(client: TestClient) -> None:
    response = client.get("/?elder=1", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/chat?elder=1")


def test_the_first_screen_offers_eight_scams_and_speaks_of_privacy(client: TestClient) -> None:
    html = client.get("/chat").text
    assert len(re.findall(r'<button form="ask" name="message" value="[^"]+">', html)) == 8
    assert "你写的话不会存下来" in html
    assert 'href="tel:110"' in html
    assert "<article" not in html


def test_nothing_is_put_into_the_browser_before_the_first_message(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/chat").headers


def test_a_question_is_shown_back_with_its_answer(client: TestClient) -> None:
    html = ask(client, SCAM).text
    assert f'<p dir="auto">{SCAM}</p>' in html
    for expected in ("这很像骗局：冒充快递理赔", "不听：冒充快递理赔的话", "不转账：冒充快递理赔要的钱"):
        assert expected in html


def test_a_tapped_chip_counts_and_what_was_being_typed_stays(client: TestClient) -> None:
    html = ask(client, "我还没写完", message=SCAM).text
    assert f'<p dir="auto">{SCAM}</p>' in html
    assert "我还没写完</textarea>" in html


def test_the_emergency_comes_first_with_numbers_to_tap_and_the_rest_is_folded(client: TestClient) -> None:
    ask(client, SCAM)
    html = ask(client, PAID).text
    body = html[html.index('<div class="body"') :]
    assert body.index("先停下手") < body.index('class="call" href="tel:110"') < body.index("第一步打")
    first = re.search(r'<(section|details) class="([^"]+)"', body)
    assert first
    assert first.group(2) == "emergency"
    assert '<details class="part' not in body or "open>" not in body.split("<article")[-1].split("forward")[0]


def scam_in_hand(response: Response) -> str | None:
    """The card the conversation is about, as the receipt under the answer says."""
    answered = Receipts(SECRET).read(opinion_form(response.text)["receipt"])
    assert answered
    return answered.scam


def test_the_conversation_goes_on_by_the_cookie(client: TestClient) -> None:
    ask(client, SCAM)
    assert scam_in_hand(ask(client, "怎么核实他")) == "courier-refund"
    client.cookies.clear()
    assert scam_in_hand(ask(client, "怎么核实他")) != "courier-refund"


def test_the_cookie_is_for_the_chat_only_and_out_of_reach_of_scripts(client: TestClient) -> None:
    cookie = ask(client, SCAM).headers["set-cookie"]
    assert cookie.startswith("conversation=")
    assert re.sub("^[^;]+; ", "", cookie) == "HttpOnly; Path=/chat; SameSite=lax"


def test_the_cookie_is_secure_where_the_page_is(client: TestClient) -> None:
    response = client.post("https://testserver/chat", data={"text": SCAM})
    assert "Secure" in response.headers["set-cookie"]


def test_a_forged_cookie_begins_a_new_conversation(client: TestClient) -> None:
    client.cookies.set("conversation", "x" * 32 + ".forged", path="/chat")
    response = ask(client, SCAM)
    assert "forged" not in response.headers["set-cookie"]


def test_starting_over_forgets_the_conversation(client: TestClient) -> None:
    ask(client, SCAM)
    response = client.post("/chat/new?lang=en", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/chat?lang=en")
    assert "conversation" not in client.cookies


@pytest.mark.parametrize("text", MEAN)
def test_what_a_citizen_writes_is_shown_as_written_and_never_run(client: TestClient, text: str) -> None:
    html = ask(client, text).text
    shown = re.search(r'<p dir="auto">(.*?)</p>', html, re.DOTALL)
    assert shown
    assert unescape(shown.group(1)) == text
    assert "<" not in shown.group(1)
    assert html.count("<script") == 1


@pytest.mark.parametrize("text", ["", "   ", "\n\u3000\r\n"])
def test_an_empty_message_is_refused_kindly(client: TestClient, text: str) -> None:
    response = client.post("/chat", data={"text": text})
    assert response.status_code == 422
    assert "还没有写字" in response.text
    assert "<article" not in response.text


def test_4000_characters_are_answered_and_4001_stay_in_the_field(client: TestClient) -> None:
    assert fragment(client, "转" * 4000).status_code == 200
    long = "转" * 4001
    response = client.post("/chat", data={"text": long})
    assert response.status_code == 422
    assert f"{long}</textarea>" in response.text
    assert "最多 4000 字" in response.text


def test_line_breaks_of_a_form_count_once(client: TestClient) -> None:
    assert fragment(client, "转\r\n" * 1999 + "转转").status_code == 200


def test_the_script_gets_the_article_alone_from_the_same_template(client: TestClient) -> None:
    part = fragment(client, SCAM).text
    assert part.startswith("<article")
    assert part.endswith("</article>")
    body = re.compile(r'<div class="body".*?</div>', re.DOTALL)
    assert body.findall(part) == body.findall(ask(client, SCAM).text)


def test_the_script_gets_a_refusal_as_a_note(client: TestClient) -> None:
    response = fragment(client, " ")
    assert (response.status_code, response.text) == (
        422,
        '<p class="note">还没有写字。写下谁联系你、要你做什么。</p>',
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?lang=en", "Was this answer helpful?"),
        ("?lang=zh-Hant-TW", "這條回答有幫助嗎？"),
        ("?lang=zh-Hant-HK", "這條回答有幫助嗎？"),
        ("?elder=1", 'class="elder"'),
        ("?theme=dark", 'data-theme="dark"'),
    ],
)
def test_the_look_of_the_address_dresses_the_page_and_stays_in_the_form(
    client: TestClient, query: str, expected: str
) -> None:
    html = ask(client, SCAM, query).text
    assert expected in html
    assert f'action="/chat{query}"' in html
    assert f'action="/chat/feedback{query}"' in html


def test_the_answer_says_its_own_language_whatever_the_page_is_in(client: TestClient) -> None:
    assert '<div class="body" lang="zh-Hans">' in ask(client, SCAM, "?lang=en").text
    assert '<div class="body" lang="zh-Hans">' in ask(client, SCAM, "?lang=zh-Hant-TW").text
    assert 'class="body" lang="zh-Hant-TW"' in ask(client, "快遞丟了要賠我三倍", "?lang=zh-Hant-TW").text
    client.cookies.clear()
    assert 'class="body" lang="en"' in ask(client, "They want me to transfer money").text


def test_a_traditional_page_calls_the_numbers_of_its_place(client: TestClient) -> None:
    html = client.get("/chat?lang=zh-Hant-TW").text
    assert 'href="tel:165"' in html
    assert 'href="tel:96110"' not in html


def test_the_card_for_the_family_leads_to_the_page_of_the_scam(client: TestClient) -> None:
    html = ask(client, SCAM).text
    card = re.search(r"<textarea readonly.*?>(.*?)</textarea>", html, re.DOTALL)
    assert card
    assert "【反诈提醒】" in card.group(1)
    assert card.group(1).rstrip().endswith("http://testserver/scams/courier-refund")
    assert SCAM not in card.group(1)


def test_an_opinion_is_thanked_and_logged_without_a_word_of_the_citizen(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = opinion_form(ask(client, SCAM).text)
    response = client.post("/chat/feedback", data={**form, "helpful": "no"})
    assert response.status_code == 200
    assert "记下了，谢谢" in response.text
    assert re.search(r"helpful=no verdict=scam scam=courier-refund version=[0-9a-f]{12}", caplog.text)
    assert SCAM not in caplog.text


@pytest.mark.parametrize(
    "form",
    [{}, {"receipt": "x.y", "helpful": "yes"}, {"helpful": "yes"}, {"receipt": "]]>", "helpful": "no"}],
)
def test_an_opinion_on_nothing_is_not_counted(
    client: TestClient, caplog: pytest.LogCaptureFixture, form: dict[str, str]
) -> None:
    caplog.set_level(logging.INFO)
    assert client.post("/chat/feedback", data=form).status_code == 422
    assert "反馈" not in caplog.text


def test_an_opinion_must_be_yes_or_no(client: TestClient) -> None:
    form = opinion_form(ask(client, SCAM).text)
    assert client.post("/chat/feedback", data={**form, "helpful": "maybe"}).status_code == 422


def test_nothing_a_citizen_writes_reaches_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    marker = "独一无二的记号句子九八七"
    caplog.set_level(logging.DEBUG)
    ask(client, f"{SCAM}{marker}")
    client.post("/embed", data={"text": f"{SCAM}{marker}"})
    client.post("/chat", data={"text": marker * 500})
    assert marker not in caplog.text


def test_pages_with_a_conversation_are_kept_nowhere(client: TestClient) -> None:
    assert ask(client, SCAM).headers["cache-control"] == "no-store"


def test_zooming_is_never_forbidden(client: TestClient) -> None:
    viewport = re.search(r'<meta name="viewport" content="([^"]+)"', client.get("/chat").text)
    assert viewport
    assert "maximum-scale" not in viewport.group(1)
    assert "user-scalable" not in viewport.group(1)
