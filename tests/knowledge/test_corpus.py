from pathlib import Path

import pytest

from app.domain.entries import Followup, LegitimateCase, ScamType, Situation, Smalltalk, Technique
from app.knowledge.corpus import read_corpus
from tests.knowledge.spoiling import SCAM, line_of, replace, write

ENTRIES = {
    "courier-refund": ScamType,
    "fake-police": ScamType,
    "stock-group": ScamType,
    "bank-code": LegitimateCase,
    "just-paid": Situation,
    "despair": Situation,
    "screen-share": Technique,
    "greeting": Smalltalk,
    "question": Smalltalk,
    "how-to-check": Followup,
}


def test_every_entry_is_read_as_its_folder_says(root: Path) -> None:
    corpus = read_corpus(root)
    assert {item.value.id: type(item.value) for item in corpus.entries} == ENTRIES
    assert all(item.path.stem == item.value.id for item in corpus.entries)
    assert corpus.problems == []


def test_an_entry_in_another_folder_is_held_to_that_folders_fields(root: Path) -> None:
    (root / SCAM).rename(root / "techniques" / "stock-group.yaml")
    codes = {problem.code for problem in read_corpus(root).problems}
    assert codes == {"K201", "K202"}


@pytest.mark.parametrize(
    "file",
    [
        "another.yaml",
        "scams.yaml",
        "hotlines.yml",
        "scams/another.yml",
        "scams/another.YAML",
        "scams/another.txt",
        "scams/another",
        "scams/another.yaml~",
        "scams/another.yaml.bak",
        "scams/below/another.yaml",
        "scam/another.yaml",
        "cases/below/another.yaml",
        "cases/another.jsonl",
        "scams/hotlines/hotlines.yaml",
    ],
)
def test_a_file_out_of_place_is_told_and_not_read(file: str, root: Path) -> None:
    write(root, file, "\x00 this is not even YAML: : :")
    corpus = read_corpus(root)
    assert [(problem.file, problem.line, problem.code) for problem in corpus.problems] == [(file, 1, "K106")]
    assert "后缀 .yaml" in corpus.problems[0].message
    assert {item.value.id for item in corpus.entries} == set(ENTRIES)


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "scams/README.md",
        ".DS_Store",
        "scams/.stock-group.yaml.swp",
        ".git/config",
        ".git/a/b.yaml",
    ],
)
def test_notes_and_hidden_files_are_passed_over(file: str, root: Path) -> None:
    write(root, file, "\x00 this is not even YAML: : :")
    corpus = read_corpus(root)
    assert corpus.problems == []
    assert len(corpus.entries) == len(ENTRIES)


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_folder_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    corpus = read_corpus(tmp_path / name)
    assert [(problem.file, problem.line, problem.code) for problem in corpus.problems] == [(name, 1, "K106")]
    assert str(tmp_path / name) in corpus.problems[0].message


def test_a_broken_file_does_not_keep_the_others_from_being_read(root: Path) -> None:
    replace(root, SCAM, "summary: 骗子", "summary: 他说: 骗子")
    replace(root, "scams/fake-police.yaml", "name: ", "nam: ")
    corpus = read_corpus(root)
    assert {item.value.id for item in corpus.entries} == set(ENTRIES) - {"stock-group", "fake-police"}
    assert [(problem.file, problem.code) for problem in corpus.problems] == [
        ("scams/fake-police.yaml", "K201"),
        ("scams/fake-police.yaml", "K202"),
        (SCAM, "K101"),
    ]


def test_a_file_with_words_lost_is_told_and_still_read(root: Path) -> None:
    replace(root, SCAM, "再骗走钱。", "再骗走钱 #再说")
    corpus = read_corpus(root)
    assert [problem.code for problem in corpus.problems] == ["K104"]
    assert "stock-group" in {item.value.id for item in corpus.entries}


LISTS = {
    "families.yaml": "# 家族\nfamilies:\n  - {id: one, name: 一}\n\n  - {id: two, name: 二, ccl2023: [三]}\n",
    "hotlines.yaml": "hotlines:\n  - region: taiwan\n    number: 165\n    purpose: 反詐騙\n    status: to_verify\n    source: 台灣\n",
    "wording.yaml": "groups:\n  - {canonical: 微信, variants: [v信]}\n  - {canonical: qq, variants: [扣扣, 抠抠]}\n",
    "voices.yaml": "voices:\n  - id: kin\n    name: 家里人\n    words: [我…妈]\n    before: 先坐下。\n    after: 先打110。\n",
}


def test_the_lists_are_read_in_their_order_with_lines(root: Path) -> None:
    for file, text in LISTS.items():
        write(root, file, text)
    corpus = read_corpus(root)
    assert corpus.problems == []
    assert [(item.value.id, item.value.ccl2023, item.line()) for item in corpus.families] == [
        ("one", (), 3),
        ("two", ("三",), 5),
    ]
    (hotline,) = corpus.hotlines
    assert (hotline.value.number, hotline.value.in_reply, hotline.line(), hotline.line("source")) == (
        "165",
        False,
        2,
        6,
    )
    assert [(item.value.canonical, item.value.variants, item.line()) for item in corpus.wording] == [
        ("微信", ("v信",), 2),
        ("qq", ("扣扣", "抠抠"), 3),
    ]
    (voice,) = corpus.voices
    assert (voice.value.id, voice.value.polite, voice.value.situation) == ("kin", False, None)
    assert (voice.line(), voice.line("after")) == (2, 6)


