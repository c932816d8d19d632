"""Which cards speak for which reading."""

from dataclasses import replace

import pytest

from app.conversation.dialogue import MOST_QUESTIONS
from app.conversation.plan import CERTAIN_FROM, CLOSE, NAMED_FROM, Plan
from app.domain.conversation import NOTHING_YET, Conversation, Told
from app.domain.entries import Followup, Part, Rebuttal, ScamType, Situation, Verdict
from app.domain.hotlines import Region
from app.domain.reading import Match, Reading
from app.knowledge.base import KnowledgeBase
from tests.readings import first_plan, next_plan, reading_of

ALARMS = (Verdict.SCAM, Verdict.SUSPICIOUS)
NO_ALARMS = tuple(verdict for verdict in Verdict if verdict not in ALARMS)
SPEAKS: dict[Verdict, set[str]] = {
    Verdict.SCAM: {"courier-refund", "screen-share", "just-paid"},
    Verdict.SUSPICIOUS: {"courier-refund", "screen-share", "just-paid"},
    Verdict.LEGITIMATE_LIKE: {"bank-code", "just-paid"},
    Verdict.UNCLEAR: {"just-paid"},
    Verdict.INFORMATION: {"courier-refund", "question", "just-paid"},
    Verdict.OUT_OF_SCOPE: {"greeting", "just-paid"},
}


def _situation(knowledge: KnowledgeBase, name: str) -> Situation:
    return next(entry for entry in knowledge.situations if entry.id == name)


def _everything(knowledge: KnowledgeBase, verdict: Verdict, situation: str | None = "just-paid") -> Reading:
    """A reading that found every card of the sample."""
    return reading_of(
        verdict,
        scams=knowledge.scams,
        legitimate=knowledge.legitimate,
        smalltalk=knowledge.smalltalk,
        techniques=knowledge.techniques,
        situation=_situation(knowledge, situation) if situation else None,
        red_flags=knowledge.scams[0].red_flags,
    )


def _speakers(knowledge: KnowledgeBase, reading: Reading) -> set[str]:
    made = first_plan(reading, knowledge, Region.MAINLAND, 0)
    cards = (
        made.situation,
        made.scam,
        made.legitimate,
        made.smalltalk,
        made.technique,
    )
    return {card.id for card in cards if card}


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_lets_its_own_cards_speak(sample: KnowledgeBase, verdict: Verdict) -> None:
    assert _speakers(sample, _everything(sample, verdict)) == SPEAKS[verdict]


@pytest.mark.parametrize("verdict", Verdict)
def test_the_verdict_of_the_reading_is_kept(sample: KnowledgeBase, verdict: Verdict) -> None:
    assert first_plan(_everything(sample, verdict), sample, Region.MAINLAND, 0).verdict is verdict


@pytest.mark.parametrize("verdict", Verdict)
def test_a_situation_that_stands_alone_silences_everything_else(
    sample: KnowledgeBase, verdict: Verdict
) -> None:
    made = first_plan(_everything(sample, verdict, "despair"), sample, Region.MAINLAND, 0)
    assert _speakers(sample, _everything(sample, verdict, "despair")) == {"despair"}
    assert made.red_flags == ()
    assert [line.number for line in made.hotlines] == ["110"]


@pytest.mark.parametrize("verdict", [*ALARMS, Verdict.INFORMATION])
@pytest.mark.parametrize(
    ("score", "named"),
    [(NAMED_FROM, "courier-refund"), (NAMED_FROM - 0.001, None), (0.0, None), (1.0, "courier-refund")],
)
def test_a_type_is_named_only_from_the_threshold_on(
    sample: KnowledgeBase, verdict: Verdict, score: float, named: str | None
) -> None:
    scams = sample.scams
    made = first_plan(
        reading_of(verdict, scams=scams, score=score, red_flags=("话",)), sample, Region.MAINLAND, 0
    )
    assert (made.scam.id if made.scam else None) == named
    assert made.red_flags == (("话",) if named else ())


