from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.references import MIN_UTTERANCES, sentence_key
from tests.knowledge.spoiling import SCAM, found, line_of, messages, replace, write

POLICE = "scams/fake-police.yaml"
CODE = "legitimate/bank-code.yaml"
SCREEN = "techniques/screen-share.yaml"
CASES = "cases/cases.yaml"
QUESTION = "smalltalk/question.yaml"


def draft(root: Path, file: str) -> None:
    replace(root, file, "status: published", "status: draft")


def test_an_id_that_is_not_the_file_name_is_told_with_both(root: Path) -> None:
    line = replace(root, SCAM, "id: stock-group", "id: stocks")
    assert found(root) == [(SCAM, line, "K204")]
    assert messages(root) == ["id 是「stocks」，文件名却是「stock-group.yaml」。把文件改名为 stocks.yaml。"]


def test_an_id_used_twice_is_told_at_the_second_with_the_first_place(root: Path) -> None:
    replace(root, QUESTION, "id: question", "id: greeting")
    assert found(root) == [(QUESTION, 1, "K204"), (QUESTION, 1, "K301")]
    assert (
        messages(root)[1] == "「greeting」在 smalltalk/greeting.yaml 里已经有了。换一个，或把两个条目合起来。"
    )


@pytest.mark.parametrize(("file", "own"), [(SCREEN, "N1"), ("situations/just-paid.yaml", "P2"), (SCAM, "T3")])
def test_a_code_used_twice_across_kinds_is_told(file: str, own: str, root: Path) -> None:
    replace(root, file, f"codes: [{own}]", f"codes: [{own}, O1]")
    problems = [place for place in found(root) if place[2] == "K301"]
    assert len(problems) == 1
    assert any(message.startswith("「O1」在 ") for message in messages(root))


def test_a_code_used_twice_in_one_entry_is_told(root: Path) -> None:
    replace(root, SCAM, "codes: [T3]", "codes: [T3, T3]")
    assert [code for _, _, code in found(root)] == ["K301"]


def test_a_code_used_twice_is_told_on_its_own_line(root: Path) -> None:
    line = replace(root, SCREEN, "codes: [N1]", "codes: [T3]")
    assert found(root) == [(SCREEN, line, "K301")]


def test_small_talk_may_share_codes(root: Path) -> None:
    for file in (QUESTION, "smalltalk/greeting.yaml"):
        replace(root, file, "name: ", "codes: [O1]\nname: ")
    assert found(root) == []


def test_a_family_that_is_not_in_the_list_is_told(root: Path) -> None:
    line = replace(root, SCAM, "family: fake-service", "family: fake-servant")
    assert found(root) == [(SCAM, line, "K302")]
    assert messages(root) == ["families.yaml 里没有家族「fake-servant」。改对名字或删掉。"]


@pytest.mark.parametrize(
    ("file", "field", "old"),
    [(SCAM, "related", "related: []"), (CODE, "looks_like", "looks_like: [courier-refund]")],
)
@pytest.mark.parametrize("name", ["nobody", "just-paid", "bank-code"])
def test_a_reference_to_what_is_no_scam_is_told_on_its_line(
    name: str, file: str, field: str, old: str, root: Path
) -> None:
    line = replace(root, file, old, f"{field}:\n  - fake-police\n  - {name}\n") + 2
    assert found(root) == [(file, line, "K302")]
    assert messages(root) == [f"「{field}」写了「{name}」，scams 里没有这个条目。改对名字或删掉。"]


@pytest.mark.parametrize("name", ["just-payed", "courier-refund"])
def test_sentences_under_a_situation_that_is_not_there_are_told_on_their_line(name: str, root: Path) -> None:
    line = (
        replace(root, SCAM, "related: []", f"utterances_in:\n  despair: [没脸]\n  {name}: [入金十万了]") + 2
    )
    assert found(root) == [(SCAM, line, "K302")]
    assert messages(root) == [f"situations 里没有条目「{name}」。改对名字或删掉。"]


