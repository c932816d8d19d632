"""The figures of the evaluation, on readings made by hand."""

from datetime import date

import pytest

from app.domain.cases import Case, Expectation
from app.domain.entries import LegitimateCase, ScamType, Situation, Status, Verdict
from app.domain.reading import Reading
from app.evaluation.metrics import Confusion, Report, Share, SituationScore, measure
from app.knowledge.base import KnowledgeBase
from tests.readings import reading_of

Pairs = list[tuple[Case, Reading]]


def share(count: int, of: int) -> Share:
    return Share(count=count, of=of)


def case(
    name: str, expect: Expectation = Expectation.SCAM, *types: str, situation: str | None = None
) -> Case:
    return Case(id=name, text="话", expect=expect, types=types, situation=situation)


def situated(sample: KnowledgeBase, code: str | None) -> Reading:
    """A reading without an alarm that found the situation of that code."""
    found: Situation = sample.situations[0].model_copy(update={"codes": (code,)})
    return reading_of(Verdict.UNCLEAR, situation=found if code else None)


@pytest.fixture
def types(sample: KnowledgeBase) -> dict[str, ScamType]:
    """Four types of three families; the second was merged from two types of the catalogue."""
    codes = {"A1": ("A1",), "A2+A3": ("A2", "A3"), "B1": ("B1",), "C1": ("C1",)}
    return {name: sample.scams[0].model_copy(update={"codes": own}) for name, own in codes.items()}


@pytest.fixture
def scam_pairs(types: dict[str, ScamType]) -> Pairs:
    """Five scam cases: three right first, one in the first three, one fourth."""
    a, a_merged, b, c = types.values()
    return [
        (case("s-1", Expectation.SCAM, "A1"), reading_of(Verdict.SCAM, scams=[a, b])),
        (case("s-2", Expectation.SCAM, "A3"), reading_of(Verdict.SUSPICIOUS, scams=[b, c, a_merged])),
        (case("s-3", Expectation.SCAM, "B1"), reading_of(Verdict.UNCLEAR, scams=[a, a_merged, c, b])),
        (case("s-4", Expectation.SCAM, "B1", "A1"), reading_of(Verdict.SCAM, scams=[a])),
        (case("s-5", Expectation.SCAM, "A2"), reading_of(Verdict.SCAM, scams=[a_merged])),
    ]


@pytest.fixture
def harmless_pairs() -> Pairs:
    """Five cases that are no scam, three of them with an alarm, one of those on an unclear one."""
    return [
        (case("h-1", Expectation.BENIGN), reading_of(Verdict.SCAM)),
        (case("h-2", Expectation.BENIGN), reading_of(Verdict.LEGITIMATE_LIKE)),
        (case("h-3", Expectation.OFFTOPIC), reading_of(Verdict.SUSPICIOUS)),
        (case("h-4", Expectation.KNOWLEDGE), reading_of(Verdict.INFORMATION)),
        (case("h-5", Expectation.UNCLEAR), reading_of(Verdict.SCAM)),
    ]


@pytest.fixture
def report(scam_pairs: Pairs, harmless_pairs: Pairs) -> Report:
    return measure([*scam_pairs, *harmless_pairs])


def test_every_case_is_counted(report: Report) -> None:
    assert report.cases == 10


def test_right_first_counts_any_of_the_right_codes_of_scam_cases_only(report: Report) -> None:
    assert report.first == share(3, 5)


def test_right_among_the_first_three_does_not_count_the_fourth(report: Report) -> None:
    assert report.first_three == share(4, 5)


def test_families_go_by_the_letter_of_the_best_code(report: Report) -> None:
    assert report.families == {"A": share(2, 3), "B": share(1, 2)}


def test_each_family_weighs_the_same_in_the_macro_mean(report: Report) -> None:
    assert report.macro_by_family == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_a_scam_case_without_alarm_is_missed(report: Report) -> None:
    assert report.scam_recall == share(4, 5)
    assert report.missed == ("s-3",)


def test_an_alarm_on_an_unclear_case_is_no_false_alarm(report: Report) -> None:
    assert report.false_alarms == share(2, 4)
    assert report.alarms_on == ("h-1", "h-3")


def test_false_alarms_are_told_apart_by_kind(report: Report) -> None:
    assert report.false_alarms_by_kind == {
        "benign": share(1, 2),
        "knowledge": share(0, 1),
        "offtopic": share(1, 1),
    }


def test_a_confusion_names_the_right_codes_and_the_first_three_found(report: Report) -> None:
    assert report.confusions == (
        Confusion(case="s-2", expected=("A3",), found=("B1", "C1", "A2+A3")),
        Confusion(case="s-3", expected=("B1",), found=("A1", "A2+A3", "C1")),
    )