@pytest.mark.parametrize("verdict", NO_ALARMS)
def test_without_an_alarm_no_technique_is_spoken_of(sample: KnowledgeBase, verdict: Verdict) -> None:
    made = first_plan(reading_of(verdict, techniques=sample.techniques), sample, Region.MAINLAND, 0)
    assert made.technique is None


@pytest.mark.parametrize("verdict", ALARMS)
def test_of_several_techniques_the_best_one_speaks(real: KnowledgeBase, verdict: Verdict) -> None:
    best, *others = real.techniques
    made = first_plan(reading_of(verdict, techniques=(best, *others)), real, Region.MAINLAND, 0)
    assert made.technique is best


def test_the_best_scam_type_is_named(real: KnowledgeBase) -> None:
    found = real.scams[:5]
    made = first_plan(reading_of(Verdict.SCAM, scams=found), real, Region.MAINLAND, 0)
    assert made.scam is found[0]


@pytest.mark.parametrize("verdict", [Verdict.LEGITIMATE_LIKE, Verdict.UNCLEAR, Verdict.OUT_OF_SCOPE])
def test_without_alarm_or_question_no_red_flags_are_listed(sample: KnowledgeBase, verdict: Verdict) -> None:
    assert first_plan(_everything(sample, verdict), sample, Region.MAINLAND, 0).red_flags == ()


def test_red_flags_keep_the_order_of_the_reading(sample: KnowledgeBase) -> None:
    flags = sample.scams[0].red_flags[::-1]
    reading = reading_of(Verdict.SCAM, scams=sample.scams[:1], red_flags=flags)
    assert first_plan(reading, sample, Region.MAINLAND, 0).red_flags == flags


@pytest.mark.parametrize("verdict", Verdict)
def test_a_reading_that_found_nothing_lets_no_card_speak(sample: KnowledgeBase, verdict: Verdict) -> None:
    assert _speakers(sample, reading_of(verdict)) == set()


@pytest.mark.parametrize(
    ("verdict", "found", "spoken"),
    [
        (Verdict.OUT_OF_SCOPE, "question", None),
        (Verdict.INFORMATION, "greeting", None),
        (Verdict.INFORMATION, "question", "question"),
        (Verdict.OUT_OF_SCOPE, "greeting", "greeting"),
    ],
)
def test_small_talk_of_another_verdict_is_silent(
    sample: KnowledgeBase, verdict: Verdict, found: str, spoken: str | None
) -> None:
    talk = [entry for entry in sample.smalltalk if entry.id == found]
    made = first_plan(reading_of(verdict, smalltalk=talk), sample, Region.MAINLAND, 0)
    assert (made.smalltalk.id if made.smalltalk else None) == spoken


def test_every_small_talk_card_speaks_for_its_own_verdict(real: KnowledgeBase) -> None:
    silent = [
        talk.id
        for talk in real.smalltalk
        if first_plan(reading_of(talk.verdict, smalltalk=[talk]), real, Region.MAINLAND, 0).smalltalk
        is not talk
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("region", "numbers"),
    [
        (Region.MAINLAND, ["110"]),
        (Region.SHANGHAI, ["110", "962110"]),
        (Region.TAIWAN, ["165"]),
        (Region.HONGKONG, []),
    ],
)
def test_the_hotlines_are_the_confirmed_ones_of_the_region(
    sample: KnowledgeBase, region: Region, numbers: list[str]
) -> None:
    made = first_plan(reading_of(Verdict.SCAM), sample, region, 0)
    assert [line.number for line in made.hotlines] == numbers


@pytest.mark.parametrize("situation", ["just-paid", "despair"])
def test_the_variant_is_handed_on(sample: KnowledgeBase, situation: str) -> None:
    assert first_plan(_everything(sample, Verdict.SCAM, situation), sample, Region.MAINLAND, 7).variant == 7


# Later in a conversation


