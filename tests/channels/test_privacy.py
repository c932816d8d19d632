"""A sentence is written into every opening of the service, and looked for in everything that comes out of it."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.channels.journal import formatter
from app.conversation.assistant import Assistant
from tests.channels.serving import BROWSER, served

MARK = "独一无二的记号句子九八七"
LATIN = "MarkerSentence987"
"""Where only Latin letters go: in headers and methods."""
FORMS = [quote(MARK), MARK, LATIN, json.dumps(MARK)[1:-1]]
PAGE = {"accept": BROWSER}


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with served(folder) as client:
        yield client


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything any logger writes, from debug on, as the server would write it."""
    out, root, uvicorn = io.StringIO(), logging.getLogger(), logging.getLogger("uvicorn")
    theirs = (uvicorn.handlers, uvicorn.propagate)  # as another test's server may have left them
    uvicorn.handlers, uvicorn.propagate = [], True
    handler, level = logging.StreamHandler(out), root.level
    handler.setFormatter(formatter("json"))
    ours = [logging.getLogger(name) for name in ("app", "uvicorn", "python_multipart", "asyncio")]
    root.addHandler(handler)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # the client's own log, not the service's
    for logger in (root, *ours):
        logger.setLevel(logging.DEBUG)
    yield out
    uvicorn.handlers, uvicorn.propagate = theirs
    root.removeHandler(handler)
    root.setLevel(level)
    for logger in (*ours, logging.getLogger("httpx2")):
        logger.setLevel(logging.NOTSET)


def everywhere(client: TestClient) -> Iterator[Response]:
    """Requests with the mark in every part of them."""
    yield client.post("/api/chat", json={"message": f"快递丢了要赔我三倍 {MARK}"})
    yield client.post("/api/chat", json={"message": {MARK: 1}})
    yield client.post("/api/chat", json={"message": "你好", MARK: MARK, "region": MARK})
    yield client.post("/api/chat", json={"message": "你好", "conversation_id": MARK})
    yield client.post("/api/chat", json={"message": MARK * 400})
    yield client.post("/api/chat", json={"message": MARK * 10_000})
    yield client.post("/api/chat", content=f'{{"message": "{MARK}'.encode())
    yield client.post(
        "/api/chat", content=MARK.encode("utf-16"), headers={"content-type": "application/json"}
    )
    yield client.post("/api/chat", data={"message": MARK})
    yield client.post("/chat", data={"message": MARK}, headers=PAGE)
    yield client.post("/chat", data={"text": MARK * 1000}, headers=PAGE)
    yield client.post("/chat", data={"message": MARK}, files={"text": (MARK, MARK)}, headers=PAGE)
    yield client.post(
        "/chat", content=MARK.encode(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    yield client.post("/embed", data={"message": MARK, "talk": MARK}, headers={"x-fragment": "1"})
    yield client.post("/chat/feedback", data={"receipt": MARK, "helpful": MARK})
    yield client.post("/embed/feedback", data={"receipt": MARK, "helpful": "yes"})
    yield client.get("/scams", params={"q": MARK})
    yield client.get("/chat", params={"lang": MARK, "region": MARK, MARK: MARK})
    yield client.get(f"/scams/{MARK}")
    yield client.get(f"/scams/{MARK}/poster", headers=PAGE)
    yield client.get(f"/api/scams/{MARK}")
    yield client.get(f"/static/{MARK}/{MARK}")
    yield client.get(f"/{MARK}?{MARK}={MARK}", headers=PAGE)
    yield client.request(LATIN, "/chat")
    yield client.get(
        "/chat", headers={"user-agent": LATIN, "referer": LATIN, "cookie": f"conversation={LATIN}"}
    )
    yield client.get("/chat", headers={"x-forwarded-for": LATIN, "accept-language": LATIN, "host": LATIN})


def test_no_word_of_a_citizen_reaches_the_log_or_the_metrics(client: TestClient, log: io.StringIO) -> None:
    statuses = {answer.status_code for answer in everywhere(client)}
    assert statuses <= {200, 400, 404, 405, 413, 422}
    assert {200, 404, 413, 422} <= statuses
    told, metrics = log.getvalue(), client.get("/metrics").text
    assert told.count('"event": "请求"') == 26
    assert 'route="/scams"' in metrics
    for form in FORMS:
        assert form not in told
        assert form not in metrics


@pytest.mark.parametrize("path", ["/api/chat", "/chat", "/embed"])
def test_nor_does_it_when_something_breaks_in_the_middle(
    client: TestClient, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def broken(_: object, inquiry: object) -> None:
        raise ValueError(f"{MARK} {inquiry}") from KeyError(MARK)

    monkeypatch.setattr(Assistant, "answer", broken)
    kind = {"json": {"message": MARK}} if path == "/api/chat" else {"data": {"message": MARK}}
    loud = TestClient(client.app)
    with pytest.raises(ValueError, match=MARK) as caught:
        loud.post(path, **kind)  # type: ignore[arg-type]  # one of the two ways to send a message
    logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=caught.value)
    told = log.getvalue()
    assert "ValueError (" in told
    assert "KeyError" in told
    assert f'"route": "{path}", "status": 500' in told
    for form in FORMS:
        assert form not in told


def test_refusals_and_json_answers_repeat_nothing(client: TestClient) -> None:
    for answer in everywhere(client):
        if answer.headers.get("content-type") == "application/json" and answer.status_code != 200:
            assert MARK not in answer.text
            assert MARK not in json.dumps(answer.json(), ensure_ascii=False)
