"""The signed webhook: who may call, what comes back, and each message once."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hmac import new as hmac

import pytest
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.channels import webhook
from app.channels.webhook import SIGNATURE, TIMESTAMP, signature_of
from app.main import create_app
from app.settings import Settings
from tests.channels.wechat.conftest import Counting
from tests.sample import write_sample

KEY = "a key of a webhook that is long enough"
SCAM = "快递丢了要赔我三倍"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("webhook")
    settings = Settings(
        knowledge_dir=write_sample(folder / "knowledge"),
        artifact_dir=folder / "artifact",
        watch=False,
        webhook_secret=KEY,
        secret="k" * 20,
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def counting(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Counting:
    live = client.app.state.live  # type: ignore[attr-defined]  # an application, to its client a callable
    counting = Counting(live.assistant)
    monkeypatch.setattr(live, "assistant", counting)
    return counting


def post(
    client: TestClient, body: bytes, *, key: str = KEY, age: float = 0, stamp: str | None = None
) -> Response:
    timestamp = stamp if stamp is not None else str(int(time.time() - age))
    signature = hmac(key.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
    return client.post(
        "/webhook",
        content=body,
        headers={"X-Antifraud-Timestamp": timestamp, "X-Antifraud-Signature": signature},
    )


def call(message: str = SCAM, **more: object) -> bytes:
    fields = {"user": "ding-user-1", "message_id": f"m-{time.monotonic_ns()}", "message": message, **more}
    return json.dumps(fields).encode()


def test_a_signed_message_is_answered_like_the_web_api(client: TestClient) -> None:
    response = post(client, call())
    assert response.status_code == 200
    web = client.post("/api/chat", json={"message": SCAM}).json()
    assert response.json() | {"conversation_id": ""} == web | {"conversation_id": ""}
    assert response.headers["content-type"] == "application/json"


def test_the_signature_is_the_one_of_the_guide() -> None:
    """As `printf '1790000000.{}' | openssl dgst -sha256 -hmac key` gives it."""
    assert signature_of("key", "1790000000", b"{}") == (
        "099d33989336226b12c85da813adf6100e1bbab1e91bede9a41ddeb7882d66b8"
    )


def test_the_conversation_goes_on_and_does_not_bear_the_users_name(client: TestClient) -> None:
    first = post(client, call(user="alice@example.org")).json()
    again = post(client, call("😀", user="alice@example.org")).json()
    other = post(client, call(user="bob@example.org")).json()
    assert first["conversation_id"] == again["conversation_id"] != other["conversation_id"]
    assert "alice" not in first["conversation_id"]


def test_the_region_decides_the_hotlines(client: TestClient) -> None:
    assert "165：" in post(client, call(region="taiwan")).json()["answer"]["text"]


def test_the_same_message_three_times_in_parallel_is_computed_once(
    client: TestClient, counting: Counting
) -> None:
    counting.delay, body = 0.2, call()
    with ThreadPoolExecutor(3) as pool:
        responses = list(pool.map(lambda _: post(client, body), range(3)))
    assert [response.status_code for response in responses] == [200] * 3
    assert len({response.text for response in responses}) == 1
    assert len(counting.asked) == 1


def test_the_same_message_id_of_another_user_is_another_message(
    client: TestClient, counting: Counting
) -> None:
    for user in ("a", "b"):
        post(client, call(user=user, message_id="7"))
    assert len(counting.asked) == 2


def test_an_answer_that_takes_too_long_is_not_ready_and_comes_later(
    client: TestClient, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.delay, body = 0.3, call()
    monkeypatch.setattr(webhook, "ANSWER_SECONDS", 0.05)
    early = post(client, body)
    assert (early.status_code, early.json()["error"]) == (202, "not_ready")
    monkeypatch.setattr(webhook, "ANSWER_SECONDS", 5.0)
    assert post(client, body).json()["verdict"] == "scam"
    assert len(counting.asked) == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"key": "another key"}, 403),
        ({"age": 301}, 403),
        ({"age": -301}, 403),
        ({"stamp": ""}, 400),
        ({"stamp": "soon"}, 400),
        ({"stamp": "-5"}, 400),
        ({"stamp": "9" * 13}, 400),
    ],
)
def test_who_cannot_sign_is_refused(client: TestClient, changes: dict[str, str], status: int) -> None:
    response = post(client, call("机密七七"), **changes)  # type: ignore[arg-type]  # one of the keywords
    assert response.status_code == status
    assert "机密七七" not in response.text


def test_a_signature_for_another_body_or_time_is_refused(client: TestClient) -> None:
    body, now = call(), str(int(time.time()))
    signature = signature_of(KEY, now, body)
    good = {TIMESTAMP: now, SIGNATURE: signature}
    assert client.post("/webhook", content=body, headers=good).status_code == 200
    for content, headers in (
        (body + b" ", good),
        (body, good | {TIMESTAMP: str(int(now) - 1)}),
        (body, good | {SIGNATURE: signature.upper()}),
        (body, good | {SIGNATURE: "sha256=" + signature}),
        (body, good | {SIGNATURE: ""}),
        (body, {TIMESTAMP: now}),
    ):
        assert client.post("/webhook", content=content, headers=headers).status_code == 403
    assert client.post("/webhook", content=body).status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "bad_call"),
        (b"{", 400, "bad_call"),
        (b"[]", 400, "bad_call"),
        (b"\xff\xfe", 400, "bad_call"),
        (b"[" * 60_000, 400, "bad_call"),
        (call(message=5), 400, "bad_call"),  # type: ignore[arg-type]  # that is the point
        (call(user=""), 400, "bad_call"),
        (call(user="u" * 201), 400, "bad_call"),
        (call(message_id=""), 400, "bad_call"),
        (call(region="moon"), 400, "bad_call"),
        (call(extra="机密七七"), 400, "bad_call"),
        (call(" \n\u3000"), 422, "empty_message"),
        (call("转" * 4001), 422, "message_too_long"),
        (b" " * (64 * 1024 + 1), 413, "body_too_large"),
        (b" " * 2**20, 413, "body_too_large"),
    ],
)
def test_bad_bodies_are_refused_in_two_languages(
    client: TestClient, body: bytes, status: int, error: str
) -> None:
    response = post(client, body)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert set(response.json()) == {"error", "message_zh", "message_en"}
    assert "机密七七" not in response.text


@pytest.mark.parametrize(
    "message", ["]]>", "{{ 7*7 }}", "\u202e反", "<script>", "a" * 4000, "😀", "警察說我洗錢"]
)
def test_mean_texts_are_answered(client: TestClient, message: str) -> None:
    assert post(client, call(message)).json()["answer"]["text"]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_signed_bytes_never_give_a_5xx(client: TestClient, body: bytes) -> None:
    assert post(client, body).status_code < 500


def test_neither_user_nor_text_reaches_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    post(client, call(f"{SCAM} 独一无二八八", user="markeruser88"))
    post(client, call("独一无二八八", user="markeruser88"), key="wrong")
    logged = "".join(str(record.__dict__) for record in caplog.records)
    assert [word for word in ("独一无二八八", "markeruser88", KEY) if word in logged] == []
