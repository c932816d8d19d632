"""YAML text → plain strings, lists and dicts, with the line of every value.

Every scalar is read as text (no 010 → 8, no 否 → False), and what YAML would silently swallow
(a second key of the same name, words behind ` #`) is reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

import yaml

from app.knowledge.problems import Problem, Rule

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 8
MOST_PROBLEMS = 500
"""Told of one file at a time: some take a millisecond to find words for, and nobody mends more at once."""

_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""Where libyaml begins a new line."""

Plain = str | list["Plain"] | dict[str, "Plain"]
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. `path` is relative to the knowledge folder."""

    path: PurePosixPath
    data: Plain
    lines: dict[Where, int] = field(repr=False)

    def line(self, where: Where) -> int:
        """Line (from 1) of a value, or of the nearest value around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_source(root: Path, path: Path) -> tuple[Source | None, list[Problem]]:
    """Read one file below `root`; without a source, the problems say why."""
    name = PurePosixPath(path.relative_to(root).as_posix())
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            return None, [
                Problem.of(
                    Rule.UNREADABLE,
                    name,
                    1,
                    f"文件有 {len(content)} 字节，上限 {MAX_BYTES}。请拆成几个文件。",
                )
            ]
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [Problem.of(Rule.UNREADABLE, name, line, "文件不是 UTF-8 编码。请用 UTF-8 另存。")]
    return _parse(name, text)


def _parse(name: PurePosixPath, text: str) -> tuple[Source | None, list[Problem]]:
    try:
        traps = list(islice(_traps(name, text), MOST_PROBLEMS))
        if traps:
            return None, traps
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = "常见原因：句子里有引号、冒号加空格，或以 * & ! % @ ` [ { 开头。给整句加上英文双引号，或改成全角标点。"
        return None, [
            Problem.of(
                Rule.UNREADABLE, name, mark.line + 1 if mark else 1, f"YAML 读不懂（{error.problem}）。{hint}"
            )
        ]
    except yaml.YAMLError as error:
        return None, [
            Problem.of(Rule.UNREADABLE, name, 1, f"YAML 读不懂（{error}）。看看有没有特殊的看不见的字符。")
        ]
    if node is None:
        return None, [
            Problem.of(Rule.UNREADABLE, name, 1, "文件是空的。用 antifraud new 生成一份样子照着填。")
        ]
    reader = _Reader(name, _LINE_END.split(text))
    data = reader.plain(node, ())
    return Source(name, data, reader.lines), reader.problems[:MOST_PROBLEMS]


def _traps(name: PurePosixPath, text: str) -> Iterator[Problem]:
    """Anchors, aliases, tags and deep nesting: never needed here, and the stuff of YAML bombs."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield Problem.of(
                    Rule.ALIAS,
                    name,
                    _line(event),
                    "括号或缩进套得太深。句子以 [ 或 { 开头时要加引号。",
                )
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if (
            isinstance(event, yaml.AliasEvent)
            or getattr(event, "anchor", None)
            or getattr(event, "tag", None)
        ):
            yield Problem.of(
                Rule.ALIAS,
                name,
                _line(event),
                "句子以 * & ! 开头会被当成 YAML 记号。给整句加上英文双引号。",
            )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Turns a YAML node tree into plain values, noting lines and losses on the way."""

    def __init__(self, name: PurePosixPath, text_lines: list[str]) -> None:
        self._name = name
        self._text_lines = text_lines
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []

    def plain(self, node: yaml.Node, where: Where) -> Plain:
        self.lines[where] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(child, (*where, i)) for i, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            self._check_tail(node)
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, where: Where) -> Plain:
        result: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                message = f"「{key}」写了两遍，只有后一遍算数。把两处合成一处。"
                self.problems.append(
                    Problem.of(Rule.DUPLICATE_KEY, self._name, key_node.start_mark.line + 1, message)
                )
            result[key] = self.plain(value_node, (*where, key))
            self.lines[(*where, key)] = key_node.start_mark.line + 1
        return result

    def _check_tail(self, node: yaml.ScalarNode) -> None:
        if node.style or node.end_mark.line >= len(self._text_lines):
            return
        tail = self._text_lines[node.end_mark.line][node.end_mark.column :].strip()
        if tail.startswith("#"):
            message = f"「{tail[:20]}」会被当成注释丢掉。给整句加上英文双引号；真是注释就另起一行。"
            self.problems.append(Problem.of(Rule.LOST_TAIL, self._name, node.end_mark.line + 1, message))
