"""The headers of every answer, over the sample knowledge."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.sample import write_sample

HOST = "https://police.example"
PATHS = [
    "/chat",
    "/scams",
    "/embed",
    "/embed.js",
    "/demo",
    "/api/scams",
    "/healthz",
    "/nowhere",
    "/static/x/y",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("headers")
    settings = Settings(
        knowledge_dir=write_sample(folder / "knowledge"),
        artifact_dir=folder / "artifact",
        watch=False,
        embed_origins=f"{HOST} https://town.example",
        public_url="https://antifraud.example",
    )
    with TestClient(create_app(settings)) as client:
        yield client


def policy_of(client: TestClient, path: str) -> dict[str, str]:
    header = client.get(path).headers["content-security-policy"]
    return dict(part.split(" ", 1) for part in header.split("; "))


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = policy_of(client, path)
    assert "unsafe" not in " ".join(policy.values())
    assert policy["default-src"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/embed"])
def test_no_page_but_the_widget_can_be_framed(client: TestClient, path: str) -> None:
    assert policy_of(client, path)["frame-ancestors"] == "'none'"
    assert client.get(path).headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/embed", "/embed/feedback"])
def test_the_widget_can_be_framed_by_the_allowed_sites(client: TestClient, path: str) -> None:
    assert policy_of(client, path)["frame-ancestors"] == f"'self' {HOST} https://town.example"
    assert "x-frame-options" not in client.get(path).headers


def test_a_page_whose_name_begins_like_the_widget_is_not_the_widget(client: TestClient) -> None:
    assert policy_of(client, "/embedded")["frame-ancestors"] == "'none'"


def test_the_demo_page_may_load_the_widget_from_the_public_address(client: TestClient) -> None:
    policy = policy_of(client, "/demo")
    assert policy["script-src"] == policy["frame-src"] == "'self' https://antifraud.example"
    assert policy_of(client, "/chat")["script-src"] == "'self'"
    assert "frame-src" not in policy_of(client, "/chat")


def test_other_sites_may_load_the_launcher_and_nothing_else(client: TestClient) -> None:
    shared = {
        path for path in PATHS if client.get(path).headers["cross-origin-resource-policy"] == "cross-origin"
    }
    assert shared == {"/embed", "/embed.js"}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_interactive_pages_of_fastapi_which_load_foreign_scripts_are_gone(
    client: TestClient, path: str
) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/openapi.json").status_code == 200
