"""Keeps conversations in Redis for all replicas, and in this process while Redis is away."""

import logging
import math
import time
from dataclasses import dataclass
from threading import Event, Lock, Thread

from cachetools import TTLCache
from pydantic import ValidationError
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from app.conversation.memory import KEPT_SECONDS, MOST_CONVERSATIONS
from app.domain.conversation import NOTHING_YET, Conversation

log = logging.getLogger(__name__)

PREFIX = "antifraud:conversation:"
TIMEOUT_SECONDS = 0.5
"""For connecting, and for each reply. Who asks just when Redis goes away waits so long, nobody later."""
RETRY_SECONDS = 0.5
"""Between two looks whether Redis is there again."""
AT_ONCE = 200
"""Conversations put back in one go, about 1 MB: a hanging Redis is noticed between two of them."""


@dataclass(frozen=True, slots=True)
class _Copy:
    conversation: Conversation
    kept_at: float
    """In seconds of `time.monotonic`."""


class RedisMemory:
    """Remembers in Redis, so that every replica goes on where another one stopped.

    This process holds a copy of what it kept itself. While Redis is away the copies answer; when it is
    back, even empty or with its last second lost, every copy that is ahead of what it has is put back.
    """

    def __init__(self, redis: Redis, seconds: int = KEPT_SECONDS) -> None:
        self._redis = redis
        self._seconds = seconds
        self._copies: TTLCache[str, _Copy] = TTLCache(MOST_CONVERSATIONS, seconds)
        self._lock = Lock()
        self._away = False
        self._closed = Event()
        self._waiting: Thread | None = None

    @classmethod
    def at(cls, url: str) -> "RedisMemory":
        """Connect to a server, such as `redis://127.0.0.1:6379/0`; it need not be there yet."""
        # A connection that a restart of Redis has closed is made anew at once; a hanging one is not.
        once_more = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        return cls(
            Redis.from_url(
                url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=once_more,
            )
        )

    @property
    def degraded(self) -> bool:
        """Whether Redis is away."""
        return self._away

    def recall(self, conversation_id: str) -> Conversation:
        """What was understood so far; nothing where this version cannot read it."""
        with self._lock:
            copy = self._copies.get(conversation_id)
        own = copy.conversation if copy else NOTHING_YET
        if self._away:
            return own
        try:
            stored = self._redis.get(PREFIX + conversation_id)
            shared = Conversation.model_validate_json(stored) if stored else NOTHING_YET
        except ValidationError:
            return NOTHING_YET
        except RedisError as error:
            self._lose(error)
            return own
        return own if own.turns > shared.turns else shared  # Redis may have lost its last second

    def keep(self, conversation_id: str, conversation: Conversation) -> None:
        """Remember, and start the half hour anew; a citizen is answered even while Redis is away."""
        with self._lock:
            self._copies[conversation_id] = _Copy(conversation, time.monotonic())
            away = self._away
        if away:
            return
        try:
            self._redis.set(PREFIX + conversation_id, conversation.model_dump_json(), ex=self._seconds)
        except RedisError as error:
            self._lose(error)

    def close(self) -> None:
        """Wait for Redis no longer, and hang up."""
        self._closed.set()
        if self._waiting:
            self._waiting.join()
        self._redis.close()

    def _lose(self, error: RedisError) -> None:
        with self._lock:
            if self._away:
                return
            self._away = True
        log.warning("Redis 用不了（%s）：对话先记在本进程里，好了会自己接上", type(error).__name__)
        self._waiting = Thread(target=self._come_back, name="redis-comes-back", daemon=True)
        self._waiting.start()

    def _come_back(self) -> None:
        while not self._closed.is_set():
            if self._put_back():
                log.warning("Redis 又能用了，断开时记下的对话已经放回去")
                return
            self._closed.wait(RETRY_SECONDS)

    def _put_back(self) -> bool:
        """Whether Redis is there and has all that was kept meanwhile; from then on it is asked again."""
        since = -math.inf
        try:
            self._redis.ping()
            while True:
                started = time.monotonic()
                copies = self._copies_since(since)
                for first in range(0, len(copies), AT_ONCE):
                    self._put_back_newer(copies[first : first + AT_ONCE])
                if self._nothing_kept_since(started):
                    return True
                since = started
        except RedisError:
            return False

    def _copies_since(self, since: float) -> list[tuple[str, _Copy]]:
        with self._lock:
            return [(key, copy) for key, copy in self._copies.items() if copy.kept_at >= since]

    def _nothing_kept_since(self, moment: float) -> bool:
        with self._lock:
            self._away = any(copy.kept_at >= moment for copy in self._copies.values())
            return not self._away

    def _put_back_newer(self, copies: list[tuple[str, _Copy]]) -> None:
        """Write the copies that are ahead of what Redis has: another replica may have gone on."""
        theirs = self._redis.mget([PREFIX + key for key, _ in copies])
        now = time.monotonic()
        written = self._redis.pipeline(transaction=False)
        for (key, copy), stored in zip(copies, theirs, strict=True):
            left = round((self._seconds - (now - copy.kept_at)) * 1000)
            if left > 0 and copy.conversation.turns > _turns(stored):
                written.set(PREFIX + key, copy.conversation.model_dump_json(), px=left)
        written.execute()


def _turns(stored: bytes | str | None) -> int:
    """How far Redis is; less than any copy where there is nothing that can be read."""
    try:
        return Conversation.model_validate_json(stored).turns if stored else -1
    except ValidationError:
        return -1