FIVE = Told(amounts=("五万",))
PLACES = {"on-the-line": 2, "just-paid": 3, "code-given": 4, "warned": 9, "hesitating": 11, "asking": 13}


@pytest.fixture(scope="module")
def staged(sample: KnowledgeBase) -> KnowledgeBase:
    """The sample with more situations, and a card with three rebuttals."""
    card = _situation(sample, "just-paid")
    codes = {"just-paid": ("P2",), "warned": ("P9",)}
    more = tuple(
        card.model_copy(update={"id": name, "priority": priority, "codes": codes.get(name, ())})
        for name, priority in PLACES.items()
    )
    rebuttals = tuple(Rebuttal(claim=f"说法{i}", truth=f"真相{i}") for i in range(3))
    first: ScamType = sample.scams[0].model_copy(update={"rebuttals": rebuttals})
    return replace(
        sample, scams=(first, *sample.scams[1:]), situations=(*more, _situation(sample, "despair"))
    )


def _tells(knowledge: KnowledgeBase, *names: str, verdict: Verdict = Verdict.SUSPICIOUS) -> Reading:
    """A message that goes on and tells these situations."""
    told = [_situation(knowledge, name) for name in names]
    return reading_of(verdict, scams=knowledge.scams[:1], also=told, continues=True)


def _asks_back(knowledge: KnowledgeBase, part: Part, claims: tuple[int, ...] = ()) -> Reading:
    followup: Followup = knowledge.followups[0].model_copy(update={"answers_with": part})
    return reading_of(
        Verdict.UNCLEAR, scams=knowledge.scams[:1], followup=followup, claims=claims, continues=True,
        red_flags=knowledge.scams[0].red_flags, techniques=knowledge.techniques,
    )  # fmt: skip


def _after(knowledge: KnowledgeBase, *readings: Reading) -> Plan:
    """The plan of the answer to the last of these messages."""
    so_far, made = NOTHING_YET, None
    for reading in readings:
        so_far, made = next_plan(so_far, reading, knowledge)
    assert made is not None
    return made


def _shown(made: Plan) -> list[str]:
    """The situation spoken of, then the others."""
    return [entry.id for entry in (made.situation, *made.also) if entry]


@pytest.mark.parametrize(
    ("before", "message", "shown", "brief"),
    [
        ((), ("just-paid",), ["just-paid"], False),
        (("just-paid",), (), ["just-paid"], True),
        (("just-paid",), ("just-paid",), ["just-paid"], False),
        (("just-paid",), ("on-the-line",), ["on-the-line", "just-paid"], False),
        (("on-the-line",), ("just-paid",), ["just-paid", "on-the-line"], False),
        (("just-paid", "code-given"), (), ["just-paid", "code-given"], True),
        (("warned",), (), [], True),
        ((), ("hesitating",), ["hesitating"], False),
        ((), ("asking",), ["asking"], False),
        ((), ("just-paid", "warned"), ["just-paid", "warned"], False),
    ],
)
def test_what_this_message_tells_comes_first_and_what_is_still_open_stays(
    staged: KnowledgeBase, before: tuple[str, ...], message: tuple[str, ...], shown: list[str], *, brief: bool
) -> None:
    made = _after(staged, _tells(staged, *before), _tells(staged, *message))
    assert (_shown(made), made.brief) == (shown, brief)


def test_an_emergency_stays_though_the_talk_turns_to_something_else(staged: KnowledgeBase) -> None:
    elsewhere = reading_of(Verdict.OUT_OF_SCOPE, smalltalk=staged.smalltalk)
    made = _after(staged, _tells(staged, "just-paid"), elsewhere)
    assert (_shown(made), made.brief, made.verdict) == (["just-paid"], True, Verdict.OUT_OF_SCOPE)


def test_who_wants_to_die_hears_of_nothing_else_for_the_rest_of_the_talk(staged: KnowledgeBase) -> None:
    made = _after(staged, _tells(staged, "despair", "just-paid"), _tells(staged, verdict=Verdict.SCAM))
    assert _shown(made) == ["despair"]
    assert (made.scam, made.technique, made.followup, made.asks) == (None, None, None, False)


