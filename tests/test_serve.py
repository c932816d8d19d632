"""The service as a process: it starts from the command, swaps knowledge while answering, and stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

START_SECONDS = 60
SWAP_SECONDS = 10
NEW = "隔壁老王的电饭煲能挖矿公安快递"


@pytest.fixture
def url(root: Path, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "ANTIFRAUD_KNOWLEDGE_DIR": str(root),
        "ANTIFRAUD_ARTIFACT_DIR": str(tmp_path / "artifact"),
        "ANTIFRAUD_PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve"], env=environment, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    _until(lambda: health(address) is not None, START_SECONDS)
    yield address
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) in (0, -signal.SIGTERM)


def _until(holds: Callable[[], bool], seconds: float) -> float:
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - start


def health(url: str) -> dict[str, object] | None:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as response:
            body: dict[str, object] = json.load(response)
            return body
    except urllib.error.URLError:
        return None


def evidence(url: str, message: str) -> str:
    request = urllib.request.Request(
        f"{url}/api/chat", json.dumps({"message": message}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return str(json.load(response)["matches"][0]["evidence"])


def test_a_change_goes_live_within_ten_seconds_and_no_request_is_dropped(url: str, root: Path) -> None:
    failures: list[str] = []
    answered = 0
    stop = threading.Event()

    def keep_asking() -> None:
        nonlocal answered
        while not stop.is_set():
            try:
                evidence(url, "快递丢了要赔我三倍")
                answered += 1
            except OSError as error:
                failures.append(str(error))

    asking = threading.Thread(target=keep_asking)
    asking.start()
    path = root / "scams" / "stock-group.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - {NEW}\n", encoding="utf-8")
    try:
        took = _until(lambda: evidence(url, NEW) == NEW, SWAP_SECONDS)
    finally:
        stop.set()
        asking.join()
    assert failures == []
    assert answered > 5
    assert took < SWAP_SECONDS


def test_an_invalid_change_is_shown_in_health_and_the_old_version_answers(url: str, root: Path) -> None:
    before = health(url)
    (root / "scams" / "stock-group.yaml").write_text("对方说: 请转账", encoding="utf-8")
    _until(lambda: bool((health(url) or {}).get("problems")), SWAP_SECONDS)
    after = health(url)
    assert before is not None
    assert after is not None
    assert after["knowledge_version"] == before["knowledge_version"]
    assert "stock-group.yaml" in str(after["problems"])
    assert evidence(url, "股票群带我入金稳赚") == "股票群带我入金稳赚"