def test_the_event_that_goes_with_a_situation_must_be_in_the_lexicon(root: Path) -> None:
    paid = "situations/just-paid.yaml"
    replace(root, paid, "priority: 3", "evidence: [paid, told]\npriority: 3")
    assert found(root) == []
    line = replace(root, paid, "evidence: [paid, told]", "evidence: [paid, tolled]")
    assert found(root) == [(paid, line, "K302")]
    assert messages(root) == ["events.yaml 里没有这种事「tolled」。改对名字或删掉。"]


def test_a_voice_of_a_situation_that_is_not_there_is_told(root: Path) -> None:
    line = replace(root, "voices.yaml", "id: child,", "id: child, situation: minor,")
    assert found(root) == [("voices.yaml", line, "K302")]


def test_a_voice_that_stands_twice_is_told(root: Path) -> None:
    line = replace(root, "voices.yaml", "id: child,", "id: elder,")
    assert found(root) == [("voices.yaml", line, "K301")]


def test_small_talk_that_means_a_followup_which_is_not_there_is_told_on_its_line(root: Path) -> None:
    replace(root, QUESTION, "verdict: information", "followup: how-to-check\nverdict: information")
    assert found(root) == []
    line = replace(root, QUESTION, "followup: how-to-check", "followup: how-to-chew")
    assert found(root) == [(QUESTION, line, "K302")]
    assert messages(root) == ["followups 里没有条目「how-to-chew」。改对名字或删掉。"]


@pytest.mark.parametrize("status", ["draft", "retired"])
@pytest.mark.parametrize(
    ("file", "field", "old"),
    [(POLICE, "related", "related: []"), (CODE, "looks_like", "looks_like: [courier-refund]")],
)
def test_a_published_reference_to_what_is_not_published_is_a_warning(
    status: str, file: str, field: str, old: str, root: Path
) -> None:
    replace(root, SCAM, "status: published", f"status: {status}")
    line = replace(root, file, old, f"{field}: [stock-group]")
    assert found(root) == [(file, line, "K303")]
    assert messages(root) == [f"「{field}」写了「stock-group」，可它没有发布，读者看不到。"]


def test_a_draft_may_refer_to_a_draft(root: Path) -> None:
    draft(root, SCAM)
    draft(root, POLICE)
    replace(root, POLICE, "related: []", "related: [stock-group]")
    assert found(root) == []


@pytest.mark.parametrize(
    ("old", "new"), [("types: [T1]", "types: [T1, T9]"), ("situation: P2", "situation: T9")]
)
def test_a_case_with_a_code_nobody_has_is_told_on_its_line(old: str, new: str, root: Path) -> None:
    line = replace(root, CASES, old, new)
    assert found(root) == [(CASES, line, "K302")]
    assert messages(root) == ["评测句「t-1」写了编号「T9」，没有条目用这个编号。"]


@pytest.mark.parametrize(
    "again", ["股票群带我入金稳赚", "股票群，带我 入金稳赚！", "「股票群」带我入金_稳赚😀"]
)
def test_a_sentence_that_stands_twice_is_told_at_the_second_with_the_first_place(
    again: str, root: Path
) -> None:
    first = line_of(root, SCAM, "股票群带我入金稳赚")
    second = replace(root, SCAM, "直播间提现要先交税", again)
    assert found(root) == [(SCAM, second, "K401")]
    assert messages(root) == [f"「{again}」在 {SCAM}:{first} 已经有了。留一处，删一处。"]


def test_a_sentence_of_another_entry_is_told_too_even_in_a_draft(root: Path) -> None:
    draft(root, SCAM)
    first = line_of(root, POLICE, "公安说我洗钱要保密")
    second = replace(root, SCAM, "股票群带我入金稳赚", "公安说我洗钱要保密。")
    assert found(root) == [(SCAM, second, "K401")]
    assert f"{POLICE}:{first} " in messages(root)[0]


@pytest.mark.parametrize("sentence", ["早上好呀朋友", "早上好呀，朋友！", " 早上好 呀朋友～"])
def test_an_utterance_that_is_a_case_is_told(sentence: str, root: Path) -> None:
    line = replace(root, SCAM, "股票群带我入金稳赚", sentence)
    assert found(root) == [(SCAM, line, "K402")]
    assert messages(root) == ["例句和评测句「t-2」一样，分数就不作数了。换一句自己写的。"]


