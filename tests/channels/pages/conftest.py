"""The pages over the real templates and words, and over the sample knowledge."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.sample import write_sample

SECRET = "a secret of the tests"  # noqa: S105  # it guards nothing


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser without scripts; cookies are kept until `cookies.clear()`."""
    folder = tmp_path_factory.mktemp("pages")
    settings = Settings(
        knowledge_dir=write_sample(folder / "knowledge"),
        artifact_dir=folder / "artifact",
        watch=False,
        secret=SECRET,
        embed_origins="https://police.example https://town.example:8443",
    )
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(autouse=True)
def _no_cookies(client: TestClient) -> None:
    client.cookies.clear()
