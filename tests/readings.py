"""Readings made by hand, for tests of what comes after the matching."""

from collections.abc import Iterable
from typing import TypeVar

from app.domain.entries import Entry, LegitimateCase, ScamType, Situation, Smalltalk, Technique, Verdict
from app.domain.reading import Match, Reading

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
        situation=Match(situation, score, "") if situation else None,
        red_flags=tuple(red_flags),
    )


def _matches(entries: Iterable[EntryT], score: float) -> tuple[Match[EntryT], ...]:
    return tuple(Match(entry, score, "") for entry in entries)
