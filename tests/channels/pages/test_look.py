import pytest

from app.channels.pages.look import Lang, Look, Theme
from app.domain.hotlines import Region


def look_of(accept: str = "", **query: str) -> Look:
    return Look.of(query, accept)


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "zh-Hant-TW"),
        ("zh-Hant", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-HK"),
        ("zh-Hant-HK,en", "zh-Hant-HK"),
        ("zh-MO", "zh-Hant-HK"),
        ("en-US,en;q=0.9", "en"),
        ("fr-FR,en;q=0.5", "en"),
        ("de", "zh-Hans"),
        (";;,,\x00", "zh-Hans"),
    ],
)
def test_the_browser_says_the_language(accept: str, lang: str) -> None:
    assert look_of(accept).lang == lang


def test_the_address_overrules_the_browser() -> None:
    look = look_of("en", lang="zh-Hant-HK", elder="1", theme="dark", region="singapore")
    assert (look.lang, look.elder, look.theme, look.region) == (
        Lang.HONGKONG,
        True,
        Theme.DARK,
        Region.SINGAPORE,
    )


@pytest.mark.parametrize("nonsense", ["", "xx", "<script>", "zh-Hans ", "１"])
def test_nonsense_in_the_address_is_passed_over(nonsense: str) -> None:
    assert look_of(lang=nonsense, elder=nonsense, theme=nonsense, region=nonsense) == Look()


def test_links_carry_the_look_and_say_nothing_that_goes_without_saying() -> None:
    assert look_of("zh-CN").link("/scams") == "/scams"
    assert look_of("zh-CN", lang="en", elder="1").link("/scams", q="快递&") == (
        "/scams?q=%E5%BF%AB%E9%80%92%26&lang=en&elder=1"
    )
    assert look_of("en", lang="zh-Hans").link("/chat") == "/chat?lang=zh-Hans"
    assert look_of(theme="light", region="taiwan").link("/chat") == "/chat?theme=light&region=taiwan"


def test_the_switches_change_one_thing() -> None:
    look = look_of(lang="en", theme="dark")
    assert look.with_elder(elder=True).query() == {"lang": "en", "elder": "1", "theme": "dark"}
    assert look.with_theme("auto").query() == {"lang": "en"}
    assert look.with_lang("zh-Hans").query() == {"theme": "dark"}


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({}, None),
        ({"lang": "en"}, None),
        ({"lang": "zh-Hant-TW"}, Region.TAIWAN),
        ({"lang": "zh-Hant-HK"}, Region.HONGKONG),
        ({"lang": "zh-Hant-TW", "region": "shanghai"}, Region.SHANGHAI),
    ],
)
def test_a_traditional_page_gives_the_numbers_of_its_place(query: dict[str, str], place: Region) -> None:
    assert look_of(**query).place == place
