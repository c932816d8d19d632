"""Where conversations are kept: how long, how many, and what happens while Redis is away.

The tests of `RedisMemory` use database 15 of the server on this machine, and clean up their own keys.
"""

import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis, RedisError

from app.conversation.memory import KEPT_SECONDS, MOST_CONVERSATIONS, Memory, ProcessMemory, RedisMemory
from app.domain.conversation import NOTHING_YET, Candidate, Conversation, Script, Told
from app.domain.entries import Verdict

HOST, PORT, DATABASE = "127.0.0.1", 6379, 15
PREFIX = "antifraud:conversation:"
WORDS = "我刚把十二万转给了王警官"
FULL = Conversation(
    artifact="81fb43398a595768",
    thread=(0.1234, -2.5, 0.0),
    verdict=Verdict.SCAM,
    alarm=0.97,
    card="fake-police",
    candidates=(Candidate(id="fake-police", score=0.9), Candidate(id="stock-group", score=0.25)),
    situations=("just-paid", "in-progress"),
    told=Told(amounts=("五万", "3800元"), times=("昨天晚上十点半",), ways=("微信",)),
    voice="elder",
    script=Script.HONGKONG,
    questions_in_a_row=2,
    rebuttals_used=(1, 0),
    reported=True,
)
SCORES = st.floats(0, 1)
IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
FIGURES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4).map(tuple)
CONVERSATIONS = st.builds(
    Conversation,
    thread=st.lists(st.floats(-1e3, 1e3), max_size=8).map(tuple),
    verdict=st.sampled_from(Verdict),
    alarm=SCORES,
    card=st.none() | IDS,
    candidates=st.lists(st.builds(Candidate, id=IDS, score=SCORES), max_size=5).map(tuple),
    situations=st.lists(IDS, max_size=4).map(tuple),
    told=st.builds(Told, amounts=FIGURES, times=FIGURES, ways=FIGURES),
    voice=st.none() | IDS,
    script=st.sampled_from(Script),
    questions_in_a_row=st.integers(0, 9),
    rebuttals_used=st.lists(st.integers(0, 3), max_size=4).map(tuple),
    reported=st.booleans(),
)


def test_a_conversation_is_kept_for_half_an_hour() -> None:
    assert KEPT_SECONDS == 1800
    assert MOST_CONVERSATIONS == 20_000


def test_nothing_of_what_is_kept_can_be_the_words_of_a_citizen() -> None:
    """Every text field is an id, a fixed word, or a figure for reading out; there is none for messages."""
    texts = {name for name, field in Conversation.model_fields.items() if field.annotation is str}
    assert texts == {"artifact"}
    assert set(Told.model_fields) == {"amounts", "times", "ways"}


# In this process


@pytest.fixture
def in_process() -> ProcessMemory:
    return ProcessMemory()


@pytest.mark.parametrize("unknown", ["nobody", "", "🙏", "{{ id }}", "x" * 4000, "\ud83d"])
def test_of_an_unknown_conversation_nothing_is_known(in_process: ProcessMemory, unknown: str) -> None:
    in_process.keep("somebody", FULL)
    assert in_process.recall(unknown) == NOTHING_YET


def test_what_was_kept_last_is_recalled_for_its_own_id_only(in_process: ProcessMemory) -> None:
    other = Conversation(card="stock-group")
    in_process.keep("a", NOTHING_YET)
    in_process.keep("b", other)
    in_process.keep("a", FULL)
    assert (in_process.recall("a"), in_process.recall("b")) == (FULL, other)


def test_a_conversation_is_forgotten_when_its_time_is_up() -> None:
    memory = ProcessMemory(seconds=0.05)
    memory.keep("a", FULL)
    assert memory.recall("a") == FULL
    time.sleep(0.06)
    assert memory.recall("a") == NOTHING_YET


def test_every_message_starts_the_time_anew_and_reading_alone_does_not() -> None:
    memory = ProcessMemory(seconds=0.4)
    memory.keep("spoken", FULL)
    memory.keep("only read", FULL)
    time.sleep(0.25)
    memory.keep("spoken", FULL)
    memory.recall("only read")
    time.sleep(0.25)
    assert (memory.recall("spoken"), memory.recall("only read")) == (FULL, NOTHING_YET)


def test_when_there_are_too_many_the_oldest_goes_first() -> None:
    memory = ProcessMemory(most=3)
    for name in "abcd":
        memory.keep(name, FULL)
    assert [memory.recall(name) == FULL for name in "abcd"] == [False, True, True, True]


def test_many_threads_at_once_lose_and_mix_nothing() -> None:
    memory = ProcessMemory(most=64)

    def talk(name: str) -> bool:
        for turn in range(300):
            memory.keep(name, Conversation(card=name, questions_in_a_row=turn))
            found = memory.recall(name)
            if (found.card, found.questions_in_a_row) != (name, turn):
                return False
        return True

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(talk, [f"person-{i}" for i in range(32)]))


def test_many_threads_beyond_the_limit_break_nothing() -> None:
    memory = ProcessMemory(seconds=0.01, most=4)

    def talk(number: int) -> set[Conversation]:
        found = set()
        for turn in range(200):
            memory.keep(f"{number}-{turn % 7}", FULL)
            found.add(memory.recall(f"{number + 1}-{turn % 7}"))
        return found

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert set().union(*pool.map(talk, range(16))) <= {FULL, NOTHING_YET}


# In Redis


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
        replica._redis.close()


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
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "Redis 读不到，这一句不带前文：ResponseError")
    ]


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
        memory._redis.close()


@pytest.fixture
def silent() -> Iterator[RedisMemory]:
    """Somebody takes the call and never answers."""
    with socket.socket() as mute:
        mute.bind((HOST, 0))
        mute.listen()
        memory = RedisMemory.at(f"redis://{HOST}:{mute.getsockname()[1]}/0")
        yield memory
        memory._redis.close()


def messages(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_while_redis_refuses_a_message_is_answered_without_what_came_before(
    refusing: RedisMemory, caplog: pytest.LogCaptureFixture
) -> None:
    refusing.keep("a-conversation-id", FULL)
    assert refusing.recall("a-conversation-id") == NOTHING_YET
    assert messages(caplog) == [
        ("WARNING", "Redis 写不进，这一句没有记住：ConnectionError"),
        ("WARNING", "Redis 读不到，这一句不带前文：ConnectionError"),
    ]


def test_a_redis_that_never_answers_is_given_up_within_two_seconds(
    silent: RedisMemory, caplog: pytest.LogCaptureFixture
) -> None:
    started = time.monotonic()
    assert silent.recall("a-conversation-id") == NOTHING_YET
    assert time.monotonic() - started < 2
    assert messages(caplog) == [("WARNING", "Redis 读不到，这一句不带前文：TimeoutError")]


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


def test_both_memories_do_the_same(in_process: ProcessMemory, in_redis: RedisMemory, key: str) -> None:
    memories: tuple[Memory, ...] = (in_process, in_redis)
    for memory in memories:
        memory.keep(key, FULL)
    assert {memory.recall(key) for memory in memories} == {FULL}
