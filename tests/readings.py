"""Readings made by hand, for tests of what comes after the matching."""

from collections.abc import Iterable
from typing import TypeVar

from app.conversation.dialogue import advance
from app.conversation.plan import Plan, plan
from app.domain.conversation import NOTHING_YET, Script
from app.domain.entries import Entry, LegitimateCase, ScamType, Situation, Smalltalk, Technique, Verdict
from app.domain.hotlines import Region
from app.domain.reading import Match, Reading
from app.knowledge.base import KnowledgeBase

EntryT = TypeVar("EntryT", bound=Entry)


def reading_of(
    verdict: Verdict,
    *,
    scams: Iterable[ScamType] = (),
    score: float = 0.9,
    legitimate: Iterable[LegitimateCase] = (),
    smalltalk: Iterable[Smalltalk] = (),
    techniques: Iterable[Technique] = (),
    situation: Situation | None = None,
    red_flags: Iterable[str] = (),
) -> Reading:
    """A reading in which every entry was found with the same score."""
    return Reading(
        verdict=verdict,
        alarm=0.5,
        scams=_matches(scams, score),
        legitimate=_matches(legitimate, score),
        smalltalk=_matches(smalltalk, score),
        techniques=_matches(techniques, score),
        situations=(Match(situation, score, ""),) if situation else (),
        red_flags=tuple(red_flags),
    )


def first_plan(reading: Reading, knowledge: KnowledgeBase, region: Region, variant: int) -> Plan:
    """The plan for the first message of a conversation, from nobody in particular."""
    now = advance(NOTHING_YET, reading, knowledge, None, Script.SIMPLIFIED)
    return plan(reading, now, None, knowledge, knowledge.hotlines_for(region), variant)


def _matches(entries: Iterable[EntryT], score: float) -> tuple[Match[EntryT], ...]:
    return tuple(Match(entry, score, "") for entry in entries)