def test_a_scam_case_without_a_match_is_confused_with_nothing() -> None:
    report = measure([(case("s-6", Expectation.SCAM, "A1"), reading_of(Verdict.SCAM))])
    assert report.confusions == (Confusion(case="s-6", expected=("A1",), found=()),)


def test_a_scam_case_without_codes_belongs_to_no_family_and_is_never_right(
    types: dict[str, ScamType],
) -> None:
    report = measure([(case("s-7"), reading_of(Verdict.SCAM, scams=types.values()))])
    assert report.families == {}
    assert (report.first, report.first_three) == (share(0, 1), share(0, 1))


def test_a_look_alike_that_is_first_takes_no_place_among_the_scam_types(
    types: dict[str, ScamType], sample: KnowledgeBase
) -> None:
    look_alikes: tuple[LegitimateCase, ...] = sample.legitimate
    reading = reading_of(Verdict.LEGITIMATE_LIKE, legitimate=look_alikes, scams=[types["A1"]])
    assert measure([(case("s-8", Expectation.SCAM, "A1"), reading)]).first == share(1, 1)


def situations(sample: KnowledgeBase, *pairs: tuple[str | None, str | None]) -> Report:
    """The report on cases of an expected and a found situation."""
    return measure(
        [
            (case(f"c-{i}", Expectation.UNCLEAR, situation=expected), situated(sample, found))
            for i, (expected, found) in enumerate(pairs)
        ]
    )


def test_situations_have_recall_and_precision(sample: KnowledgeBase) -> None:
    report = situations(
        sample, ("P2", "P2"), ("P2", "P2"), ("P2", None), ("P3", "P2"), (None, "P2"), ("P10", "P10")
    )
    assert report.situations == {
        "P2": SituationScore(recall=share(2, 3), precision=share(2, 4)),
        "P3": SituationScore(recall=share(0, 1), precision=share(0, 0)),
        "P10": SituationScore(recall=share(1, 1), precision=share(1, 1)),
    }
    assert list(report.situations) == ["P2", "P3", "P10"]
    assert report.situation_agreement == share(3, 6)


def test_money_gone_today_and_long_ago_are_counted_together_too(sample: KnowledgeBase) -> None:
    report = situations(
        sample,
        ("P2", "P3"),
        ("P3", "P3"),
        ("P3", None),
        ("P2", "P10"),
        (None, "P2"),
        ("P10", "P10"),
        (None, None),
    )
    assert report.money_gone == SituationScore(recall=share(2, 4), precision=share(2, 3))


@pytest.mark.parametrize("expected", [None, "P5", "P6"])
@pytest.mark.parametrize("found", [None, "P5", "P6"])
def test_hesitating_and_asking_for_others_count_as_no_situation(
    sample: KnowledgeBase, expected: str | None, found: str | None
) -> None:
    report = situations(sample, (expected, found))
    assert report.situation_agreement == share(1, 1)
    assert report.situations == {}


@pytest.mark.parametrize(("expected", "found"), [("P5", "P2"), ("P2", "P6")])
def test_a_situation_in_place_of_none_is_a_disagreement(
    sample: KnowledgeBase, expected: str, found: str
) -> None:
    report = situations(sample, (expected, found))
    assert report.situation_agreement == share(0, 1)
    assert list(report.situations) == ["P2"]


def test_a_situation_without_a_code_counts_as_none() -> None:
    uncoded = Situation(
        id="new",
        name="新的",
        status=Status.PUBLISHED,
        updated=date(2026, 1, 31),
        priority=5,
        first_lines=("停手", "打110"),
        steps=("一", "二", "三"),
        care="不怪你",
    )
    report = measure([(case("c", Expectation.UNCLEAR), reading_of(Verdict.UNCLEAR, situation=uncoded))])
    assert (report.situation_agreement, report.situations) == (share(1, 1), {})


def test_the_order_of_cases_changes_no_figure(scam_pairs: Pairs, harmless_pairs: Pairs) -> None:
    pairs = [*scam_pairs, *harmless_pairs]
    lists = {"confusions", "alarms_on", "missed"}
    assert measure(pairs).model_dump(exclude=lists) == measure(pairs[::-1]).model_dump(exclude=lists)


def test_no_cases_give_zeros() -> None:
    report = measure([])
    assert (report.cases, report.macro_by_family) == (0, 0.0)
    assert (report.first, report.false_alarms, report.situation_agreement) == (share(0, 0),) * 3


@pytest.mark.parametrize(
    ("count", "of", "value", "text"),
    [(1, 2, 0.5, "0.500（1/2）"), (2, 3, 2 / 3, "0.667（2/3）"), (0, 0, 0.0, "0.000（0/0）")],
)
def test_a_share_is_a_number_with_its_counts(count: int, of: int, value: float, text: str) -> None:
    assert share(count, of).value == value
    assert str(share(count, of)) == text
