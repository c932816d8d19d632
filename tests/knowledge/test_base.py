from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from app.domain.hotlines import Region
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.knowledge.problems import KnowledgeError, Severity, errors
from tests.knowledge.spoiling import SCAM, replace, write
from tests.sample import write_sample


def version(root: Path) -> str:
    return load_knowledge(root).version


def test_every_published_entry_is_loaded_sorted_by_id(sample: KnowledgeBase) -> None:
    assert [scam.id for scam in sample.scams] == ["courier-refund", "fake-police", "stock-group"]
    assert [case.id for case in sample.legitimate] == ["bank-code"]
    assert [situation.id for situation in sample.situations] == ["despair", "just-paid"]
    assert [technique.id for technique in sample.techniques] == ["screen-share"]
    assert [talk.id for talk in sample.smalltalk] == ["greeting", "question"]
    assert [followup.id for followup in sample.followups] == ["how-to-check"]
    assert len(sample.entries) == 10
    assert all(entry.id == name for name, entry in sample.entries.items())


def test_the_lists_are_loaded(sample: KnowledgeBase) -> None:
    assert "fake-service" in {family.id for family in sample.families}
    assert {"110", "12356", "962110", "165"} <= {hotline.number for hotline in sample.hotlines}
    assert "微信" in {group.canonical for group in sample.wording}
    assert [voice.id for voice in sample.voices] == ["elder", "child"]
    assert [pattern.id for pattern in sample.events.events] == ["paid", "told", "ended"]
    assert [way.name for way in sample.events.ways] == ["扫码付款"]


def test_the_sentences_of_every_kind_of_entry_are_spoken_in_order_with_their_place(root: Path) -> None:
    replace(
        root, SCAM, "related: []", "utterances_in:\n  just-paid: [入金十万了, 又补了税]\n  despair: [没脸]"
    )
    knowledge = load_knowledge(root)
    scam = knowledge.entries["stock-group"]
    spoken = list(scam.spoken())
    assert [utterance.text for utterance in spoken[:-3]] == list(scam.utterances)
    assert {utterance.situation for utterance in spoken[:-3]} == {None}
    assert spoken[-3:] == [
        ("入金十万了", "just-paid", ("utterances_in", "just-paid", 0)),
        ("又补了税", "just-paid", ("utterances_in", "just-paid", 1)),
        ("没脸", "despair", ("utterances_in", "despair", 0)),
    ]
    situation = knowledge.entries["just-paid"]
    assert [(said.text, said.situation, said.where) for said in situation.spoken()] == [
        (text, "just-paid", ("utterances", i)) for i, text in enumerate(situation.utterances)
    ]


@pytest.mark.parametrize(
    ("code", "name"), [("P2", "just-paid"), ("P11", "despair"), ("P3", None), ("T1", None), ("N1", None)]
)
def test_a_situation_is_found_by_its_code_only(sample: KnowledgeBase, code: str, name: str | None) -> None:
    situation = sample.situation_of(code)
    assert (situation.id if situation else None) == name


@pytest.mark.parametrize("status", ["draft", "retired"])
@pytest.mark.parametrize(
    "file",
    [
        SCAM,
        "legitimate/bank-code.yaml",
        "situations/despair.yaml",
        "techniques/screen-share.yaml",
        "smalltalk/question.yaml",
        "followups/how-to-check.yaml",
    ],
)
def test_what_is_not_published_is_not_loaded(file: str, status: str, root: Path) -> None:
    replace(root, file, "status: published", f"status: {status}")
    knowledge = load_knowledge(root)
    assert Path(file).stem not in knowledge.entries
    assert len(knowledge.entries) == 9


def test_a_scam_is_found_by_its_id_only(sample: KnowledgeBase) -> None:
    scam = sample.scam("stock-group")
    assert scam is not None
    assert scam.name == "荐股群骗局"
    assert sample.scam("bank-code") is None
    assert sample.scam("nobody") is None


def test_the_knowledge_cannot_be_changed(sample: KnowledgeBase) -> None:
    with pytest.raises(FrozenInstanceError):
        sample.version = "x"  # type: ignore[misc]


HOTLINES = """\
hotlines:
  - {region: mainland, number: 110, purpose: 报警, status: confirmed, source: 公安, in_reply: true}
  - {region: shanghai, number: 962110, purpose: 劝阻, status: confirmed, source: 上海, in_reply: true}
  - {region: mainland, number: 96110, purpose: 劝阻, status: confirmed, source: 公安, in_reply: true}
  - {region: mainland, number: 12356, purpose: 心理援助, status: to_verify, source: 待核实, in_reply: true}
  - {region: mainland, number: 12321, purpose: 举报短信, status: confirmed, source: 工信部}
  - {region: taiwan, number: 165, purpose: 反詐騙, status: confirmed, source: 台灣, in_reply: true}
  - {region: taiwan, number: 1925, purpose: 安心, status: to_verify, source: 待核实, in_reply: true}
  - {region: overseas, number: 12308, purpose: 领事保护, status: confirmed, source: 外交部}
"""


