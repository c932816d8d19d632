"""When something breaks: an answer for the citizen, and the exception goes on to the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.channels.errors import CROWDED_SECONDS, broken, crowded, large_body, slow_body, too_many_requests
from app.channels.pages.render import Pages
from app.channels.pages.words import ApologyWords
from app.conversation.assistant import Assistant
from tests.channels.serving import BROWSER, served

WRITTEN = "我的卡号是六二二"


@pytest.fixture
def client(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service whose answers break."""

    def broken_answer(*_: object) -> None:
        raise ValueError(WRITTEN)

    with served(folder) as client:
        monkeypatch.setattr(Assistant, "answer", broken_answer)
        yield client


def test_a_program_is_told_in_json(client: TestClient) -> None:
    answer = client.post("/api/chat", json={"message": WRITTEN})
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")
    assert "六二二" not in answer.text


def test_a_citizen_sees_the_numbers_to_call(client: TestClient) -> None:
    page = client.post("/chat", data={"message": WRITTEN}, headers={"accept": BROWSER})
    assert page.status_code == 500
    assert "这里出了毛病。请再问一次。" in page.text
    assert 'href="tel:110"' in page.text
    assert "六二二" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "ValueError" not in page.text


def test_when_the_pages_are_broken_as_well_there_is_still_an_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_page(*_: object, **__: object) -> None:
        raise KeyError(WRITTEN)

    monkeypatch.setattr(Pages, "render", broken_page)
    answer = client.get("/chat", headers={"accept": BROWSER})
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")


def test_the_exception_goes_on_to_the_log_of_the_server(client: TestClient) -> None:
    loud = TestClient(client.app)
    with pytest.raises(ValueError, match="六二二"):
        loud.post("/api/chat", json={"message": WRITTEN})


def test_there_are_words_for_every_refusal() -> None:
    refusals = (broken(), crowded(), large_body(1), slow_body(), too_many_requests(7))
    page = {"title", "urgent", "again"}
    assert {refusal.body.error for refusal in refusals} == set(ApologyWords.model_fields) - page
    assert [refusal.status for refusal in refusals] == [500, 503, 413, 408, 429]
    assert [refusal.seconds for refusal in refusals] == [0, CROWDED_SECONDS, 0, 0, 7]
