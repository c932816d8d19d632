"""Which cards speak for which reading."""

import pytest

from app.conversation.plan import NAMED_FROM
from app.domain.entries import Situation, Verdict
from app.domain.hotlines import Region
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase
from tests.readings import first_plan, reading_of

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
