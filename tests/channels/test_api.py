import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.sample import write_sample


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("web")
    settings = Settings(
        knowledge_dir=write_sample(folder / "knowledge"), artifact_dir=folder / "artifact", watch=False
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def ask(client: TestClient, message: str, **more: str) -> dict[str, object]:
    response = client.post("/api/chat", json={"message": message, **more})
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json()
    return body


def test_a_scam_is_named_with_reasons_and_the_three_refusals(client: TestClient) -> None:
    body = ask(client, "快递丢了要赔我三倍")
    assert body["verdict"] == "scam"
    match = body["matches"][0]  # type: ignore[index]  # JSON
    assert (match["id"], match["codes"], match["name"]) == ("courier-refund", ["T1"], "冒充快递理赔")
    assert match["evidence"] == "快递丢了要赔我三倍"
    text = body["answer"]["text"]  # type: ignore[index]  # JSON
    for expected in ("这很像骗局：冒充快递理赔", "不听：", "不信：", "不转账：", "110：报警"):
        assert expected in text


def test_the_response_has_exactly_the_promised_fields(client: TestClient) -> None:
    body = ask(client, "刚转了五万")
    assert set(body) == {
        "conversation_id", "verdict", "matches", "techniques", "situation", "situations", "followup", "answer",
        "suggestions", "knowledge_version",
    }  # fmt: skip
    assert body["situation"] == {"id": "just-paid", "codes": ["P2"]}
    assert (body["situations"], body["followup"]) == ([body["situation"]], None)
    assert set(body["answer"]) == {"blocks", "text"}  # type: ignore[call-overload]  # JSON


def test_a_conversation_keeps_its_id_and_a_new_one_cannot_be_guessed(client: TestClient) -> None:
    first, second = ask(client, "你好"), ask(client, "你好")
    assert first["conversation_id"] != second["conversation_id"]
    assert re.fullmatch(r"[\w-]{32}", str(first["conversation_id"]))
    again = ask(client, "在吗", conversation_id=str(first["conversation_id"]))
    assert again["conversation_id"] == first["conversation_id"]


def test_the_next_message_goes_on_with_the_conversation(client: TestClient) -> None:
    first = ask(client, "快递丢了要赔我三倍")
    again = ask(client, "怎么核实他", conversation_id=str(first["conversation_id"]))
    assert again["followup"] == "how-to-check"
    assert again["matches"] == [match | {"evidence": ""} for match in first["matches"]]  # type: ignore[attr-defined]  # JSON


def test_the_region_decides_the_hotlines(client: TestClient) -> None:
    text = ask(client, "快递丢了要赔我三倍", region="taiwan")["answer"]["text"]  # type: ignore[index]  # JSON
    assert "165：" in text
    assert "110：" not in text


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (json.dumps({"message": ""}), "empty_message"),
        (json.dumps({"message": " \n\u3000"}), "empty_message"),
        (json.dumps({"message": "转" * 4001}), "message_too_long"),
        (json.dumps({"message": 5}), "invalid_request"),
        (json.dumps({"message": ["转账"]}), "invalid_request"),
        (json.dumps({}), "invalid_request"),
        (json.dumps({"message": "你好", "region": "moon"}), "invalid_request"),
        (json.dumps({"message": "你好", "conversation_id": "../../etc"}), "invalid_request"),
        (json.dumps({"message": "你好", "extra": 1}), "invalid_request"),
        ("{", "invalid_request"),
        ("你好", "invalid_request"),
        (b'{"message": "\xff\xfe\xd7\xaa"}', "invalid_request"),
        (b"", "invalid_request"),
    ],
)
def test_bad_input_is_refused_in_two_languages(client: TestClient, content: str | bytes, error: str) -> None:
    response = client.post("/api/chat", content=content, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500
    body = response.json()
    assert body["error"] == error
    assert re.search(r"[一-鿿]", body["message_zh"])
    assert re.search(r"[A-Za-z]{3}", body["message_en"])


def test_a_refusal_repeats_nothing_the_citizen_wrote(client: TestClient) -> None:
    response = client.post("/api/chat", json={"message": {"secret": "我的卡号是六二二"}})
    assert "六二二" not in response.text


def test_exactly_4000_characters_are_answered(client: TestClient) -> None:
    ask(client, "快递丢了。" * 800)


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=300))
def test_any_text_gets_an_answer_or_a_clear_refusal(client: TestClient, message: str) -> None:
    response = client.post("/api/chat", content=json.dumps({"message": message}).encode())
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        assert 0 < len(response.json()["answer"]["text"].encode()) <= 1900


def test_the_list_and_the_card_of_scam_types(client: TestClient) -> None:
    listed = client.get("/api/scams").json()
    assert [scam["id"] for scam in listed] == ["courier-refund", "fake-police", "stock-group"]
    card = client.get("/api/scams/fake-police").json()
    assert card["say_no"]["listen"] == "不听：冒充公安办案的话"
    assert "utterances" not in card


@pytest.mark.parametrize(
    "path", ["/api/scams/no-such", "/api/scams/..%2f..%2fetc", "/api/scams/bank-code", "/nowhere"]
)
def test_unknown_addresses_are_a_404_in_both_languages(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert set(response.json()) == {"error", "message_zh", "message_en"}


def test_health_tells_version_encoder_entries_and_problems(client: TestClient) -> None:
    body = client.get("/healthz").json()
    assert body["status"] == "ok"
    assert (body["encoder"], body["entries"], body["problems"]) == ("learned", 10, [])
    assert body["knowledge_version"] == ask(client, "你好")["knowledge_version"]
    assert body["uptime_seconds"] >= 0


def test_openapi_shows_an_example(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()["components"]["schemas"]
    assert "快递" in schema["ChatRequest"]["examples"][0]["message"]
    assert schema["ChatResponse"]["examples"][0]["verdict"] == "scam"


def test_nothing_a_citizen_writes_reaches_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    marker = "独一无二的记号句子九八七"
    caplog.set_level("DEBUG")
    ask(client, f"快递丢了要赔我三倍 {marker}")
    client.post("/api/chat", json={"message": {marker: 1}})
    assert marker not in caplog.text


def test_a_wrong_setting_stops_the_start_with_its_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANTIFRAUD_PORT", "99999")
    with pytest.raises(ValueError, match="99999"):
        create_app()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "message",
    [
        "\\ud800 转账",
        "\\u0000\\u0001",
        "\\u202e反\\u202c",
        "]]>",
        "{{ 7*7 }}{% if %}",
        "a" * 4000,
        "😀" * 2000,
    ],
)
def test_mean_input_never_breaks_the_service(client: TestClient, message: str) -> None:
    response = client.post(
        "/api/chat", content=f'{{"message": "{message}"}}', headers={"content-type": "application/json"}
    )
    assert response.status_code in (200, 422)
    assert set(response.json()) >= (
        {"answer"} if response.status_code == 200 else {"message_zh", "message_en"}
    )
