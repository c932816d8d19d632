"""Memory of a running server while it is asked, and asked, and asked: `make bench`. Goal: under 5 % more.

The resident size is read from the server's own process, first when it is warm, then after the requests.
They belong to a thousand conversations: new ones are kept up to `MOST_CONVERSATIONS`, about 80 MB, which is
meant so.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.redis_server import free_port, until
from tests.sample import write_sample

WARM_UP, REQUESTS = 4_000, 20_000
MOST_GROWTH = 0.05
JSON = "application/json"
CONVERSATIONS = 1_000
MESSAGES = ("快递丢了要赔我三倍", "刚转了五万", "😀" * 100, "怎么核实他", "<script>{{ 7*7 }}</script>")
WALLS = ("转" * 4000, "转" * 9000)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Port and process of a server over the sample knowledge."""
    port = free_port()
    environment = os.environ | {
        "ANTIFRAUD_KNOWLEDGE_DIR": str(write_sample(tmp_path / "knowledge")),
        "ANTIFRAUD_ARTIFACT_DIR": str(tmp_path / "artifact"),
        "ANTIFRAUD_PORT": str(port),
        "ANTIFRAUD_WATCH": "false",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: _is_ready(port), 60)
    yield port, process.pid
    process.terminate()
    process.wait(timeout=15)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return True
    except urllib.error.URLError:
        return False


def resident(process: int) -> int:
    """Bytes of memory a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def ask(port: int, requests: int) -> float:
    """Send so many requests of every kind over one connection at a time; how many came back in a second."""
    line, started = HTTPConnection("127.0.0.1", port, timeout=30), time.monotonic()
    for number in range(requests):
        message = WALLS[number % 2] if number % 50 < 2 else MESSAGES[number % len(MESSAGES)]
        conversation = f"{number % CONVERSATIONS:016}"
        if number % 3 == 0:
            line.request("GET", f"/scams?{urlencode({'q': message[:200]})}")
        else:
            body = {"message": message, "conversation_id": conversation}
            line.request("POST", "/api/chat", json.dumps(body), {"Content-Type": JSON})
        response = line.getresponse()
        response.read()
        assert response.status in (200, 413, 422), response.status
    line.close()
    return requests / (time.monotonic() - started)


def grown(server: tuple[int, int], requests: int) -> float:
    """By which part of itself the server has grown."""
    port, process = server
    ask(port, WARM_UP)
    before = resident(process)
    ask(port, requests)
    return resident(process) / before - 1


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_memory_stays_bounded_over_many_requests(
    benchmark: BenchmarkFixture, server: tuple[int, int]
) -> None:
    if not benchmark.enabled:
        pytest.skip("20,000 requests take minutes: make bench")
    growth = benchmark.pedantic(grown, args=(server, REQUESTS), rounds=1)  # type: ignore[no-untyped-call]  # pytest-benchmark leaves it open
    benchmark.extra_info["growth"] = f"{growth:.2%}"
    assert growth < MOST_GROWTH
