"""A YAML file of `prompts/` with words that staff write for one channel: read, checked, read again."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from app.domain.entries import Written
from app.knowledge.content import check_words
from app.knowledge.corpus import Corpus, Located
from app.knowledge.problems import KnowledgeError, Problem, Rule, errors
from app.knowledge.schema import validate
from app.knowledge.source import read_source

WordsT = TypeVar("WordsT", bound=Written)


@dataclass(frozen=True, slots=True)
class WordsFile(Generic[WordsT]):
    """Its name, the model of what stands in it, and what is lacking without it."""

    name: str
    model: type[WordsT]
    lack: str

    def load(self, prompts: Path) -> WordsT:
        """Read the file.

        Raises:
            KnowledgeError: if it is missing or wrong; it carries all problems.

        """
        item, problems = self._read(prompts)
        if item is None or errors(tuple(problems)):
            raise KnowledgeError(tuple(problems))
        return item.value

    def check(self, prompts: Path, corpus: Corpus) -> tuple[Problem, ...]:
        """Everything wrong with the file; its numbers are held against the hotlines of the corpus."""
        item, problems = self._read(prompts)
        return (*problems, *(check_words(item, corpus) if item else ()))

    def changed_at(self, prompts: Path) -> int:
        """Nanoseconds; 0 while the file is away."""
        try:
            return (prompts / self.name).stat().st_mtime_ns
        except OSError:
            return 0

    def _read(self, prompts: Path) -> tuple[Located[WordsT] | None, list[Problem]]:
        path = prompts / self.name
        if not path.is_file():
            message = f"没有 {self.name}，{self.lack}。把它放回 prompts 文件夹。"
            return None, [Problem.of(Rule.MISSING_FILE, PurePosixPath(self.name), 1, message)]
        source, problems = read_source(prompts, path)
        if source is None:
            return None, problems
        words, wrong = validate(self.model, source)
        return Located(words, source) if words else None, problems + wrong
