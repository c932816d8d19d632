from starlette.testclient import TestClient

from tests.channels.pages.test_scams import text_of

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


def test_a_browser_gets_a_page_for_any_address_that_leads_nowhere(client: TestClient) -> None:
    page = client.get("/scam-typo", headers={"accept": BROWSER, "accept-language": "en"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "No such page" in text_of(page)
    assert page.headers["cache-control"] == "no-store"


def test_a_program_gets_json(client: TestClient) -> None:
    for path, accept in (("/scam-typo", "*/*"), ("/api/scam-typo", BROWSER)):
        answer = client.get(path, headers={"accept": accept})
        assert (answer.status_code, answer.json()["error"]) == (404, "http_error")


def test_the_address_is_not_run_as_markup(client: TestClient) -> None:
    page = client.get("/<script>alert(1)</script>?x=<b>{{7*7}}</b>", headers={"accept": BROWSER})
    assert page.status_code == 404
    assert "<script>alert" not in page.text
    assert "<b>" not in page.text
