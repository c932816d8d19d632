"""Where the processor time of an answer goes, stage by stage: `make bench`."""

import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.conversation.assistant import Assistant
from app.evaluation.report import load_cases
from app.matching.artifact import Artifact, obtain
from app.matching.events import EventReader
from app.matching.features import Features
from app.settings import Settings
from app.text import Normaliser

pytestmark = pytest.mark.benchmark(timer=time.process_time, group="one development case, mean of 300")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [case.text for case in load_cases(Settings().knowledge_dir / "cases")]


@pytest.fixture(scope="module")
def artifact(real_assistant: Assistant) -> Artifact:
    settings = Settings()
    return obtain(real_assistant.knowledge, settings.encoder, settings.artifact_dir, lambda _: None)


@pytest.fixture(scope="module")
def normalise(real_assistant: Assistant) -> Normaliser:
    return Normaliser(real_assistant.knowledge.wording)


@pytest.fixture(scope="module")
def normal(texts: list[str], normalise: Normaliser) -> list[str]:
    return [normalise(text) for text in texts]


def test_normalise(benchmark: BenchmarkFixture, texts: list[str], normalise: Normaliser) -> None:
    benchmark(lambda: [normalise(text) for text in texts])


def test_read_events(benchmark: BenchmarkFixture, normal: list[str], real_assistant: Assistant) -> None:
    reader = EventReader(real_assistant.knowledge.events)
    benchmark(lambda: [reader.read(text) for text in normal])


def test_judge_with_the_heads(
    benchmark: BenchmarkFixture, normal: list[str], artifact: Artifact, real_assistant: Assistant
) -> None:
    reader = EventReader(real_assistant.knowledge.events)
    features = Features(artifact.vocabulary, reader, artifact.event_tokens)
    told = [(text, reader.read(text)) for text in normal]
    benchmark(lambda: [artifact.heads.scores(*features.weights(text, events)) for text, events in told])


def test_encode(benchmark: BenchmarkFixture, normal: list[str], artifact: Artifact) -> None:
    benchmark(lambda: [artifact.encoder.encode([text]) for text in normal])


def test_search(benchmark: BenchmarkFixture, normal: list[str], artifact: Artifact) -> None:
    vectors = [artifact.encoder.encode([text]) for text in normal]
    benchmark(lambda: [artifact.sentences.nearest(vector) for vector in vectors])


def test_read_everything(benchmark: BenchmarkFixture, texts: list[str], real_assistant: Assistant) -> None:
    benchmark(lambda: [real_assistant.matcher.read(text) for text in texts])
