"""How staff describe events (who did what, did it happen, when) and what was read of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.entries import Line, Written

EventId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=30)]
Words = Annotated[tuple[Line, ...], Field(min_length=1)]


class EventPattern(Written):
    """One kind of event. A word may hold `…` (a few characters) and `□` (an amount of money)."""

    id: EventId
    name: Line
    verbs: tuple[Line, ...] = ()
    """Done when an aspect word follows; with an amount only, it is mentioned."""
    light: tuple[Line, ...] = ()
    """Verbs of many meanings: an amount or a word for money must stand in the same clause as well."""
    objects: tuple[Line, ...] = ()
    """Where given, one of them must stand in the same clause as the verb."""
    phrases: tuple[Line, ...] = ()
    """Whole expressions that say the event happened."""
    ignored: tuple[Line, ...] = ()
    """Covered before this event is looked for: the 打 of 打电话 moves no money."""


class EventMarks(Written):
    """Words around a verb that say whether it happened."""

    denied: Words
    asked: Words
    intended: Words
    said: Words
    """Somebody says: what follows was done if it is told as done, else it is asked for."""
    supposed: Words
    heard: Words
    conditional: Words
    """After the verb: 转了「才给」."""
    own_will: Words
    """Ends the reach of `asked`: 他让我转「我就」转了."""
    incoming: Words
    """After the verb: the money came to the speaker."""


class EventActors(Written):
    """Who may have done it; the nearest one before the verb counts."""

    family: Words
    self: Words
    other: Words


class EventTimes(Written):
    """When."""

    now: Words
    today: Words
    long_ago: Words


class Way(Written):
    """A way money goes, told to the police by its name."""

    name: Line
    words: Words
    """In the normalised form: simplified, lower case."""


class EventLexicon(Written):
    """`events.yaml`."""

    aspect: Words
    money: Words
    marks: EventMarks
    actors: EventActors
    times: EventTimes
    ways: tuple[Way, ...] = ()
    ignored: Words
    """Covered before anything is looked for: the 没 of 没想到 denies nothing."""
    events: Annotated[tuple[EventPattern, ...], Field(min_length=1)]


class Modality(StrEnum):
    """Whether an event happened."""

    DONE = "done"
    COMPLIED = "complied"
    """Asked for by somebody, and done."""
    MENTIONED = "mentioned"
    ASKED = "asked"
    INTENDED = "intended"
    DENIED = "denied"
    SUPPOSED = "supposed"
    CONDITIONAL = "conditional"
    HEARD = "heard"
    INCOMING = "incoming"


class Actor(StrEnum):
    """Who did it."""

    SELF = "self"
    FAMILY = "family"
    OTHER = "other"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Event:
    """One event read from a text."""

    kind: str
    """Id of its pattern."""
    modality: Modality
    actor: Actor
    start: int
    """Where its verb begins, in characters of the normalised text."""

    @property
    def happened(self) -> bool:
        """Whether it is told as done."""
        return self.modality in (Modality.DONE, Modality.COMPLIED)
