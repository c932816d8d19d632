"""Keeps what was understood of a conversation for half an hour, in this process."""

from threading import Lock
from typing import Protocol

from cachetools import TTLCache

from app.domain.conversation import NOTHING_YET, Conversation

KEPT_SECONDS = 30 * 60
"""A conversation is forgotten so long after its last message."""
MOST_CONVERSATIONS = 20_000
"""How many this process remembers; the oldest goes first. One takes about 4 KB."""


class Memory(Protocol):
    """Where conversations are kept, by an unguessable id."""

    @property
    def degraded(self) -> bool:
        """Whether other replicas do not hear of what is kept, although they should."""

    def recall(self, conversation_id: str) -> Conversation:
        """What was understood so far; `NOTHING_YET` for an unknown or forgotten id."""

    def keep(self, conversation_id: str, conversation: Conversation) -> None:
        """Remember, and start the half hour anew."""

    def close(self) -> None:
        """Let go of what is held outside this process."""


class ProcessMemory:
    """Remembers in this process only."""

    def __init__(self, seconds: float = KEPT_SECONDS, most: int = MOST_CONVERSATIONS) -> None:
        self._kept: TTLCache[str, Conversation] = TTLCache(most, seconds)
        self._lock = Lock()

    @property
    def degraded(self) -> bool:
        """Never: nobody else was to hear of it."""
        return False

    def recall(self, conversation_id: str) -> Conversation:
        """What was understood so far."""
        with self._lock:
            return self._kept.get(conversation_id, NOTHING_YET)

    def keep(self, conversation_id: str, conversation: Conversation) -> None:
        """Remember, and start the half hour anew."""
        with self._lock:
            self._kept[conversation_id] = conversation

    def close(self) -> None:
        """Nothing is held outside."""
