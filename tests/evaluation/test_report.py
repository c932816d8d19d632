"""Case files in, lines for people out."""

from pathlib import Path

import pytest

from app.domain.cases import Expectation
from app.evaluation.metrics import Confusion, Report, Share, SituationScore
from app.evaluation.report import as_lines, evaluate, load_cases
from app.knowledge.base import KnowledgeBase
from app.knowledge.problems import KnowledgeError
from app.matching.artifact import Artifact
from app.matching.matcher import Matcher

ONE_CASE = "cases:\n  - {{id: {name}, text: 一句话, expect: benign}}\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def small_report(**changes: object) -> Report:
    full = Share(count=1, of=2)
    return Report(
        cases=7,
        first=full,
        first_three=Share(count=2, of=2),
        macro_by_family=0.4567,
        families={"T": full},
        scam_recall=full,
        false_alarms=Share(count=1, of=3),
        false_alarms_by_kind={"benign": Share(count=0, of=2), "offtopic": Share(count=1, of=1)},
        situation_agreement=Share(count=6, of=7),
        situations={"P2": SituationScore(recall=full, precision=Share(count=1, of=1))},
        money_gone=SituationScore(recall=Share(count=2, of=3), precision=Share(count=2, of=5)),
        confusions=(Confusion(case="t-3", expected=("T1", "T9"), found=("T2", "T4+T5")),),
        alarms_on=("t-6",),
        missed=("t-3", "t-4"),
    ).model_copy(update=changes)


def test_the_cases_of_one_file_are_read_in_order(root: Path) -> None:
    first, second = load_cases(root / "cases" / "cases.yaml")
    assert (first.id, first.expect, first.types, first.situation) == ("t-1", Expectation.SCAM, ("T1",), "P2")
    assert first.text == "有人说我的包裹在路上丢了 要三倍赔给我"
    assert (second.id, second.expect, second.types) == ("t-2", Expectation.OFFTOPIC, ())


def test_the_cases_of_a_folder_are_those_of_all_its_files_by_name(root: Path) -> None:
    write(root / "cases" / "b.yaml", ONE_CASE.format(name="b-1"))
    write(root / "cases" / "d.yaml", ONE_CASE.format(name="d-1"))
    write(root / "cases" / "notes.md", "不是评测句")
    assert [case.id for case in load_cases(root / "cases")] == ["b-1", "t-1", "t-2", "d-1"]


def test_the_real_cases_can_be_read() -> None:
    cases = load_cases(Path(__file__).parents[2] / "knowledge" / "cases")
    assert len(cases) == len({case.id for case in cases}) > 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("cases:\n  - {id: x\n  - {id: y}\n", "broken.yaml:3: K101"),
        ("", "broken.yaml:1: K101"),
        ("cases:\n  - {id: x, text: 话, expect: benign}\n  - {id: y, text: 话}\n", "broken.yaml:3: K201"),
        ("cases:\n  - {id: x, text: 话, expect: maybe}\n", "broken.yaml:2: K203"),
        ("cases: []\nmore: 1\n", "broken.yaml:2: K202"),
    ],
)
@pytest.mark.parametrize("in_folder", [True, False])
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, text: str, problem: str, *, in_folder: bool
) -> None:
    write(tmp_path / "a.yaml", ONE_CASE.format(name="a-1"))
    broken = write(tmp_path / "broken.yaml", text)
    with pytest.raises(KnowledgeError) as caught:
        load_cases(tmp_path if in_folder else broken)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize("name", ["gone.yaml", "gone", "empty"])
def test_a_missing_file_or_an_empty_folder_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=name):
        load_cases(tmp_path / name)


def test_the_report_is_laid_out_in_lines() -> None:
    assert list(as_lines(small_report())) == [
        "评测句 7 条",
        "第一个就对      0.500（1/2）",
        "前三个里有      1.000（2/2）",
        "各家族平均      0.457",
        "骗局报警        0.500（1/2）",
        "误报            0.333（1/3）",
        "  benign        0.000（0/2）",
        "  offtopic      1.000（1/1）",
        "处境一致        0.857（6/7）",
        "  P2   找到 0.500（1/2）  报对 1.000（1/1）",
        "  钱没了（P2、P3 合起来）找到 0.667（2/3）  报对 0.400（2/5）",
        "认混的：应是 → 前三个",
        "  t-3  T1/T9 → T2、T4+T5",
        "误报的句子：t-6",
        "漏掉的句子：t-3、t-4",
    ]


def test_a_report_without_faults_says_none() -> None:
    assert list(as_lines(small_report(confusions=(), alarms_on=(), missed=())))[-3:] == [
        "认混的：应是 → 前三个",
        "误报的句子：无",
        "漏掉的句子：无",
    ]


def test_evaluating_reads_every_case_with_the_matcher(
    root: Path, sample: KnowledgeBase, sample_artifact: Artifact
) -> None:
    report = evaluate(Matcher(sample, sample_artifact), load_cases(root / "cases"))
    assert report.cases == 2
    assert (report.first, report.scam_recall) == (Share(count=1, of=1), Share(count=1, of=1))
    assert report.false_alarms_by_kind == {"offtopic": Share(count=0, of=1)}
