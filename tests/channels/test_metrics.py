import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from tests.channels.serving import served
from tests.redis_server import free_port


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with served(folder) as client:
        yield client


def numbers(client: TestClient, family: str) -> dict[tuple[str, ...], float]:
    """Samples of a family by the values of their labels, without the times of their creation."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = {each.name: each for each in text_string_to_metric_families(answer.text)}
    return {
        tuple(sample.labels.values()): sample.value
        for sample in found[f"antifraud_{family}"].samples
        if not sample.name.endswith(("_created", "_bucket", "_sum"))
    }


def test_answers_of_every_channel_are_counted_by_verdict_situation_and_scam(client: TestClient) -> None:
    client.post("/api/chat", json={"message": "快递丢了要赔我三倍"})
    client.post("/chat", data={"message": "快递丢了要赔我三倍"})
    client.post("/embed", data={"message": "刚转了五万"})
    client.post("/chat", data={"message": ""})
    assert sum(numbers(client, "verdicts").values()) == 3
    assert numbers(client, "verdicts")[("scam",)] >= 2
    assert numbers(client, "situations") == {("just-paid",): 1}
    assert numbers(client, "scams")[("courier-refund",)] >= 2
    client.post("/api/chat", json={"message": "今天天气怎么样"})
    assert sum(numbers(client, "scams").values()) <= 3, "nothing was recognised in small talk"


def test_requests_are_counted_by_pattern_and_status(client: TestClient) -> None:
    for scam in ("fake-police", "stock-group", "no-such"):
        client.get(f"/scams/{scam}")
    client.get("/anything/" + "x" * 500)
    requests = numbers(client, "requests")
    assert requests == {
        ("GET", "/scams/{scam_id}", "200"): 2,
        ("GET", "/scams/{scam_id}", "404"): 1,
        ("GET", "-", "404"): 1,
    }
    assert numbers(client, "request_seconds")[("/scams/{scam_id}",)] == 3
    assert ("GET", "/metrics", "200") in numbers(client, "requests")


def test_the_knowledge_in_force_is_named(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert numbers(client, "knowledge") == {(health["encoder"], health["knowledge_version"]): 1}
    assert numbers(client, "knowledge_entries") == {(): health["entries"]}
    assert numbers(client, "knowledge_problems") == {(): 0}
    client.app.state.live.problems = ("a.yaml:1: K101",)  # type: ignore[attr-defined]  # Starlette's own attribute
    assert numbers(client, "knowledge_problems") == {(): 1}


def test_opinions_are_counted(client: TestClient) -> None:
    page = client.post("/chat", data={"message": "快递丢了要赔我三倍"}).text
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)
    assert receipt
    client.post("/chat/feedback", data={"receipt": receipt.group(1), "helpful": "yes"})
    client.post("/chat/feedback", data={"receipt": "made up", "helpful": "no"})
    assert numbers(client, "feedback") == {("yes",): 1, ("no",): 0}


def test_a_redis_that_is_away_is_seen(folder: Path) -> None:
    with served(folder, redis_url=f"redis://127.0.0.1:{free_port()}/0", rate_per_client=1000) as client:
        assert numbers(client, "degraded")[("limits",)] == 0
        assert client.post("/api/chat", json={"message": "快递丢了要赔我三倍"}).status_code == 200
        assert numbers(client, "degraded")[("limits",)] == 1


def test_two_applications_count_apart(client: TestClient, folder: Path) -> None:
    with served(folder) as other:
        other.get("/chat")
        assert ("GET", "/chat", "200") in numbers(other, "requests")
    assert ("GET", "/chat", "200") not in numbers(client, "requests")


def test_first_messages_are_told_from_those_that_were_answered_before(client: TestClient) -> None:
    before = numbers(client, "first_messages")
    for _ in range(3):
        client.post("/api/chat", json={"message": "快递丢了要赔我三倍 一模一样"})
    after = numbers(client, "first_messages")
    assert {key: after[key] - before[key] for key in after} == {("yes",): 2, ("no",): 1}
