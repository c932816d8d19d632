"""The service under load, side by side with a route that does nothing: `make bench`.

Goal: at least 60 % of the requests per second of the empty route, on one worker.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from app.evaluation.report import load_cases
from app.settings import ROOT, Settings
from tests.benchmarks.load import Load, load, wrk

pytestmark = [
    pytest.mark.skipif("not config.getoption('--benchmark-enable')", reason="只在 make bench 里量"),
    pytest.mark.skipif(wrk() is None, reason="没有 wrk：apt-get install wrk"),
]
CLIENTS = (1, 8, 64, 256)
CHIP = "快递丢了，客服说双倍赔我"
"""One of the eight examples of the first screen."""
START_SECONDS = 180


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running([sys.executable, "-m", "app", "serve"], "ANTIFRAUD_PORT", "/healthz") as url:
        yield url


@pytest.fixture(scope="module")
def empty() -> Iterator[str]:
    with running([sys.executable, "-m", "tests.benchmarks.empty"], "PORT", "/empty") as url:
        yield url


@contextmanager
def running(command: list[str], port_name: str, path: str) -> Iterator[str]:
    """A server process of one worker, without limits on how often one client may ask."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        port_name: str(port),
        "ANTIFRAUD_WATCH": "false",
        "ANTIFRAUD_RATE_PER_CLIENT": "0",
    }
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url + path)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{url} did not answer within {START_SECONDS} s")


def show(name: str, results: list[Load]) -> None:
    """One line for each number of clients."""
    for result in results:
        print(  # noqa: T201  # the figures are what this file is for
            f"\n{name:<28}{result.clients:>4} clients {result.per_second:>8.0f}/s"
            f"  p50 {result.p50:>8.2f} ms  p99 {result.p99:>8.2f} ms  refused {result.refused}",
            end="",
        )


def test_the_empty_route(empty: str, tmp_path: Path) -> None:
    show("empty route", [load(f"{empty}/empty", clients, tmp_path, (CHIP,)) for clients in CLIENTS])


def test_an_example_that_many_tap(service: str, tmp_path: Path) -> None:
    show(
        "/api/chat, one example",
        [load(f"{service}/api/chat", clients, tmp_path, (CHIP,)) for clients in CLIENTS],
    )


def test_messages_that_are_all_new(service: str, tmp_path: Path) -> None:
    numbers = count()
    cases = [case.text for case in load_cases(Settings().knowledge_dir / "cases")]
    results = []
    for clients in CLIENTS:
        fresh = tuple(f"{text} {next(numbers)}" for _ in range(20) for text in cases)
        results.append(load(f"{service}/api/chat", clients, tmp_path, fresh))
    show("/api/chat, all new", results)


def test_the_chat_page(service: str, tmp_path: Path) -> None:
    show("/chat", [load(f"{service}/chat", clients, tmp_path) for clients in CLIENTS])
