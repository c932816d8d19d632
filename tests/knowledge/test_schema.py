from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.domain.entries import ScamType, Status
from app.knowledge.corpus import read_corpus
from app.knowledge.problems import Problem
from app.knowledge.schema import validate
from app.knowledge.source import read_source
from tests.knowledge.spoiling import SCAM, replace

PAID = "situations/just-paid.yaml"
DESPAIR = "situations/despair.yaml"
HOTLINES = "hotlines.yaml"
TRUTH = "truth: [荐股群骗局不归他管]"


def spoiled(root: Path, file: str, old: str, new: str) -> list[Problem]:
    """What reading the folder finds after one replacement, all of it on the line replaced."""
    line = replace(root, file, old, new)
    problems = read_corpus(root).problems
    assert {(problem.file, problem.line) for problem in problems} <= {(file, line)}
    return problems


VALUES = {
    "string_too_short": (SCAM, "name: 荐股群骗局", 'name: ""', "「name」的值 「」 不行：不能空着，写上内容。"),
    "only_white_space": (SCAM, "name: 荐股群骗局", 'name: " "', "「name」的值 「 」 不行：不能空着，写上内容。"),
    "string_too_long": (
        SCAM, "name: 荐股群骗局", "name: " + "长" * 161,
        f"「name」的值 「{'长' * 30}…」 不行：太长，最多 160 个字，请拆成短句。",
    ),
    "string_pattern_mismatch": (
        SCAM, "codes: [T3]", "codes: [T1, t3]", r"「codes.2」的值 「t3」 不行：格式不对，要符合 ^[A-Z]\d{1,2}$。",
    ),
    "tuple_type": (SCAM, TRUTH, "truth: 一句", "「truth」的值 「一句」 不行：要写成列表，每行用「- 」开头。"),
    "tuple_type_empty": (SCAM, TRUTH, "truth:", "「truth」的值 「」 不行：要写成列表，每行用「- 」开头。"),
    "too_short": (SCAM, TRUTH, "truth: []", "「truth」的值 「[]」 不行：至少要 1 项。"),
    "too_long": (
        SCAM, TRUTH, "truth: [一, 二, 三, 四]", "「truth」的值 「['一', '二', '三', '四']」 不行：最多 3 项。",
    ),
    "enum": (
        SCAM, "status: published", "status: 发布",
        "「status」的值 「发布」 不行：只能写 'draft', 'published' or 'retired'。",
    ),
    "date_from_datetime_parsing": (
        SCAM, "updated: 2026-01-31", "updated: 2026年1月31日",
        "「updated」的值 「2026年1月31日」 不行：日期写成 2026-01-31 这样。",
    ),
    "date_that_is_none": (
        SCAM, "updated: 2026-01-31", "updated: 2026-02-30",
        "「updated」的值 「2026-02-30」 不行：日期写成 2026-01-31 这样。",
    ),
    "int_parsing": (PAID, "priority: 3", "priority: 三", "「priority」的值 「三」 不行：要写一个整数。"),
    "greater_than_equal": (PAID, "priority: 3", "priority: 0", "「priority」的值 「0」 不行：不能小于 1。"),
    "less_than_equal": (PAID, "priority: 3", "priority: 100", "「priority」的值 「100」 不行：不能大于 99。"),
    "bool_parsing": (DESPAIR, "alone: true", "alone: 对", "「alone」的值 「对」 不行：只能写 true 或 false。"),
    "model_type": (
        HOTLINES, "  - {region: taiwan, number: 165, purpose: 反詐騙, status: confirmed, source: 台灣, in_reply: true}",
        "  - 165 反詐騙", "「hotlines.4」的值 「165 反詐騙」 不行：这里要分成几个字段来写。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
def test_a_wrong_value_is_told_in_chinese_with_field_value_and_remedy(kind: str, root: Path) -> None:
    file, old, new, message = VALUES[kind]
    problems = spoiled(root, file, old, new)
    assert [(problem.code, problem.message) for problem in problems] == [("K203", message)]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(SCAM, "updated: 2026-01-31", "updated: 20260131", id="date_from_datetime_inexact"),
        pytest.param(SCAM, "updated: 2026-01-31", "updated: [2026-01-31]", id="date_type"),
        pytest.param(PAID, "priority: 3", "priority: [3]", id="int_type"),
        pytest.param(PAID, "priority: 3", "priority: " + "9" * 5000, id="int_parsing_size"),
        pytest.param(DESPAIR, "alone: true", "alone: [true]", id="bool_type"),
    ],
)
def test_no_wrong_value_is_told_in_english(file: str, old: str, new: str, root: Path) -> None:
    (problem,) = spoiled(root, file, old, new)
    assert problem.message.endswith("。")


