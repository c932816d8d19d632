"""The indexed sentences and the entries they speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from app.matching.examples import Example, Origin
from app.matching.index import VectorIndex
from app.matching.ngrams import Floats, Integers

NEIGHBOURS = 200
"""How many sentences are looked at for one query; enough for some twenty entries."""


class Neighbour(NamedTuple):
    """The nearest sentence of one entry."""

    entry_id: str
    similarity: float
    row: int


@dataclass(frozen=True, slots=True)
class Sentences:
    """A vector index whose rows are examples."""

    index: VectorIndex
    examples: tuple[Example, ...]
    entry_of: Integers
    """For each row the position of its entry in `entry_ids`."""
    entry_ids: tuple[str, ...]
    red_flag_rows: dict[str, list[int]]
    """For each entry the rows of its red flags."""

    @classmethod
    def of(cls, index: VectorIndex, examples: Sequence[Example]) -> Self:
        """Pair an index with its rows."""
        entry_ids = tuple(sorted({example.entry_id for example in examples}))
        position = {entry_id: i for i, entry_id in enumerate(entry_ids)}
        entry_of = np.array([position[example.entry_id] for example in examples], dtype=np.int64)
        red_flags: dict[str, list[int]] = {}
        for row, example in enumerate(examples):
            if example.origin is Origin.RED_FLAG:
                red_flags.setdefault(example.entry_id, []).append(row)
        return cls(index, tuple(examples), entry_of, entry_ids, red_flags)

    def nearest(self, vectors: Floats) -> list[list[Neighbour]]:
        """For each query the nearest sentence of each entry, the nearest entry first."""
        similarities, rows = self.index.search(vectors, NEIGHBOURS)
        return [self._first_of_each(*found) for found in zip(similarities, rows, strict=True)]

    def red_flags(self, entry_id: str, vectors: Floats) -> tuple[str, ...]:
        """The red flags of an entry, those nearest to any of the queries first."""
        rows = self.red_flag_rows.get(entry_id, [])
        if not rows:
            return ()
        nearness = (self.index.vectors(rows) @ vectors.T).max(axis=1)
        return tuple(self.examples[rows[i]].text for i in np.argsort(-nearness, kind="stable"))

    def _first_of_each(self, similarities: Floats, rows: Integers) -> list[Neighbour]:
        first: dict[int, int] = {}
        for i, entry in enumerate(self.entry_of[rows].tolist()):
            first.setdefault(entry, i)
        return [
            Neighbour(self.entry_ids[entry], float(similarities[i]), int(rows[i]))
            for entry, i in first.items()
        ]
