"""Fixtures: the sample knowledge, and the real one learned once for the whole run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.conversation.assistant import Assistant
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.matching.artifact import LEARNED_ENCODER, Artifact, build
from app.settings import Settings
from app.wiring import assemble
from tests.sample import write_sample


@pytest.fixture(scope="session", autouse=True)
def _hurry() -> Iterator[None]:
    """Tests ask faster than citizens; what the limits do is tested in `tests/channels/test_limits.py`."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANTIFRAUD_RATE_PER_CLIENT", "0")
        environment.setenv("ANTIFRAUD_RATE_PER_CONVERSATION", "0")
        yield


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A fresh copy of the sample knowledge; spoil it as you like."""
    return write_sample(tmp_path / "knowledge")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The sample knowledge."""
    return load_knowledge(write_sample(tmp_path_factory.mktemp("sample") / "knowledge"))


@pytest.fixture(scope="session")
def sample_artifact(sample: KnowledgeBase) -> Artifact:
    """An artifact learned from the sample knowledge."""
    return build(sample, LEARNED_ENCODER, lambda _: None)


@pytest.fixture(scope="session")
def real_assistant() -> Assistant:
    """The assistant as it is served, from the real knowledge; built if no artifact is there."""
    return assemble(Settings(), lambda _: None)[0]