def test_a_whole_file_that_is_no_mapping_is_told_as_such(root: Path) -> None:
    (root / SCAM).write_text("# 说明\n只有一句话\n", encoding="utf-8")
    (problem,) = read_corpus(root).problems
    assert str(problem) == f"{SCAM}:2: K203 「整个文件」的值 「只有一句话」 不行：这里要分成几个字段来写。"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("name: 荐股群骗局\n", "", "name"),
        ("summary: 骗子荐股群骗局，先说好话，再骗走钱。\n", "", "summary"),
        ("believe: 不信：荐股群骗局的证件, ", "", "say_no.believe"),
        ("question: 他是荐股群骗局吗？, ", "", "ask.question"),
        ("truth: [荐股群骗局不归他管]\n", "", "truth"),
    ],
)
def test_a_missing_field_is_told_with_its_name(old: str, new: str, field: str, root: Path) -> None:
    line = replace(root, SCAM, old, new)
    (problem,) = read_corpus(root).problems
    assert (problem.file, problem.code) == (SCAM, "K201")
    assert problem.message == f"缺少字段「{field}」。照 knowledge/README.md 的字段表补上。"
    assert problem.line == (line if "." in field else 1)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("alises", "aliases"),
        ("Aliases", "aliases"),
        ("alias", "aliases"),
        ("audiance", "audience"),
        ("source", "sources"),
    ],
)
def test_a_misspelt_field_gets_a_suggestion(wrong: str, right: str, root: Path) -> None:
    (problem,) = spoiled(root, SCAM, "aliases: [荐股群骗局的别名]", f"{wrong}: [一]")
    assert (problem.code, problem.message) == ("K202", f"没有「{wrong}」这个字段，是不是想写「{right}」？")


def test_a_field_like_no_other_is_to_be_taken_out_or_renamed(root: Path) -> None:
    (problem,) = spoiled(root, SCAM, "aliases: ", "别名: ")
    assert (problem.code, problem.message) == ("K202", "没有「别名」这个字段，请删掉或改名。")


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        (SCAM, "listen", "lisen"),
        (SCAM, "options", "option"),
        (SCAM, "claim", "calim"),
        (HOTLINES, "region", "regoin"),
    ],
)
def test_a_misspelt_field_within_another_gets_a_suggestion(
    file: str, right: str, wrong: str, root: Path
) -> None:
    problems = spoiled(root, file, f"{right}: ", f"{wrong}: ")
    (unknown,) = [problem for problem in problems if problem.code == "K202"]
    assert unknown.message.endswith(f"是不是想写「{right}」？")


@pytest.mark.parametrize(
    ("old", "new", "field", "shown"),
    [
        (
            "summary: 骗子",
            "summary:\n  他说: 骗子",
            "summary",
            "{'他说': '骗子荐股群骗局，先说好话，再骗走钱。'}",
        ),
        ("- 股票群带我入金稳赚", "- 老师说: 入金", "utterances.1", "{'老师说': '入金'}"),
        ("- 股票群带我入金稳赚", "- [重要] ", "utterances.1", "['重要']"),
        ("- 股票群带我入金稳赚", "- {重要}", "utterances.1", "{'重要': ''}"),
        ("name: 荐股群骗局", "name: [荐股, 群]", "name", "['荐股', '群']"),
    ],
)
def test_a_sentence_read_as_mapping_or_list_is_told_as_not_text(
    old: str, new: str, field: str, shown: str, root: Path
) -> None:
    (problem,) = spoiled(root, SCAM, old, new)
    assert problem.code == "K105"
    assert problem.message == (
        f"「{field}」应是一句话，却被读成了 「{shown}」。把半角冒号改成全角「：」，或给整句加上英文双引号。"
    )


def test_all_problems_of_a_file_are_told_at_once(root: Path) -> None:
    replace(root, SCAM, "status: published", "status: 发布")
    replace(root, SCAM, "summary: ", "sumary: ")
    replace(root, SCAM, "updated: 2026-01-31", "updated: 昨天")
    assert {(problem.line, problem.code) for problem in read_corpus(root).problems} == {
        (1, "K201"),
        (5, "K203"),
        (6, "K203"),
        (8, "K202"),
    }


def test_a_good_file_becomes_a_frozen_entry(root: Path) -> None:
    source, _ = read_source(root, root / SCAM)
    assert source is not None
    scam, problems = validate(ScamType, source)
    assert problems == []
    assert scam is not None
    assert (scam.id, scam.codes, scam.status, scam.updated) == (
        "stock-group", ("T3",), Status.PUBLISHED, date(2026, 1, 31),
    )  # fmt: skip
    assert scam.say_no.listen == "不听：荐股群骗局的话"
    with pytest.raises(ValidationError, match="frozen"):
        scam.name = "别的"  # type: ignore[misc]


def test_white_space_around_a_sentence_is_dropped(root: Path) -> None:
    replace(root, SCAM, "name: 荐股群骗局", 'name: " 荐股群骗局\u3000 "')
    source, _ = read_source(root, root / SCAM)
    assert source is not None
    scam, _ = validate(ScamType, source)
    assert scam is not None
    assert scam.name == "荐股群骗局"
