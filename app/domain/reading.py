"""What we understood of a message."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.conversation import Told
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
    region: Region | None = None
    """Where the citizen is, if they or their page said so."""
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
    """What the matching understood, given the conversation so far. Lists are sorted, the best first."""

    verdict: Verdict
    alarm: float
    """Calibrated probability that the conversation reports a scam, 0 to 1."""
    scams: tuple[Match[ScamType], ...]
    legitimate: tuple[Match[LegitimateCase], ...]
    smalltalk: tuple[Match[Smalltalk], ...]
    techniques: tuple[Match[Technique], ...]
    situations: tuple[Match[Situation], ...]
    """What this message tells; the one to speak of first in front."""
    red_flags: tuple[str, ...]
    """Of the best scam type, those nearest to the message first."""
    told: Told = field(default_factory=Told)
    ended: bool = False
    """Whether the message says that the call, the sharing or the visit is over."""
    withdrawn: bool = False
    """Whether it says that nothing was given after all."""
    followup: Match[Followup] | None = None
    """What the message asks back about the card in hand."""
    claims: tuple[int, ...] = ()
    """Positions of the card's rebuttals, the one nearest to what the message argues first."""
    thread: tuple[float, ...] = ()
    """The topic so far with this message, see `Conversation.thread`."""
    artifact: str = ""
    """Key of the artifact `thread` belongs to."""
    continues: bool = False
    """Whether the message goes on with the topic of the conversation."""

    @property
    def situation(self) -> Match[Situation] | None:
        """The situation to speak of first."""
        return self.situations[0] if self.situations else None