def test_a_reported_emergency_is_not_repeated_but_a_new_one_is_spoken_of(staged: KnowledgeBase) -> None:
    reported = (_tells(staged, "just-paid"), _asks_back(staged, Part.AFTER_REPORT))
    assert _shown(_after(staged, *reported)) == []
    assert _shown(_after(staged, *reported, _tells(staged))) == []
    assert _shown(_after(staged, *reported, _tells(staged, "on-the-line")))[0] == "on-the-line"


def test_what_was_told_is_at_hand_as_long_as_the_emergency_is(staged: KnowledgeBase) -> None:
    paid = replace(_tells(staged, "just-paid"), told=FIVE)
    assert _after(staged, paid, _tells(staged)).told == FIVE
    assert _after(staged, paid, _asks_back(staged, Part.CORRECTION)).told == Told()


def test_a_genuine_warning_told_beside_something_else_is_mentioned(staged: KnowledgeBase) -> None:
    assert _after(staged, _tells(staged, "just-paid", "warned")).warned
    assert not _after(staged, _tells(staged, "warned")).warned
    assert not _after(staged, _tells(staged, "just-paid")).warned


def test_the_cards_for_money_gone_and_for_relatives_are_always_at_hand(staged: KnowledgeBase) -> None:
    made = _after(staged, _asks_back(staged, Part.REPORT))
    assert made.money_gone is _situation(staged, "just-paid")
    assert made.family is None


def test_the_voice_is_handed_on(sample: KnowledgeBase) -> None:
    for voice in (None, *sample.voices):
        _, made = next_plan(NOTHING_YET, reading_of(Verdict.SCAM), sample, voice=voice)
        assert made.voice is voice


@pytest.mark.parametrize("part", Part)
def test_a_question_asked_back_is_answered_from_the_card_in_hand(staged: KnowledgeBase, part: Part) -> None:
    made = _after(staged, _tells(staged, verdict=Verdict.SCAM), _asks_back(staged, part))
    assert made.followup is not None
    assert made.followup.answers_with is part
    assert made.scam is staged.scams[0]
    assert made.red_flags == staged.scams[0].red_flags
    assert (made.verdict, made.technique) == (Verdict.SCAM, None)


def test_a_question_about_a_look_alike_is_answered_from_it(staged: KnowledgeBase) -> None:
    genuine = reading_of(Verdict.LEGITIMATE_LIKE, legitimate=staged.legitimate)
    made = _after(staged, genuine, _asks_back(staged, Part.VERIFY))
    assert (made.legitimate, made.scam) == (staged.legitimate[0], None)


def test_a_question_without_any_card_is_answered_without_one(staged: KnowledgeBase) -> None:
    made = _after(staged, reading_of(Verdict.UNCLEAR), _asks_back(staged, Part.VERIFY))
    assert (made.legitimate, made.scam) == (None, None)
    assert made.followup is not None


def test_a_card_gone_from_the_knowledge_is_no_longer_in_hand(staged: KnowledgeBase) -> None:
    so_far = Conversation(verdict=Verdict.SCAM, card="gone")
    _, made = next_plan(so_far, _asks_back(staged, Part.VERIFY), staged)
    assert (made.scam, made.legitimate, made.verdict) == (None, None, Verdict.SCAM)


def test_a_new_emergency_goes_before_a_question(staged: KnowledgeBase) -> None:
    asked = replace(_asks_back(staged, Part.VERIFY), situations=_tells(staged, "just-paid").situations)
    made = _after(staged, _tells(staged), asked)
    assert _shown(made)[:1] == ["just-paid"]


