"""Answers to first messages that were asked before: thousands tap the same eight examples.

The answer to the first message of a conversation depends on its words and the region alone. What is kept
is what was understood; of the words only a digest.
"""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock

from cachetools import LRUCache

from app.domain.answer import Answer
from app.domain.conversation import Conversation
from app.domain.hotlines import Region
from app.domain.reading import Inquiry, Reading

MOST = 1000
"""Answers kept, some 15 kB each; the least recently used go first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a message."""

    reading: Reading
    now: Conversation
    answer: Answer


@dataclass(frozen=True, slots=True)
class Repeats:
    """For one version of the knowledge; safe to use from several threads."""

    _turns: LRUCache[bytes, Turn] = field(default_factory=lambda: LRUCache(MOST))
    _lock: Lock = field(default_factory=Lock)
    counts: Counter[bool] = field(default_factory=Counter)
    """How many first messages had been answered before, and how many had not."""

    def find(self, inquiry: Inquiry) -> Turn | None:
        """What came of the same words from the same region."""
        with self._lock:
            turn = self._turns.get(_digest(inquiry.text, inquiry.region))
            self.counts[turn is not None] += 1
        return turn

    def keep(self, inquiry: Inquiry, turn: Turn) -> None:
        """Remember what came of them."""
        with self._lock:
            self._turns[_digest(inquiry.text, inquiry.region)] = turn


def _digest(text: str, region: Region | None) -> bytes:
    return blake2b(f"{region or ''}\0{text}".encode(errors="surrogatepass"), digest_size=16).digest()
