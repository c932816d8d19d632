"""Bodies that are too large, too slow, or never end: over ASGI, and over a real socket."""

import asyncio
import json
import re
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app import main
from app.channels.admission import Places
from app.channels.body import DRAINED_BYTES, BodyGuard
from app.channels.errors import RefusalError
from app.main import create_app
from app.settings import Settings
from tests.browser.serving import serving
from tests.channels.serving import BROWSER, served

LIMIT = 100


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def guarded(
    *chunks: bytes, pause: float = 0.0, ends: bool = True, most: int = 10
) -> tuple[list[Message], int]:
    """What the guard lets the application answer to these chunks, and how many of them it read."""
    sent: list[Message] = []
    read = 0

    async def body() -> AsyncIterator[Message]:
        nonlocal read
        for number, chunk in enumerate(chunks, start=1):
            await asyncio.sleep(pause)
            read += 1
            yield {"type": "http.request", "body": chunk, "more_body": not ends or number < len(chunks)}
        yield {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        guard = BodyGuard(echo, LIMIT, seconds=0.2, places=Places(most))
        scope = {"type": "http", "method": "POST", "headers": [(b"transfer-encoding", b"chunked")]}
        chunk = body()
        await guard(scope, chunk.__anext__, send)
        assert guard.places.taken == 0

    asyncio.run(call())
    return sent, read


def test_a_body_in_pieces_arrives_whole() -> None:
    sent, _ = guarded(b"a" * 40, b"", b"b" * 60)
    assert sent[1]["body"] == b"100"


def test_one_byte_too_many_is_refused_and_what_follows_is_thrown_away() -> None:
    with pytest.raises(RefusalError, match="body_too_large") as caught:
        guarded(b"a" * LIMIT, b"b")
    assert (caught.value.status, caught.value.body.message_zh) == (413, "请求太大，最多 100 字节。")


def test_an_endless_body_is_not_read_to_its_end() -> None:
    piece = b"x" * 65_536
    started = time.monotonic()
    with pytest.raises(RefusalError, match="body_too_large"):
        guarded(*[piece] * (10 * DRAINED_BYTES // len(piece)))
    assert time.monotonic() - started < 2


def test_a_body_that_trickles_is_refused() -> None:
    with pytest.raises(RefusalError, match="body_too_slow") as caught:
        guarded(*[b"x"] * 20, pause=0.05)
    assert caught.value.status == 408


def test_nobody_is_answered_who_has_gone() -> None:
    assert guarded(b"a", ends=False) == ([], 1)


def test_so_many_bodies_are_read_at_a_time() -> None:
    with pytest.raises(RefusalError, match="crowded"):
        guarded(b"a", most=0)


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with served(folder) as client:
        yield client


@pytest.mark.parametrize("chunked", [True, False])
def test_a_program_is_told_in_json(client: TestClient, chunked: bool) -> None:  # noqa: FBT001  # a parameter of the test
    body = json.dumps({"message": "卡号六二二" * 20_000}).encode()
    answer = client.post("/api/chat", content=iter([body]) if chunked else body)
    assert (answer.status_code, answer.json()["error"]) == (413, "body_too_large")
    assert "六二二" not in answer.text


def test_a_browser_is_told_on_a_page(client: TestClient) -> None:
    page = client.post("/chat", data={"text": "钱" * 20_000}, headers={"accept": BROWSER})
    assert page.status_code == 413
    assert "只留要紧的几句再发" in page.text
    assert 'href="tel:110"' in page.text
    assert "钱钱" not in page.text


def test_a_message_somewhat_too_long_still_hears_how_long_it_may_be(client: TestClient) -> None:
    page = client.post("/chat", data={"text": "😀" * 4000 + "钱"}, headers={"accept": BROWSER})
    assert (page.status_code, "最多 4000 字" in page.text) == (422, True)


@pytest.fixture
def port(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A real server that waits half a second for a body."""
    monkeypatch.setattr(main, "READ_SECONDS", 0.5)
    settings = Settings(
        knowledge_dir=folder / "knowledge", artifact_dir=folder / "artifact", watch=False, max_in_flight=2
    )
    with serving(create_app(settings)) as origin:
        yield int(origin.rsplit(":", 1)[1])


def said_to(port: int, *pieces: bytes) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for piece in pieces:
            line.sendall(piece)
        answer = b""
        while chunk := line.recv(65_536):
            answer += chunk
            if b'"}' in answer:
                break
    found = re.match(rb"HTTP/1.1 (\d{3})", answer)
    assert found, answer
    return int(found.group(1)), answer


def test_over_a_socket_slow_and_large_bodies_are_refused_and_others_are_answered_meanwhile(port: int) -> None:
    head = b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    body = json.dumps({"message": "快递丢了要赔我三倍"}).encode()
    length = b"Content-Length: %d\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for line in slow:
        line.sendall(head + length % 50 + b'{"message"')
    status, answer = said_to(port, head + length % len(body), body)
    assert (status, b'"verdict":"scam"' in answer) == (200, True), "slow senders hold no place"
    assert said_to(port, head + length % 50, b'{"message"')[0] == 408
    assert said_to(port, head + length % 300_000, b"x" * 300_000)[0] == 413
    chunks = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    assert said_to(port, head + b"Transfer-Encoding: chunked\r\n\r\n", chunks * 8 + b"0\r\n\r\n")[0] == 413
    for line in slow:
        line.close()
