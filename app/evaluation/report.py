"""Runs the case files and lays the figures out for people."""

from collections.abc import Iterator
from pathlib import Path

from app.domain.cases import Case
from app.evaluation.metrics import Report, measure
from app.knowledge.corpus import CaseFile
from app.knowledge.problems import KnowledgeError
from app.knowledge.schema import validate
from app.knowledge.source import read_source
from app.matching.matcher import Matcher


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one YAML file or of all in a folder.

    Raises:
        KnowledgeError: if a file cannot be read or is not a case file.
        FileNotFoundError: if there is no case file at all.

    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise FileNotFoundError(path)
    return tuple(case for file in files for case in _load(file))


def _load(file: Path) -> tuple[Case, ...]:
    source, problems = read_source(file.parent, file)
    if source is None:
        raise KnowledgeError(tuple(problems))
    cases, problems = validate(CaseFile, source)
    if cases is None:
        raise KnowledgeError(tuple(problems))
    return cases.cases


def evaluate(matcher: Matcher, cases: tuple[Case, ...]) -> Report:
    """Read every case and count."""
    return measure([(case, matcher.read(case.text)) for case in cases])


def as_lines(report: Report) -> Iterator[str]:
    """The report as plain text, in Chinese."""
    yield f"评测句 {report.cases} 条"
    yield f"第一个就对      {report.first}"
    yield f"前三个里有      {report.first_three}"
    yield f"各家族平均      {report.macro_by_family:.3f}"
    yield f"骗局报警        {report.scam_recall}"
    yield f"误报            {report.false_alarms}"
    for kind, share in report.false_alarms_by_kind.items():
        yield f"  {kind:<12}  {share}"
    yield f"处境一致        {report.situation_agreement}"
    for code, score in report.situations.items():
        yield f"  {code:<4} 找到 {score.recall}  报对 {score.precision}"
    yield f"  钱没了（P2、P3 合起来）找到 {report.money_gone.recall}  报对 {report.money_gone.precision}"
    yield "认混的：应是 → 前三个"
    for confusion in report.confusions:
        yield f"  {confusion.case}  {'/'.join(confusion.expected)} → {'、'.join(confusion.found)}"
    yield f"误报的句子：{'、'.join(report.alarms_on) or '无'}"
    yield f"漏掉的句子：{'、'.join(report.missed) or '无'}"
