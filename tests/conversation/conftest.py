"""Fixtures: the knowledge and the templates as they are served, without the matching."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.conversation.reply import ENGLISH_TEMPLATE, SUGGESTIONS_TEMPLATE, ReplyWriter
from app.domain.answer import BlockKind
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.settings import Settings

PromptsWriter = Callable[[dict[str, str]], ReplyWriter]


@pytest.fixture(scope="session")
def real() -> KnowledgeBase:
    """The real knowledge."""
    return load_knowledge(Settings().knowledge_dir)


@pytest.fixture(scope="session")
def writer() -> ReplyWriter:
    """A writer with the real templates."""
    return ReplyWriter(Settings().prompts_dir, "反诈三不助手")


@pytest.fixture
def writer_of(tmp_path: Path) -> PromptsWriter:
    """Makes a writer from templates given by name without `.j2`; the others are empty."""

    def make(templates: dict[str, str]) -> ReplyWriter:
        for name in (*(f"{kind}.j2" for kind in BlockKind), SUGGESTIONS_TEMPLATE, ENGLISH_TEMPLATE):
            text = templates.get(name.removesuffix(".j2"), "")
            (tmp_path / name).write_text(text, encoding="utf-8")
        return ReplyWriter(tmp_path, "小反")

    return make