def test_the_events_are_read_as_one_lexicon_with_its_lines(root: Path) -> None:
    (item,) = read_corpus(root).events
    assert [event.id for event in item.value.events] == ["paid", "told", "ended"]
    assert item.line("marks", "denied") == line_of(root, "events.yaml", "  denied: ")
    assert item.line("ways", 0) == line_of(root, "events.yaml", "name: 扫码付款")


def test_a_folder_without_the_events_is_told_and_the_rest_is_read(root: Path) -> None:
    (root / "events.yaml").unlink()
    corpus = read_corpus(root)
    assert [str(problem) for problem in corpus.problems] == [
        "events.yaml:1: K107 没有 events.yaml，读不出钱转了没有。把它放回知识文件夹。"
    ]
    assert {item.value.id for item in corpus.entries} == set(ENTRIES)
    assert corpus.events == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  heard: [听说, 新闻]\n", "", "K201"),
        ("  heard: [听说, 新闻]\n", "  heard: []\n", "K203"),
        ("{id: paid,", "{id: 付钱,", "K203"),
        ("{id: paid,", "{id: paid, verb: [转],", "K202"),
        ("money: [钱, 款, 押金]", "money: 钱", "K203"),
    ],
)
def test_a_wrong_lexicon_of_events_is_told_and_not_called_missing(
    old: str, new: str, code: str, root: Path
) -> None:
    replace(root, "events.yaml", old, new)
    corpus = read_corpus(root)
    assert [(problem.file, problem.code) for problem in corpus.problems] == [("events.yaml", code)]
    assert corpus.events == []


@pytest.mark.parametrize("file", ["voices.yaml", "families.yaml", "hotlines.yaml", "wording.yaml"])
def test_only_the_events_are_a_file_that_must_be_there(file: str, root: Path) -> None:
    (root / file).unlink()
    assert read_corpus(root).problems == []


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("families.yaml", "families"),
        ("hotlines.yaml", "hotlines"),
        ("wording.yaml", "groups"),
        ("voices.yaml", "voices"),
        ("cases/cases.yaml", "cases"),
    ],
)
def test_a_list_under_another_name_is_refused(file: str, key: str, root: Path) -> None:
    write(root, file, "things: []\n")
    corpus = read_corpus(root)
    assert [(problem.file, problem.code) for problem in corpus.problems] == [(file, "K201"), (file, "K202")]
    assert f"缺少字段「{key}」" in corpus.problems[0].message


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("families.yaml", "families"),
        ("hotlines.yaml", "hotlines"),
        ("wording.yaml", "groups"),
        ("voices.yaml", "voices"),
        ("cases/cases.yaml", "cases"),
    ],
)
def test_a_list_may_be_empty(file: str, key: str, root: Path) -> None:
    write(root, file, f"{key}: []\n")
    corpus = read_corpus(root)
    assert corpus.problems == []
    read = {
        "families": corpus.families,
        "hotlines": corpus.hotlines,
        "groups": corpus.wording,
        "voices": corpus.voices,
        "cases": corpus.cases,
    }
    assert read[key] == []


def test_the_cases_of_all_files_are_read_with_their_lines(root: Path) -> None:
    write(root, "cases/more.yaml", "# 更多\ncases:\n  - id: m-1\n    text: 你好\n    expect: offtopic\n")
    corpus = read_corpus(root)
    assert [(item.value.id, str(item.path), item.line(), item.line("text")) for item in corpus.cases] == [
        ("t-1", "cases/cases.yaml", 2, 2),
        ("t-2", "cases/cases.yaml", 3, 3),
        ("m-1", "cases/more.yaml", 3, 4),
    ]
    assert corpus.cases[0].value.types == ("T1",)
    assert corpus.cases[0].value.situation == "P2"
    assert corpus.cases[1].value.must_not == ()


@pytest.mark.parametrize(("length", "codes"), [(4000, []), (4001, ["K203"])])
def test_a_case_has_at_most_4000_characters(length: int, codes: list[str], root: Path) -> None:
    replace(root, "cases/cases.yaml", "早上好呀朋友", "早" * length)
    assert [problem.code for problem in read_corpus(root).problems] == codes


def test_one_wrong_case_is_told_on_its_own_line(root: Path) -> None:
    replace(root, "cases/cases.yaml", "expect: offtopic", "expect: 闲聊")
    (problem,) = read_corpus(root).problems
    assert (problem.file, problem.line, problem.code) == ("cases/cases.yaml", 3, "K203")
    assert "「cases.2.expect」的值 「闲聊」" in problem.message


def test_a_value_inside_an_entry_has_its_own_line(root: Path) -> None:
    corpus = read_corpus(root)
    (item,) = [item for item in corpus.entries if item.value.id == "stock-group"]
    assert item.line("utterances", 3) == line_of(root, SCAM, item.value.utterances[3])
    assert item.line("say_no", "listen") == line_of(root, SCAM, "say_no")
