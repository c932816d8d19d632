"""The words of the channel: `prompts/wechat.yaml`, written by staff, read and checked here."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.entries import Line, Written
from app.knowledge.content import check_words
from app.knowledge.corpus import Corpus, Located
from app.knowledge.problems import KnowledgeError, Problem, Rule, errors
from app.knowledge.schema import validate
from app.knowledge.source import read_source

WECHAT_FILE = "wechat.yaml"
FETCH = "1"
"""What citizens send for an answer that was not ready."""
EXAMPLES = 4

Tap = Annotated[str, StringConstraints(min_length=1, max_length=24)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=24)]
Waiting = Annotated[str, StringConstraints(pattern=rf"(^|[^0-9]){FETCH}([^0-9]|$)", max_length=160)]


class MenuItem(Written):
    """What a menu button says in the citizen's place."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]{1,30}$")]
    text: Line


class WeChatWords(Written):
    """Everything the channel says by itself."""

    welcome: tuple[Line, ...] = Field(min_length=1, max_length=5)
    examples_title: Label
    examples: tuple[Tap, ...] = Field(min_length=EXAMPLES, max_length=EXAMPLES)
    suggestions_title: Label
    card_link: Label
    waiting: Waiting
    lost: Line
    failed: Line
    empty: Line
    voice: Line
    image: Line
    location: Line
    link: Line
    other: Line
    too_long: Line
    menu: tuple[MenuItem, ...]

    def changed(self, change: Callable[[str], str]) -> "WeChatWords":
        """The same with every sentence that is read rewritten; what menu buttons say stays."""
        fields = {name: value for name, value in self if name != "menu"}
        return self.model_copy(
            update={
                name: tuple(map(change, value)) if isinstance(value, tuple) else change(value)
                for name, value in fields.items()
            }
        )


def load_words(prompts: Path) -> WeChatWords:
    """Read the file.

    Raises:
        KnowledgeError: if it is missing or wrong; it carries all problems.

    """
    item, problems = _read(prompts)
    if item is None or errors(tuple(problems)):
        raise KnowledgeError(tuple(problems))
    return item.value


def check_wechat(prompts: Path, corpus: Corpus) -> tuple[Problem, ...]:
    """Everything wrong with the file; its numbers are held against the hotlines of the corpus."""
    item, problems = _read(prompts)
    return (*problems, *(check_words(item, corpus) if item else ()))


def _read(prompts: Path) -> tuple[Located[WeChatWords] | None, list[Problem]]:
    path = prompts / WECHAT_FILE
    if not path.is_file():
        message = f"没有 {WECHAT_FILE}，微信里没有话可说。把它放回 prompts 文件夹。"
        return None, [Problem.of(Rule.MISSING_FILE, PurePosixPath(WECHAT_FILE), 1, message)]
    source, problems = read_source(prompts, path)
    if source is None:
        return None, problems
    words, wrong = validate(WeChatWords, source)
    return Located(words, source) if words else None, problems + wrong