@pytest.mark.parametrize(
    ("region", "numbers"),
    [
        (Region.MAINLAND, ["110", "96110"]),
        (Region.SHANGHAI, ["110", "962110", "96110"]),
        (Region.TAIWAN, ["165"]),
        (Region.HONGKONG, []),
        (Region.SINGAPORE, []),
        (Region.OVERSEAS, []),
    ],
)
def test_a_region_has_its_confirmed_numbers_for_replies_in_their_order(
    region: Region, numbers: list[str], root: Path
) -> None:
    write(root, "hotlines.yaml", HOTLINES)
    assert [line.number for line in load_knowledge(root).hotlines_for(region)] == numbers


def test_errors_keep_the_knowledge_out_and_all_problems_are_carried(root: Path) -> None:
    replace(root, SCAM, "name: 荐股群骗局", 'name: ""')
    replace(root, "cases/cases.yaml", "types: [T1]", "types: [T9]")
    replace(root, "scams/fake-police.yaml", "自己去问就知道", "打12345问就知道")
    replace(root, "smalltalk/question.yaml", "  - 什么是杀猪盘\n", "")
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(root)
    assert [(problem.file, problem.code) for problem in raised.value.problems] == [
        ("cases/cases.yaml", "K302"),
        ("scams/fake-police.yaml", "K502"),
        (SCAM, "K203"),
        ("smalltalk/question.yaml", "K403"),
    ]
    assert str(raised.value).splitlines() == [str(problem) for problem in raised.value.problems]
    assert "K403 （提醒）只有 11 句例句" in str(raised.value)


def test_only_errors_are_picked_out_of_the_problems(root: Path) -> None:
    replace(root, SCAM, "自己去问就知道", "打12345问就知道")
    replace(root, SCAM, "先说好话，", "先说好话,")
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(root)
    assert [problem.code for problem in raised.value.problems] == ["K505", "K502"]
    assert [problem.severity for problem in errors(raised.value.problems)] == [Severity.ERROR]


def test_warnings_alone_do_not_keep_the_knowledge_out(root: Path) -> None:
    replace(root, SCAM, "先说好话，", "先说好话,")
    scam = load_knowledge(root).scam("stock-group")
    assert scam is not None
    assert "先说好话,再" in scam.summary


def test_a_draft_with_an_error_keeps_the_knowledge_out_too(root: Path) -> None:
    replace(root, SCAM, "status: published", "status: draft")
    replace(root, SCAM, "自己去问就知道", "问过就可以放心")
    with pytest.raises(KnowledgeError, match="K504"):
        load_knowledge(root)


def test_a_folder_that_is_not_there_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="没有这个文件夹"):
        load_knowledge(tmp_path / "nowhere")


def test_an_empty_folder_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError):
        load_knowledge(tmp_path)


def test_the_version_is_twelve_hexadecimal_digits(sample: KnowledgeBase) -> None:
    assert len(sample.version) == 12
    assert set(sample.version) <= set("0123456789abcdef")


def test_the_version_is_the_same_for_the_same_files_elsewhere(root: Path, tmp_path: Path) -> None:
    assert version(write_sample(tmp_path / "elsewhere" / "other")) == version(root)


def test_one_byte_more_in_any_file_but_the_cases_changes_the_version(root: Path) -> None:
    versions = {version(root)}
    files = [path for path in sorted(root.rglob("*.yaml")) if path.parent.name != "cases"]
    for path in files:
        path.write_bytes(path.read_bytes() + b"\n")
        versions.add(version(root))
    assert len(files) == 15
    assert len(versions) == len(files) + 1


def test_the_cases_do_not_change_the_version(root: Path) -> None:
    before = version(root)
    replace(root, "cases/cases.yaml", "早上好呀朋友", "晚上好呀朋友")
    write(root, "cases/more.yaml", "cases: []\n")
    assert version(root) == before


def test_notes_do_not_change_the_version(root: Path) -> None:
    before = version(root)
    write(root, "README.md", "给写的人看")
    assert version(root) == before


def test_a_byte_moved_from_one_file_to_the_next_changes_the_version(root: Path) -> None:
    before = version(root)
    first, second = root / "families.yaml", root / "hotlines.yaml"
    first.write_bytes(first.read_bytes().removesuffix(b"\n"))
    second.write_bytes(b"\n" + second.read_bytes())
    assert version(root) != before


def test_another_name_of_a_file_changes_the_version(root: Path) -> None:
    replace(root, SCAM, "status: published", "status: draft")
    before = version(root)
    replace(root, SCAM, "id: stock-group", "id: stock-grouq")
    (root / SCAM).rename(root / "scams" / "stock-grouq.yaml")
    assert version(root) != before
