"""What happens between SIGTERM and the end."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.channels.draining import LastAnswers, draining_on_sigterm


@pytest.fixture
def stops() -> Iterator[list[float]]:
    """When the server was told to stop; it stands where uvicorn's handler stands."""
    told: list[float] = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append(time.monotonic()))
    yield told
    signal.signal(signal.SIGTERM, before)


async def _until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.005)


def test_a_signal_is_told_at_once_and_stops_the_server_later(stops: list[float]) -> None:
    async def serve() -> float:
        state = State()
        with draining_on_sigterm(state, 0.2):
            assert state.draining is False
            told_at = time.monotonic()
            os.kill(os.getpid(), signal.SIGTERM)
            await _until(lambda: state.draining)
            assert stops == []
            await _until(lambda: stops)
        return stops[0] - told_at

    assert 0.2 <= asyncio.run(serve()) < 2
    assert len(stops) == 1


def test_a_second_signal_stops_at_once(stops: list[float]) -> None:
    async def serve() -> None:
        state = State()
        with draining_on_sigterm(state, 3600):
            os.kill(os.getpid(), signal.SIGTERM)
            await _until(lambda: state.draining)
            os.kill(os.getpid(), signal.SIGTERM)
            await _until(lambda: stops)

    asyncio.run(serve())
    assert len(stops) == 1


def test_afterwards_the_servers_own_handler_stands_again(stops: list[float]) -> None:
    own = signal.getsignal(signal.SIGTERM)

    async def serve() -> None:
        with draining_on_sigterm(State(), 1):
            assert signal.getsignal(signal.SIGTERM) is not own

    asyncio.run(serve())
    assert signal.getsignal(signal.SIGTERM) is own
    assert stops == []


def test_in_another_thread_signals_are_left_alone(stops: list[float]) -> None:
    own, state = signal.getsignal(signal.SIGTERM), State()
    seen: list[object] = []

    def serve() -> None:
        with draining_on_sigterm(state, 1):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    assert (seen, state.draining, stops) == ([own], False, [])


def test_while_draining_every_answer_closes_its_connection() -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("喂"))])
    app.add_middleware(LastAnswers)
    client = TestClient(app)
    assert "connection" not in client.get("/").headers, "before the start nothing is known of draining"
    app.state.draining = False
    assert "connection" not in client.get("/").headers
    app.state.draining = True
    answer = client.get("/")
    assert (answer.text, answer.headers["connection"]) == ("喂", "close")
    assert client.get("/nowhere").headers["connection"] == "close"