@pytest.mark.parametrize(
    "near", ["股票群带我入金稳赚了", "那股票群带我入金稳赚", "股票群，带我入金，稳赚吗？"]
)
def test_a_sentence_nearly_the_same_within_an_entry_is_a_warning(near: str, root: Path) -> None:
    line = replace(root, SCAM, "直播间提现要先交税", near)
    assert found(root) == [(SCAM, line, "K404")]
    assert messages(root) == [f"「{near}」和「股票群带我入金稳赚」太像，换一种说法，或删掉一句。"]


@pytest.mark.parametrize(
    "other", ["股票群说能入金稳赚", "稳赚入金我带群票股", "股", "那个股票群老喊着要带我去入金稳赚"]
)
def test_a_sentence_that_shares_some_words_is_fine(other: str, root: Path) -> None:
    replace(root, SCAM, "直播间提现要先交税", other)
    assert found(root) == []


def test_sentences_that_tell_a_situation_are_compared_and_counted_like_the_others(root: Path) -> None:
    replace(
        root,
        SCAM,
        "related: []",
        "related: []\nutterances_in:\n  just-paid: [股票群带我入金稳赚。, 股票群带我入金稳赚了]",
    )
    keep_utterances(root, SCAM, MIN_UTTERANCES - 2)
    line = line_of(root, SCAM, "  just-paid:")
    first = line_of(root, SCAM, "  - 股票群带我入金稳赚\n")
    assert found(root) == [(SCAM, line, "K401"), (SCAM, line, "K404")]
    assert messages(root)[0] == f"「股票群带我入金稳赚。」在 {SCAM}:{first} 已经有了。留一处，删一处。"


def test_a_sentence_nearly_the_same_as_in_another_entry_is_fine(root: Path) -> None:
    replace(root, POLICE, "公安说我洗钱要保密", "股票群带我入金稳赚了")
    assert found(root) == []


def keep_utterances(root: Path, file: str, count: int) -> None:
    head, tail = (root / file).read_text(encoding="utf-8").split("utterances:\n")
    kept = "".join(tail.splitlines(keepends=True)[:count])
    write(root, file, f"{head}utterances:\n{kept}" if count else head)


def test_enough_utterances_are_no_problem(root: Path) -> None:
    keep_utterances(root, SCAM, MIN_UTTERANCES)
    assert found(root) == []


def test_one_utterance_short_is_a_warning_with_both_numbers(root: Path) -> None:
    keep_utterances(root, SCAM, MIN_UTTERANCES - 1)
    assert found(root) == [(SCAM, line_of(root, SCAM, "utterances:"), "K403")]
    assert messages(root) == ["只有 11 句例句，至少写 12 句，说法越不一样越好。"]


@pytest.mark.parametrize("file", [SCAM, CODE, QUESTION, SCREEN, "situations/despair.yaml"])
def test_without_utterances_every_kind_is_warned_at_its_top(file: str, root: Path) -> None:
    keep_utterances(root, file, 0)
    assert found(root) == [(file, 1, "K403")]


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_what_is_not_published_needs_no_utterances(status: str, root: Path) -> None:
    keep_utterances(root, SCAM, 0)
    replace(root, SCAM, "status: published", f"status: {status}")
    assert found(root) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("公安，说 我洗钱！", "公安说我洗钱"),
        ("加V信_123", "加v信123"),
        ("ABC", "abc"),
        ("😀", "😀"),
        ("？？？", "？？？"),
        ("...!", "...!"),
    ],
)
def test_only_letters_and_figures_make_the_key_unless_there_are_none(text: str, key: str) -> None:
    assert sentence_key(text) == key


@given(st.text(alphabet="公安说我aB1", min_size=1, max_size=20), st.sampled_from("，。 ！_「」～😀-\n"))
def test_signs_between_letters_do_not_make_another_sentence(text: str, sign: str) -> None:
    assert sentence_key(sign.join(text) + sign) == sentence_key(text) == text.lower()
