from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.knowledge.problems import Problem
from app.knowledge.source import MAX_BYTES, MAX_DEPTH, Plain, Source, Where, read_source


def read(folder: Path, content: str | bytes) -> tuple[Source | None, list[Problem]]:
    path = folder / "scams" / "a.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_source(folder, path)


def data(folder: Path, content: str | bytes) -> Plain:
    """What a file without problems says."""
    source, problems = read(folder, content)
    assert problems == []
    assert source is not None
    return source.data


def refused(folder: Path, content: str | bytes) -> list[Problem]:
    """Why a file is not read at all."""
    source, problems = read(folder, content)
    assert source is None
    return problems


def places(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in problems]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that examples of one property share."""
    return tmp_path_factory.mktemp("source")


@pytest.mark.parametrize(
    "word",
    ["010", "0x1F", "0b1", "1_000", "1e3", "3.10", "yes", "no", "on", "off", "y", "n", "true", "False", "null",
     "Null", "~", "2026-01-31", "2026-01-31T10:00:00Z", "12:30", "190:20:30", ".inf", ".nan", "=", "<<", "是", "否"],
)  # fmt: skip
def test_every_value_and_key_stays_text(word: str, tmp_path: Path) -> None:
    assert data(tmp_path, f"a: {word}\n{word}: [{word}]\n") == {"a": word, word: [word]}


@pytest.mark.parametrize("empty", ["a:", "a: ''", 'a: ""', "a: "])
def test_an_empty_value_is_an_empty_text(empty: str, tmp_path: Path) -> None:
    assert data(tmp_path, empty) == {"a": ""}


def test_a_half_width_colon_in_a_list_makes_a_mapping_for_the_schema_to_refuse(tmp_path: Path) -> None:
    assert data(tmp_path, "- 对方说: 请转账\n- 对方说:请转账\n- 对方说：请转账\n") == [
        {"对方说": "请转账"},
        "对方说:请转账",
        "对方说：请转账",
    ]


def test_a_half_width_colon_in_a_value_is_unreadable_on_its_line(tmp_path: Path) -> None:
    problems = refused(tmp_path, "id: a\nsummary: 对方说: 请转账\n")
    assert places(problems) == [(2, "K101")]
    assert "给整句加上英文双引号，或改成全角标点" in problems[0].message


@pytest.mark.parametrize(
    ("line", "tail"),
    [
        ("- 加微信 #123", "#123"),
        ("- 加微信\t#123 再说", "#123 再说"),
        ("- 加微信   # 注释", "# 注释"),
        ("- 【 #标签】好", "#标签】好"),
        ("- 😀😀 #x", "#x"),
        ("- # 没有别的", "# 没有别的"),
        ("- {a: 加微信 #123\n  }", "#123"),
        ("- 加微信 #" + "长" * 30, "#" + "长" * 19),
    ],
)
def test_words_behind_space_and_hash_are_reported(line: str, tail: str, tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"# 说明\n- 第一\n{line}\n- 第三\n")
    assert places(problems) == [(3, "K104")]
    assert f"「{tail}」会被当成注释丢掉" in problems[0].message


def test_a_lost_tail_is_told_on_the_last_line_of_a_folded_sentence(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "- 一行\n  二行\n  三行 #尾\n- 第二\n")
    assert places(problems) == [(3, "K104")]


def test_a_lost_tail_is_told_in_a_file_with_windows_line_ends(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "a: 一\r\nb: 二 #尾\r\n")
    assert places(problems) == [(2, "K104")]


@pytest.mark.parametrize("break_", ["\u2028", "\u2029", "\u0085", "\r"])
def test_a_lost_tail_is_told_behind_an_unusual_line_end(break_: str, tmp_path: Path) -> None:
    _, problems = read(tmp_path, f'a: "一{break_}二"\nb: 三 #尾\nc: 四\n')
    assert "K104" in [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("加微信#123", "加微信#123"),
        ('"加微信 #123"', "加微信 #123"),
        ("'加微信 #123'", "加微信 #123"),
        ("'加微信' # 注释", "加微信"),
        ("加微信\u3000#123", "加微信\u3000#123"),
        ("说：「#1」", "说：「#1」"),
    ],
)
def test_a_hash_that_loses_nothing_is_fine(line: str, text: str, tmp_path: Path) -> None:
    assert data(tmp_path, f"# 一整行的注释\n- {line}\n  # 又一行\n") == [text]


def test_a_comment_behind_the_name_of_a_list_is_fine(tmp_path: Path) -> None:
    assert data(tmp_path, "a: # 注释\n  - 一\n") == {"a": ["一"]}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a: 1\nb: 2\n\na: 3\n", 4),
        ("x:\n  a: 1\n  a: 2\n", 3),
        ("- {a: 1, b: 2, a: 3}\n", 1),
        ("a: 1\n'a': 2\n", 2),
    ],
)
def test_a_second_field_of_the_same_name_is_reported(content: str, line: int, tmp_path: Path) -> None:
    _, problems = read(tmp_path, content)
    assert places(problems) == [(line, "K103")]
    assert "「a」写了两遍" in problems[0].message


def test_the_same_name_in_two_mappings_is_fine(tmp_path: Path) -> None:
    assert data(tmp_path, "- {a: 1}\n- {a: 2}\n- a: {a: 3}\n") == [{"a": "1"}, {"a": "2"}, {"a": {"a": "3"}}]


@pytest.mark.parametrize(
    "sentence",
    ["&x 一", "!x 一", "! 一", "!!str 一", "!!python/object/apply:os.system [ls]", "&x [一]", "&x {一: 二}"],
)
def test_an_anchor_or_tag_is_refused_on_its_line(sentence: str, tmp_path: Path) -> None:
    problems = refused(tmp_path, f"- 零\n- {sentence}\n")
    assert places(problems) == [(2, "K102")]
    assert "给整句加上英文双引号" in problems[0].message


def test_every_anchor_and_alias_is_told(tmp_path: Path) -> None:
    problems = refused(tmp_path, "a: &x 一\nb: *x\nc: 二\nd: *x\n")
    assert places(problems) == [(1, "K102"), (2, "K102"), (4, "K102")]


@pytest.mark.parametrize("start", list("*&!%@`[{\"'|>"))
def test_a_sentence_that_starts_with_a_yaml_sign_is_never_taken_over_silently(
    start: str, tmp_path: Path
) -> None:
    problems = refused(tmp_path, f"- 第一\n- {start}重点，看这里\n")
    assert {problem.code for problem in problems} == {"K101"}
    assert all(problem.line in (2, 3) for problem in problems)  # an open bracket is missed at the end


@pytest.mark.parametrize("start", list("*&!%@`[{\"'|>"))
def test_a_quoted_sentence_may_start_with_any_sign(start: str, tmp_path: Path) -> None:
    quoted = f"'{start}重点'" if start == '"' else f'"{start}重点"'
    assert data(tmp_path, f"- {quoted}\n") == [f"{start}重点"]


def test_a_yaml_bomb_is_refused_before_it_is_unfolded(tmp_path: Path) -> None:
    bomb = "a0: &a0 [哈, 哈]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 40)
    )
    problems = refused(tmp_path, bomb)
    assert {problem.code for problem in problems} == {"K102"}
    assert {problem.line for problem in problems} == set(range(1, 41))


def test_nesting_up_to_the_limit_is_read(tmp_path: Path) -> None:
    value: Plain = "深"
    for _ in range(MAX_DEPTH):
        value = [value]
    assert data(tmp_path, "[" * MAX_DEPTH + "深" + "]" * MAX_DEPTH) == value


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ("{a: ", "}")])
def test_deeper_nesting_is_refused_once(depth: int, start: str, end: str, tmp_path: Path) -> None:
    problems = refused(tmp_path, "\n" + start * depth + "深" + end * depth)
    assert places(problems) == [(2, "K102")]
    assert "套得太深" in problems[0].message


def test_lists_side_by_side_do_not_count_as_nesting(tmp_path: Path) -> None:
    assert data(tmp_path, "- [一]\n" * 50) == [["一"]] * 50


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("名: 中文\n".encode("gbk"), 1),
        (b"a: b\nc: d\n" + "e: 中文\n".encode("gbk"), 3),
        ("a: 中\n".encode("utf-16"), 1),
        (b"a: b\nc: \xe4\xb8", 2),
        (b"\n\n\xff", 3),
    ],
)
def test_a_file_that_is_not_utf8_is_refused_on_the_first_wrong_line(
    content: bytes, line: int, tmp_path: Path
) -> None:
    problems = refused(tmp_path, content)
    assert places(problems) == [(line, "K101")]
    assert "不是 UTF-8 编码" in problems[0].message


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path: Path) -> None:
    source, problems = read(tmp_path, b"\xef\xbb\xbf" + "名: 值\n二: 三 #尾\n".encode())
    assert source is not None
    assert source.data == {"名": "值", "二": "三"}
    assert places(problems) == [(2, "K104")]


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x9f", "\ufffe"])
def test_a_control_character_is_refused(control: str, tmp_path: Path) -> None:
    problems = refused(tmp_path, f"a: 一{control}二\n")
    assert places(problems) == [(1, "K101")]
    assert "看不见的字符" in problems[0].message


@pytest.mark.parametrize("content", ["", "\n\n", "# 只有注释\n", "   \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_with_the_way_to_a_form(content: str | bytes, tmp_path: Path) -> None:
    problems = refused(tmp_path, content)
    assert places(problems) == [(1, "K101")]
    assert "文件是空的。用 antifraud new" in problems[0].message


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    assert places(refused(tmp_path, "a: 1\n---\nb: 2\n")) == [(2, "K101")]


def test_a_tab_as_indentation_is_refused_on_its_line(tmp_path: Path) -> None:
    assert places(refused(tmp_path, "a:\n\t- 一\n")) == [(2, "K101")]


def test_quotes_within_quotes_are_refused_on_their_line(tmp_path: Path) -> None:
    assert places(refused(tmp_path, '- 零\n- "他说"转账"给我"\n')) == [(2, "K101")]


def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    start = "a: 一\n#"
    full = start + "x" * (MAX_BYTES - len(start.encode()))
    assert data(tmp_path, full) == {"a": "一"}
    problems = refused(tmp_path, full + "x")
    assert places(problems) == [(1, "K101")]
    assert f"文件有 {MAX_BYTES + 1} 字节，上限 {MAX_BYTES}" in problems[0].message


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("|", "第一: 行 #1\n- 第二行\n"),
        ("|-", "第一: 行 #1\n- 第二行"),
        (">", "第一: 行 #1 - 第二行\n"),
        (">-", "第一: 行 #1 - 第二行"),
    ],
)
def test_a_block_of_text_keeps_every_sign(sign: str, text: str, tmp_path: Path) -> None:
    assert data(tmp_path, f"a: {sign}\n  第一: 行 #1\n  - 第二行\nb: 后\n") == {"a": text, "b": "后"}


LINES = """\
# 说明

