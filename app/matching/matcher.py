"""A citizen's words → a `Reading`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.domain.conversation import NOTHING_YET, Conversation, Told
from app.domain.entries import (
    Entry,
    LegitimateCase,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Verdict,
)
from app.domain.events import Event
from app.domain.reading import Match, Reading
from app.knowledge.base import KnowledgeBase
from app.matching.artifact import Artifact
from app.matching.calibration import head_features, match_features
from app.matching.claims import ClaimFinder
from app.matching.events import EventReader
from app.matching.features import Features
from app.matching.followup import FollowupReader
from app.matching.heads import ALARM
from app.matching.ngrams import Floats
from app.matching.sentences import Neighbour
from app.matching.situation import SituationReader
from app.matching.thread import Thread, starts_anew, weighed, with_card_first
from app.matching.told import PAID, ToldReader
from app.matching.training import best_rival, nearest_kinds
from app.text import Normaliser, segments

SEGMENT_LENGTH = 110
"""Characters of a piece of a long text that is read on its own."""
LONG_TEXT = 180
"""Characters from which a text is also read in segments."""
MOST_MATCHES = 5
HOLDS_FROM = 0.5
"""Probability from which a technique counts as seen."""
ENDED, ANOTHER, REFUSED = "ended", "another", "refused"
"""Kinds of events in `events.yaml`: a call, a sharing or a visit is over; something else is brought up; what
was asked for was not done.
"""
SURE_FROM = 0.5
"""Probability from which a situation has a say in the verdict."""
URGENT_HEARD_FROM = 0.25
"""The same for an urgent one; there a likely scam counts as well."""

EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search brought: nearest sentences of each entry, and the best entries with probabilities."""

    near: list[Neighbour]
    scams: tuple[Match[ScamType], ...]
    others: list[Match[Entry]]


