"""How much processor time one answer takes in a warm process: `make bench`. Goal: under 5 ms."""

import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.conversation.assistant import Assistant
from app.domain.reading import Inquiry
from app.evaluation.report import load_cases
from app.settings import Settings

SHORT = "有人打电话说我快递丢了要赔我三倍，让我加微信"


@pytest.mark.benchmark(timer=time.process_time)
def test_a_short_message(benchmark: BenchmarkFixture, real_assistant: Assistant) -> None:
    reading, _ = benchmark(real_assistant.answer, Inquiry(SHORT))
    assert reading.verdict.is_alarm


@pytest.mark.benchmark(timer=time.process_time)
def test_all_development_cases(benchmark: BenchmarkFixture, real_assistant: Assistant) -> None:
    inquiries = [Inquiry(case.text) for case in load_cases(Settings().knowledge_dir / "cases")]
    answers = benchmark(lambda: [real_assistant.answer(inquiry) for inquiry in inquiries])
    assert len(answers) == 300


@pytest.mark.benchmark(timer=time.process_time)
def test_four_thousand_characters(benchmark: BenchmarkFixture, real_assistant: Assistant) -> None:
    benchmark(real_assistant.answer, Inquiry((SHORT + "。") * 170))
