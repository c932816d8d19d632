"""What to say, before it is put into words: a `Reading` boiled down to the cards that speak."""

from dataclasses import dataclass, field

from app.conversation.dialogue import MOST_QUESTIONS
from app.domain.conversation import Conversation, Told
from app.domain.entries import (
    Followup,
    LegitimateCase,
    Part,
    Rebuttal,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
)
from app.domain.hotlines import Hotline
from app.domain.lists import Voice
from app.domain.reading import Match, Reading
from app.knowledge.base import KnowledgeBase

NAMED_FROM = 0.3
"""Match probability from which a scam type is named; of weaker ones most are wrong."""
CLOSE = 0.15
"""Two types whose match probabilities differ by less are asked apart, unless the first is certain."""
CERTAIN_FROM = 0.7
MONEY_GONE = "P2"
FAMILY = "P7"
GENUINE_WARNING = "P9"
"""Catalogue codes of situations whose cards answer follow-ups, or are mentioned beside another one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The cards an answer is made of; the templates in `prompts/` see exactly these fields."""

    verdict: Verdict
    hotlines: tuple[Hotline, ...]
    situation: Situation | None = None
    also: tuple[Situation, ...] = ()
    """Further situations, in order of urgency."""
    told: Told = field(default_factory=Told)
    brief: bool = False
    """Whether the situation was already spoken of in full, and only its first lines are repeated."""
    scam: ScamType | None = None
    red_flags: tuple[str, ...] = ()
    legitimate: LegitimateCase | None = None
    smalltalk: Smalltalk | None = None
    technique: Technique | None = None
    followup: Followup | None = None
    rebuttal: Rebuttal | None = None
    asks: bool = False
    """Whether to end with a question."""
    voice: Voice | None = None
    money_gone: Situation | None = None
    """The card for money gone just now: what to have ready, what not to do."""
    family: Situation | None = None
    """The card for relatives who will not listen."""
    warned: bool = False
    """Whether a genuine warning of the police or the bank was told as well."""
    variant: int = 0
    """Chooses among replies that say the same; the same message always gets the same one."""


def plan(
    reading: Reading,
    now: Conversation,
    voice: Voice | None,
    knowledge: KnowledgeBase,
    hotlines: tuple[Hotline, ...],
    variant: int,
) -> Plan:
    """Decide which cards speak, after `reading` has become part of the conversation `now`."""
    situations = _situations(reading, now, knowledge)
    situation = situations[0] if situations else None
    alone = situation is not None and situation.alone
    new = reading.situation is not None and situation == reading.situation.entry
    scam = None if alone else _scam(reading, now, knowledge)
    asked_back = reading.followup.entry if reading.followup else None
    followup = None if alone or (new and _urgent(situation)) else asked_back
    return Plan(
        verdict=now.verdict,
        situation=situation,
        also=() if alone else situations[1:],
        told=now.told,
        brief=not new,
        scam=scam,
        red_flags=reading.red_flags if scam and reading.scams and scam == reading.scams[0].entry else (),
        legitimate=None if alone else _legitimate(reading, now, knowledge),
        smalltalk=None if alone else _smalltalk(reading),
        technique=_technique(reading, alone=alone),
        followup=followup,
        rebuttal=_rebuttal(reading, now, scam)
        if followup and followup.answers_with is Part.REBUTTALS
        else None,
        asks=_asks(reading, now, situation, scam, followup),
        voice=voice,
        money_gone=knowledge.situation_of(MONEY_GONE),
        family=knowledge.situation_of(FAMILY),
        warned=any(GENUINE_WARNING in entry.codes for entry in situations[1:]),
        hotlines=hotlines,
        variant=variant,
    )


def _situations(reading: Reading, now: Conversation, knowledge: KnowledgeBase) -> tuple[Situation, ...]:
    """What this message tells, then what is still open; a calm one only if nothing else is there."""
    told = [match.entry for match in reading.situations]
    urgent = [entry for entry in knowledge.situations_named(now.situations) if entry.is_urgent]
    open_ones = [] if now.reported else urgent
    if reading.followup:
        return tuple(open_ones)
    first = [entry for entry in told[:1] if entry.id == next(iter(now.situations), entry.id)]
    return tuple(dict.fromkeys((*first, *open_ones, *told)))


def _urgent(situation: Situation | None) -> bool:
    return situation is not None and situation.is_urgent


def _scam(reading: Reading, now: Conversation, knowledge: KnowledgeBase) -> ScamType | None:
    """The type to name: none when no type stands out, better than a wrong one."""
    if reading.followup:
        return knowledge.scam(now.card) if now.card else None
    speaks_of_scams = now.verdict.is_alarm or now.verdict is Verdict.INFORMATION
    if not speaks_of_scams or not reading.scams or reading.scams[0].score < NAMED_FROM:
        return None
    return reading.scams[0].entry


def _legitimate(reading: Reading, now: Conversation, knowledge: KnowledgeBase) -> LegitimateCase | None:
    if reading.followup:
        card = knowledge.entries.get(now.card) if now.card else None
        return card if isinstance(card, LegitimateCase) else None
    if now.verdict is not Verdict.LEGITIMATE_LIKE or not reading.legitimate:
        return None
    return reading.legitimate[0].entry


def _smalltalk(reading: Reading) -> Smalltalk | None:
    fitting = (match.entry for match in reading.smalltalk if match.entry.verdict is reading.verdict)
    return next(fitting, None)


def _technique(reading: Reading, *, alone: bool) -> Technique | None:
    if alone or reading.followup or not reading.techniques or not reading.verdict.is_alarm:
        return None
    return reading.techniques[0].entry


def _rebuttal(reading: Reading, now: Conversation, scam: ScamType | None) -> Rebuttal | None:
    """The nearest one that was not given yet; none when the argument has nothing in common with any."""
    fresh = (position for position in reading.claims if position not in now.rebuttals_used)
    position = next(fresh, None)
    return scam.rebuttals[position] if scam and position is not None else None


def _asks(
    reading: Reading,
    now: Conversation,
    situation: Situation | None,
    scam: ScamType | None,
    followup: Followup | None,
) -> bool:
    """One question at a time, never two answers in a row too many, and none in an emergency."""
    if now.questions_in_a_row >= MOST_QUESTIONS or _urgent(situation) or (situation and situation.alone):
        return False
    if followup:
        return followup.answers_with is Part.CORRECTION
    if now.verdict in (Verdict.SUSPICIOUS, Verdict.UNCLEAR):
        return True
    if now.verdict is Verdict.INFORMATION:
        return scam is None  # they want to know something, and we do not know what
    return now.verdict is Verdict.SCAM and (scam is None or _close(reading.scams))


def _close(scams: tuple[Match[ScamType], ...]) -> bool:
    return len(scams) > 1 and scams[0].score < CERTAIN_FROM and scams[0].score - scams[1].score < CLOSE
