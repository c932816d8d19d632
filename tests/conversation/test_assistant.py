"""A message in, the words of the answer out: matching, plan and templates together."""

import secrets
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conversation.assistant import Assistant
from app.conversation.memory import ProcessMemory
from app.conversation.reply import ReplyWriter
from app.conversation.script import Scribe
from app.domain.answer import Answer, Block, BlockKind
from app.domain.conversation import NOTHING_YET, Conversation, Script
from app.domain.entries import Verdict
from app.domain.hotlines import Region
from app.domain.reading import Inquiry, Reading
from app.knowledge.base import KnowledgeBase
from app.matching.artifact import Artifact
from app.matching.matcher import Matcher
from tests.readings import first_plan, reading_of

Ask = Callable[[str], Answer]
COURIER = "快递丢了要赔我三倍，叫我开备用金"
REPEATED = "报警时照着念："
"""The one line that repeats words of the citizen: amounts and times, see `app/matching/told.py`."""
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


def in_every_script(knowledge: KnowledgeBase, said: set[str]) -> frozenset[str]:
    """The lines as they are, and as they may be rewritten for a script, a place and an old person."""
    scribe = Scribe(knowledge.hotlines)
    answer = Answer((Block(BlockKind.ADVICE, "", tuple(sorted(said))),), "", ())
    rewritten = [
        scribe.rewrite(answer, script, region, polite=polite)
        for script in Script
        for region in Region
        for polite in (False, True)
    ]
    return frozenset(line for made in rewritten for line in made.blocks[0].lines)


@pytest.fixture(scope="module")
def sayable(sample: KnowledgeBase, writer: ReplyWriter) -> frozenset[str]:
    """Every line that cards and templates can make: one card at a time, with every verdict, in every script."""
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
    answers = [write(made) for made in plans for write in (writer.write, writer.write_english)]
    said = {line for answer in answers for line in (*answer.text.split("\n"), *answer.suggestions)}
    said |= {line for voice in sample.voices for line in (voice.before, voice.after)}
    return in_every_script(sample, said)


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
        (Region.SINGAPORE, ["人在国外，先打当地的报警电话；国内的家人替你打110。"]),
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
    ours = {line for line in answer.text.split("\n") if not line.startswith(REPEATED)}
    assert ours | set(answer.suggestions) <= sayable


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "🙏", "110"])
def test_hardly_anything_written_still_gets_an_answer(ask: Ask, text: str) -> None:
    assert ask(text).text


def test_half_an_emoji_does_not_keep_an_answer_away(ask: Ask) -> None:
    assert "冒充快递理赔" in ask(f"{COURIER}\ud83d").text


@pytest.mark.parametrize(
    ("message", "opening"),
    [
        ("公安說我洗錢要保密，叫我轉到安全賬戶", "這很像騙局：冒充公安辦案"),
        ("公安话我洗钱要保密", "这很像骗局：冒充公安办案"),
        ("The police say I launder money", "If somebody you do not know asks for money"),
    ],
)
def test_an_answer_comes_in_the_script_of_the_message(ask: Ask, message: str, opening: str) -> None:
    assert ask(message).text.startswith(opening)


def test_an_old_person_is_addressed_politely_and_nobody_else(ask: Ask) -> None:
    assert "慢慢来，先挂断。" in ask(f"{COURIER}，我孙子说的").text
    assert "你" not in ask("你好呀，我孙子教我用的").text
    assert "您" not in ask(COURIER).text


# Within a conversation


@pytest.fixture
def talk(assistant: Assistant) -> Callable[[str], tuple[Reading, Answer]]:
    """Says one thing after the other in a conversation of its own."""
    key = secrets.token_urlsafe(24)
    return lambda text: assistant.answer(Inquiry(text, conversation_id=key))


Talk = Callable[[str], tuple[Reading, Answer]]


def test_a_question_asked_back_is_answered_about_the_scam_in_hand(talk: Talk) -> None:
    talk("公安说我洗钱要保密")
    reading, answer = talk("去哪里核实他")
    assert reading.followup is not None
    assert reading.followup.entry.id == "how-to-check"
    assert answer.text.startswith("怎么核实\n自己找路去核实。\n· 到官方软件里查冒充公安办案")
    assert reading.verdict is Verdict.SCAM


