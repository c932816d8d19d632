import json
import re
from html import unescape

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.channels.pages.test_chat import scam_in_hand

HOST = "https://police.example"
SCAM = "快递丢了要赔我三倍"


def talk_in(response: Response) -> str:
    found = re.search(r'name="talk" value="([^"]+)"', response.text)
    assert found
    return unescape(found.group(1))


def ask(client: TestClient, text: str, talk: str) -> Response:
    return client.post("/embed", data={"text": text, "talk": talk})


def test_the_frame_keeps_its_conversation_in_the_form_and_sets_no_cookie(client: TestClient) -> None:
    first = client.get("/embed")
    talk = talk_in(first)
    answer = ask(client, SCAM, talk)
    assert talk_in(answer) == talk
    again = ask(client, "怎么核实他", talk)
    assert scam_in_hand(again) == "courier-refund"
    for response in (first, answer, again):
        assert "set-cookie" not in response.headers


def test_two_frames_are_two_conversations(client: TestClient) -> None:
    first, second = talk_in(client.get("/embed")), talk_in(client.get("/embed"))
    assert first != second
    ask(client, SCAM, first)
    assert scam_in_hand(ask(client, "怎么核实他", second)) != "courier-refund"


@pytest.mark.parametrize("forged", ["", "x", "a.b", "]]>", "x" * 32 + ".y"])
def test_a_forged_conversation_is_replaced(client: TestClient, forged: str) -> None:
    response = ask(client, SCAM, forged)
    assert response.status_code == 200
    assert talk_in(response) != forged


@pytest.mark.parametrize(
    ("host", "told"),
    [
        (HOST, True),
        ("https://town.example:8443", True),
        ("http://testserver", True),
        ("https://town.example", False),
        ("http://police.example", False),
        ("https://police.example.evil.example", False),
        ("*", False),
        ("null", False),
        ("", False),
        ('"><script>', False),
    ],
)
def test_messages_go_to_allowed_hosts_only(client: TestClient, host: str, told: bool) -> None:  # noqa: FBT001  # a column of the table
    html = client.get("/embed", params={"host": host}).text
    assert (f'data-host="{host}"' in html) is told
    assert ("data-host" in html) is told


def test_the_host_stays_through_the_conversation(client: TestClient) -> None:
    html = client.get("/embed", params={"host": HOST, "lang": "en"}).text
    action = re.search(r'<form id="ask" method="post" action="([^"]+)"', html)
    assert action
    assert unescape(action.group(1)) == "/embed?host=https%3A%2F%2Fpolice.example&lang=en"
    answer = client.post(unescape(action.group(1)), data={"text": SCAM})
    assert f'data-host="{HOST}"' in answer.text
    assert 'action="/embed/feedback?host=' in answer.text


def test_an_opinion_in_the_frame_stays_in_the_frame(client: TestClient) -> None:
    html = ask(client, SCAM, "").text
    receipt = re.search(r'name="receipt" value="([^"]+)"', html)
    assert receipt
    response = client.post("/embed/feedback", data={"receipt": receipt.group(1), "helpful": "yes"})
    assert "记下了，谢谢" in response.text
    assert 'action="/embed"' in response.text


def words_of(script: str) -> dict[str, dict[str, str]]:
    found = re.search(r"const WORDS = (\{.*?\}\});", script)
    assert found
    words: dict[str, dict[str, str]] = json.loads(found.group(1))
    return words


def test_the_launcher_brings_its_words_in_every_language(client: TestClient) -> None:
    words = words_of(client.get("/embed.js").text)
    assert words["zh-Hans"]["close"] == "关闭"
    assert words["zh-Hant-TW"]["close"] == "關閉"
    assert words["en"]["title"] == "Suspicious? Ask here"
    assert set(words) == {"zh-Hans", "zh-Hant-TW", "zh-Hant-HK", "en"}


def test_the_launcher_is_fetched_again_only_when_it_changed(client: TestClient) -> None:
    first = client.get("/embed.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    again = client.get("/embed.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_demo_page_carries_the_launcher_and_nothing_opened(client: TestClient) -> None:
    html = client.get("/demo?region=shanghai").text
    assert '<script src="/embed.js" data-lang="zh-Hans" data-region="shanghai" defer>' in html
    assert "<iframe" not in html
