"""A citizen's words → a `Reading`."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from app.domain.entries import Entry, LegitimateCase, ScamType, Situation, Smalltalk, Verdict
from app.domain.reading import Match, Reading
from app.knowledge.base import KnowledgeBase
from app.matching.artifact import Artifact
from app.matching.calibration import head_features, match_features
from app.matching.heads import ALARM
from app.matching.ngrams import Floats
from app.matching.sentences import Neighbour
from app.matching.training import best_rival, nearest_kinds
from app.text import Normaliser, segments

SEGMENT_LENGTH = 110
"""Characters of a piece of a long text that is read on its own."""
LONG_TEXT = 180
"""Characters from which a text is also read in segments."""
MOST_MATCHES = 5
HOLDS_FROM = 0.5
"""Probability from which a situation or technique counts as seen."""
SURE_FROM = 0.8
"""Probability from which a situation has a say in the verdict."""

EntryT = TypeVar("EntryT", bound=Entry)


class Matcher:
    """Reads messages against one version of the knowledge."""

    def __init__(self, knowledge: KnowledgeBase, artifact: Artifact) -> None:
        self._knowledge = knowledge
        self._artifact = artifact
        self._normalise = Normaliser(knowledge.wording)
        self._scam_ids = frozenset(scam.id for scam in knowledge.scams)
        self._heads = {name: i for i, name in enumerate(artifact.heads.names)}

    def read(self, text: str) -> Reading:
        """What the message says, in `text` as the citizen wrote it."""
        normal = self._normalise(text)
        vectors = self._artifact.encoder.encode([normal, *self._pieces(text, normal)])
        near = self._nearest(vectors)
        scores = self._artifact.heads.scores(self._artifact.vocabulary, normal)
        kinds = nearest_kinds(near, self._scam_ids)
        alarm = self._artifact.calibration.alarm(*head_features(float(scores[self._heads[ALARM]]), *kinds))
        situation = max(self._holding(self._knowledge.situations, scores, kinds), key=_score, default=None)
        scams = self._matches([n for n in near if n.entry_id in self._scam_ids])
        others = self._matches([n for n in near if n.entry_id not in self._scam_ids])
        return Reading(
            verdict=self._verdict(alarm, near, others, situation),
            alarm=alarm,
            scams=_only(ScamType, scams),
            legitimate=_only(LegitimateCase, others),
            smalltalk=_only(Smalltalk, others),
            techniques=tuple(
                sorted(self._holding(self._knowledge.techniques, scores, kinds), key=_score, reverse=True)
            ),
            situation=situation,
            red_flags=self._artifact.sentences.red_flags(scams[0].entry.id, vectors) if scams else (),
        )

    def _pieces(self, text: str, normal: str) -> list[str]:
        if len(normal) <= LONG_TEXT:
            return []
        return [self._normalise(piece) for piece in segments(text, SEGMENT_LENGTH)]

    def _nearest(self, vectors: Floats) -> list[Neighbour]:
        """The nearest sentence of each entry; of a long text, nearest to the whole or to any segment."""
        best: dict[str, Neighbour] = {}
        for near in (near for neighbours in self._artifact.sentences.nearest(vectors) for near in neighbours):
            if near.entry_id not in best or best[near.entry_id].similarity < near.similarity:
                best[near.entry_id] = near
        return sorted(best.values(), key=lambda near: -near.similarity)

    def _matches(self, near: list[Neighbour]) -> list[Match[Entry]]:
        matches = []
        for i, candidate in enumerate(near[:MOST_MATCHES]):
            score = self._artifact.calibration.match(
                *match_features(candidate.similarity, best_rival(near, i))
            )
            evidence = self._artifact.sentences.examples[candidate.row].text
            matches.append(Match(self._knowledge.entries[candidate.entry_id], score, evidence))
        return matches

    def _holding(
        self, entries: Iterable[EntryT], scores: Floats, kinds: tuple[float, float]
    ) -> Iterator[Match[EntryT]]:
        """The situations or techniques that are probably there."""
        for entry in entries:
            if entry.id not in self._heads:
                continue  # new since the artifact was built; the full build brings its head
            score = float(scores[self._heads[entry.id]])
            probability = self._artifact.calibration.heads[entry.id](*head_features(score, *kinds))
            if probability >= HOLDS_FROM:
                yield Match(entry, probability, "")

    def _verdict(
        self,
        alarm: float,
        near: list[Neighbour],
        others: list[Match[Entry]],
        situation: Match[Situation] | None,
    ) -> Verdict:
        calibration = self._artifact.calibration
        if not near or near[0].similarity <= 0:  # not one n-gram we know, such as emoji only
            return Verdict.UNCLEAR
        told = situation.entry.verdict if situation and situation.score >= SURE_FROM else None
        if told and not told.is_alarm:
            return told
        if alarm >= calibration.scam_from:
            return Verdict.SCAM
        if alarm >= calibration.suspicious_from or told:
            return Verdict.SUSPICIOUS
        if near[0].similarity < calibration.known_from or not others:
            return Verdict.UNCLEAR
        best = others[0].entry
        return best.verdict if isinstance(best, Smalltalk) else Verdict.LEGITIMATE_LIKE


def _score(match: Match[Entry]) -> float:
    return match.score


def _only(kind: type[EntryT], matches: list[Match[Entry]]) -> tuple[Match[EntryT], ...]:
    return tuple(
        Match(match.entry, match.score, match.evidence) for match in matches if isinstance(match.entry, kind)
    )
