"""How much processor time one answer takes in a warm process: `make bench`. Goal: under 5 ms.

A message that was answered before comes from memory, so each one here is new: only a number differs.
"""

import time
from collections.abc import Callable
from itertools import count

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.conversation.assistant import Assistant
from app.domain.entries import Verdict
from app.domain.reading import Inquiry
from app.evaluation.report import load_cases
from app.settings import Settings

SHORT = "有人打电话说我快递丢了要赔我三倍，让我加微信"


@pytest.fixture
def ask(real_assistant: Assistant) -> Callable[[str], Verdict]:
    numbers = count()
    return lambda text: real_assistant.answer(Inquiry(f"{text} {next(numbers)}"))[0].verdict


@pytest.mark.benchmark(timer=time.process_time)
def test_a_short_message(benchmark: BenchmarkFixture, ask: Callable[[str], Verdict]) -> None:
    assert benchmark(ask, SHORT).is_alarm


@pytest.mark.benchmark(timer=time.process_time)
def test_all_development_cases(benchmark: BenchmarkFixture, ask: Callable[[str], Verdict]) -> None:
    texts = [case.text for case in load_cases(Settings().knowledge_dir / "cases")]
    assert len(benchmark(lambda: [ask(text) for text in texts])) == 300


@pytest.mark.benchmark(timer=time.process_time)
def test_four_thousand_characters(benchmark: BenchmarkFixture, ask: Callable[[str], Verdict]) -> None:
    benchmark(ask, (SHORT + "。") * 170)


@pytest.mark.benchmark(timer=time.process_time)
def test_a_message_that_was_answered_before(benchmark: BenchmarkFixture, real_assistant: Assistant) -> None:
    reading, _ = benchmark(real_assistant.answer, Inquiry(SHORT))
    assert reading.verdict.is_alarm
