"""The bars that matching must hold on the development cases; thresholds come from the knowledge alone."""

import pytest

from app.conversation.assistant import Assistant
from app.evaluation.metrics import Report
from app.evaluation.report import evaluate, load_cases
from app.settings import Settings


@pytest.fixture(scope="module")
def report(real_assistant: Assistant) -> Report:
    return evaluate(real_assistant.matcher, load_cases(Settings().knowledge_dir / "cases"))


def test_the_right_type_comes_first(report: Report) -> None:
    assert report.first.value >= 0.86


def test_the_right_type_is_among_the_first_three(report: Report) -> None:
    assert report.first_three.value >= 0.94


def test_scams_raise_the_alarm(report: Report) -> None:
    assert report.scam_recall.value >= 0.95


def test_harmless_messages_rarely_do(report: Report) -> None:
    assert report.false_alarms.of == 83
    assert report.false_alarms.value <= 0.20
