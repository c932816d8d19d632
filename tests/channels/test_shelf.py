"""Where processes see each other's answers. The tests of `RedisShelf` use database 15 of the local server."""

import logging
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis import Redis, RedisError

from app.channels.shelf import CLAIM_SECONDS, KEPT_SECONDS, ProcessShelf, RedisShelf
from tests.loop import run

HOST, PORT, DATABASE = "127.0.0.1", 6379, 15
PREFIX = "antifraud:desk:"
ANSWER = "先挂断，别转钱。😀]]>"

InRedis = Callable[[Callable[[RedisShelf, str], Awaitable[None]]], None]


@pytest.fixture(scope="module")
def server() -> Redis:
    redis = Redis(host=HOST, port=PORT, db=DATABASE, socket_connect_timeout=1.0)
    try:
        redis.ping()
    except RedisError as error:
        if os.environ.get("CI"):
            pytest.fail(f"no Redis at {HOST}:{PORT}: {error}")
        pytest.skip(f"no Redis at {HOST}:{PORT}: {error}")
    finally:
        redis.close()
    return redis


@asynccontextmanager
async def shelf_at(port: int = PORT) -> AsyncIterator[RedisShelf]:
    shelf = RedisShelf.at(f"redis://{HOST}:{port}/{DATABASE}")
    try:
        yield shelf
    finally:
        await shelf.close()


@pytest.fixture
def in_redis(server: Redis) -> InRedis:
    """Runs a test with a shelf and a ticket of its own, and cleans up."""

    def test(steps: Callable[[RedisShelf, str], Awaitable[None]]) -> None:
        ticket = f"test-{secrets.token_hex(8)}"

        async def whole() -> None:
            async with shelf_at() as shelf:
                await steps(shelf, ticket)

        try:
            run(whole())
        finally:
            server.delete(PREFIX + ticket, f"{PREFIX}held:{ticket}")
            server.close()

    return test


def test_the_first_claims_the_ticket_and_the_others_see_that_somebody_works(in_redis: InRedis) -> None:
    async def steps(shelf: RedisShelf, ticket: str) -> None:
        assert await shelf.look(ticket) is None
        async with shelf_at() as other:
            assert [await shelf.claim(ticket), await other.claim(ticket), await shelf.claim(ticket)] == [
                True, False, False,
            ]  # fmt: skip
            assert await other.look(ticket) == ""
            await shelf.put(ticket, ANSWER)
            assert await other.look(ticket) == ANSWER
            assert not await other.claim(ticket)

    in_redis(steps)


def test_who_gives_up_lets_somebody_else_try(in_redis: InRedis) -> None:
    async def steps(shelf: RedisShelf, ticket: str) -> None:
        await shelf.claim(ticket)
        await shelf.give_up(ticket)
        assert await shelf.look(ticket) is None
        assert await shelf.claim(ticket)

    in_redis(steps)


def test_claims_and_answers_and_waiting_people_are_forgotten_in_time(
    server: Redis, in_redis: InRedis
) -> None:
    async def steps(shelf: RedisShelf, ticket: str) -> None:
        await shelf.claim(ticket)
        assert CLAIM_SECONDS - 5 <= int(server.ttl(PREFIX + ticket)) <= CLAIM_SECONDS
        await shelf.put(ticket, ANSWER)
        assert KEPT_SECONDS - 5 <= int(server.ttl(PREFIX + ticket)) <= KEPT_SECONDS
        await shelf.hold(ticket, "some-ticket")
        assert KEPT_SECONDS - 5 <= int(server.ttl(f"{PREFIX}held:{ticket}")) <= KEPT_SECONDS
        assert await shelf.held(ticket) == "some-ticket"

    in_redis(steps)


def test_something_else_under_the_key_counts_as_nothing(server: Redis, in_redis: InRedis) -> None:
    async def steps(shelf: RedisShelf, ticket: str) -> None:
        server.rpush(PREFIX + ticket, "list")
        assert await shelf.look(ticket) is None
        server.delete(PREFIX + ticket)
        server.set(PREFIX + ticket, b"\xff\xfe")
        assert await shelf.look(ticket) is None

    in_redis(steps)


def test_while_redis_refuses_everybody_works_alone_and_nothing_is_logged_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def steps(port: int) -> None:
        async with shelf_at(port) as shelf:
            assert await shelf.claim("private-ticket")
            await shelf.put("private-ticket", ANSWER)
            await shelf.give_up("private-ticket")
            await shelf.hold("private-person", "private-ticket")
            assert await shelf.look("private-ticket") is None
            assert await shelf.held("private-person") == "private-ticket", "in this process"
            assert await shelf.held("somebody-else") is None

    with socket.socket() as taken, caplog.at_level(logging.DEBUG):
        taken.bind((HOST, 0))  # bound and not listening: connections are refused
        run(steps(taken.getsockname()[1]))
    assert "Redis 用不了，几个进程之间暂时不去重：ConnectionError" in caplog.text
    assert [word for word in ("private", ANSWER) if word in caplog.text] == []


def test_a_redis_that_never_answers_is_given_up_before_the_citizen_is() -> None:
    async def steps(port: int) -> float:
        async with shelf_at(port) as shelf:
            started = time.monotonic()
            assert await shelf.claim("ticket")
            return time.monotonic() - started

    with socket.socket() as mute:
        mute.bind((HOST, 0))
        mute.listen()
        assert run(steps(mute.getsockname()[1])) < 2


def test_in_one_process_the_shelf_only_knows_who_waits() -> None:
    async def steps() -> None:
        shelf = ProcessShelf(most=2)
        assert [await shelf.claim("t"), await shelf.claim("t")] == [True, True]
        await shelf.put("t", ANSWER)
        assert await shelf.look("t") is None
        for person in "abc":
            await shelf.hold(person, f"t-{person}")
        assert [await shelf.held(person) for person in "abcd"] == [None, "t-b", "t-c", None]
        await shelf.hold("b", "t-2")
        assert await shelf.held("b") == "t-2"
        await shelf.give_up("t")
        await shelf.close()

    run(steps())
