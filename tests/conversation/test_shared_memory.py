"""Conversations in Redis: what lies there, and what happens while it is away.

Most tests use database 15 of the server on this machine, and clean up their own keys; those that stop
Redis start one of their own.
"""

import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from redis import Redis, RedisError

from app.conversation.memory import KEPT_SECONDS, Memory, ProcessMemory
from app.conversation.shared_memory import PREFIX, RedisMemory
from app.domain.conversation import NOTHING_YET, Conversation, Told
from tests.conversation.remembered import CONVERSATIONS, FULL
from tests.redis_server import OwnRedis, until

HOST, PORT, DATABASE = "127.0.0.1", 6379, 15
WORDS = "我刚把十二万转给了王警官"
LOST = "Redis 用不了（{}）：对话先记在本进程里，好了会自己接上"
BACK = "Redis 又能用了，断开时记下的对话已经放回去"


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    """The server itself; on a build machine it must be there."""
    redis = Redis(host=HOST, port=PORT, db=DATABASE, socket_connect_timeout=1.0)
    try:
        redis.ping()
    except RedisError as error:
        redis.close()
        reason = f"no Redis at {HOST}:{PORT}: {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    yield redis
    redis.close()


@pytest.fixture
def key(server: Redis) -> Iterator[str]:
    """A conversation id of this test's own."""
    name = f"test-{secrets.token_urlsafe(16)}"
    yield name
    server.delete(PREFIX + name)


@pytest.fixture
def in_redis(server: Redis) -> RedisMemory:
    return RedisMemory(server)


def stored(server: Redis, key: str) -> bytes:
    found = server.get(PREFIX + key)
    assert isinstance(found, bytes)
    return found


def test_redis_gives_back_what_was_kept_last(in_redis: RedisMemory, key: str) -> None:
    assert in_redis.recall(key) == NOTHING_YET
    in_redis.keep(key, NOTHING_YET)
    in_redis.keep(key, FULL)
    assert in_redis.recall(key) == FULL


def test_another_replica_goes_on_where_the_first_one_stopped(in_redis: RedisMemory, key: str) -> None:
    in_redis.keep(key, FULL)
    replica = RedisMemory.at(f"redis://{HOST}:{PORT}/{DATABASE}")
    try:
        assert replica.recall(key) == FULL
    finally:
        replica.close()


@settings(deadline=None, max_examples=50)
@given(conversation=CONVERSATIONS)
def test_whatever_was_understood_comes_back_from_redis_as_it_was(
    server: Redis, conversation: Conversation
) -> None:
    memory, name = RedisMemory(server, seconds=60), f"test-{secrets.token_urlsafe(16)}"
    memory.keep(name, conversation)
    assert memory.recall(name) == conversation
    server.delete(PREFIX + name)


def test_redis_forgets_half_an_hour_after_the_last_message(
    server: Redis, in_redis: RedisMemory, key: str
) -> None:
    in_redis.keep(key, FULL)
    assert KEPT_SECONDS - 5 <= int(server.ttl(PREFIX + key)) <= KEPT_SECONDS
    server.expire(PREFIX + key, 7)
    in_redis.recall(key)
    assert int(server.ttl(PREFIX + key)) <= 7
    in_redis.keep(key, FULL)
    assert KEPT_SECONDS - 5 <= int(server.ttl(PREFIX + key)) <= KEPT_SECONDS


def test_what_redis_has_forgotten_is_unknown(server: Redis, key: str) -> None:
    RedisMemory(server, seconds=1).keep(key, FULL)
    server.pexpire(PREFIX + key, 20)
    time.sleep(0.05)
    assert RedisMemory(server).recall(key) == NOTHING_YET


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b"\x80\x04K\x01.", b'{"verdict": "safe"}',
        b'{"thread": "0.1"}', b'{"card": "../../etc/passwd"}', b'{"told": {"amounts": "5000"}}', b'{"alarm": null}',
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:24]),
)  # fmt: skip
def test_what_cannot_be_read_counts_as_nothing(
    server: Redis, in_redis: RedisMemory, key: str, content: bytes
) -> None:
    server.set(PREFIX + key, content, ex=60)
    assert in_redis.recall(key) == NOTHING_YET
    in_redis.keep(key, FULL)
    assert in_redis.recall(key) == FULL


