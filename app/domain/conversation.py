"""What is remembered of a conversation: what was understood, never the citizen's words."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from app.domain.entries import EntryId, Verdict

MOST_REMEMBERED = 5
"""Candidates that are remembered; a card among them is no new topic."""


class Script(StrEnum):
    """How the citizen writes, and is answered."""

    SIMPLIFIED = "simplified"
    TAIWAN = "taiwan"
    HONGKONG = "hongkong"
    ENGLISH = "english"


class Remembered(BaseModel):
    """Base of what goes into the memory: frozen, and readable by the next version."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Told(Remembered):
    """What the person has said that 110 will ask: in their own figures, for reading out."""

    amounts: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    """Names of `ways` in `events.yaml`."""

    def joined(self, later: "Told") -> "Told":
        """Both, what was said later at the end, nothing twice."""
        return Told(
            amounts=_merged(self.amounts, later.amounts),
            times=_merged(self.times, later.times),
            ways=_merged(self.ways, later.ways),
        )

    def __bool__(self) -> bool:
        return bool(self.amounts or self.times or self.ways)


class Candidate(Remembered):
    """A scam type that fits the conversation so far."""

    id: EntryId
    score: float


class Conversation(Remembered):
    """What was understood up to now. Ids of entries that are gone are passed over by its readers."""

    artifact: str = ""
    """Key of the artifact that made `thread`; the vectors of another one mean something else."""
    thread: tuple[float, ...] = ()
    """Sum of the encoded messages of this topic: nearly the encoding of all of them as one text."""
    verdict: Verdict = Verdict.UNCLEAR
    alarm: float = 0.0
    card: EntryId | None = None
    """The scam type or look-alike we are talking about."""
    candidates: tuple[Candidate, ...] = ()
    situations: tuple[EntryId, ...] = ()
    """What was told last in front, then in order of urgency."""
    told: Told = Field(default_factory=Told)
    voice: EntryId | None = None
    script: Script = Script.SIMPLIFIED
    turns: int = 0
    """How many messages were answered; of two memories of a conversation the one with more is the newer."""
    questions_in_a_row: int = 0
    rebuttals_used: tuple[int, ...] = ()
    """Positions in the card's list, so that the same answer is not given twice."""
    reported: bool = False
    """Whether they said that the police or the bank know."""


NOTHING_YET = Conversation()


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
