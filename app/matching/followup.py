"""Whether a message asks back about the answer it got, and what."""

from collections.abc import Mapping

from app.domain.conversation import NOTHING_YET, Conversation
from app.domain.entries import Followup, Part, Situation
from app.domain.reading import Match
from app.knowledge.base import KnowledgeBase
from app.matching.calibration import Softmax
from app.matching.claims import ClaimFinder
from app.matching.material import NONE

ASKS_FROM = 0.35
"""Probability from which a message asks back."""
CERTAIN_FROM = 0.75
"""The same for a message that seems to start a new topic."""
SELDOM_OTHERWISE = 0.2
"""How much seldomer a message within a conversation is no question, measured against the sentences of the
knowledge, most of which are none.
"""
OUTWEIGHS_FROM = 0.5
"""Probability from which a new urgent situation is heard rather than a question."""


class FollowupReader:
    """Chooses among the follow-ups of one version of the knowledge."""

    def __init__(self, knowledge: KnowledgeBase, chances: Softmax, claims: ClaimFinder) -> None:
        self._knowledge = knowledge
        self._chances = chances
        self._claims = claims

    def read(
        self,
        text: str,
        scores: Mapping[str, float],
        situations: tuple[Match[Situation], ...],
        so_far: Conversation,
        *,
        anew: bool,
    ) -> Match[Followup] | None:
        """The question asked back, unless the message rather tells something new that is urgent.

        `anew` says that the message, read by itself, fits another card than the one in hand.
        """
        if so_far == NOTHING_YET:
            return None
        best = max(self._asked(text, scores, so_far), key=lambda match: match.score, default=None)
        new = [match for match in situations if match.entry.is_urgent and not self._is_known(match, so_far)]
        urgent = max((match.score for match in new), default=0.0)
        if (
            best is None
            or best.score < (CERTAIN_FROM if anew else ASKS_FROM)
            or urgent >= max(best.score, OUTWEIGHS_FROM)
        ):
            return None
        return None if best.entry.answers_with is Part.NOTHING else best

    def _asked(self, text: str, scores: Mapping[str, float], so_far: Conversation) -> list[Match[Followup]]:
        """Every follow-up with its chance; a message like a claim that the card answers argues that claim."""
        chances = self._in_conversation(scores)
        card = self._knowledge.scam(so_far.card) if so_far.card else None
        argued = max(self._claims.similarity(text, card.rebuttals), default=0.0) if card else 0.0
        return [
            Match(
                entry,
                min(
                    1.0,
                    chances.get(entry.id, 0.0) + (argued if entry.answers_with is Part.REBUTTALS else 0.0),
                ),
                "",
            )
            for entry in self._knowledge.followups
        ]

    def _in_conversation(self, scores: Mapping[str, float]) -> dict[str, float]:
        chances = self._chances(scores)
        chances[NONE] = chances.get(NONE, 0.0) * SELDOM_OTHERWISE
        whole = sum(chances.values()) or 1.0
        return {name: chance / whole for name, chance in chances.items()}

    def _is_known(self, match: Match[Situation], so_far: Conversation) -> bool:
        known = self._knowledge.situations_named(so_far.situations)
        return any(entry.kind == match.entry.kind for entry in known)
