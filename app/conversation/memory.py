"""Keeps what was understood of a conversation for half an hour: in this process, or in Redis."""

import logging
from threading import Lock
from typing import Protocol

from cachetools import TTLCache
from pydantic import ValidationError
from redis import Redis, RedisError

from app.domain.conversation import NOTHING_YET, Conversation

log = logging.getLogger(__name__)

KEPT_SECONDS = 30 * 60
"""A conversation is forgotten so long after its last message."""
MOST_CONVERSATIONS = 20_000
"""How many this process remembers; the oldest goes first. One takes about 4 KB."""
_PREFIX = "antifraud:conversation:"


class Memory(Protocol):
    """Where conversations are kept, by an unguessable id."""

    def recall(self, conversation_id: str) -> Conversation:
        """What was understood so far; `NOTHING_YET` for an unknown or forgotten id."""

    def keep(self, conversation_id: str, conversation: Conversation) -> None:
        """Remember, and start the half hour anew."""


class ProcessMemory:
    """Remembers in this process only."""

    def __init__(self, seconds: float = KEPT_SECONDS, most: int = MOST_CONVERSATIONS) -> None:
        self._kept: TTLCache[str, Conversation] = TTLCache(most, seconds)
        self._lock = Lock()

    def recall(self, conversation_id: str) -> Conversation:
        """What was understood so far."""
        with self._lock:
            return self._kept.get(conversation_id, NOTHING_YET)

    def keep(self, conversation_id: str, conversation: Conversation) -> None:
        """Remember, and start the half hour anew."""
        with self._lock:
            self._kept[conversation_id] = conversation


class RedisMemory:
    """Remembers in Redis, so that every replica goes on where another one stopped."""

    def __init__(self, redis: Redis, seconds: int = KEPT_SECONDS) -> None:
        self._redis = redis
        self._seconds = seconds

    @classmethod
    def at(cls, url: str) -> "RedisMemory":
        """Connect to a server, such as `redis://127.0.0.1:6379/0`."""
        return cls(Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0))

    def recall(self, conversation_id: str) -> Conversation:
        """What was understood so far; nothing while Redis is away, or where this version cannot read it."""
        try:
            stored = self._redis.get(_PREFIX + conversation_id)
            return Conversation.model_validate_json(stored) if stored else NOTHING_YET
        except ValidationError:
            return NOTHING_YET
        except RedisError as error:
            log.warning("Redis 读不到，这一句不带前文：%s", type(error).__name__)
            return NOTHING_YET

    def keep(self, conversation_id: str, conversation: Conversation) -> None:
        """Remember, and start the half hour anew; a citizen is answered even while Redis is away."""
        try:
            self._redis.set(_PREFIX + conversation_id, conversation.model_dump_json(), ex=self._seconds)
        except RedisError as error:
            log.warning("Redis 写不进，这一句没有记住：%s", type(error).__name__)
