"""The limits as their callers meet them: who is counted together, and what is said."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.channels.serving import BROWSER, at, served

FIVE_IN_A_WINDOW = 30


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with served(folder, rate_per_client=FIVE_IN_A_WINDOW) as client:
        yield client


def statuses(client: TestClient, times: int, **headers: str) -> list[int]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return [client.get("/api/scams", headers=named).status_code for _ in range(times)]


def test_the_sixth_request_in_ten_seconds_has_to_wait(client: TestClient) -> None:
    assert statuses(client, 7) == [200] * 5 + [429] * 2
    refused = client.get("/api/scams")
    assert refused.json()["error"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    assert f"等 {refused.headers['retry-after']} 秒" in refused.json()["message_zh"]
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_another_network_is_not_held_up(client: TestClient) -> None:
    assert statuses(client, 6)[-1] == 429
    assert statuses(at(client, "203.0.113.8"), 1) == [200]


def test_the_addresses_of_one_ipv6_network_are_one_caller(client: TestClient) -> None:
    for last in range(5):
        assert statuses(at(client, f"2001:db8:1:2::{last}"), 1) == [200]
    assert statuses(at(client, "2001:db8:1:2:ffff::9"), 1) == [429]
    assert statuses(at(client, "2001:db8:1:3::9"), 1) == [200]


def test_a_made_up_forwarding_header_buys_nothing(client: TestClient) -> None:
    for number in range(5):
        assert statuses(client, 1, x_forwarded_for=f"198.51.100.{number}") == [200]
    assert statuses(client, 1, x_forwarded_for="198.51.100.99") == [429]


def test_behind_a_trusted_proxy_each_citizen_is_counted_alone(folder: Path) -> None:
    with served(folder, "10.0.0.2", rate_per_client=FIVE_IN_A_WINDOW, trusted_proxies="10.0.0.0/8") as proxy:
        assert statuses(proxy, 6, x_forwarded_for="198.51.100.1")[-1] == 429
        assert statuses(proxy, 1, x_forwarded_for="198.51.100.2") == [200]
        forged = "198.51.100.3, 198.51.100.1"
        assert statuses(proxy, 1, x_forwarded_for=forged) == [429], "only the proxy's own entry counts"
        assert statuses(at(proxy, "203.0.113.9"), 6, x_forwarded_for="198.51.100.4")[-1] == 429
        assert statuses(proxy, 1, x_forwarded_for="198.51.100.4") == [200]


def test_style_sheets_and_the_questions_of_operators_are_never_refused(client: TestClient) -> None:
    asset = re.search(r"/static/\w+/site\.css", client.get("/chat").text)
    assert asset
    assert statuses(client, 6)[-1] == 429
    for path in (asset.group(), "/healthz", "/readyz", "/metrics", "/embed.js"):
        assert {client.get(path).status_code for _ in range(10)} == {200}, path


@pytest.mark.parametrize("path", ["/wechat", "/wecom", "/wecom/bot", "/webhook"])
def test_platforms_that_bring_many_citizens_are_not_one_caller(client: TestClient, path: str) -> None:
    assert 429 not in {client.post(path, content=b"x").status_code for _ in range(10)}


def test_a_browser_gets_a_page_with_the_numbers_to_call(client: TestClient) -> None:
    statuses(client, 5)
    page = client.get("/chat", headers={"accept": BROWSER})
    assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert re.search(r"问得太快了。等 \d+ 秒再问。", page.text)
    assert "先挂断，别转钱，现在就打电话" in page.text
    assert page.text.count('href="tel:110"') == 2
    assert page.headers["cache-control"] == "no-store"
    assert "retry-after" in page.headers


def test_the_page_speaks_the_language_and_region_of_its_reader(client: TestClient) -> None:
    statuses(client, 5)
    english = client.get("/chat?region=taiwan", headers={"accept": BROWSER, "accept-language": "en"}).text
    assert "If it is urgent do not wait" in english
    assert 'href="tel:165"' in english
    taiwan = client.get("/chat?lang=zh-Hant-TW", headers={"accept": BROWSER}).text
    assert "先結束通話，別轉錢" in taiwan


def test_the_script_gets_a_note_that_it_can_show(client: TestClient) -> None:
    statuses(client, 5)
    note = client.post("/chat", data={"message": "刚转了五万"}, headers={"x-fragment": "1"})
    assert (note.status_code, note.headers["x-fragment"]) == (429, "1")
    assert "<html" not in note.text
    assert 'href="tel:110"' in note.text
    assert "五万" not in note.text


def test_the_widget_leads_back_to_the_widget(client: TestClient) -> None:
    statuses(client, 5)
    page = client.post("/embed", data={"message": "你好"}, headers={"accept": BROWSER})
    assert (page.status_code, 'href="/embed"' in page.text) == (429, True)
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]


def test_one_conversation_is_held_up_wherever_it_comes_from(folder: Path) -> None:
    with served(folder, rate_per_conversation=FIVE_IN_A_WINDOW) as client:
        body = {"message": "快递丢了要赔我三倍", "conversation_id": "a" * 24}
        asked = [
            at(client, f"203.0.113.{number}").post("/api/chat", json=body).status_code for number in range(7)
        ]
        assert asked == [200] * 5 + [429] * 2
        assert client.post("/api/chat", json=body | {"conversation_id": "b" * 24}).status_code == 200
        assert client.post("/api/chat", json={"message": "你好"}).status_code == 200


def test_a_browser_s_conversation_is_known_by_its_cookie_and_the_widget_s_by_its_field(folder: Path) -> None:
    with served(folder, rate_per_conversation=FIVE_IN_A_WINDOW) as client:
        asked = [client.post("/chat", data={"message": "你好"}).status_code for _ in range(7)]
        assert asked == [200] * 6 + [429], "the first of them had no cookie yet"
        assert client.get("/chat").status_code == 200
        field = re.search(r'name="talk" value="([^"]+)"', client.get("/embed").text)
        assert field
        client.cookies.clear()
        widget = [
            client.post("/embed", data={"message": "你好", "talk": field.group(1)}).status_code
            for _ in range(6)
        ]
        assert widget == [200] * 5 + [429]


def test_what_the_citizen_wrote_arrives_whole_behind_the_limits(folder: Path) -> None:
    with served(folder, rate_per_client=1000, rate_per_conversation=1000) as client:
        body = json.dumps({"message": "快递丢了要赔我三倍", "conversation_id": "c" * 24}).encode()
        answer = client.post(
            "/api/chat",
            content=(body[i : i + 7] for i in range(0, len(body), 7)),
            headers={"content-type": "application/json"},
        )
        assert answer.json()["verdict"] == "scam"
