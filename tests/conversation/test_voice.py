"""Who is speaking, by the words of the voices and by the situation told."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conversation.voice import VoiceFinder
from app.domain.entries import Situation
from app.domain.lists import Voice
from app.knowledge.base import KnowledgeBase
from app.text import Normaliser

ODD = (
    "",
    " ",
    "🙏🙏",
    "{{ plan.voice.before }}",
    "{% if %}",
    "\u202eשלום\u202c",
    "مرحبا",
    "…",
    "。。。",
    "\ud83d",
    "嗯" * 4000,
)


def voice(name: str, *words: str, situation: str | None = None) -> Voice:
    return Voice(id=name, name=name, words=words, situation=situation, before="先停。", after="打110。")


def finder(*voices: Voice) -> VoiceFinder:
    return VoiceFinder(voices, Normaliser(()))


def found(by: VoiceFinder, text: str, before: str | None = None) -> str | None:
    speaking = by.find(text, (), before)
    return speaking.id if speaking else None


@pytest.fixture(scope="module")
def real_finder(real: KnowledgeBase) -> VoiceFinder:
    return VoiceFinder(real.voices, Normaliser(real.wording))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我上初二，有人让我拿妈妈手机扫码", "child"),
        ("我拿壓歲錢買了皮膚", "child"),
        ("我是会计，老板在群里叫我付款", "accountant"),
        ("我妈接到一个电话说她洗钱", "elder-family"),
        ("我媽非要轉給他，攔不住", "elder-family"),
        ("我孙子打电话说他撞了人要钱", "elder"),
        ("我今年七十二了，我老伴走得早", "elder"),
        ("我开了个小饭馆，有人订十桌", "shopkeeper"),
        ("我在墨尔本读书，使馆打电话给我", "student-abroad"),
        ("快递丢了要赔我三倍", None),
        ("我转了五万怎么办", None),
    ],
)
def test_words_that_give_the_speaker_away_are_found(
    real_finder: VoiceFinder, text: str, name: str | None
) -> None:
    assert found(real_finder, text) == name


@pytest.mark.parametrize("text", ["我今年68岁，刚转了五万", "我35岁，想找个兼职", "我70岁了，一个人住"])
def test_a_grown_up_who_gives_an_age_is_no_child(real_finder: VoiceFinder, text: str) -> None:
    assert found(real_finder, text) != "child"


@pytest.mark.parametrize("age", ["10", "12", "１３", "17"])
def test_a_child_who_gives_an_age_in_figures_is_one(real_finder: VoiceFinder, age: str) -> None:
    assert found(real_finder, f"我今年{age}岁，游戏里有人骗我") == "child"


def test_the_voice_that_stands_first_wins() -> None:
    by = finder(voice("first", "我孙子"), voice("second", "我孙子", "我老伴"))
    assert found(by, "我孙子和我老伴") == "first"
    assert found(by, "我老伴") == "second"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我妈转", "kin"),
        ("我妈今天早上就去转", "kin"),
        ("我妈" + "一" * 8 + "转", "kin"),
        ("我妈" + "一" * 9 + "转", None),
        ("我妈，转", None),
        ("我妈。转", None),
        ("我妈！转", None),
        ("我妈\n今天转", "kin"),
        ("转了我妈", None),
    ],
)
def test_the_dots_of_a_word_stand_for_a_few_characters_of_one_clause(text: str, name: str | None) -> None:
    assert found(finder(voice("kin", "我妈…转")), text) == name


@pytest.mark.parametrize("word", ["我.*店", "U盾", "a+b", "(开店)", "我[的]店", "$^"])
def test_a_word_means_itself_and_no_pattern(word: str) -> None:
    by = finder(voice("shop", word))
    assert found(by, f"他说{word}没了") == "shop"
    assert found(by, "我开的店，ab，aab") is None


@pytest.mark.parametrize("text", ["我的u盾", "我的U盾", "我的Ｕ盾", "我的U\u200b盾"])
def test_case_width_and_hidden_characters_do_not_hide_the_speaker(text: str) -> None:
    assert found(finder(voice("accountant", "我的U盾")), text) == "accountant"


@pytest.mark.parametrize("text", ["我开饭馆的", "我開飯館的"])
def test_the_script_does_not_hide_the_speaker(text: str) -> None:
    assert found(finder(voice("owner", "我开饭馆")), text) == "owner"


def test_a_situation_gives_the_speaker_away_without_any_word(sample: KnowledgeBase) -> None:
    minor: Situation = sample.situations[0].model_copy(update={"id": "minor"})
    by = finder(voice("elder", "我孙子"), voice("child", "压岁钱", situation="minor"))
    speaking = by.find("有人骗我", (minor,), None)
    assert speaking is not None
    assert speaking.id == "child"
    assert by.find("有人骗我", (sample.situations[0],), None) is None


def test_a_voice_without_a_situation_is_not_that_of_everybody_in_none(sample: KnowledgeBase) -> None:
    assert finder(voice("mute")).find("有人骗我", sample.situations, None) is None


def test_who_has_spoken_so_before_goes_on_until_another_voice_is_heard() -> None:
    by = finder(voice("elder", "我孙子"), voice("child", "压岁钱"))
    assert found(by, "他又打来了", before="elder") == "elder"
    assert found(by, "用压岁钱付的", before="elder") == "child"
    assert found(by, "他又打来了", before="gone-from-the-knowledge") is None
    assert found(by, "他又打来了", before="") is None


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_nobodys_voice(real_finder: VoiceFinder, text: str) -> None:
    assert found(real_finder, text) is None
    assert found(real_finder, text, before="elder") == "elder"


@given(text=st.text(max_size=80))
def test_whatever_is_written_the_voice_is_one_of_the_knowledge(real_finder: VoiceFinder, text: str) -> None:
    assert found(real_finder, text) in {
        None,
        "child",
        "accountant",
        "elder-family",
        "elder",
        "shopkeeper",
        "student-abroad",
    }


@pytest.mark.parametrize("unit", ["我妈", "我开", "我六十", "我奶奶，", "老板"])
def test_4000_characters_are_searched_at_once(real_finder: VoiceFinder, unit: str) -> None:
    started = time.process_time()
    real_finder.find((unit * 4000)[:4000], (), None)
    assert time.process_time() - started < 0.5


def test_only_the_old_are_addressed_politely(real: KnowledgeBase) -> None:
    assert [entry.id for entry in real.voices if entry.polite] == ["elder"]


def test_every_word_of_the_voices_is_found_as_it_is_written(real: KnowledgeBase) -> None:
    """Alone in its clause a word gives its own voice, or one that stands before it."""
    order = [entry.id for entry in real.voices]
    by = VoiceFinder(real.voices, Normaliser(real.wording))
    missed = [
        word
        for place, entry in enumerate(real.voices)
        for word in entry.words
        if (heard := found(by, word.replace("…", "又"))) is None or order.index(heard) > place
    ]
    assert missed == []
