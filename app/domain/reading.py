"""What we understood of a message."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.entries import (
    Entry,
    LegitimateCase,
    Region,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
)

EntryT_co = TypeVar("EntryT_co", bound=Entry, covariant=True)


class Channel(StrEnum):
    """Where the message came from."""

    WEB = "web"
    WECHAT = "wechat"
    WECOM = "wecom"
    CLI = "cli"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A message as it came in. `text` keeps the citizen's own words."""

    text: str
    channel: Channel = Channel.WEB
    region: Region = Region.MAINLAND
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Match(Generic[EntryT_co]):
    """An entry that fits, how well, and the knowledge sentence that fits best."""

    entry: EntryT_co
    score: float
    """Calibrated, 0 to 1."""
    evidence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the matching understood. Lists are sorted, the best first."""

    verdict: Verdict
    alarm: float
    """Calibrated probability that the message reports a scam, 0 to 1."""
    scams: tuple[Match[ScamType], ...]
    legitimate: tuple[Match[LegitimateCase], ...]
    smalltalk: tuple[Match[Smalltalk], ...]
    techniques: tuple[Match[Technique], ...]
    situation: Match[Situation] | None
    red_flags: tuple[str, ...]
    """Of the best scam type, those nearest to the message first."""
