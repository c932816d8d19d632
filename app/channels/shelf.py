"""Where several processes see who is answering a message, what the answer was, and who was asked to wait."""

import logging
from typing import Protocol

from cachetools import TTLCache
from redis import RedisError
from redis.asyncio import Redis

log = logging.getLogger(__name__)

KEPT_SECONDS = 10 * 60
"""How long an answer can be fetched, and a repeated message is known as such."""
CLAIM_SECONDS = 30
"""After so long without an answer, whoever was working on it is thought dead."""
MOST_WAITING = 5_000
"""People who were asked to wait, in this process; one takes about 200 bytes."""
_PREFIX = "antifraud:desk:"


class Shelf(Protocol):
    """Tickets are keyed hashes of message ids, people keyed hashes of theirs; words of citizens never get here."""

    async def claim(self, ticket: str) -> bool:
        """Whether the caller is the one who works on it."""

    async def put(self, ticket: str, answer: str) -> None:
        """Lay the answer down."""

    async def give_up(self, ticket: str) -> None:
        """Let somebody else work on it."""

    async def look(self, ticket: str) -> str | None:
        """The answer, empty while somebody works on it, or none."""

    async def hold(self, person: str, ticket: str) -> None:
        """Note which answer somebody waits for."""

    async def held(self, person: str) -> str | None:
        """Ticket of the answer somebody waits for."""

    async def close(self) -> None:
        """Give back what is open."""


class ProcessShelf:
    """For one process, where `Desk` itself knows who works on what."""

    def __init__(self, seconds: float = KEPT_SECONDS, most: int = MOST_WAITING) -> None:
        self._waiting: TTLCache[str, str] = TTLCache(most, seconds)

    async def claim(self, ticket: str) -> bool:  # noqa: ARG002  # there is nobody else
        """Always the caller."""
        return True

    async def put(self, ticket: str, answer: str) -> None:
        """Nobody else would look for it."""

    async def give_up(self, ticket: str) -> None:
        """Nobody else waits for it."""

    async def look(self, ticket: str) -> str | None:  # noqa: ARG002  # as above
        """Nothing from anybody else."""
        return None

    async def hold(self, person: str, ticket: str) -> None:
        """Note which answer somebody waits for."""
        self._waiting[person] = ticket

    async def held(self, person: str) -> str | None:
        """Ticket of the answer somebody waits for."""
        return self._waiting.get(person)

    async def close(self) -> None:
        """Nothing is open."""


class RedisShelf(ProcessShelf):
    """For several processes. While Redis is away each works alone, and still knows who waits."""

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        self._redis = redis

    @classmethod
    def at(cls, url: str) -> "RedisShelf":
        """Connect to a server, such as `redis://127.0.0.1:6379/0`."""
        return cls(Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0, decode_responses=True))

    async def claim(self, ticket: str) -> bool:
        """Whether the caller is the first; also while Redis is away."""
        try:
            return bool(await self._redis.set(_PREFIX + ticket, "", nx=True, ex=CLAIM_SECONDS))
        except RedisError as error:
            _warn(error)
            return True

    async def put(self, ticket: str, answer: str) -> None:
        """Lay the answer down for whoever was not first."""
        await self._set(_PREFIX + ticket, answer)

    async def give_up(self, ticket: str) -> None:
        """Let somebody else work on it."""
        try:
            await self._redis.delete(_PREFIX + ticket)
        except RedisError as error:
            _warn(error)

    async def look(self, ticket: str) -> str | None:
        """The answer, empty while somebody works on it, or none."""
        return await self._get(_PREFIX + ticket)

    async def hold(self, person: str, ticket: str) -> None:
        """Note which answer somebody waits for."""
        await super().hold(person, ticket)
        await self._set(f"{_PREFIX}held:{person}", ticket)

    async def held(self, person: str) -> str | None:
        """Ticket of the answer somebody waits for."""
        return await self._get(f"{_PREFIX}held:{person}") or await super().held(person)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _set(self, key: str, value: str) -> None:
        try:
            await self._redis.set(key, value, ex=KEPT_SECONDS)
        except RedisError as error:
            _warn(error)

    async def _get(self, key: str) -> str | None:
        try:
            found = await self._redis.get(key)
        except (RedisError, UnicodeDecodeError) as error:
            _warn(error)
            return None
        return None if found is None else str(found)


def _warn(error: Exception) -> None:
    log.warning("Redis 用不了，几个进程之间暂时不去重：%s", type(error).__name__)
