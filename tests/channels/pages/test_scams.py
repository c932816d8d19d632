"""The handbook as its readers get it, over the sample knowledge."""

import re
from html import unescape

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.channels.pages.scams import qr_code
from app.main import create_app
from app.settings import Settings
from tests.sample import write_sample


def text_of(response: Response) -> str:
    """What a reader sees, without the frame of the page."""
    main = re.search("<main.*?</main>", response.text, re.DOTALL)
    assert main
    return unescape(re.sub("<[^>]+>", "", main.group()))


def links_of(response: Response) -> list[str]:
    return re.findall(r'href="(/scams/[^"?#]+)', response.text)


def test_the_list_names_every_family_that_has_a_card_and_every_card(client: TestClient) -> None:
    page = client.get("/scams")
    assert page.status_code == 200
    shown = text_of(page)
    for expected in ("冒充客服", "冒充快递理赔", "冒充公安办案", "荐股群骗局", "骗子冒充快递理赔"):
        assert expected in shown
    assert "其他" not in shown
    assert sorted(links_of(page)) == ["/scams/courier-refund", "/scams/fake-police", "/scams/stock-group"]


def test_a_search_brings_what_the_matcher_finds_first(client: TestClient) -> None:
    page = client.get("/scams", params={"q": "快递丢了要赔我三倍"})
    assert links_of(page)[0] == "/scams/courier-refund"
    assert "像这几种" in text_of(page)


def test_a_search_brings_cards_that_say_the_word(client: TestClient) -> None:
    page = client.get("/scams", params={"q": "荐股群"})
    assert "/scams/stock-group" in links_of(page)


def test_a_search_in_traditional_script_finds_the_same(client: TestClient) -> None:
    page = client.get("/scams", params={"q": "快遞丟了要賠我三倍"})
    assert links_of(page)[0] == "/scams/courier-refund"


def test_a_search_without_result_does_not_say_safe_and_tells_how_to_check(client: TestClient) -> None:
    shown = text_of(client.get("/scams", params={"q": "😀😀"}))
    assert "没有匹配到，不等于安全" in shown
    assert "派出所" in shown
    assert "像这几种" not in shown


def test_somebody_in_need_who_types_into_the_search_is_told_what_to_do_first(client: TestClient) -> None:
    page = client.get("/scams", params={"q": "刚转了五万"})
    shown = text_of(page)
    assert shown.index("先停下手") < shown.index("找一种骗局")
    assert 'href="tel:110"' in page.text


@pytest.mark.parametrize("words", ["", " ", "　\n"])
def test_an_empty_search_is_the_list(client: TestClient, words: str) -> None:
    assert "冒充客服" in text_of(client.get("/scams", params={"q": words}))


@pytest.mark.parametrize(
    "words",
    [
        '"><script>alert(1)</script>',
        "{{ 7 * 7 }}{% raw %}",
        "]]>",
        "\u202eabc\u202c",
        "\ud83d" + "快递",
        "诈" * 4000,
        "'; DROP TABLE",
        "\x00",
    ],
)
def test_search_words_of_any_kind_are_shown_back_and_nothing_else(client: TestClient, words: str) -> None:
    query = words.encode("utf-8", "surrogatepass")
    page = client.get("/scams?q=" + "".join(f"%{byte:02X}" for byte in query))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert ">49<" not in page.text
    if words.isprintable():
        assert words in unescape(page.text)


def test_a_search_is_not_kept_by_anybody_and_the_list_is(client: TestClient) -> None:
    assert client.get("/scams", params={"q": "快递"}).headers["cache-control"] == "no-store"
    assert client.get("/scams").headers["cache-control"] == "public, max-age=300"


def test_the_look_goes_with_the_search(client: TestClient) -> None:
    page = client.get("/scams", params={"elder": "1", "lang": "zh-Hant-TW"})
    assert '<input type="hidden" name="elder" value="1">' in page.text
    assert '<input type="hidden" name="lang" value="zh-Hant-TW">' in page.text
    assert 'href="/scams/courier-refund?lang=zh-Hant-TW&amp;elder=1"' in page.text


def test_a_card_is_told_in_full(client: TestClient) -> None:
    shown = text_of(client.get("/scams/courier-refund"))
    for expected in (
        "骗子冒充快递理赔，先说好话，再骗走钱。",
        "冒充快递理赔再加好友",
        "「冒充快递理赔，马上办」",
        "不听：冒充快递理赔的话",
        "不信：冒充快递理赔的证件",
        "不转账：冒充快递理赔要的钱",
        "冒充快递理赔不归他管",
        "「冒充快递理赔是真的」",
        "自己去问就知道",
        "冒充快递理赔的记录别删",
        "到官方软件里查冒充快递理赔",
        "2026-01-31",
    ):
        assert expected in shown


def test_a_card_keeps_to_itself_what_is_for_the_matching(client: TestClient) -> None:
    for path in ("/scams/courier-refund", "/scams/courier-refund/poster"):
        page = client.get(path)
        assert "快递丢了要赔我三倍" not in page.text
        assert "的别名" not in page.text


def test_a_card_is_converted_to_the_script_of_the_reader_and_has_their_numbers(client: TestClient) -> None:
    page = client.get("/scams/courier-refund", params={"lang": "zh-Hant-TW"})
    shown = text_of(page)
    assert "冒充快遞理賠再加好友" in shown
    assert "快递" not in shown
    assert 'href="tel:165"' in page.text


def test_english_readers_get_english_headings_around_chinese_marked_as_such(client: TestClient) -> None:
    page = client.get("/scams/courier-refund", params={"lang": "en"})
    assert '<html lang="en"' in page.text
    assert '<h1 lang="zh-Hans">冒充快递理赔</h1>' in page.text
    assert "If money has gone" in text_of(page)


@pytest.mark.parametrize(
    "path", ["/scams/no-such", "/scams/no-such/poster", "/scams/just-paid", "/scams/<b>"]
)
def test_an_unknown_card_is_a_friendly_page(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "没有这一页" in text_of(page)
    assert 'action="/scams"' in page.text


def test_the_poster_has_what_can_be_read_in_passing_and_a_code(client: TestClient) -> None:
    page = client.get("/scams/courier-refund/poster")
    shown = text_of(page)
    for expected in ("冒充快递理赔", "「冒充快递理赔，马上办」", "不转账：", "110"):
        assert expected in shown
    assert str(qr_code("http://testserver/scams/courier-refund")) in page.text
    assert "http://testserver/scams/courier-refund" in shown


def test_the_code_leads_to_the_address_that_readers_know(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("public")
    settings = Settings(
        knowledge_dir=write_sample(folder / "knowledge"),
        artifact_dir=folder / "artifact",
        watch=False,
        public_url="https://fanzha.example",
    )
    with TestClient(create_app(settings)) as client:
        page = client.get("/scams/fake-police/poster")
    assert str(qr_code("https://fanzha.example/scams/fake-police")) in page.text
    assert "testserver" not in text_of(page)


@pytest.mark.parametrize(
    "path", ["/scams", "/scams?q=快递", "/scams/fake-police", "/scams/fake-police/poster", "/scams/none"]
)
def test_no_page_has_a_style_or_a_script_of_its_own(client: TestClient, path: str) -> None:
    html = client.get(path).text
    assert not re.search(r"<[^>]*\s(style|on\w+)=", html)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