def test_without_a_conversation_the_same_question_stands_alone(ask: Ask) -> None:
    before = ask("去哪里核实他")
    ask("股票群老师带我入金稳赚")
    assert ask("去哪里核实他") == before
    assert BlockKind.FOLLOWUP not in [block.kind for block in before.blocks]


def test_two_conversations_do_not_hear_each_other(assistant: Assistant) -> None:
    first, second = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    assistant.answer(Inquiry("公安说我洗钱要保密", conversation_id=first))
    assistant.answer(Inquiry(COURIER, conversation_id=second))
    texts = [
        assistant.answer(Inquiry("去哪里核实他", conversation_id=key))[1].text for key in (first, second)
    ]
    assert ["冒充公安办案" in text for text in texts] == [True, False]
    assert ["冒充快递理赔" in text for text in texts] == [False, True]


def test_an_emergency_is_not_forgotten_while_the_talk_goes_on(talk: Talk) -> None:
    assert talk("刚付了三千八")[1].text.startswith("先做这几步\n先停下手。\n马上打110。")
    _, answer = talk("去哪里核实他")
    assert answer.text.startswith("还是先做这两样\n先停下手。\n马上打110。")


def test_no_more_than_two_answers_in_a_row_end_with_a_question(talk: Talk) -> None:
    kinds = [[block.kind for block in talk("有个人加我")[1].blocks] for _ in range(4)]
    asked = [BlockKind.QUESTION in found for found in kinds]
    assert not any(all(asked[start : start + 3]) for start in range(2))


def test_the_script_stays_where_a_message_does_not_show_it(talk: Talk) -> None:
    talk("公安說我洗錢要保密，叫我轉到安全賬戶")
    assert "詐騙" in talk("165")[1].text


def test_the_memory_holds_what_was_understood_and_not_the_message(
    sample: KnowledgeBase, sample_artifact: Artifact, writer: ReplyWriter
) -> None:
    memory = ProcessMemory()
    assistant = Assistant.of(sample, Matcher(sample, sample_artifact), writer, memory, Region.MAINLAND)
    words = "刚付了三千八给股票群老师，我叫王小明，住在幸福路"
    reading, _ = assistant.answer(Inquiry(words, conversation_id="a-conversation"))
    kept = memory.recall("a-conversation")
    assert kept.verdict is reading.verdict
    assert kept.situations == ("just-paid",)
    assert kept.told.amounts == ("三千八",)
    stored = kept.model_dump_json()
    assert [part for part in ("王小明", "幸福路", "股票群", "老师") if part in stored] == []


def test_without_an_id_nothing_is_remembered(
    sample: KnowledgeBase, sample_artifact: Artifact, writer: ReplyWriter
) -> None:
    memory = ProcessMemory()
    assistant = Assistant.of(sample, Matcher(sample, sample_artifact), writer, memory, Region.MAINLAND)
    assert assistant.answer(Inquiry(COURIER))[1].text
    assert len(memory._kept) == 0


@pytest.mark.parametrize(
    "text", ["", "🙏", "{{7*7}}", "我轉了五萬", "help me please", "\u202eשלום", "去哪里核实他"]
)
@pytest.mark.parametrize(
    "so_far",
    [
        Conversation(
            card="gone", situations=("gone",), voice="gone", verdict=Verdict.SCAM, rebuttals_used=(9,)
        ),
        Conversation(card="just-paid", situations=("fake-police",), artifact="another", thread=(1.0,)),
        Conversation(script=Script.ENGLISH, questions_in_a_row=99, reported=True),
        NOTHING_YET,
    ],
    ids=["entries that are gone", "ids of other kinds", "english", "nothing"],
)
def test_a_memory_of_other_knowledge_does_not_keep_an_answer_away(
    sample: KnowledgeBase, sample_artifact: Artifact, writer: ReplyWriter, so_far: Conversation, text: str
) -> None:
    memory = ProcessMemory()
    memory.keep("a-conversation", so_far)
    assistant = Assistant.of(sample, Matcher(sample, sample_artifact), writer, memory, Region.MAINLAND)
    assert assistant.answer(Inquiry(text, conversation_id="a-conversation"))[1].text
