"""Whether a message goes on with the topic of a conversation, and what both say together."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from app.domain.conversation import MOST_REMEMBERED, Candidate, Conversation
from app.domain.entries import LegitimateCase, ScamType
from app.domain.reading import Match
from app.matching.ngrams import Floats

FADING = 0.7
"""How much an earlier message weighs against the next one."""
NEW_TOPIC_FROM = 0.75
"""Match probability from which a message that fits another card starts a new topic."""
HARMLESS_TOPIC_FROM = 0.92
"""The same for a look-alike: who argues for the scammer speaks of badges and papers as look-alikes do."""
ANNOUNCED_FROM = 0.4
"""The same where the message says that it brings up something else."""
SURE_FROM = 0.3
"""Match probability from which a card is held."""
OUTWEIGHS = 0.5
"""Match probability from which one message can replace a card that is held, if it is no less sure."""
LEAST_WEIGHT = 0.25
"""How much a message weighs that fits no type at all; 「他让我开共享」 must not drown what came before."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages of one topic as one vector, shape (dimensions,), not of unit length."""

    vector: Floats

    @classmethod
    def of(cls, so_far: Conversation, artifact: str, message: Floats) -> Self | None:
        """The conversation with one more message; None where there is nothing to go on with."""
        if not so_far.thread or so_far.artifact != artifact or len(so_far.thread) != len(message):
            return None
        return cls(FADING * np.array(so_far.thread, dtype=np.float32) + message)

    def unit(self) -> Floats:
        """The vector to search with, shape (1, dimensions)."""
        length = float(np.linalg.norm(self.vector))
        return (self.vector / (length or 1.0)).reshape(1, -1)


def weighed(message: Floats, scams: tuple[Match[ScamType], ...]) -> Floats:
    """A message as it joins a thread: the surer its own best type, the more it weighs."""
    weight = LEAST_WEIGHT + (scams[0].score if scams else 0.0)
    return np.asarray(weight * message, dtype=np.float32)


def with_card_first(
    so_far: Conversation, alone: tuple[Match[ScamType], ...], together: tuple[Match[ScamType], ...]
) -> tuple[Match[ScamType], ...]:
    """The types that fit the thread, but a card held for sure stays in front until a message names another.

    「我转了三万」 fits a hundred cards a little; it does not change what we are talking about.
    """
    held = next((candidate for candidate in so_far.candidates if candidate.id == so_far.card), None)
    if held is None or held.score < SURE_FROM or _names_another(held, alone, together):
        return together
    card = [
        Match(match.entry, max(match.score, held.score), match.evidence)
        for match in together
        if match.entry.id == held.id
    ]
    return (*card, *(match for match in together if match.entry.id != held.id)) if card else together


def _names_another(
    held: Candidate, alone: tuple[Match[ScamType], ...], together: tuple[Match[ScamType], ...]
) -> bool:
    """Whether a message points to one type by itself, and with all that was said before as well."""
    if not alone or not together or alone[0].entry != together[0].entry:
        return False
    return alone[0].score >= OUTWEIGHS and together[0].score >= held.score


def starts_anew(
    so_far: Conversation,
    scams: tuple[Match[ScamType], ...],
    legitimate: tuple[Match[LegitimateCase], ...],
    *,
    alarming: bool,
    another: bool,
) -> bool:
    """Whether a message, read on its own, clearly speaks of something else than the card in hand."""
    if so_far.card is None:
        return False
    known = {so_far.card, *(candidate.id for candidate in so_far.candidates[:MOST_REMEMBERED])}
    best = scams if alarming else legitimate
    needed = NEW_TOPIC_FROM if alarming else HARMLESS_TOPIC_FROM
    clear = bool(best) and best[0].score >= (ANNOUNCED_FROM if another else needed)
    return clear and best[0].entry.id not in known
