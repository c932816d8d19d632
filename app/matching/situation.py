"""Where the person stands: what a message tells of money, codes, calls, and whom it concerns."""

from collections.abc import Mapping

from app.domain.entries import Situation
from app.domain.reading import Match
from app.knowledge.base import KnowledgeBase
from app.matching.calibration import Softmax
from app.matching.material import NONE

HASTE = {1: 3.0, 2: 3.0}
"""By priority: how many times worse it is to miss the situation than to speak of it in vain."""
USUAL_HASTE = 2.0
ALSO_FROM = 0.15
"""Probability from which a further situation is mentioned."""


class SituationReader:
    """Chooses among the situations of one version of the knowledge."""

    def __init__(self, knowledge: KnowledgeBase, probabilities: Softmax) -> None:
        self._situations = {entry.id: entry for entry in knowledge.situations}
        self._probabilities = probabilities

    def read(self, scores: Mapping[str, float]) -> tuple[Match[Situation], ...]:
        """The situations told, the one to speak of first in front; empty where none is told.

        Situations of one group (money gone today, money gone long ago) are weighed together, so that
        doubt between them does not make both look unlikely.
        """
        chances = self._probabilities(scores)
        told = [Match(entry, chances.get(name, 0.0), "") for name, entry in self._situations.items()]
        weights = {match.entry.id: self._weight(match.entry, chances) for match in told}
        first = max(told, key=lambda match: (weights[match.entry.id], match.score), default=None)
        if first is None or weights[first.entry.id] <= chances.get(NONE, 0.0):
            return ()
        return (first, *self._also(told, first))

    def _weight(self, entry: Situation, chances: Mapping[str, float]) -> float:
        kin = [
            other.id
            for other in self._situations.values()
            if other.id == entry.id or (entry.group and other.group == entry.group)
        ]
        haste = HASTE.get(entry.priority, USUAL_HASTE) if entry.is_urgent else 1.0
        return haste * sum(chances.get(name, 0.0) for name in kin)

    @staticmethod
    def _also(told: list[Match[Situation]], first: Match[Situation]) -> list[Match[Situation]]:
        others = [
            match
            for match in told
            if match.score >= ALSO_FROM
            and match.entry.id != first.entry.id
            and not (match.entry.group and match.entry.group == first.entry.group)
        ]
        return sorted(others, key=lambda match: match.entry.priority)
