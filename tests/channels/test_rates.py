"""The counts, over a real Redis that is killed and started again."""

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.channels import rates
from app.channels.rates import Rates
from app.settings import Settings
from tests.redis_server import OwnRedis

SECRET = "a secret of the tests"  # noqa: S105  # it guards nothing
TWO_IN_A_WINDOW = 12


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.kill()


def rates_at(url: str | None, per_minute: int = TWO_IN_A_WINDOW) -> Rates:
    settings = Settings(redis_url=url, rate_per_client=per_minute, rate_per_conversation=per_minute)
    return Rates(settings, SECRET)


def test_whoever_is_too_fast_waits_at_most_ten_seconds() -> None:
    async def ask() -> list[int]:
        rates = rates_at(None)
        return [await rates.client_waits("203.0.113.7") for _ in range(4)]

    waits = asyncio.run(ask())
    assert waits[:2] == [0, 0]
    assert all(1 <= seconds <= 10 for seconds in waits[2:])


def test_networks_and_conversations_are_counted_apart() -> None:
    async def ask() -> list[bool]:
        rates = rates_at(None)
        for _ in range(3):
            await rates.client_waits("a")
        return [bool(await waits) for waits in (rates.client_waits("a"), rates.conversation_waits("a"))]

    assert asyncio.run(ask()) == [True, False]


def test_zero_is_no_limit() -> None:
    async def ask() -> set[int]:
        rates = rates_at(None, per_minute=0)
        return {await rates.client_waits("a") for _ in range(1000)}

    assert asyncio.run(ask()) == {0}


def test_replicas_count_together_and_no_address_stands_in_redis(redis: OwnRedis) -> None:
    async def ask() -> list[bool]:
        one, other = rates_at(redis.url), rates_at(redis.url)
        waits = [bool(await each.client_waits("203.0.113.7")) for each in (one, other, one, other)]
        await one.close()
        await other.close()
        return waits

    assert asyncio.run(ask()) == [False, False, True, True]
    with redis.client() as inside:
        keys = inside.keys("*")
        assert [0 < inside.ttl(key) <= 10 for key in keys] == [True]
    assert not any(b"203" in key for key in keys)


def test_while_redis_is_away_this_process_counts_and_then_all_together_again(
    redis: OwnRedis, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "AGAIN_SECONDS", 0.1)
    caplog.set_level(logging.INFO, "app")

    async def ask() -> None:
        counting = rates_at(redis.url)
        assert await counting.client_waits("a") == 0
        assert not counting.degraded
        redis.kill()
        away = [bool(await counting.client_waits("a")) for _ in range(4)]
        assert away == [False, False, True, True]
        assert counting.degraded
        redis.start()
        await asyncio.sleep(0.15)
        assert [bool(await counting.client_waits("b")) for _ in range(3)] == [False, False, True]
        assert not counting.degraded
        await counting.close()

    asyncio.run(ask())
    told = [record.getMessage().split("（")[0] for record in caplog.records]
    assert told == ["Redis 连不上", "Redis 回来了，限流又一起数"]


def test_a_redis_that_hangs_holds_nobody_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"

        async def ask() -> list[float]:
            rates, took = rates_at(url), []
            for _ in range(20):
                started = time.monotonic()
                await rates.client_waits("a")
                took.append(time.monotonic() - started)
            await rates.close()
            return took

        took = asyncio.run(ask())
    assert took[0] < 1.0
    assert max(took[1:]) < 0.1


def test_a_proxy_that_the_settings_do_not_name_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    unnamed, named = Rates(Settings(), SECRET), Rates(Settings(trusted_proxies="10.0.0.1"), SECRET)
    for _ in range(3):
        unnamed.note_forwarded()
        named.note_forwarded()
    (told,) = (record.getMessage() for record in caplog.records)
    assert "没有设 ANTIFRAUD_TRUSTED_PROXIES" in told
