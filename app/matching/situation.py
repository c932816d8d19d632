"""Where the person stands: what a message tells of money, codes, calls, and whom it concerns."""

from collections.abc import Collection, Mapping

from app.domain.entries import Situation
from app.domain.reading import Match
from app.knowledge.base import KnowledgeBase
from app.matching.calibration import Softmax
from app.matching.material import NONE

HASTE = {1: 3.0, 2: 10.0, 3: 3.3, 4: 3.5}
"""By priority: how many times worse it is to miss the situation than to speak of it in vain. Chosen on the
development cases and on labelled messages that are in no knowledge file: beyond 3.3 money gone is found no
more often, only named more often in vain.
"""
USUAL_HASTE = 1.5
"""The same for the other urgent situations."""
WITHOUT_EVIDENCE = 0.5
"""What the odds of an urgent situation are multiplied with when the event that goes with it is not told:
「我好像被骗了 钱已经转了」 sounds like many messages of despair, but tells none.
"""
PLAIN = 3.0
"""The same when the evidence is told and nothing speaks against it: 「我刚转了五万给骗子」 leaves no doubt."""
ALSO_FROM = 0.15
"""Probability from which a further situation is mentioned, and an urgent one goes before a `personal` one."""
FEELING_FROM = 0.0
"""Head score from which somebody who has given nothing is said to hesitate, or only to ask."""


class SituationReader:
    """Chooses among the situations of one version of the knowledge."""

    def __init__(self, knowledge: KnowledgeBase, chances: Softmax) -> None:
        self._chances = chances
        self._members: dict[str, list[Situation]] = {}
        for entry in sorted(knowledge.situations, key=lambda entry: entry.priority):
            self._members.setdefault(entry.kind, []).append(entry)

    def read(self, scores: Mapping[str, float], told: Collection[str] = ()) -> tuple[Match[Situation], ...]:
        """The situations told, the one to speak of first in front; empty where none is told.

        First the kind of situation is chosen, by its probability and the haste it calls for; then, where
        a kind has several members (money gone today, long ago), the one whose own head is surest. `told`
        are the kinds of events that the message says have happened.
        """
        chances = self._with_evidence(self._chances(scores), told)
        happened = self._whoever(chances)
        first = self._weightiest(happened)
        if first != NONE and self._members[first][0].is_urgent and happened[first] >= ALSO_FROM:
            chances = {**chances, first: happened[first]}
        else:
            first = self._weightiest(chances)
        if first == NONE:
            return self._calm(scores, chances)
        further = (kind for kind in self._members if kind not in (NONE, first))
        others = [kind for kind in further if chances.get(kind, 0.0) >= ALSO_FROM]
        return tuple(self._member(kind, scores, chances) for kind in (first, *others))

    def _whoever(self, chances: Mapping[str, float]) -> dict[str, float]:
        """The chances of what has happened, whoever the person is; they add up to 1."""
        kinds = {
            kind: chance
            for kind, chance in chances.items()
            if kind not in self._members or not self._members[kind][0].personal
        }
        whole = sum(kinds.values()) or 1.0
        return {kind: chance / whole for kind, chance in kinds.items()}

    def _weightiest(self, chances: Mapping[str, float]) -> str:
        """The kind to speak of: none where no haste outweighs the chance that nothing was told."""
        known = (kind for kind in chances if kind == NONE or kind in self._members)
        weights = {kind: self._haste(kind) * chances[kind] for kind in known}
        return max(weights, key=lambda kind: weights[kind], default=NONE)

    def _with_evidence(self, chances: Mapping[str, float], told: Collection[str]) -> dict[str, float]:
        """The chances once it is known which events were told; they add up to 1."""
        odds = {kind: chance * self._evidence(kind, set(told)) for kind, chance in chances.items()}
        return {kind: odd / sum(odds.values()) for kind, odd in odds.items()}

    def _evidence(self, kind: str, told: set[str]) -> float:
        most_urgent = self._members[kind][0] if kind in self._members else None
        if most_urgent is None or not most_urgent.is_urgent or not most_urgent.evidence:
            return 1.0
        if not told & set(most_urgent.evidence):
            return WITHOUT_EVIDENCE
        return PLAIN if most_urgent.counter and not told & set(most_urgent.counter) else 1.0

    def _haste(self, kind: str) -> float:
        if kind == NONE:
            return 1.0
        most_urgent = self._members[kind][0]
        return HASTE.get(most_urgent.priority, USUAL_HASTE) if most_urgent.is_urgent else 1.0

    def _member(
        self, kind: str, scores: Mapping[str, float], chances: Mapping[str, float]
    ) -> Match[Situation]:
        surest = max(self._members[kind], key=lambda entry: scores.get(entry.id, float("-inf")))
        return Match(surest, chances.get(kind, 0.0), "")

    def _calm(
        self, scores: Mapping[str, float], chances: Mapping[str, float]
    ) -> tuple[Match[Situation], ...]:
        """Nothing was given: whether they say that they hesitate, or only ask."""
        members = [
            entry
            for entry in self._members.get(NONE, [])
            if scores.get(entry.id, float("-inf")) >= FEELING_FROM
        ]
        surest = max(members, key=lambda entry: scores[entry.id], default=None)
        return (Match(surest, chances.get(NONE, 0.0), ""),) if surest else ()
