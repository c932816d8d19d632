"""What every answer holds to, whichever cards it is made of."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings, target
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from app.conversation.plan import Plan
from app.conversation.reply import REPLY_BYTES, ReplyWriter, as_text
from app.domain.answer import Answer, Block, BlockKind
from app.domain.conversation import NOTHING_YET, Conversation, Told
from app.domain.entries import Followup, Part, Situation, Verdict
from app.domain.hotlines import Confirmation, Region
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase
from app.settings import Settings
from tests.conversation.conftest import PromptsWriter
from tests.readings import first_plan, next_plan, reading_of

Said = tuple[Plan, Answer]
ALARMS = (Verdict.SCAM, Verdict.SUSPICIOUS)
TEMPLATES = (*BlockKind, "suggestions")
ABROAD = "人在国外，先打当地的报警电话；国内的家人替你打110。"
"""Said where no number is known for the place."""
FIGURES = Told(
    amounts=("两万八千八百块", "3800元", "一万九千八", "1,234.50元"),
    times=("昨天晚上十点半", "今早"),
    ways=("微信", "支付宝"),
)
EMPTY = Plan(Verdict.UNCLEAR, ())
URGENT_TO = 11
"""Situations up to this priority are said first."""
QUOTED = re.compile(r"「[^」]*」|“[^”]*”|『[^』]*』")
DIALLED = re.compile(
    r"(?<!\d)(?:1[0-2]\d{1,3}|9[56]\d{3,4}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}|0\d{2,3}-?\d{7,8})(?![\d元块万])"
)
"""Looks like something to dial: 110, 12321, 95588, 96110, a mobile, 400-…, a land line."""


@st.composite
def readings(draw: st.DrawFn, knowledge: KnowledgeBase) -> Reading:
    """Anything the matching could make of a message."""
    scams = draw(st.lists(st.sampled_from(knowledge.scams), max_size=3, unique_by=lambda scam: scam.id))
    return reading_of(
        draw(st.sampled_from(Verdict)),
        scams=scams,
        score=draw(st.sampled_from([0.0, 1.0])),
        legitimate=draw(st.lists(st.sampled_from(knowledge.legitimate), max_size=1)),
        smalltalk=draw(st.lists(st.sampled_from(knowledge.smalltalk), max_size=2)),
        techniques=draw(st.lists(st.sampled_from(knowledge.techniques), max_size=1)),
        situation=draw(st.none() | st.sampled_from(knowledge.situations)),
        red_flags=draw(st.permutations(scams[0].red_flags)) if scams else (),
    )


@st.composite
def later_readings(draw: st.DrawFn, knowledge: KnowledgeBase) -> Reading:
    """Anything the matching could make of a message within a conversation."""
    scam = draw(st.sampled_from(knowledge.scams))
    return reading_of(
        draw(st.sampled_from(Verdict)),
        scams=draw(st.sampled_from([(), (scam,)])),
        legitimate=draw(st.lists(st.sampled_from(knowledge.legitimate), max_size=1)),
        techniques=draw(st.lists(st.sampled_from(knowledge.techniques), max_size=1)),
        also=draw(
            st.lists(st.sampled_from(knowledge.situations), max_size=3, unique_by=lambda entry: entry.id)
        ),
        red_flags=scam.red_flags,
        told=draw(st.sampled_from([Told(), FIGURES])),
        ended=draw(st.booleans()),
        followup=draw(st.none() | st.sampled_from(knowledge.followups)),
        claims=draw(st.permutations(range(len(scam.rebuttals)))),
        continues=draw(st.booleans()),
    )


def draw_talk(data: st.DataObject, knowledge: KnowledgeBase) -> Plan:
    """The plan of an answer somewhere in a conversation."""
    so_far: Conversation = NOTHING_YET
    region, voice = (
        data.draw(st.sampled_from(Region)),
        data.draw(st.none() | st.sampled_from(knowledge.voices)),
    )
    made = first_plan(reading_of(Verdict.UNCLEAR), knowledge, region, 0)
    for _ in range(data.draw(st.integers(1, 3))):
        so_far, made = next_plan(so_far, data.draw(later_readings(knowledge)), knowledge, region, voice=voice)
    return made


def draw_plan(data: st.DataObject, knowledge: KnowledgeBase) -> Plan:
    region = data.draw(st.sampled_from(Region))
    return first_plan(data.draw(readings(knowledge)), knowledge, region, data.draw(st.integers(0, 2**32 - 1)))


def block(answer: Answer, kind: BlockKind) -> Block | None:
    return next((found for found in answer.blocks if found.kind is kind), None)


def lines(answer: Answer, kind: BlockKind) -> tuple[str, ...]:
    found = block(answer, kind)
    return found.lines if found else ()


def single_card_plans(knowledge: KnowledgeBase) -> Iterator[Plan]:
    """Every card with each verdict, so that every sentence that can be said is said once."""
    for verdict in Verdict:
        cards: list[Reading] = [reading_of(verdict)]
        cards += [reading_of(verdict, situation=entry) for entry in knowledge.situations]
        cards += [reading_of(verdict, techniques=[entry]) for entry in knowledge.techniques]
        cards += [reading_of(verdict, legitimate=[entry]) for entry in knowledge.legitimate]
        cards += [
            reading_of(verdict, scams=[entry], red_flags=entry.red_flags[start : start + 3])
            for entry in knowledge.scams
            for start in range(0, len(entry.red_flags), 3)
        ]
        yield from (first_plan(reading, knowledge, Region.MAINLAND, 0) for reading in cards)
        for talk in knowledge.smalltalk:
            for variant in range(len(talk.replies)):
                yield first_plan(reading_of(verdict, smalltalk=[talk]), knowledge, Region.MAINLAND, variant)


@pytest.fixture(scope="module")
def every_card(real: KnowledgeBase, writer: ReplyWriter) -> Sequence[Said]:
    """The answers of all single cards of the real knowledge."""
    return [(made, writer.write(made)) for made in single_card_plans(real)]


@pytest.fixture(scope="module")
def other_writer() -> ReplyWriter:
    """A second writer with the real templates."""
    return ReplyWriter(Settings().prompts_dir, "反诈三不助手")


# What holds for the real knowledge and the real templates


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_no_answer_is_longer_than_a_wechat_reply(
    real: KnowledgeBase, writer: ReplyWriter, data: st.DataObject
) -> None:
    size = len(writer.write(draw_plan(data, real)).text.encode())
    target(float(size))
    assert 0 < size <= 1900


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_no_answer_later_in_a_conversation_is_longer_than_a_wechat_reply(
    real: KnowledgeBase, writer: ReplyWriter, data: st.DataObject
) -> None:
    made = draw_talk(data, real)
    sizes = [len(answer.text.encode()) for answer in (writer.write(made), writer.write_english(made))]
    target(float(max(sizes)))
    assert all(0 < size <= 1900 for size in sizes)


@settings(deadline=None)
@given(data=st.data())
def test_what_to_do_first_is_said_first(
    real: KnowledgeBase, writer: ReplyWriter, data: st.DataObject
) -> None:
    made = draw_plan(data, real) if data.draw(st.booleans()) else draw_talk(data, real)
    kinds = [found.kind for found in writer.write(made).blocks]
    urgent = made.situation and (made.situation.priority <= URGENT_TO or made.situation.alone)
    assert (kinds[0] is BlockKind.EMERGENCY) == bool(urgent)
    assert kinds == [kind for kind in BlockKind if kind in kinds]


@settings(deadline=None)
@given(data=st.data())
def test_every_alarm_brings_the_three_refusals(
    real: KnowledgeBase, writer: ReplyWriter, data: st.DataObject
) -> None:
    made = draw_plan(data, real)
    advice = lines(writer.write(made), BlockKind.ADVICE)
    if made.verdict in ALARMS and not (made.situation and made.situation.alone):
        assert [line.split("：")[0] for line in advice] == ["不听", "不信", "不转账"]
    if made.scam:
        assert advice == tuple(made.scam.say_no.model_dump().values())


@settings(deadline=None)
@given(data=st.data())
def test_the_same_plan_gives_the_same_answer_from_any_writer(
    real: KnowledgeBase, writer: ReplyWriter, other_writer: ReplyWriter, data: st.DataObject
) -> None:
    made = draw_talk(data, real)
    assert writer.write(made) == writer.write(made) == other_writer.write(made)
    assert writer.write_english(made) == other_writer.write_english(made)


@settings(deadline=None)
@given(data=st.data())
def test_the_text_says_exactly_what_the_blocks_say(
    real: KnowledgeBase, writer: ReplyWriter, data: st.DataObject
) -> None:
    made = draw_talk(data, real)
    answer = data.draw(st.sampled_from([writer.write, writer.write_english]))(made)
    said = [part for found in answer.blocks for part in (found.title, *found.lines) if part]
    assert [line for line in answer.text.split("\n") if line] == said


@pytest.mark.parametrize("verdict", Verdict)
def test_a_situation_that_stands_alone_is_answered_by_its_card_and_hotlines_only(
    real: KnowledgeBase, writer: ReplyWriter, verdict: Verdict
) -> None:
    for situation in (entry for entry in real.situations if entry.alone):
        reading = reading_of(verdict, situation=situation, scams=real.scams, techniques=real.techniques)
        answer = writer.write(first_plan(reading, real, Region.MAINLAND, 0))
        assert [found.kind for found in answer.blocks] == [BlockKind.EMERGENCY, BlockKind.HOTLINES]
        assert situation.care in answer.text
        assert answer.suggestions == ()


def test_nobody_is_told_outside_quotes_that_something_is_safe(every_card: Sequence[Said]) -> None:
    promises = [
        line
        for _, answer in every_card
        for line in (*answer.text.split("\n"), *answer.suggestions)
        if re.search("可以放心|是安全的", QUOTED.sub("", line))
    ]
    assert promises == []


def test_every_number_to_dial_is_a_confirmed_hotline(real: KnowledgeBase, every_card: Sequence[Said]) -> None:
    confirmed = {line.number for line in real.hotlines if line.status is Confirmation.CONFIRMED}
    texts = [QUOTED.sub("", "\n".join((answer.text, *answer.suggestions))) for _, answer in every_card]
    shown = {number for text in texts for number in DIALLED.findall(text)}
    assert {"110", "96110"} <= shown
    assert shown - confirmed == set()


def test_no_suggestion_is_longer_than_40_characters(every_card: Sequence[Said]) -> None:
    suggestions = {suggestion for _, answer in every_card for suggestion in answer.suggestions}
    assert len(suggestions) > 100
    assert [suggestion for suggestion in suggestions if len(suggestion) > 40] == []


def test_nothing_of_a_template_is_left_in_an_answer(every_card: Sequence[Said]) -> None:
    left = [answer.text for _, answer in every_card if re.search(r"\{\{|\{%|\}\}|None|\['|\(\)", answer.text)]
    assert left == []


@pytest.mark.parametrize("region", Region)
def test_the_hotlines_block_lists_the_numbers_of_the_region_and_no_other(
    real: KnowledgeBase, writer: ReplyWriter, region: Region
) -> None:
    answer = writer.write(first_plan(reading_of(Verdict.SCAM), real, region, 0))
    said = lines(answer, BlockKind.HOTLINES)
    if region is Region.OVERSEAS:
        assert said == (ABROAD,)
        return
    here = {region, Region.MAINLAND} if region is Region.SHANGHAI else {region}
    own = {line.number for line in real.hotlines if line.region in here}
    assert said
    assert {line.split("：")[0] for line in said} <= own


# Single answers, word for word


@pytest.mark.parametrize(
    ("region", "listed"),
    [
        (Region.MAINLAND, ("110：报警",)),
        (Region.SHANGHAI, ("110：报警", "962110：劝阻电话")),
        (Region.TAIWAN, ("165：反詐騙",)),
        (Region.HONGKONG, (ABROAD,)),
    ],
)
def test_hotlines_follow_the_region_and_leave_out_unconfirmed_ones(
    sample: KnowledgeBase, writer: ReplyWriter, region: Region, listed: tuple[str, ...]
) -> None:
    answer = writer.write(first_plan(reading_of(Verdict.SUSPICIOUS), sample, region, 0))
    assert lines(answer, BlockKind.HOTLINES) == listed
    assert "12356" not in answer.text


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        (Verdict.SCAM, "这很像骗局：冒充快递理赔"),
        (Verdict.SUSPICIOUS, "这有点像骗局：冒充快递理赔。先当骗局防着"),
        (Verdict.INFORMATION, "你问的可能是这一种骗局：冒充快递理赔"),
        (Verdict.UNCLEAR, "没有匹配到，不等于安全"),
    ],
)
def test_the_headline_is_as_sure_as_the_verdict(
    sample: KnowledgeBase, writer: ReplyWriter, verdict: Verdict, title: str
) -> None:
    answer = writer.write(first_plan(reading_of(verdict, scams=sample.scams), sample, Region.MAINLAND, 0))
    headline = block(answer, BlockKind.HEADLINE)
    assert headline is not None
    assert headline.title == title


@pytest.mark.parametrize("verdict", ALARMS)
def test_an_alarm_without_a_type_still_says_how_to_refuse_and_asks_on(
    sample: KnowledgeBase, writer: ReplyWriter, verdict: Verdict
) -> None:
    answer = writer.write(first_plan(reading_of(verdict), sample, Region.MAINLAND, 0))
    kinds = [found.kind for found in answer.blocks]
    assert kinds == [
        BlockKind.HEADLINE,
        BlockKind.ADVICE,
        BlockKind.VERIFY,
        BlockKind.QUESTION,
        BlockKind.HOTLINES,
    ]
    assert answer.text.startswith("这很可疑，先当骗局防着\n")


def test_the_look_alike_card_says_that_no_match_is_no_safety(
    sample: KnowledgeBase, writer: ReplyWriter
) -> None:
    reading = reading_of(Verdict.LEGITIMATE_LIKE, legitimate=sample.legitimate)
    answer = writer.write(first_plan(reading, sample, Region.MAINLAND, 0))
    assert answer.text.startswith("没有匹配到骗局，可这不等于安全\n这更像你自己操作收到的验证码。")
    assert lines(answer, BlockKind.REASONS) == ("· 有人来电要你念", "· 你没操作也来码")


def test_a_suspicion_ends_with_the_question_of_its_card_and_the_answers_to_tap(
    sample: KnowledgeBase, writer: ReplyWriter
) -> None:
    answer = writer.write(
        first_plan(reading_of(Verdict.SUSPICIOUS, scams=sample.scams), sample, Region.MAINLAND, 0)
    )
    assert lines(answer, BlockKind.QUESTION) == ("他是冒充快递理赔吗？",)
    assert answer.suggestions == ("是冒充快递理赔", "不是")


def test_the_three_red_flags_nearest_to_the_message_are_the_reasons(
    real: KnowledgeBase, writer: ReplyWriter
) -> None:
    scam = next(entry for entry in real.scams if len(entry.red_flags) > 3)
    flags = scam.red_flags[::-1]
    reading = reading_of(Verdict.SCAM, scams=[scam], red_flags=flags)
    answer = writer.write(first_plan(reading, real, Region.MAINLAND, 0))
    assert lines(answer, BlockKind.REASONS) == tuple(f"· {flag}" for flag in flags[:3])


@pytest.mark.parametrize(
    ("variant", "reply"), [(0, "我在，讲讲碰到的事。"), (1, "你说，我听着。"), (2, "我在，讲讲碰到的事。")]
)
def test_the_variant_chooses_among_the_replies_to_small_talk(
    sample: KnowledgeBase, writer: ReplyWriter, variant: int, reply: str
) -> None:
    reading = reading_of(Verdict.OUT_OF_SCOPE, smalltalk=sample.smalltalk)
    assert writer.write(first_plan(reading, sample, Region.MAINLAND, variant)).text == reply


def test_what_stands_in_a_card_is_shown_as_it_stands(sample: KnowledgeBase, writer: ReplyWriter) -> None:
    words = "{{ 7*7 }}{% if %}<b>&amp;]]>"
    scam = sample.scams[0].model_copy(update={"summary": words})
    answer = writer.write(first_plan(reading_of(Verdict.SCAM, scams=[scam]), sample, Region.MAINLAND, 0))
    assert lines(answer, BlockKind.HEADLINE) == (words,)


# Later in a conversation, word for word


def situation_of(knowledge: KnowledgeBase, name: str) -> Situation:
    return next(entry for entry in knowledge.situations if entry.id == name)


def asking(knowledge: KnowledgeBase, part: Part, claims: Sequence[int] = ()) -> Reading:
    """A question asked back about the card in hand."""
    followup: Followup = knowledge.followups[0].model_copy(update={"answers_with": part})
    scam = knowledge.scams[0]
    return reading_of(
        Verdict.UNCLEAR,
        scams=[scam],
        red_flags=scam.red_flags,
        followup=followup,
        claims=claims,
        continues=True,
    )


def said_later(knowledge: KnowledgeBase, writer: ReplyWriter, *readings: Reading) -> Answer:
    so_far, made = NOTHING_YET, first_plan(reading_of(Verdict.UNCLEAR), knowledge, Region.MAINLAND, 0)
    for reading in readings:
        so_far, made = next_plan(so_far, reading, knowledge)
    return writer.write(made)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Part.VERIFY, "· 到官方软件里查冒充快递理赔"),
        (Part.REASONS, "· 「冒充快递理赔，马上办」"),
        (Part.REBUTTALS, "自己去问就知道"),
        (Part.IF_PAID, "· 冒充快递理赔的记录别删"),
        (Part.HOW_IT_WORKS, "· 冒充快递理赔再加好友"),
        (Part.STEPS, "· 不听：冒充快递理赔的话"),
        (Part.PERSUADE, "可以念给他听：冒充快递理赔不归他管"),
    ],
)
def test_a_question_asked_back_is_answered_from_the_card_in_hand(
    sample: KnowledgeBase, writer: ReplyWriter, part: Part, said: str
) -> None:
    reported = reading_of(Verdict.SCAM, scams=sample.scams[:1])
    answer = said_later(sample, writer, reported, asking(sample, part, claims=(0,)))
    found = block(answer, BlockKind.FOLLOWUP)
    assert found is not None
    assert (found.title, found.lines[0]) == ("怎么核实", "自己找路去核实。")
    assert said in found.lines
    kinds = [found.kind for found in answer.blocks]
    assert kinds == [BlockKind.FOLLOWUP, BlockKind.HOTLINES]


@pytest.mark.parametrize("part", Part)
def test_every_question_asked_back_has_an_answer_even_without_a_card(
    sample: KnowledgeBase, writer: ReplyWriter, part: Part
) -> None:
    answer = said_later(sample, writer, reading_of(Verdict.UNCLEAR), asking(sample, part))
    assert answer.text.startswith("怎么核实\n自己找路去核实。")


def test_an_emergency_that_is_open_is_repeated_in_short(sample: KnowledgeBase, writer: ReplyWriter) -> None:
    paid = reading_of(Verdict.SCAM, scams=sample.scams[:1], situation=situation_of(sample, "just-paid"))
    answer = said_later(sample, writer, paid, asking(sample, Part.VERIFY))
    assert block(answer, BlockKind.EMERGENCY) == Block(
        BlockKind.EMERGENCY, "还是先做这两样", ("先停下手。", "马上打110。")
    )


def test_what_was_told_is_ready_for_reading_out(sample: KnowledgeBase, writer: ReplyWriter) -> None:
    paid = reading_of(
        Verdict.SCAM,
        situation=situation_of(sample, "just-paid"),
        told=Told(amounts=("五万",), times=("昨晚",), ways=("微信",)),
    )
    answer = said_later(sample, writer, paid)
    assert "报警时照着念：昨晚；五万；微信" in lines(answer, BlockKind.EMERGENCY)


def test_an_old_person_who_has_paid_hears_the_first_advice_for_it(
    sample: KnowledgeBase, writer: ReplyWriter
) -> None:
    elder = sample.voices[0]
    paid = reading_of(Verdict.SCAM, situation=situation_of(sample, "just-paid"))
    told, calm = (
        writer.write(next_plan(NOTHING_YET, reading, sample, voice=elder)[1])
        for reading in (paid, reading_of(Verdict.SCAM, scams=sample.scams[:1]))
    )
    assert lines(told, BlockKind.EMERGENCY)[2] == "不怪你，请人帮着打110。"
    assert lines(calm, BlockKind.ADVICE)[0] == "慢慢来，先挂断。"


# In English


@pytest.mark.parametrize(
    ("region", "numbers"), [(Region.MAINLAND, ("110",)), (Region.TAIWAN, ("165",)), (Region.HONGKONG, ())]
)
def test_an_english_speaker_gets_the_essentials_and_the_bare_numbers(
    sample: KnowledgeBase, writer: ReplyWriter, region: Region, numbers: tuple[str, ...]
) -> None:
    answer = writer.write_english(first_plan(reading_of(Verdict.SCAM, scams=sample.scams), sample, region, 0))
    assert lines(answer, BlockKind.HOTLINES) == numbers
    assert "Hang up now. Do not send money" in answer.text
    assert not re.search("[一-鿿]", answer.text)
    assert answer.suggestions == ()


def test_an_english_speaker_who_wants_to_die_reads_of_nothing_else(
    sample: KnowledgeBase, writer: ReplyWriter
) -> None:
    despair = reading_of(Verdict.SCAM, situation=situation_of(sample, "despair"))
    text = writer.write_english(first_plan(despair, sample, Region.MAINLAND, 0)).text
    assert "You are not alone." in text
    assert not re.search("money|scam", text)


# Layout


def test_the_plain_text_has_titles_over_lines_and_a_blank_line_between_blocks() -> None:
    blocks = [
        Block(BlockKind.HEADLINE, "像骗局", ("先说好话。", "再骗钱。")),
        Block(BlockKind.ADVICE, "", ("不听", "不信")),
        Block(BlockKind.HOTLINES, "电话", ("110：报警",)),
    ]
    assert as_text(blocks) == "像骗局\n先说好话。\n再骗钱。\n\n不听\n不信\n\n电话\n110：报警"


def test_no_blocks_give_an_empty_text() -> None:
    assert as_text([]) == ""


def test_a_template_prints_a_heading_and_one_sentence_a_line(writer_of: PromptsWriter) -> None:
    made = writer_of({"advice": "\n# 标题\n\n  第一句  \n{% if true %}\n第二#句\n{% endif %}\n"}).write(EMPTY)
    assert made.blocks == (Block(BlockKind.ADVICE, "标题", ("第一句", "第二#句")),)


def test_a_heading_with_nothing_under_it_is_left_out(writer_of: PromptsWriter) -> None:
    assert writer_of({"advice": "# 标题\n\n"}).write(EMPTY) == Answer((), "", ())


def test_a_template_may_name_the_assistant(writer_of: PromptsWriter) -> None:
    assert writer_of({"headline": "我是{{ assistant_name }}"}).write(EMPTY).text == "我是小反"


# Faulty templates


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("field", ["plan.nope", "nope", "plan.verdict.nope"])
def test_a_template_that_names_an_unknown_field_raises(
    writer_of: PromptsWriter, template: str, field: str
) -> None:
    with pytest.raises(UndefinedError, match="nope"):
        writer_of({template: f"甲{{{{ {field} }}}}"}).write(EMPTY)


@pytest.mark.parametrize("template", [*TEMPLATES, "english"])
def test_the_check_finds_a_missing_template(writer_of: PromptsWriter, tmp_path: Path, template: str) -> None:
    made = writer_of({})
    (tmp_path / f"{template}.j2").unlink()
    with pytest.raises(TemplateNotFound, match=f"{template}.j2"):
        made.check()


def test_the_check_is_content_with_complete_templates(writer_of: PromptsWriter) -> None:
    writer_of({}).check()


@pytest.mark.parametrize("template", [*TEMPLATES, "english"])
def test_the_check_finds_a_template_with_a_fault(writer_of: PromptsWriter, template: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        writer_of({template: "一\n二\n{% if %}\n"}).check()
    assert (caught.value.name, caught.value.lineno) == (f"{template}.j2", 3)


# Shortening

LINE_LENGTH = 49
"""With its line break, a line takes 50 bytes."""
LONG = {"technique": 5, "followup": 6, "reasons": 5, "verify": 5, "emergency": 8}
FULL_AT = 445
"""Length of the headline at which these blocks make exactly 1,900 bytes."""


def body(kind: str, count: int) -> str:
    return "".join(f"{kind}-{i}".ljust(LINE_LENGTH, "-") + "\n" for i in range(count))


def test_a_reply_may_have_1900_bytes() -> None:
    assert REPLY_BYTES == 1900


@pytest.mark.parametrize(
    ("excess", "kept"),
    [
        (0, (5, 6, 5, 5, 8)),
        (1, (4, 6, 5, 5, 8)),
        (200, (1, 6, 5, 5, 8)),
        (201, (0, 6, 5, 5, 8)),
        (251, (0, 6, 5, 5, 8)),
        (252, (0, 5, 5, 5, 8)),
        (351, (0, 4, 5, 5, 8)),
        (352, (0, 4, 4, 5, 8)),
        (551, (0, 4, 1, 5, 8)),
        (552, (0, 4, 1, 4, 8)),
        (751, (0, 4, 1, 1, 8)),
        (752, (0, 4, 1, 1, 7)),
        (951, (0, 4, 1, 1, 4)),
        (952, (0, 4, 1, 1, 4)),
    ],
)
def test_a_long_reply_loses_last_lines_of_technique_then_followup_then_reasons_then_verify_then_emergency(
    writer_of: PromptsWriter, excess: int, kept: tuple[int, ...]
) -> None:
    templates = {kind: body(kind, count) for kind, count in LONG.items()}
    answer = writer_of({**templates, "headline": "x" * (FULL_AT + excess)}).write(EMPTY)
    for kind, count in zip(LONG, kept, strict=True):
        assert lines(answer, BlockKind(kind)) == tuple(body(kind, count).split())
    assert (len(answer.text.encode()) <= REPLY_BYTES) == (excess < 952)


@pytest.mark.parametrize(("characters", "kept"), [(32, True), (33, False)])
def test_a_reply_is_measured_in_bytes_of_utf_8(
    writer_of: PromptsWriter, *, characters: int, kept: bool
) -> None:
    answer = writer_of({"headline": "字" * 600, "technique": "招" * characters}).write(EMPTY)
    assert (block(answer, BlockKind.TECHNIQUE) is not None) == kept


def test_a_technique_goes_altogether_with_its_heading(writer_of: PromptsWriter) -> None:
    answer = writer_of({"headline": "x" * 1890, "technique": "# 这一招\n退出会议\n"}).write(EMPTY)
    assert answer.text == "x" * 1890


@pytest.mark.parametrize("kind", ["headline", "advice", "question", "hotlines"])
def test_headline_refusals_question_and_hotlines_are_never_shortened(
    writer_of: PromptsWriter, kind: str
) -> None:
    answer = writer_of({kind: body(kind, 40)}).write(EMPTY)
    assert lines(answer, BlockKind(kind)) == tuple(body(kind, 40).split())


def test_suggestions_do_not_count_towards_the_length(writer_of: PromptsWriter) -> None:
    answer = writer_of({"technique": "a" * 1900, "suggestions": "我转了\n"}).write(EMPTY)
    assert (len(answer.text), answer.suggestions) == (1900, ("我转了",))