def test_a_field_of_a_later_version_is_passed_over(server: Redis, in_redis: RedisMemory, key: str) -> None:
    in_redis.keep(key, FULL)
    later = {**json.loads(stored(server, key)), "mood": "calm"}
    later["told"]["banks"] = ["工行"]
    server.set(PREFIX + key, json.dumps(later), ex=60)
    assert in_redis.recall(key) == FULL


def test_a_field_that_an_earlier_version_did_not_write_has_its_default(
    server: Redis, in_redis: RedisMemory, key: str
) -> None:
    server.set(PREFIX + key, '{"card": "stock-group"}', ex=60)
    assert in_redis.recall(key) == Conversation(card="stock-group")


def test_something_else_under_the_key_is_a_warning_and_counts_as_nothing(
    server: Redis, in_redis: RedisMemory, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.rpush(PREFIX + key, WORDS)
    assert in_redis.recall(key) == NOTHING_YET
    assert messages(caplog)[0] == ("WARNING", LOST.format("ResponseError"))
    until(lambda: not in_redis.degraded, 5)
    in_redis.keep(key, FULL)
    assert in_redis.recall(key) == FULL


def test_what_lies_in_redis_holds_only_what_was_understood(
    server: Redis, in_redis: RedisMemory, key: str
) -> None:
    in_redis.keep(key, FULL)
    assert set(json.loads(stored(server, key))) == set(Conversation.model_fields)


# Redis away


@pytest.fixture
def refusing() -> Iterator[RedisMemory]:
    """Nobody listens on the port."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))  # bound and not listening: connections are refused
        memory = RedisMemory.at(f"redis://{HOST}:{taken.getsockname()[1]}/0")
        yield memory
        memory.close()


@pytest.fixture
def silent() -> Iterator[RedisMemory]:
    """Somebody takes the call and never answers."""
    with socket.socket() as mute:
        mute.bind((HOST, 0))
        mute.listen()
        memory = RedisMemory.at(f"redis://{HOST}:{mute.getsockname()[1]}/0")
        yield memory
        memory.close()


def messages(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_while_redis_refuses_this_process_remembers_and_warns_once(
    refusing: RedisMemory, caplog: pytest.LogCaptureFixture
) -> None:
    assert not refusing.degraded
    for turn in range(20):
        said = FULL.model_copy(update={"turns": turn})
        refusing.keep("a-conversation-id", said)
        assert refusing.recall("a-conversation-id") == said
    assert refusing.degraded
    assert messages(caplog) == [("WARNING", LOST.format("ConnectionError"))]


def test_a_redis_that_never_answers_delays_one_message_by_half_a_second_and_no_other(
    silent: RedisMemory, caplog: pytest.LogCaptureFixture
) -> None:
    def seconds_of_a_turn() -> float:
        started = time.monotonic()
        silent.recall("a-conversation-id")
        silent.keep("a-conversation-id", FULL)
        return time.monotonic() - started

    first, *later = [seconds_of_a_turn() for _ in range(50)]
    assert 0.4 < first < 0.9
    assert sum(later) < 0.4
    assert silent.recall("a-conversation-id") == FULL
    assert messages(caplog) == [("WARNING", LOST.format("TimeoutError"))]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
def test_neither_words_nor_figures_nor_ids_get_into_the_log(
    refusing: RedisMemory, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    spoken = FULL.model_copy(update={"told": Told(amounts=(WORDS,)), "card": "private-card"})
    with caplog.at_level(level):
        refusing.keep("secret-conversation-id", spoken)
        refusing.recall("secret-conversation-id")
    logged = "".join(
        f"{record.getMessage()}{record.exc_text or ''}{record.exc_info or ''}" for record in caplog.records
    )
    assert [word for word in (WORDS, "private-card", "secret-conversation-id") if word in logged] == []


# Redis gone and back


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    redis = OwnRedis(tmp_path)
    redis.start()
    yield redis
    redis.kill()


@pytest.fixture
def replicas(own: OwnRedis) -> Iterator[tuple[RedisMemory, RedisMemory]]:
    pair = RedisMemory.at(own.url), RedisMemory.at(own.url)
    yield pair
    for memory in pair:
        memory.close()


def turn(number: int) -> Conversation:
    return FULL.model_copy(update={"turns": number})


def test_a_restart_between_two_messages_is_not_even_noticed(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = replicas
    first.keep("a", turn(1))
    own.kill()
    own.start()
    assert first.recall("a") == turn(1)
    assert second.recall("a") == turn(1)
    assert messages(caplog) == []


def test_a_redis_that_restarts_unnoticed_with_older_words_does_not_make_us_forget(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = replicas
    for name, kept in (("a", 8), ("b", 8), ("c", 8)):
        first.keep(name, turn(kept))
    with own.client() as redis:
        redis.set(PREFIX + "a", turn(7).model_dump_json(), ex=60)
        redis.delete(PREFIX + "b")
    second.keep("c", turn(9))
    assert [first.recall(name).turns for name in "abc"] == [8, 8, 9]
    assert messages(caplog) == []


def test_what_was_kept_while_redis_was_away_reaches_the_other_replica_without_another_message(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = replicas
    first.keep("before", turn(1))
    own.kill()
    first.keep("meanwhile", turn(2))
    assert (first.recall("before"), first.recall("meanwhile")) == (turn(1), turn(2))
    assert second.recall("meanwhile") == NOTHING_YET
    own.start()
    until(lambda: not first.degraded and not second.degraded, 10)
    assert second.recall("meanwhile") == turn(2)
    back = ("WARNING", BACK)
    lost = ("WARNING", LOST.format("ConnectionError"))
    assert sorted(messages(caplog)) == sorted([lost, lost, back, back])


def test_a_redis_that_comes_back_empty_is_told_everything_again(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory]
) -> None:
    first, second = replicas
    names = [f"c{number}" for number in range(450)]
    for name in names:
        first.keep(name, turn(3))
    own.kill()
    for file in own.folder.rglob("*.aof*"):
        file.unlink()
    first.keep("one more", turn(4))
    own.start()
    until(lambda: not first.degraded, 10)
    assert [second.recall(name) for name in names] == [turn(3)] * len(names)
    with own.client() as redis:
        assert KEPT_SECONDS - 30 <= int(redis.ttl(PREFIX + "c0")) <= KEPT_SECONDS


def test_a_replica_that_was_cut_off_does_not_write_over_what_another_one_went_on_with(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory]
) -> None:
    cut_off, _ = replicas
    cut_off.keep("moved", turn(1))
    cut_off.keep("stayed", turn(1))
    own.kill()
    cut_off.keep("stayed", turn(2))
    elsewhere = OwnRedis(own.folder)  # the same data, where only the other replica finds it
    elsewhere.start()
    other = RedisMemory.at(elsewhere.url)
    other.keep("moved", turn(5))
    other.close()
    elsewhere.kill()
    own.start()
    until(lambda: not cut_off.degraded, 10)
    assert (cut_off.recall("moved"), cut_off.recall("stayed")) == (turn(5), turn(2))


def test_what_redis_cannot_read_does_not_keep_a_copy_from_being_put_back(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory]
) -> None:
    first, second = replicas
    with own.client() as redis:
        redis.set(PREFIX + "garbled", b"{")
        redis.rpush(PREFIX + "a list", "x")
    own.kill()
    for name in ("garbled", "a list"):
        first.keep(name, turn(1))
    own.start()
    until(lambda: not first.degraded, 10)
    assert (second.recall("garbled"), second.recall("a list")) == (turn(1), turn(1))


def test_a_redis_that_takes_no_more_writes_counts_as_away_until_it_does(
    own: OwnRedis, replicas: tuple[RedisMemory, RedisMemory], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = replicas
    with own.client() as redis:
        redis.config_set("maxmemory", "1")
        for number in range(5):
            first.keep("a", turn(number))
        assert first.recall("a") == turn(4)
        assert messages(caplog) == [("WARNING", LOST.format("OutOfMemoryError"))]
        redis.config_set("maxmemory", "0")
    until(lambda: not first.degraded, 10)
    assert second.recall("a") == turn(4)


def test_both_memories_do_the_same(in_redis: RedisMemory, key: str) -> None:
    memories: tuple[Memory, ...] = (ProcessMemory(), in_redis)
    for memory in memories:
        memory.keep(key, FULL)
    assert {memory.recall(key) for memory in memories} == {FULL}
