from collections.abc import Callable
from pathlib import Path

import pytest

from app.knowledge.base import lint
from app.knowledge.corpus import read_corpus
from app.knowledge.problems import Rule
from app.settings import Settings
from tests.knowledge.spoiling import SCAM, found, line_of, replace, write

Place = tuple[str, int]
"""Where the problem is to be found."""
Spoil = Callable[[Path], Place]

TESTED_WITH_THE_REHEARSAL = {Rule.BAD_TEMPLATE, Rule.LONG_REPLY}


def swap(old: str, new: str) -> Spoil:
    """A spoiler of one place, where the problem is then found."""
    return lambda root: (SCAM, replace(root, SCAM, old, new))


def misplaced(root: Path) -> Place:
    write(root, "scams/another.yml", "id: another\n")
    return "scams/another.yml", 1


def missing_file(root: Path) -> Place:
    (root / "events.yaml").unlink()
    return "events.yaml", 1


def missing_field(root: Path) -> Place:
    replace(root, SCAM, "name: 荐股群骗局\n", "")
    return SCAM, 1


def duplicate_id(root: Path) -> Place:
    scam = (root / "smalltalk" / "greeting.yaml").read_text(encoding="utf-8").split("utterances:")[0]
    draft = scam.replace("id: greeting", "id: stock-group").replace("status: published", "status: draft")
    write(root, "smalltalk/stock-group.yaml", draft)
    return "smalltalk/stock-group.yaml", 1


def hidden_reference(root: Path) -> Place:
    replace(root, SCAM, "status: published", "status: draft")
    return "scams/fake-police.yaml", replace(
        root, "scams/fake-police.yaml", "related: []", "related: [stock-group]"
    )


def few_utterances(root: Path) -> Place:
    replace(root, SCAM, "  - 股票群带我入金稳赚\n", "")
    return SCAM, line_of(root, SCAM, "utterances:")


UTTERANCE = "股票群带我入金稳赚"
SPOILERS: dict[Rule, Spoil] = {
    Rule.UNREADABLE: swap("summary: 骗子", "summary: 对方说: 骗子"),
    Rule.ALIAS: swap("summary: 骗子", "summary: &a 骗子"),
    Rule.DUPLICATE_KEY: swap("truth: [", "summary: 第二遍\ntruth: ["),
    Rule.LOST_TAIL: swap("再骗走钱。", "再骗走钱 #再说"),
    Rule.NOT_TEXT: swap(f"- {UTTERANCE}", "- 老师说: 带我入金稳赚"),
    Rule.MISPLACED: misplaced,
    Rule.MISSING_FILE: missing_file,
    Rule.MISSING_FIELD: missing_field,
    Rule.UNKNOWN_FIELD: swap("related: []", "remark: 好\nrelated: []"),
    Rule.BAD_VALUE: swap("status: published", "status: 发布"),
    Rule.WRONG_ID: swap("id: stock-group", "id: stock-groups"),
    Rule.DUPLICATE_ID: duplicate_id,
    Rule.UNKNOWN_REFERENCE: swap("related: []", "related: [nobody]"),
    Rule.HIDDEN_REFERENCE: hidden_reference,
    Rule.DUPLICATE_UTTERANCE: swap("股票群叫我下软件充值", f"{UTTERANCE}！"),
    Rule.CASE_AS_UTTERANCE: swap(UTTERANCE, "早上好呀，朋友！"),
    Rule.FEW_UTTERANCES: few_utterances,
    Rule.NEAR_DUPLICATE: swap("股票群叫我下软件充值", f"{UTTERANCE}了"),
    Rule.PERSONAL_NUMBER: swap(UTTERANCE, f"{UTTERANCE}13912345678"),
    Rule.UNKNOWN_HOTLINE: swap("自己去问就知道", "打12345问就知道"),
    Rule.UNVERIFIED_HOTLINE: swap("自己去问就知道", "打12356问就知道"),
    Rule.SAYS_SAFE: swap("自己去问就知道", "问过就可以放心"),
    Rule.HALF_WIDTH: swap("先说好话，再骗走钱。", "先说好话,再骗走钱。"),
    Rule.LEFT_BLANK: swap("自己去问就知道", "待填：怎么答"),
}


def test_every_rule_has_a_failing_sample() -> None:
    assert set(SPOILERS) == set(Rule) - TESTED_WITH_THE_REHEARSAL


@pytest.mark.parametrize("rule", SPOILERS, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_a_spoiled_sample_gives_exactly_this_problem(rule: Rule, root: Path) -> None:
    file, line = SPOILERS[rule](root)
    assert found(root) == [(file, line, rule.code)]


@pytest.mark.parametrize("rule", SPOILERS, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_a_problem_is_told_with_place_code_and_chinese_words(rule: Rule, root: Path) -> None:
    file, line = SPOILERS[rule](root)
    problem = lint(read_corpus(root))[0]
    mark = {"error": "", "warning": "（提醒）"}[rule.severity]
    assert str(problem) == f"{file}:{line}: {rule.code} {mark}{problem.message}"
    assert problem.severity is rule.severity
    assert problem.message.endswith(("。", "？"))


def test_the_untouched_sample_has_no_problem(root: Path) -> None:
    assert found(root) == []


def test_the_real_knowledge_has_no_problem_of_any_severity() -> None:
    assert [str(problem) for problem in lint(read_corpus(Settings().knowledge_dir))] == []


def test_codes_are_k_and_three_digits_and_never_shared() -> None:
    codes = [rule.code for rule in Rule]
    assert len(set(codes)) == len(codes)
    assert all(code[0] == "K" and code[1:].isdigit() and len(code) == 4 for code in codes)
