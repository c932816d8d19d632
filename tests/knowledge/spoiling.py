"""Ways to spoil the sample knowledge, and what the checks then find."""

from pathlib import Path

from app.knowledge.base import lint
from app.knowledge.corpus import read_corpus

SCAM = "scams/stock-group.yaml"
"""The entry to spoil: nothing refers to it, so that it may fail to load without further findings."""

Found = tuple[str, int, str]
"""File, line and code of a problem."""


def write(root: Path, file: str, text: str) -> None:
    """Write a file of the knowledge folder."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def line_of(root: Path, file: str, text: str) -> int:
    """Line (from 1) on which `text` stands first."""
    content = (root / file).read_text(encoding="utf-8")
    return content[: content.index(text)].count("\n") + 1


def replace(root: Path, file: str, old: str, new: str) -> int:
    """Put `new` for the first `old`; the line where it stands."""
    line = line_of(root, file, old)
    write(root, file, (root / file).read_text(encoding="utf-8").replace(old, new, 1))
    return line


def found(root: Path) -> list[Found]:
    """What all checks find, in the order in which it is told."""
    return [(problem.file, problem.line, problem.code) for problem in lint(read_corpus(root))]


def messages(root: Path) -> list[str]:
    """What all checks say."""
    return [problem.message for problem in lint(read_corpus(root))]