id: a
多行: 一
  二

名单:
  - 一
  -
    二
  - 三: 四
    五: [六,
      七]
块: |
  八

  九
末: 十
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("id",), 3),
        (("多行",), 4),
        (("名单",), 7),
        (("名单", 0), 8),
        (("名单", 1), 10),
        (("名单", 2), 11),
        (("名单", 2, "三"), 11),
        (("名单", 2, "五"), 12),
        (("名单", 2, "五", 1), 13),
        (("块",), 14),
        (("末",), 18),
    ],
)
def test_every_value_knows_its_line(where: Where, line: int, tmp_path: Path) -> None:
    source, _ = read(tmp_path, LINES)
    assert source is not None
    assert source.line(where) == line


@pytest.mark.parametrize(
    ("where", "line"),
    [(("名单", 7), 7), (("名单", 2, "没有", 0), 11), (("末", "x", "y"), 18), (("没有",), 3), ((), 3)],
)
def test_what_is_not_there_has_the_line_of_what_is_around_it(where: Where, line: int, tmp_path: Path) -> None:
    source, _ = read(tmp_path, LINES)
    assert source is not None
    assert source.line(where) == line


def test_the_path_is_told_from_the_knowledge_folder(tmp_path: Path) -> None:
    source, _ = read(tmp_path, "a: 1")
    assert source is not None
    assert str(source.path) == "scams/a.yaml"
    assert refused(tmp_path, "")[0].file == "scams/a.yaml"


