import asyncio
import time

import pytest
from limits import RateLimitItemPerSecond
from limits.aio.strategies import FixedWindowRateLimiter

from app.channels import counters
from app.channels.counters import SECONDS, Counters


def test_so_many_pass_and_then_none_until_the_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "SECONDS", 0.2)

    async def ask() -> None:
        storage = Counters()
        limiter, item = FixedWindowRateLimiter(storage), RateLimitItemPerSecond(3, multiples=SECONDS)
        assert [await limiter.hit(item, "a") for _ in range(5)] == [True, True, True, False, False]
        assert await limiter.hit(item, "b")
        ends, left = await limiter.get_window_stats(item, "a")
        assert (round(ends - time.time()), left) == (SECONDS, 0)
        await asyncio.sleep(0.25)
        assert await limiter.hit(item, "a")

    asyncio.run(ask())


def test_a_refused_request_does_not_lengthen_the_window() -> None:
    async def ask() -> tuple[float, float]:
        storage = Counters()
        await storage.incr("a", SECONDS)
        first = await storage.get_expiry("a")
        for _ in range(100):
            await storage.incr("a", SECONDS)
        return first, await storage.get_expiry("a")

    first, last = asyncio.run(ask())
    assert first == last


def test_an_attacker_with_many_addresses_fills_no_memory() -> None:
    async def ask() -> Counters:
        storage = Counters(most=100)
        for number in range(1000):
            await storage.incr(str(number), SECONDS)
        return storage

    storage = asyncio.run(ask())
    assert asyncio.run(storage.get("999")) == 1
    assert asyncio.run(storage.get("0")) == 0
    assert asyncio.run(storage.reset()) == 100


def test_a_caller_can_be_forgotten() -> None:
    async def ask() -> list[int]:
        storage = Counters()
        counts = [await storage.incr("a", SECONDS), await storage.incr("a", SECONDS, amount=3)]
        await storage.clear("a")
        await storage.clear("a")
        assert await storage.check()
        return [*counts, await storage.get("a")]

    assert asyncio.run(ask()) == [1, 4, 0]
