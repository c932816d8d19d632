"""The bars that matching must hold on the development cases; thresholds come from the knowledge alone."""

from pathlib import Path

import pytest
import yaml

from app.conversation.assistant import Assistant
from app.evaluation.metrics import MONEY_GONE, Report
from app.evaluation.report import evaluate, load_cases
from app.settings import Settings


@pytest.fixture(scope="module")
def report(real_assistant: Assistant) -> Report:
    return evaluate(real_assistant.matcher, load_cases(Settings().knowledge_dir / "cases"))


def test_the_right_type_comes_first(report: Report) -> None:
    assert report.first.value >= 0.89


def test_the_right_type_is_among_the_first_three(report: Report) -> None:
    assert report.first_three.value >= 0.96


def test_scams_raise_the_alarm(report: Report) -> None:
    assert report.scam_recall.value >= 0.95


def test_harmless_messages_rarely_do(report: Report) -> None:
    assert report.false_alarms.of == 83
    assert report.false_alarms.value <= 0.15


FLOORS = {"P1": 0.88, "P4": 0.85, "P11": 1.0, "P12": 0.9, "P13": 0.9}
"""What share of the development cases with a situation must be found."""
MOST_TAKEN = 0.2
"""Share of the sentences in `negated.yaml` that may be taken for money gone; 0.03 is the goal."""


@pytest.mark.parametrize("code", FLOORS)
def test_a_situation_is_found(report: Report, code: str) -> None:
    assert report.situations[code].recall.value >= FLOORS[code]


def test_money_gone_is_found_and_seldom_named_in_vain(report: Report) -> None:
    assert report.money_gone.recall.value >= 0.85
    assert report.money_gone.precision.value >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "我刚转了五万给骗子，怎么办", "我刚转了五万", "钱已经转了怎么办", "钱已经到他账上了", "那边提不出来了", "卡里三万没了",
        "被坑了三千八", "我妈上礼拜汇了两万", "我好像被骗了 钱已经转了", "我刚被騙了，下午三點轉了五萬給假檢警",
    ],
)  # fmt: skip
def test_money_gone_said_in_plain_words_is_never_missed(real_assistant: Assistant, text: str) -> None:
    reading = real_assistant.matcher.read(text)
    assert reading.situation is not None
    assert reading.situation.entry.codes[0] in MONEY_GONE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我爸把钱给骗子了", "P2"),
        ("我给骗子转了钱", "P2"),
        ("被骗了", "P2"),
        ("我把验证码告诉骗子了", "P4"),
        ("我下载了骗子的软件", "P4"),
        ("密码被骗子看到了", "P4"),
        ("我正在跟骗子打电话", "P1"),
        ("骗子让我共享屏幕，我还在跟他通话", "P1"),
        ("我还在跟骗子视频，他让我输密码", "P1"),
    ],
)
def test_people_who_call_him_a_scammer_are_heard_as_well(
    real_assistant: Assistant, text: str, code: str
) -> None:
    reading = real_assistant.matcher.read(text)
    assert reading.situation is not None
    assert reading.situation.entry.codes == (code,)
    assert reading.verdict.is_alarm


def test_money_that_did_not_go_is_seldom_taken_for_gone(real_assistant: Assistant) -> None:
    stored = yaml.safe_load(Path(__file__).with_name("negated.yaml").read_text(encoding="utf-8"))
    texts = [item["text"] for item in stored if item["kind"] != "ordinary"]
    first = [real_assistant.matcher.read(text).situation for text in texts]
    taken = [match for match in first if match and match.entry.codes[0] in MONEY_GONE]
    assert len(texts) >= 60
    assert len(taken) / len(texts) <= MOST_TAKEN