SENTENCE = st.text(
    alphabet=st.characters(exclude_categories=["Cc", "Cn", "Co", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"),
    max_size=20,
) | st.text(alphabet="一二 \t#:,-?!&*|>%@`[]{}'\"\\~x1", max_size=20).map(str.strip)  # fmt: skip


@given(st.lists(st.tuples(SENTENCE, st.integers(min_value=0, max_value=2)), min_size=1, max_size=6))
def test_quoted_sentences_come_back_unchanged_with_their_lines(
    folder: Path, sentences: list[tuple[str, int]]
) -> None:
    content, lines = "", []
    for sentence, blank in sentences:
        content += "\n" * blank
        lines.append(content.count("\n") + 1)
        content += "- '{}'\n".format(sentence.replace("'", "''"))
    source, problems = read(folder, content)
    assert problems == []
    assert source is not None
    assert source.data == [sentence for sentence, _ in sentences]
    assert [source.line((i,)) for i in range(len(sentences))] == lines


@given(SENTENCE.filter(lambda text: not text.strip().startswith(("'", '"'))))
@example("加微信 #123")
@example("对方说: 请转账")
@example("|")
@example("- 一")
def test_a_plain_sentence_is_kept_whole_or_refused_here_or_by_the_schema(folder: Path, sentence: str) -> None:
    source, problems = read(folder, f"- 前\n- {sentence}\n- 后\n")
    assert (source is None) <= bool(problems)
    if source is None or problems:
        return
    assert isinstance(source.data, list)
    first, middle, last = source.data
    assert (first, last) == ("前", "后")
    assert not isinstance(middle, str) or middle in ("", sentence.strip(" \t"))


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_the_bytes_a_file_is_read_or_the_problems_say_why(folder: Path, content: bytes) -> None:
    source, problems = read(folder, content)
    assert source is not None or problems
    assert all(problem.line >= 1 and problem.message for problem in problems)
