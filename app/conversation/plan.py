"""What to say, before it is put into words: a `Reading` boiled down to the cards that speak."""

from dataclasses import dataclass

from app.domain.entries import (
    Hotline,
    LegitimateCase,
    Region,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
)
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase

NAMED_FROM = 0.3
"""Match probability from which a scam type is named; of weaker ones most are wrong."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The cards an answer is made of; the templates in `prompts/` see exactly these fields."""

    verdict: Verdict
    situation: Situation | None
    scam: ScamType | None
    red_flags: tuple[str, ...]
    legitimate: LegitimateCase | None
    smalltalk: Smalltalk | None
    technique: Technique | None
    hotlines: tuple[Hotline, ...]
    variant: int
    """Chooses among replies that say the same; the same message always gets the same one."""


def plan(reading: Reading, knowledge: KnowledgeBase, region: Region, variant: int) -> Plan:
    """Decide which cards speak."""
    situation = reading.situation.entry if reading.situation else None
    hotlines = knowledge.hotlines_for(region)
    if situation and situation.alone:
        return Plan(reading.verdict, situation, None, (), None, None, None, hotlines, variant)
    scam = _scam(reading)
    return Plan(
        verdict=reading.verdict,
        situation=situation,
        scam=scam,
        red_flags=reading.red_flags if scam else (),
        legitimate=_legitimate(reading),
        smalltalk=_smalltalk(reading),
        technique=reading.techniques[0].entry if reading.techniques and reading.verdict.is_alarm else None,
        hotlines=hotlines,
        variant=variant,
    )


def _scam(reading: Reading) -> ScamType | None:
    """The type to name: none when no type stands out, better than a wrong one."""
    speaks_of_scams = reading.verdict.is_alarm or reading.verdict is Verdict.INFORMATION
    if not speaks_of_scams or not reading.scams or reading.scams[0].score < NAMED_FROM:
        return None
    return reading.scams[0].entry


def _legitimate(reading: Reading) -> LegitimateCase | None:
    return (
        reading.legitimate[0].entry
        if reading.verdict is Verdict.LEGITIMATE_LIKE and reading.legitimate
        else None
    )


def _smalltalk(reading: Reading) -> Smalltalk | None:
    fitting = (match.entry for match in reading.smalltalk if match.entry.verdict is reading.verdict)
    return next(fitting, None)
