"""Two servers, one Redis, and everything that can go away: no turn that was answered is forgotten.

Every message tells an amount, and every answer reads out all amounts of its conversation: a turn that got
lost is a number that is missing.
"""

import http.client
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest

from app.conversation.shared_memory import PREFIX
from app.matching.artifact import Artifact
from tests.redis_server import OwnRedis, until
from tests.server_process import START_SECONDS, ServerProcess

WAIT_SECONDS = 60
SLOWEST_SECONDS = 5.0
"""Half a second of waiting for Redis, and a loaded machine."""


@dataclass(slots=True)
class Citizen:
    """Somebody who tells one amount after the other."""

    first_amount: int
    conversation_id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    answered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def say(self, servers: list[ServerProcess]) -> None:
        """Tell the next amount to the first server that answers, as nginx does it."""
        amount = f"{self.first_amount + len(self.answered)}元"
        started = time.monotonic()
        text = self._answer(servers, f"刚转了{amount}")
        self.slowest = max(self.slowest, time.monotonic() - started)
        self.answered.append(amount)
        self.missing += [known for known in self.answered if known not in text]

    def _answer(self, servers: list[ServerProcess], message: str) -> str:
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            for server in servers:
                try:
                    return server.ask(message, self.conversation_id)
                except (OSError, http.client.HTTPException):
                    continue
        raise AssertionError("no server answered")


class Crowd:
    """Citizens who all talk at once, so many turns and then so many more."""

    def __init__(self, servers: list[ServerProcess], size: int) -> None:
        self.citizens = [Citizen(first_amount=1000 * (number + 1)) for number in range(size)]
        self._servers = servers
        self._threads: list[threading.Thread] = []

    @property
    def turns(self) -> int:
        """Answers so far, of all together."""
        return sum(len(citizen.answered) for citizen in self.citizens)

    def begin(self, turns: int, *, moving: bool) -> None:
        """Let each say so much; with `moving` each turn goes to another server than the last one."""
        self._threads = [
            threading.Thread(target=self._talk, args=(number, turns), kwargs={"moving": moving})
            for number in range(len(self.citizens))
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Wait until all are done; nothing that was answered may be missing by now."""
        for thread in self._threads:
            thread.join(WAIT_SECONDS)
            assert not thread.is_alive()
        assert [citizen.missing for citizen in self.citizens if citizen.missing] == []

    def _talk(self, number: int, turns: int, *, moving: bool) -> None:
        for turn in range(turns):
            first = (number + (turn if moving else 0)) % len(self._servers)
            self.citizens[number].say(self._servers[first:] + self._servers[:first])


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path)
    own.start()
    yield own
    own.kill()


@pytest.fixture
def settings(root: Path, tmp_path: Path, redis: OwnRedis, sample_artifact: Artifact) -> dict[str, str]:
    sample_artifact.save(tmp_path / "artifact" / sample_artifact.manifest.key)
    return {
        "KNOWLEDGE_DIR": str(root),
        "ARTIFACT_DIR": str(tmp_path / "artifact"),
        "REDIS_URL": redis.url,
        "SECRET": secrets.token_urlsafe(32),
        "WATCH": "false",
        "RATE_PER_CLIENT": "0",  # all these citizens are one machine, and quick
        "RATE_PER_CONVERSATION": "0",
    }


@pytest.fixture
def servers(settings: dict[str, str], tmp_path: Path) -> Iterator[list[ServerProcess]]:
    pair = [ServerProcess(settings, tmp_path / f"{name}.log") for name in ("one", "two")]
    for server in pair:
        server.start()
    for server in pair:
        server.wait()
    yield pair
    for server in pair:
        server.end()


def remembered(redis: OwnRedis, citizen: Citizen) -> set[str]:
    with redis.client() as client:
        stored = client.get(PREFIX + citizen.conversation_id)
    assert stored is None or isinstance(stored, bytes)
    return set(json.loads(stored)["told"]["amounts"]) if stored else set()


def test_no_turn_is_lost_when_a_server_is_killed_and_redis_restarts(
    servers: list[ServerProcess], redis: OwnRedis
) -> None:
    one, two = servers
    crowd = Crowd(servers, size=4)
    crowd.begin(4, moving=True)  # every conversation moves to and fro
    crowd.finish()

    crowd.begin(12, moving=True)
    until(lambda: crowd.turns >= 16 + 12, WAIT_SECONDS)
    two.kill()
    assert crowd.turns < 16 + 48, "in the middle of load"
    crowd.finish()

    two.start()
    two.wait()
    crowd.begin(1, moving=False)  # everybody has a server that heard the last word
    crowd.finish()

    before = crowd.turns
    crowd.begin(12, moving=False)
    until(lambda: crowd.turns >= before + 8, WAIT_SECONDS)
    redis.kill()
    assert crowd.turns < before + 48, "in the middle of load"
    crowd.finish()

    crowd.begin(6, moving=False)
    redis.start()
    crowd.finish()
    for citizen in crowd.citizens:
        until(lambda citizen=citizen: remembered(redis, citizen) == set(citizen.answered), WAIT_SECONDS)  # type: ignore[misc]  # mypy knows no default in a lambda

    crowd.begin(3, moving=True)  # what was said during the outage is known to the other server
    crowd.finish()
    assert [len(citizen.answered) for citizen in crowd.citizens] == [38] * 4
    assert max(citizen.slowest for citizen in crowd.citizens) < SLOWEST_SECONDS
    assert one.written().count("Redis 用不了") == one.written().count("Redis 又能用了") == 1
    for citizen in crowd.citizens:
        assert citizen.answered[0] not in one.written() + two.written()
        assert citizen.conversation_id not in one.written() + two.written()


@dataclass(slots=True)
class SlowRequest:
    """A message whose second half comes when we say so."""

    port: int
    _body: bytes = json.dumps({"message": "快递丢了要赔我三倍"}).encode()
    _connection: http.client.HTTPConnection = field(init=False)

    def begin(self) -> None:
        """Send the head and half of the body."""
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self._connection.putrequest("POST", "/api/chat")
        self._connection.putheader("Content-Type", "application/json")
        self._connection.putheader("Content-Length", str(len(self._body)))
        self._connection.endheaders(self._body[:10])

    def finish(self) -> tuple[int, str | None, str]:
        """Send the rest: status, the header Connection and the id of the first match."""
        self._connection.send(self._body[10:])
        response = self._connection.getresponse()
        body = json.load(response)
        self._connection.close()
        return response.status, response.getheader("connection"), body["matches"][0]["id"]


def test_sigterm_drops_no_request_of_any_worker(settings: dict[str, str], tmp_path: Path) -> None:
    server = ServerProcess(settings, tmp_path / "workers.log", options=("--workers", "2"))
    server.start()
    try:
        until(lambda: server.written().count("Application startup complete") == 2, START_SECONDS)
        assert "没有设" not in server.written()
        begun = [SlowRequest(server.port) for _ in range(6)]
        for request in begun:
            request.begin()
        ending = threading.Thread(target=server.terminate)
        ending.start()
        until(lambda: server.written().count("收到停止信号") == 2, 20)
        answers = [request.finish() for request in begun]
        ending.join()
    finally:
        server.end()
    assert answers == [(HTTPStatus.OK, "close", "courier-refund")] * 6
    assert server.process.returncode == 0
    with pytest.raises(OSError, match="refused"):
        server.ask("还在吗", "x" * 20)
