"""What the rehearsal of all answers finds before a citizen does."""

import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from app.conversation.rehearsal import rehearse
from app.conversation.reply import ReplyWriter
from app.domain.entries import Followup, Part, ScamType, Smalltalk, Verdict
from app.domain.hotlines import Region
from app.domain.lists import Voice
from app.knowledge.base import KnowledgeBase
from app.knowledge.problems import Problem, Severity
from app.settings import Settings
from tests.readings import first_plan, reading_of


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy of the real templates; spoil it as you like."""
    return shutil.copytree(Settings().prompts_dir, tmp_path / "prompts")


def findings(knowledge: KnowledgeBase, prompts: Path) -> list[Problem]:
    return list(rehearse(knowledge, ReplyWriter(prompts, "反诈三不助手")))


def with_scam(knowledge: KnowledgeBase, **changes: object) -> KnowledgeBase:
    """The knowledge with its first scam changed."""
    first: ScamType = knowledge.scams[0].model_copy(update=changes)
    return replace(knowledge, scams=(first, *knowledge.scams[1:]))


def test_the_real_knowledge_and_templates_are_clean(real: KnowledgeBase) -> None:
    assert findings(real, Settings().prompts_dir) == []


def test_the_sample_is_clean(sample: KnowledgeBase, prompts: Path) -> None:
    assert findings(sample, prompts) == []


@pytest.mark.parametrize("template", ["headline", "followup", "suggestions", "hotlines", "english"])
def test_a_missing_template_is_found_once_by_its_name(
    sample: KnowledgeBase, prompts: Path, template: str
) -> None:
    (prompts / f"{template}.j2").unlink()
    (problem,) = findings(sample, prompts)
    assert (problem.code, problem.severity) == ("K601", Severity.ERROR)
    assert f"{template}.j2" in problem.message


@pytest.mark.parametrize(
    ("text", "line"), [("{% if %}", 1), ("甲\n乙\n{{ plan.\n", 3), ("甲\n{% if plan.scam %}\n乙\n", 3)]
)
def test_a_fault_in_a_template_is_found_once_with_its_line(
    sample: KnowledgeBase, prompts: Path, text: str, line: int
) -> None:
    (prompts / "verify.j2").write_text(text, encoding="utf-8")
    (problem,) = findings(sample, prompts)
    assert (problem.file, problem.line, problem.code) == ("verify.j2", line, "K601")


@pytest.mark.parametrize("template", ["headline", "advice", "followup", "suggestions", "english"])
def test_an_unknown_field_is_told_once_with_its_template_and_line(
    sample: KnowledgeBase, prompts: Path, template: str
) -> None:
    (prompts / f"{template}.j2").write_text("先说一句\n{{ plan.nope }}", encoding="utf-8")
    (problem,) = findings(sample, prompts)
    assert (problem.file, problem.line, problem.code) == (f"{template}.j2", 2, "K601")
    assert "nope" in problem.message


@pytest.mark.parametrize(
    "card",
    ["scam", "legitimate", "situation", "technique", "smalltalk", "followup", "rebuttal", "voice", "told"],
)
def test_an_unknown_field_of_a_card_is_found(sample: KnowledgeBase, prompts: Path, card: str) -> None:
    text = f"{{% if plan.{card} %}}{{{{ plan.{card}.nope }}}}{{% endif %}}"
    (prompts / "verify.j2").write_text(text, encoding="utf-8")
    assert {problem.code for problem in findings(sample, prompts)} == {"K601"}


@pytest.mark.parametrize("verdict", ["scam", "suspicious", "information", "legitimate_like", "unclear"])
def test_an_unknown_field_said_with_one_verdict_only_is_found(
    sample: KnowledgeBase, prompts: Path, verdict: str
) -> None:
    text = f'{{% if plan.verdict == "{verdict}" %}}{{{{ plan.nope }}}}{{% endif %}}'
    (prompts / "verify.j2").write_text(text, encoding="utf-8")
    assert {problem.code for problem in findings(sample, prompts)} == {"K601"}


def test_an_unknown_field_said_with_the_last_reply_of_small_talk_is_found(
    sample: KnowledgeBase, prompts: Path
) -> None:
    (prompts / "verify.j2").write_text("{% if plan.variant == 1 %}{{ nope }}{% endif %}", encoding="utf-8")
    assert [problem.code for problem in findings(sample, prompts)] == ["K601"]


QUESTION = "\n\n再告诉我一句\n谁联系你的？他要你做什么？钱转了没有？"
"""What every answer without a card may end with; it is rehearsed whether it is asked or not."""


@pytest.mark.parametrize(("size", "codes"), [(1900, []), (1901, ["K602"])])
def test_a_reply_is_too_long_from_1901_bytes_on(
    sample: KnowledgeBase, prompts: Path, size: int, codes: list[str]
) -> None:
    filler = size - 1500 - len(QUESTION.encode())
    greeting: Smalltalk = sample.smalltalk[0].model_copy(
        update={"replies": ("短", "字" * 500 + "a" * filler)}
    )
    assert greeting.verdict is Verdict.OUT_OF_SCOPE
    problems = findings(replace(sample, smalltalk=(greeting,)), prompts)
    assert [problem.code for problem in problems] == codes
    assert all(f"「greeting」的回答有 {size} 字节，上限 1900" in problem.message for problem in problems)


def test_a_scam_card_that_is_too_long_is_found_and_its_neighbours_are_not(
    sample: KnowledgeBase, prompts: Path
) -> None:
    problems = findings(with_scam(sample, summary="长" * 600), prompts)
    assert {problem.code for problem in problems} == {"K602"}
    found = {PurePosixPath(problem.file).stem for problem in problems}
    assert "courier-refund" in found
    assert found.isdisjoint({"fake-police", "stock-group", "bank-code", "greeting", "just-paid"})


def test_a_card_whose_lines_can_be_dropped_is_not_too_long(sample: KnowledgeBase, prompts: Path) -> None:
    flags = ("长" * 200,) * 3
    assert findings(with_scam(sample, red_flags=flags), prompts) == []


def test_a_card_is_rehearsed_together_with_a_situation(sample: KnowledgeBase, prompts: Path) -> None:
    writer = ReplyWriter(prompts, "反诈三不助手")
    long = with_scam(sample, summary="长" * 500)
    alone = first_plan(reading_of(Verdict.SUSPICIOUS, scams=long.scams), long, Region.SHANGHAI, 0)
    assert len(writer.write(alone).text.encode()) <= 1900
    assert "courier-refund" in {PurePosixPath(problem.file).stem for problem in findings(long, prompts)}


def test_a_long_scam_card_is_found_however_many_utterances_a_situation_has(
    sample: KnowledgeBase, prompts: Path
) -> None:
    situations = tuple(
        entry.model_copy(update={"utterances": entry.utterances * 5}) if entry.alone else entry
        for entry in sample.situations
    )
    long = replace(with_scam(sample, summary="长" * 600), situations=situations)
    assert "courier-refund" in {PurePosixPath(problem.file).stem for problem in findings(long, prompts)}


@pytest.mark.parametrize(
    "condition",
    [
        'plan.verdict == "scam" and not plan.scam',
        'plan.verdict == "suspicious" and not plan.scam',
        'plan.verdict == "unclear" and not plan.situation',
        'plan.verdict == "suspicious" and not plan.situation',
        "plan.asks and not plan.scam",
        "plan.voice and not plan.scam",
        "plan.told and not plan.situation",
        "plan.brief",
        "plan.also",
        "plan.followup and plan.scam",
        "plan.followup and plan.legitimate",
        "plan.followup and not plan.scam and not plan.legitimate",
        "plan.followup and plan.situation",
        "plan.rebuttal and plan.followup",
        "plan.money_gone",
    ],
)
def test_an_unknown_field_that_few_answers_reach_is_found(
    sample: KnowledgeBase, prompts: Path, condition: str
) -> None:
    text = f"{{% if {condition} %}}{{{{ plan.nope }}}}{{% endif %}}"
    (prompts / "verify.j2").write_text(text, encoding="utf-8")
    assert {problem.code for problem in findings(sample, prompts)} == {"K601"}


@pytest.mark.parametrize(
    "content",
    ["# 怎么核实".encode("gbk"), b"{{ plan.verdict + 1 }}", b"{{ 1 // 0 }}"],
    ids=["not UTF-8", "text plus number", "division by zero"],
)
def test_a_template_that_fails_in_any_other_way_is_found(
    sample: KnowledgeBase, prompts: Path, content: bytes
) -> None:
    (prompts / "verify.j2").write_bytes(content)
    assert {problem.code for problem in findings(sample, prompts)} == {"K601"}


@pytest.mark.parametrize("part", Part)
def test_an_unknown_field_said_in_one_kind_of_follow_up_only_is_found(
    sample: KnowledgeBase, prompts: Path, part: Part
) -> None:
    followup: Followup = sample.followups[0].model_copy(update={"answers_with": part})
    text = (
        f'{{% if plan.followup and plan.followup.answers_with == "{part}" %}}{{{{ plan.nope }}}}{{% endif %}}'
    )
    (prompts / "verify.j2").write_text(text, encoding="utf-8")
    assert {problem.code for problem in findings(replace(sample, followups=(followup,)), prompts)} == {"K601"}


@pytest.mark.parametrize("card", ["before", "after"])
def test_a_first_advice_that_is_too_long_is_found(sample: KnowledgeBase, prompts: Path, card: str) -> None:
    voice: Voice = sample.voices[0].model_copy(update={card: "长" * 650})
    assert {problem.code for problem in findings(replace(sample, voices=(voice,)), prompts)} == {"K602"}


def test_a_follow_up_that_is_too_long_is_found_by_its_file(sample: KnowledgeBase, prompts: Path) -> None:
    followup: Followup = sample.followups[0].model_copy(update={"lead": "长" * 650})
    problems = findings(replace(sample, followups=(followup,)), prompts)
    assert "followups/how-to-check.yaml" in {problem.file for problem in problems}
    assert {problem.code for problem in problems} == {"K602"}
