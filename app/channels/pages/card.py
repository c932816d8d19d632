"""Cards made ready for a page: in the reader's script, with the numbers of their region, nothing internal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from app.conversation.script import Change
from app.domain.entries import ScamType
from app.domain.lists import Family

COLON = "："
"""Full width; between the word of a refusal and its reason."""
_COVER = ("name", "summary")
_INSIDE = (
    *_COVER, "how_it_works", "red_flags", "say_no", "truth", "rebuttals", "if_paid", "verify",
)  # fmt: skip
"""Fields that a reader sees. Aliases, sources and utterances are for the search and for staff."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A family and its cards."""

    id: str
    name: str
    cards: tuple[ScamType, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One of the three refusals: the word to remember, and what it means here."""

    word: str
    reason: str


def refusals(card: ScamType) -> tuple[Refusal, ...]:
    """Not to listen, not to believe, not to transfer; a sentence without a colon is all reason."""
    said = (card.say_no.listen, card.say_no.believe, card.say_no.transfer)
    cuts = (sentence.find(COLON) + 1 for sentence in said)
    return tuple(
        Refusal(sentence[:cut], sentence[cut:].lstrip()) for sentence, cut in zip(said, cuts, strict=True)
    )


def cover(card: ScamType, change: Change) -> ScamType:
    """For a list: name and summary in the reader's words."""
    return _with_fields(card, _COVER, change)


def inside(card: ScamType, change: Change) -> ScamType:
    """For its own page: everything a reader sees in the reader's words."""
    return _with_fields(card, _INSIDE, change)


def shelves(families: Iterable[Family], cards: tuple[ScamType, ...], change: Change) -> Iterator[Shelf]:
    """All families that have a card, in the order of `families.yaml`."""
    for family in families:
        covers = tuple(cover(card, change) for card in cards if card.family == family.id)
        if covers:
            yield Shelf(family.id, change(family.name), covers)


def _with_fields(card: ScamType, names: Iterable[str], change: Change) -> ScamType:
    return card.model_copy(update={name: _changed(getattr(card, name), change) for name in names})


def _changed(value: object, change: Change) -> object:
    match value:
        case str():
            return change(value)
        case tuple():
            return tuple(_changed(part, change) for part in value)
        case BaseModel():
            parts = {name: _changed(part, change) for name, part in value}
            return value.model_copy(update=parts)
        case _:
            return value