class Matcher:
    """Reads messages against one version of the knowledge."""

    def __init__(self, knowledge: KnowledgeBase, artifact: Artifact) -> None:
        self._knowledge = knowledge
        self._artifact = artifact
        self._normalise = Normaliser(knowledge.wording)
        events = EventReader(knowledge.events)
        self._features = Features(artifact.vocabulary, events, artifact.event_tokens)
        self._situations = SituationReader(knowledge, artifact.calibration.situations)
        self._told = ToldReader(knowledge.events, self._normalise, events)
        self._claims = ClaimFinder(artifact.vocabulary, self._normalise)
        self._scam_ids = frozenset(scam.id for scam in knowledge.scams)
        self._followups = FollowupReader(knowledge, artifact.calibration.followups, self._claims)

    @property
    def normalise(self) -> Normaliser:
        """Brings texts into the form that is matched; made once for a version of the knowledge."""
        return self._normalise

    def read(self, text: str, so_far: Conversation = NOTHING_YET) -> Reading:
        """What the message says, in `text` as the citizen wrote it, given the conversation so far."""
        normal = self._normalise(text)
        vectors = self._artifact.encoder.encode([normal, *self._pieces(text, normal)])
        events = self._features.reader.read(normal)
        scores = self._scores(normal, events)
        alone = self._search(vectors)
        kinds = nearest_kinds(alone.near, self._scam_ids)
        alarm = self._artifact.calibration.alarm(*head_features(scores[ALARM], *kinds))
        situations = self._situations.read(scores, {event.kind for event in events if event.happened})
        message = weighed(vectors[0], alone.scams)
        thread = self._continued(so_far, message, alone, alarm, another=_happened(ANOTHER, events))
        followup = self._followups.read(text, scores, situations, so_far, anew=thread is None)
        found = self._search(thread.unit()) if thread and not followup else alone
        scams = with_card_first(so_far, alone.scams, found.scams) if thread else found.scams
        scams = self._remembered(so_far) if followup else scams
        alarm = max(alarm, so_far.alarm) if thread else alarm
        return Reading(
            verdict=self._verdict(alarm, found, situations, so_far if thread or followup else NOTHING_YET),
            alarm=alarm,
            scams=scams,
            legitimate=_only(LegitimateCase, found.others),
            smalltalk=_only(Smalltalk, found.others),
            techniques=tuple(self._techniques(scores, kinds)),
            situations=situations,
            red_flags=self._artifact.sentences.red_flags(scams[0].entry.id, vectors) if scams else (),
            told=self._what_was_told(text, situations, so_far),
            ended=_happened(ENDED, events),
            withdrawn=_happened(REFUSED, events) and not _happened(PAID, events),
            followup=followup,
            claims=self._claims.nearest(text, scams[0].entry.rebuttals) if followup and scams else (),
            thread=_as_tuple(thread.vector if thread else message) if not followup else so_far.thread,
            artifact=self._artifact.manifest.key,
            continues=bool(thread or followup),
        )

    def _pieces(self, text: str, normal: str) -> list[str]:
        if len(normal) <= LONG_TEXT:
            return []
        return [self._normalise(piece) for piece in segments(text, SEGMENT_LENGTH)]

    def _scores(self, normal: str, events: Sequence[Event]) -> Mapping[str, float]:
        heads = self._artifact.heads
        scores = heads.scores(*self._features.weights(normal, events))
        return dict(zip(heads.names, scores.tolist(), strict=True))

    def _search(self, vectors: Floats) -> _Found:
        near = self._nearest(vectors)
        scams = self._matches([n for n in near if n.entry_id in self._scam_ids])
        others = self._matches([n for n in near if n.entry_id not in self._scam_ids])
        return _Found(near, _only(ScamType, scams), others)

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

    def _techniques(
        self, scores: Mapping[str, float], kinds: tuple[float, float]
    ) -> Iterable[Match[Technique]]:
        """The techniques that are probably there, the most probable first."""
        found = []
        for entry in self._knowledge.techniques:
            if entry.id not in scores:
                continue  # new since the artifact was built; the full build brings its head
            probability = self._artifact.calibration.heads[entry.id](*head_features(scores[entry.id], *kinds))
            if probability >= HOLDS_FROM:
                found.append(Match(entry, probability, ""))
        return sorted(found, key=lambda match: -match.score)

    def _continued(
        self, so_far: Conversation, message: Floats, alone: _Found, alarm: float, *, another: bool
    ) -> Thread | None:
        """The topic of the conversation with this message, if it goes on with it."""
        alarming = alarm >= self._artifact.calibration.suspicious_from
        legitimate = _only(LegitimateCase, alone.others)
        if starts_anew(so_far, alone.scams, legitimate, alarming=alarming, another=another):
            return None
        return Thread.of(so_far, self._artifact.manifest.key, message)

    def _remembered(self, so_far: Conversation) -> tuple[Match[ScamType], ...]:
        known = ((self._knowledge.scam(candidate.id), candidate.score) for candidate in so_far.candidates)
        return tuple(Match(entry, score, "") for entry, score in known if entry)

    def _what_was_told(
        self, text: str, situations: tuple[Match[Situation], ...], so_far: Conversation
    ) -> Told:
        """Amounts and times, once money is gone or something like it."""
        urgent = any(match.entry.is_urgent for match in situations) or so_far.situations
        return self._told.read(text) if urgent else Told()

    @staticmethod
    def _is_heard(situations: tuple[Match[Situation], ...], alarm: float) -> bool:
        """Whether the situation has a say in the verdict; an urgent one on less, above all if it alarms."""
        if not situations:
            return False
        first = situations[0]
        return first.score >= SURE_FROM or (
            first.entry.is_urgent and max(first.score, alarm) >= URGENT_HEARD_FROM
        )

    def _verdict(
        self,
        alarm: float,
        found: _Found,
        situations: tuple[Match[Situation], ...],
        so_far: Conversation,
    ) -> Verdict:
        calibration = self._artifact.calibration
        told = situations[0].entry.verdict if self._is_heard(situations, alarm) else None
        if told and not told.is_alarm:
            return told
        if not found.near or found.near[0].similarity <= 0:  # not one n-gram we know, such as emoji only
            return so_far.verdict
        if alarm >= calibration.scam_from:
            return Verdict.SCAM
        if alarm >= calibration.suspicious_from or told or so_far.verdict.is_alarm:
            return Verdict.SCAM if so_far.verdict is Verdict.SCAM else Verdict.SUSPICIOUS
        if found.near[0].similarity < calibration.known_from or not found.others:
            return so_far.verdict
        best = found.others[0].entry
        return best.verdict if isinstance(best, Smalltalk) else Verdict.LEGITIMATE_LIKE


def _happened(kind: str, events: Iterable[Event]) -> bool:
    return any(event.kind == kind and event.happened for event in events)


def _only(kind: type[EntryT], matches: list[Match[Entry]]) -> tuple[Match[EntryT], ...]:
    return tuple(
        Match(match.entry, match.score, match.evidence) for match in matches if isinstance(match.entry, kind)
    )


def _as_tuple(vector: Floats) -> tuple[float, ...]:
    return tuple(np.round(vector, 4).tolist())
