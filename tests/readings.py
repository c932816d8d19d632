"""Readings made by hand, for tests of what comes after the matching."""

from collections.abc import Iterable
from typing import TypeVar

from app.conversation.dialogue import advance
from app.conversation.plan import Plan, plan
from app.domain.conversation import NOTHING_YET, Conversation, Script, Told
from app.domain.entries import (
    Entry,
    Followup,
    LegitimateCase,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
)
from app.domain.hotlines import Region
from app.domain.lists import Voice
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
    also: Iterable[Situation] = (),
    red_flags: Iterable[str] = (),
    told: Told | None = None,
    ended: bool = False,
    followup: Followup | None = None,
    claims: Iterable[int] = (),
    continues: bool = False,
) -> Reading:
    """A reading in which every entry was found with the same score; `also` are further situations."""
    return Reading(
        verdict=verdict,
        alarm=0.5,
        scams=_matches(scams, score),
        legitimate=_matches(legitimate, score),
        smalltalk=_matches(smalltalk, score),
        techniques=_matches(techniques, score),
        situations=_matches((*((situation,) if situation else ()), *also), score),
        red_flags=tuple(red_flags),
        told=told or Told(),
        ended=ended,
        followup=Match(followup, score, "") if followup else None,
        claims=tuple(claims),
        thread=(0.6, 0.8),
        artifact="artifact",
        continues=continues,
    )


def first_plan(reading: Reading, knowledge: KnowledgeBase, region: Region, variant: int) -> Plan:
    """The plan for the first message of a conversation, from nobody in particular."""
    return next_plan(NOTHING_YET, reading, knowledge, region, variant)[1]


def next_plan(
    so_far: Conversation,
    reading: Reading,
    knowledge: KnowledgeBase,
    region: Region = Region.MAINLAND,
    variant: int = 0,
    voice: Voice | None = None,
) -> tuple[Conversation, Plan]:
    """The conversation after one more message, and the plan of the answer to it."""
    now = advance(so_far, reading, knowledge, voice, Script.SIMPLIFIED)
    return now, plan(reading, now, voice, knowledge, knowledge.hotlines_for(region), variant)


def _matches(entries: Iterable[EntryT], score: float) -> tuple[Match[EntryT], ...]:
    return tuple(Match(entry, score, "") for entry in entries)
