import asyncio
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from app.channels.access import Access
from app.channels.metrics import Metrics
from tests.channels.serving import at, served


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with served(folder) as client:
        yield client


def noted(caplog: pytest.LogCaptureFixture) -> list[tuple[object, ...]]:
    records = [vars(record) for record in caplog.records if record.name == "app.channels.access"]
    return [(record["method"], record["route"], record["status"]) for record in records]


def test_each_request_leaves_one_line_with_the_pattern_of_its_address(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.channels.access")
    client.get("/scams?q=我转了五万")
    client.get("/scams/fake-police?lang=en")
    client.post("/api/chat", json={"message": "你好"})
    client.post("/api/chat", content=b"{")
    client.get("/我转了五万")
    client.get("/healthz")
    client.request("BREW", "/chat")
    assert noted(caplog) == [
        ("GET", "/scams", 200),
        ("GET", "/scams/{scam_id}", 200),
        ("POST", "/api/chat", 200),
        ("POST", "/api/chat", 422),
        ("GET", "-", 404),
        ("GET", "/healthz", 200),
        ("OTHER", "/chat", 405),
    ]


def test_the_line_says_how_long_it_took(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.channels.access")
    client.get("/api/scams")
    (record,) = (vars(record) for record in caplog.records if record.name == "app.channels.access")
    assert 0 < record["ms"] < 10_000


def test_every_answer_carries_its_own_id(client: TestClient) -> None:
    ids = [client.get(path).headers["x-request-id"] for path in ("/chat", "/chat", "/nowhere", "/readyz")]
    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"[0-9a-f]{16}", each) for each in ids)


@pytest.mark.parametrize("given", ["4bf92f3577b34da6a3ce929d0e0e4736", "a-B_12345", "x" * 64])
def test_the_id_of_a_proxy_is_kept(client: TestClient, given: str) -> None:
    assert client.get("/chat", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given",
    ["", "short", "x" * 65, "<script>alert(1)</script>", "a b c d e f g", "12345678\x85", "{{7*7}}777"],
)
def test_an_id_that_is_none_is_replaced(client: TestClient, given: str) -> None:
    kept = client.get("/chat", headers=[(b"x-request-id", given.encode("latin-1"))]).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", kept)


def test_a_client_that_did_not_wait_is_noted_as_gone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.channels.access")

    async def silence(*_: object) -> None:
        return

    scope = {"type": "http", "method": "POST", "headers": []}
    asyncio.run(Access(silence, Metrics())(scope, receive=_nothing, send=_nobody))
    assert noted(caplog) == [("POST", "-", 499)]


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _nobody(_: Message) -> None:
    raise AssertionError("nothing is to be sent")


def test_who_asked_is_not_noted(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert at(client, "203.0.113.9").get("/chat").status_code == 200
    assert "203.0.113" not in "".join(
        str(vars(record)) for record in caplog.records if record.name.startswith("app")
    )
