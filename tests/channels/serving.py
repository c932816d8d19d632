"""The whole application over the sample knowledge, with the settings that a test is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
CITIZEN = "203.0.113.7"
"""An address that belongs to nobody."""


@contextmanager
def served(folder: Path, address: str = CITIZEN, **chosen: object) -> Iterator[TestClient]:
    """A client at `address`. `folder` holds the sample knowledge and what was learned from it."""
    settings = Settings(
        knowledge_dir=folder / "knowledge",
        artifact_dir=folder / "artifact",
        watch=False,
        secret="a secret of the tests",  # noqa: S106  # it guards nothing
    )
    wanted = Settings.model_validate(settings.model_dump() | chosen)
    with TestClient(create_app(wanted), raise_server_exceptions=False, client=(address, 50_000)) as client:
        yield client


def at(client: TestClient, address: str) -> TestClient:
    """The same service for somebody at another address; the lifespan stays with the first client."""
    return TestClient(client.app, raise_server_exceptions=False, client=(address, 50_000))
