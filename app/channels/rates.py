"""How often one network and one conversation may ask: counted in Redis, in this process while it is away."""

import asyncio
import logging
import time
from math import ceil

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis import RedisError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.channels.counters import SECONDS, Counters
from app.channels.identity import Pseudonyms
from app.settings import Settings

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.3
"""How long Redis may take; nobody waits for a count."""
AGAIN_SECONDS = 3.0
"""After a failure Redis is left alone so long."""


class Rates:
    """Counts callers and says who has to wait."""

    def __init__(self, settings: Settings, secret: str) -> None:
        """`secret` is the key of the pseudonyms under which callers are counted."""
        self._client = _limit(settings.rate_per_client, "client")
        self._conversation = _limit(settings.rate_per_conversation, "conversation")
        self._pseudonyms = Pseudonyms(secret)
        self._here = FixedWindowRateLimiter(Counters())
        self._pool = _pool(settings.redis_url) if settings.redis_url else None
        self._shared = (
            FixedWindowRateLimiter(_storage(settings.redis_url, self._pool)) if self._pool else None
        )
        self._away_until = 0.0
        self._has_proxies, self._warned = bool(settings.proxies), False
        self.degraded = False
        """Whether this process counts alone although Redis is set."""

    async def client_waits(self, network: str) -> int:
        """Seconds until this network may ask again; 0 if it may now."""
        return await self._waits(self._client, network)

    async def conversation_waits(self, conversation: str) -> int:
        """Seconds until this conversation may go on; 0 if it may now."""
        return await self._waits(self._conversation, conversation)

    def note_forwarded(self) -> None:
        """Warn, once, that a proxy stands in front which the settings do not name."""
        if not self._has_proxies and not self._warned:
            log.warning(
                "请求带着 X-Forwarded-For，但没有设 ANTIFRAUD_TRUSTED_PROXIES：代理后面的人会被算成一个，一起被限流"
            )
            self._warned = True

    async def close(self) -> None:
        """Let go of the connections."""
        if self._pool:
            await self._pool.disconnect()

    async def _waits(self, item: RateLimitItem | None, name: str) -> int:
        if item is None:
            return 0
        key = self._pseudonyms.of(name)
        if self._shared and time.monotonic() >= self._away_until:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    waits = await _hit(self._shared, item, key)
            except (RedisError, OSError) as error:  # a timeout is an OSError
                self._note_away(error)
            else:
                self._note_back()
                return waits
        return await _hit(self._here, item, key)

    def _note_away(self, error: Exception) -> None:
        self._away_until = time.monotonic() + AGAIN_SECONDS
        if not self.degraded:
            log.warning("Redis 连不上（%s），限流先由本进程自己数", type(error).__name__)
        self.degraded = True

    def _note_back(self) -> None:
        if self.degraded:
            log.info("Redis 回来了，限流又一起数")
        self.degraded = False


async def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, key: str) -> int:
    if await limiter.hit(item, key):
        return 0
    ends, _ = await limiter.get_window_stats(item, key)
    return max(1, ceil(ends - time.time()))


def _limit(per_minute: int, name: str) -> RateLimitItem | None:
    in_a_window = ceil(per_minute * SECONDS / 60)
    return RateLimitItemPerSecond(in_a_window, multiples=SECONDS, namespace=name) if per_minute else None


def _pool(url: str) -> ConnectionPool:
    """Connections that give up at once: the next request tries again."""
    return ConnectionPool.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def _storage(url: str | None, pool: ConnectionPool) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        implementation="redispy",
        key_prefix="antifraud:rate",
        connection_pool=pool,  # type: ignore[arg-type]  # documented, but not in its annotation
    )
