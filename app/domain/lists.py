"""What stands in one file as a list: voices, families, spellings."""

from pydantic import Field

from app.domain.entries import EntryId, Line, Written


class Voice(Written):
    """Who is speaking, so that address and first advice fit."""

    id: EntryId
    name: Line
    words: tuple[Line, ...] = ()
    """What gives them away; `…` stands for a few characters."""
    situation: EntryId | None = None
    """Whoever is in this situation speaks so, whatever their words."""
    polite: bool = False
    """Whether they are addressed as 您."""
    before: Line
    """The first advice where nothing is gone yet."""
    after: Line
    """The first advice where money, codes or papers are gone."""


class Family(Written):
    """Our grouping of scam types, mapped to the official ones."""

    id: EntryId
    name: Line
    official_2025: tuple[Line, ...] = ()
    """Among the ten types 公安部 published in 2025."""
    ccl2023: tuple[Line, ...] = ()
    """Among the twelve classes of CCL2023 task 6."""


class WordingGroup(Written):
    """Spellings that mean the same and are read as `canonical` before matching."""

    canonical: Line
    variants: tuple[Line, ...] = Field(min_length=1)
