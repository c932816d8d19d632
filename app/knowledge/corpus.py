"""The knowledge folder as it lies on disk: every file read, nothing judged across files yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from app.domain.cases import Case
from app.domain.entries import (
    Entry,
    Followup,
    LegitimateCase,
    ScamType,
    Situation,
    Smalltalk,
    Technique,
    Written,
)
from app.domain.events import EventLexicon
from app.domain.hotlines import Hotline
from app.domain.lists import Family, Voice, WordingGroup
from app.knowledge.problems import Problem, Rule
from app.knowledge.schema import validate
from app.knowledge.source import Source, Where, read_source

T = TypeVar("T", bound=Written, covariant=True)
LIST_FILES = ("families.yaml", "hotlines.yaml", "wording.yaml", "events.yaml", "voices.yaml")
EVENTS_FILE = "events.yaml"
CASES_FOLDER = "cases"

ENTRY_FOLDERS: dict[str, type[Entry]] = {
    "scams": ScamType,
    "legitimate": LegitimateCase,
    "situations": Situation,
    "techniques": Technique,
    "smalltalk": Smalltalk,
    "followups": Followup,
}


class FamilyFile(Written):
    """`families.yaml`."""

    families: tuple[Family, ...]


class HotlineFile(Written):
    """`hotlines.yaml`."""

    hotlines: tuple[Hotline, ...]


class WordingFile(Written):
    """`wording.yaml`."""

    groups: tuple[WordingGroup, ...]


class VoiceFile(Written):
    """`voices.yaml`."""

    voices: tuple[Voice, ...]


class CaseFile(Written):
    """One file of `cases/`."""

    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A value and where it was written."""

    value: T
    source: Source
    where: Where = ()

    @property
    def path(self) -> PurePosixPath:
        """File, relative to the knowledge folder."""
        return self.source.path

    def line(self, *where: str | int) -> int:
        """Line of the value, or of something inside it."""
        return self.source.line((*self.where, *where))


@dataclass(slots=True)
class Corpus:
    """Everything that could be read, with its place."""

    entries: list[Located[Entry]] = field(default_factory=list)
    families: list[Located[Family]] = field(default_factory=list)
    hotlines: list[Located[Hotline]] = field(default_factory=list)
    wording: list[Located[WordingGroup]] = field(default_factory=list)
    events: list[Located[EventLexicon]] = field(default_factory=list)
    """At most one."""
    voices: list[Located[Voice]] = field(default_factory=list)
    cases: list[Located[Case]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_corpus(root: Path) -> Corpus:
    """Read every YAML file below `root`; what is wrong inside a file is in `problems`."""
    corpus = Corpus()
    if not root.is_dir():
        corpus.problems.append(
            Problem.of(Rule.MISPLACED, PurePosixPath(root.name), 1, f"没有这个文件夹：{root}。")
        )
        return corpus
    for path in _files(root):
        name = PurePosixPath(path.relative_to(root).as_posix())
        if not _has_a_place(name):
            message = "放错了地方。条目放 scams、legitimate、situations、techniques、smalltalk、followups 或 cases 下面，后缀 .yaml。"
            corpus.problems.append(Problem.of(Rule.MISPLACED, name, 1, message))
            continue
        source, problems = read_source(root, path)
        corpus.problems += problems
        if source:
            corpus.problems += _take(corpus, source)
    if not (root / EVENTS_FILE).is_file():
        message = f"没有 {EVENTS_FILE}，读不出钱转了没有。把它放回知识文件夹。"
        corpus.problems.append(Problem.of(Rule.MISSING_FILE, PurePosixPath(EVENTS_FILE), 1, message))
    if not corpus.entries and not corpus.problems:
        message = "这个文件夹里一个条目也没有。看看是不是指错了地方。"
        corpus.problems.append(Problem.of(Rule.MISPLACED, PurePosixPath(root.name), 1, message))
    return corpus


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and not hidden and path.suffix != ".md":
            yield path


def _has_a_place(name: PurePosixPath) -> bool:
    if name.suffix != ".yaml":
        return False
    if len(name.parts) == 1:
        return name.name in LIST_FILES
    return len(name.parts) == 2 and (name.parts[0] in ENTRY_FOLDERS or name.parts[0] == CASES_FOLDER)


def _take(corpus: Corpus, source: Source) -> list[Problem]:
    folder = source.path.parts[0]
    if folder in ENTRY_FOLDERS:
        entry, problems = validate(ENTRY_FOLDERS[folder], source)
        if entry:
            corpus.entries.append(Located(entry, source))
        return problems
    if folder == CASES_FOLDER:
        file, problems = validate(CaseFile, source)
        corpus.cases += [
            Located(case, source, ("cases", i)) for i, case in enumerate(file.cases if file else ())
        ]
        return problems
    return _take_list(corpus, source)


def _take_list(corpus: Corpus, source: Source) -> list[Problem]:
    match source.path.name:
        case "families.yaml":
            families, problems = validate(FamilyFile, source)
            corpus.families += _located(families.families if families else (), source, "families")
        case "hotlines.yaml":
            hotlines, problems = validate(HotlineFile, source)
            corpus.hotlines += _located(hotlines.hotlines if hotlines else (), source, "hotlines")
        case "events.yaml":
            events, problems = validate(EventLexicon, source)
            corpus.events += [Located(events, source)] if events else []
        case "voices.yaml":
            voices, problems = validate(VoiceFile, source)
            corpus.voices += _located(voices.voices if voices else (), source, "voices")
        case _:
            wording, problems = validate(WordingFile, source)
            corpus.wording += _located(wording.groups if wording else (), source, "groups")
    return problems


def _located(values: tuple[T, ...], source: Source, key: str) -> list[Located[T]]:
    return [Located(value, source, (key, i)) for i, value in enumerate(values)]
