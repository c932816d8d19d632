"""A message in, the words of the answer out: matching, plan and templates together."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conversation.assistant import Assistant
from app.conversation.memory import ProcessMemory
from app.conversation.reply import ReplyWriter
from app.domain.answer import Answer, BlockKind
from app.domain.entries import Verdict
from app.domain.hotlines import Region
from app.domain.reading import Inquiry, Reading
from app.knowledge.base import KnowledgeBase
from app.matching.artifact import Artifact
from app.matching.matcher import Matcher
from tests.readings import first_plan, reading_of

Ask = Callable[[str], Answer]
COURIER = "快递丢了要赔我三倍，叫我开备用金"
HOSTILE = (
    "{{7*7}}",
    "{{ plan.scam.name }}",
    "{% for x in plan.hotlines %}",
    "]]>",
    "<script>alert(1)</script>",
    "# <b>",
    "'\";--",
    "\x00\x1b[31m",
    "%s{0}",
)


@pytest.fixture(scope="module")
def assistant(sample: KnowledgeBase, sample_artifact: Artifact, writer: ReplyWriter) -> Assistant:
    """The sample knowledge with the real templates."""
    matcher = Matcher(sample, sample_artifact)
    return Assistant.of(sample, matcher, writer, ProcessMemory(), Region.MAINLAND)


@pytest.fixture(scope="module")
def ask(assistant: Assistant) -> Ask:
    """The answer to a message."""
    return lambda text: assistant.answer(Inquiry(text))[1]


@pytest.fixture(scope="module")
def sayable(sample: KnowledgeBase, writer: ReplyWriter) -> frozenset[str]:
    """Every line that cards and templates can make: one card at a time, with every verdict."""
    cards: list[Reading] = []
    for verdict in Verdict:
        cards += [reading_of(verdict), reading_of(verdict, legitimate=sample.legitimate)]
        cards += [reading_of(verdict, scams=[scam], red_flags=scam.red_flags) for scam in sample.scams]
        cards += [reading_of(verdict, situation=entry) for entry in sample.situations]
        cards += [reading_of(verdict, techniques=sample.techniques)]
        cards += [reading_of(verdict, smalltalk=[talk]) for talk in sample.smalltalk]
    plans = [
        first_plan(reading, sample, region, variant)
        for reading in cards
        for region in Region
        for variant in (0, 1)
    ]
    answers = [writer.write(made) for made in plans]
    return frozenset(line for answer in answers for line in (*answer.text.split("\n"), *answer.suggestions))


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (COURIER, "冒充快递理赔"),
        ("公安说我洗钱要保密", "冒充公安办案"),
        ("股票群老师带我入金稳赚", "荐股群骗局"),
    ],
)
def test_a_scam_is_named_and_refused_in_its_own_words(ask: Ask, message: str, name: str) -> None:
    text = ask(message).text
    assert f"这很像骗局：{name}\n骗子{name}，先说好话，再骗走钱。" in text
    assert f"不听：{name}的话\n不信：{name}的证件\n不转账：{name}要的钱" in text
    assert f"· 到官方软件里查{name}" in text
    assert text.endswith("\n\n110：报警")


def test_who_has_just_paid_reads_first_what_to_do(ask: Ask) -> None:
    text = ask("我刚付了三千八给股票群老师入金").text
    assert text.startswith("先做这几步\n先停下手。\n马上打110。\n· 第一步打110\n")
    assert "这很像骗局：荐股群骗局" in text


def test_who_cannot_go_on_reads_of_nothing_else(assistant: Assistant, sample: KnowledgeBase) -> None:
    reading, answer = assistant.answer(Inquiry("不想活了怎么办"))
    assert reading.situation is not None
    assert answer.text.startswith("先稳一下\n先停下手。\n马上打110。\n你能来问，已经很好。\n")
    assert [scam.name for scam in sample.scams if scam.name in answer.text] == []
    assert answer.suggestions == ()


def test_a_technique_in_the_message_brings_what_to_do_against_it(ask: Ask) -> None:
    text = ask("共享屏幕让我打开，快递理赔要开备用金").text
    assert "你说的里面有这一招：共享屏幕\n· 退出会议\n· 开飞行模式" in text


def test_a_genuine_message_is_not_called_safe(ask: Ask) -> None:
    text = ask("云闪付软件登录验证码").text
    assert text.startswith("没有匹配到骗局，可这不等于安全\n这更像你自己操作收到的验证码。")


def test_letters_without_meaning_are_answered_with_a_question(ask: Ask) -> None:
    text = ask("qwerty").text
    assert text.startswith("没有匹配到，不等于安全\n")
    assert "谁联系你的？他要你做什么？钱转了没有？" in text


def test_a_greeting_gets_one_of_its_replies_by_the_words_of_the_message(ask: Ask) -> None:
    messages = [first + second for first in ("你好", "在吗", "早上好") for second in ("呀", "机器人")]
    replies = {message: ask(message).text for message in messages}
    assert set(replies.values()) == {"我在，讲讲碰到的事。", "你说，我听着。"}
    assert {message: ask(message).text for message in messages} == replies


@pytest.mark.parametrize(
    ("region", "hotlines"),
    [
        (Region.MAINLAND, ["110：报警"]),
        (Region.SHANGHAI, ["110：报警", "962110：劝阻电话"]),
        (Region.TAIWAN, ["165：反詐騙"]),
        (Region.SINGAPORE, []),
    ],
)
def test_the_region_of_the_inquiry_decides_the_hotlines(
    assistant: Assistant, region: Region, hotlines: list[str]
) -> None:
    _, answer = assistant.answer(Inquiry(COURIER, region=region))
    listed = [line for found in answer.blocks if found.kind is BlockKind.HOTLINES for line in found.lines]
    assert listed == hotlines


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_around_a_message_does_not_change_the_answer(ask: Ask, hostile: str) -> None:
    plain = ask(COURIER)
    assert ask(f"{COURIER} {hostile}") == plain
    assert ask(f"{hostile} {COURIER}") == plain


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_alone_is_never_repeated_or_computed(ask: Ask, hostile: str) -> None:
    answer = ask(hostile)
    shown = "\n".join((answer.text, *answer.suggestions))
    assert hostile not in shown
    assert "49" not in shown


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=200) | st.sampled_from(HOSTILE).map(lambda hostile: hostile * 20))
def test_whatever_is_written_every_line_of_the_answer_is_ours(
    ask: Ask, sayable: frozenset[str], text: str
) -> None:
    answer = ask(text)
    assert answer.text
    assert set(answer.text.split("\n")) | set(answer.suggestions) <= sayable


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "🙏", "110"])
def test_hardly_anything_written_still_gets_an_answer(ask: Ask, text: str) -> None:
    assert ask(text).text


def test_half_an_emoji_does_not_keep_an_answer_away(ask: Ask) -> None:
    assert "冒充快递理赔" in ask(f"{COURIER}\ud83d").text
