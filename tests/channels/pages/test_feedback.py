import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.channels.pages.feedback import Answered, Receipts, Tally
from app.domain.entries import Verdict

ANSWERED = Answered(verdict=Verdict.SCAM, scam="courier-refund", version="0123456789ab")
RECEIPTS = Receipts("a secret of the tests")


def test_a_receipt_says_what_the_answer_was() -> None:
    assert RECEIPTS.read(RECEIPTS.issue(ANSWERED)) == ANSWERED


@pytest.mark.parametrize(
    "forged", ["", "x.y", "]]>", "{{ 7 }}", Receipts("another secret here").issue(ANSWERED), "\ud800"]
)
def test_a_forged_receipt_is_for_nothing(forged: str) -> None:
    assert RECEIPTS.read(forged) is None


def test_opinions_are_counted_and_logged_with_four_facts(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally()
    with caplog.at_level(logging.INFO):
        tally.count(ANSWERED, helpful=True)
        tally.count(ANSWERED, helpful=False)
        tally.count(ANSWERED, helpful=False)
    assert (tally.counts[True], tally.counts[False]) == (1, 2)
    assert caplog.messages[-1] == (
        "反馈 helpful=no verdict=scam scam=courier-refund version=0123456789ab（累计有帮助 1，没帮助 2）"
    )


def test_no_opinion_is_lost_when_many_come_at_once() -> None:
    tally = Tally()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tally.count(ANSWERED, helpful=True), range(400)))
    assert tally.counts[True] == 400