@pytest.mark.parametrize(
    ("used", "claims", "truth"),
    [
        ((), (2, 0), "真相2"),
        ((2,), (2, 0), "真相0"),
        ((2, 0), (2, 0), None),
        ((), (), None),
        ((0, 1), (1, 0, 2), "真相2"),
    ],
)
def test_the_nearest_rebuttal_not_given_yet_answers_an_argument(
    staged: KnowledgeBase, used: tuple[int, ...], claims: tuple[int, ...], truth: str | None
) -> None:
    so_far = Conversation(verdict=Verdict.SCAM, card=staged.scams[0].id, rebuttals_used=used)
    _, made = next_plan(so_far, _asks_back(staged, Part.REBUTTALS, claims), staged)
    assert (made.rebuttal.truth if made.rebuttal else None) == truth


@pytest.mark.parametrize("part", [part for part in Part if part is not Part.REBUTTALS])
def test_only_an_argument_is_rebutted(staged: KnowledgeBase, part: Part) -> None:
    made = _after(staged, _tells(staged, verdict=Verdict.SCAM), _asks_back(staged, part, (0, 1)))
    assert made.rebuttal is None


# Asking on


@pytest.mark.parametrize(
    ("verdict", "asks"),
    [
        (Verdict.SUSPICIOUS, True),
        (Verdict.UNCLEAR, True),
        (Verdict.SCAM, False),
        (Verdict.LEGITIMATE_LIKE, False),
        (Verdict.INFORMATION, False),
        (Verdict.OUT_OF_SCOPE, False),
    ],
)
def test_a_question_is_asked_where_we_are_not_sure(
    sample: KnowledgeBase, verdict: Verdict, *, asks: bool
) -> None:
    assert first_plan(reading_of(verdict, scams=sample.scams[:1]), sample, Region.MAINLAND, 0).asks == asks


@pytest.mark.parametrize(
    ("first", "second", "asks"),
    [
        (0.6, 0.6 - CLOSE + 0.01, True),
        (0.6, 0.6 - CLOSE - 0.01, False),
        (CERTAIN_FROM, CERTAIN_FROM - 0.01, False),
        (CERTAIN_FROM - 0.01, CERTAIN_FROM - 0.02, True),
        (NAMED_FROM - 0.01, 0.0, True),
    ],
)
def test_two_types_that_are_close_are_asked_apart(
    sample: KnowledgeBase, first: float, second: float, *, asks: bool
) -> None:
    scams = (Match(sample.scams[0], first, ""), Match(sample.scams[1], second, ""))
    reading = replace(reading_of(Verdict.SCAM), scams=scams)
    assert first_plan(reading, sample, Region.MAINLAND, 0).asks == asks


@pytest.mark.parametrize("verdict", [Verdict.SCAM, Verdict.INFORMATION])
def test_a_scam_or_a_wish_to_know_without_a_type_is_asked_about(
    sample: KnowledgeBase, verdict: Verdict
) -> None:
    assert first_plan(reading_of(verdict), sample, Region.MAINLAND, 0).asks


@pytest.mark.parametrize("in_a_row", range(MOST_QUESTIONS + 2))
def test_not_too_many_questions_are_asked_in_a_row(staged: KnowledgeBase, in_a_row: int) -> None:
    so_far = Conversation(questions_in_a_row=in_a_row)
    _, made = next_plan(so_far, reading_of(Verdict.UNCLEAR, continues=True), staged)
    assert made.asks == (in_a_row < MOST_QUESTIONS)


@pytest.mark.parametrize(
    ("name", "asks"), [("on-the-line", False), ("just-paid", False), ("warned", True), ("hesitating", True)]
)
def test_in_an_emergency_nothing_is_asked(staged: KnowledgeBase, name: str, *, asks: bool) -> None:
    assert _after(staged, _tells(staged, name)).asks == asks


@pytest.mark.parametrize("part", Part)
def test_of_the_questions_asked_back_only_a_correction_is_answered_with_a_question(
    staged: KnowledgeBase, part: Part
) -> None:
    assert _after(staged, reading_of(Verdict.OUT_OF_SCOPE), _asks_back(staged, part)).asks == (
        part is Part.CORRECTION
    )
