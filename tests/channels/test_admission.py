"""The bounded queue: nobody waits behind a crowd, and everybody in trouble sees the numbers."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.channels.admission import Places
from app.channels.errors import RefusalError
from app.conversation.assistant import Assistant
from tests.channels.serving import BROWSER, served

MOST = 4


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with served(folder, max_in_flight=MOST) as client:
        yield client


def test_a_place_is_given_back_even_when_the_work_fails() -> None:
    places = Places(1)
    with pytest.raises(ZeroDivisionError), places.take():
        _ = 1 / 0
    with places.take():
        with pytest.raises(RefusalError, match="crowded"), places.take():
            pass
        assert places.taken == 1
    assert places.taken == 0


def test_beyond_the_bound_everybody_is_told_at_once_and_afterwards_it_goes_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, inside = threading.Event(), threading.Semaphore(0)
    answer = Assistant.answer

    def slow(*args: object) -> object:
        inside.release()
        assert go_on.wait(30)
        return answer(*args)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Assistant, "answer", slow)

    def ask() -> Response:
        return client.post("/api/chat", json={"message": "快递丢了要赔我三倍"})

    with ThreadPoolExecutor(MOST) as crowd:
        waiting = [crowd.submit(ask) for _ in range(MOST)]
        for _ in range(MOST):
            assert inside.acquire(timeout=30)
        started = time.monotonic()
        refused = ask()
        page = client.post("/chat", data={"message": "刚转了五万"}, headers={"accept": BROWSER})
        health = client.get("/healthz")
        gauge = client.get("/metrics").text
        took = time.monotonic() - started
        go_on.set()
        answered = [each.result().status_code for each in waiting]
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "3")
    assert refused.json()["error"] == "crowded"
    assert page.status_code == 503
    assert "这会儿来问的人很多。等 3 秒再问一次。" in page.text
    assert 'href="tel:110"' in page.text
    assert "五万" not in page.text
    assert health.status_code == 200
    assert f"antifraud_requests_in_flight {MOST}.0" in gauge
    assert took < 1
    assert answered == [200] * MOST
    assert ask().status_code == 200
