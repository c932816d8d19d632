"""The words of the pages: `prompts/pages.yaml`, written by staff, read and checked here."""

from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.entries import Written
from app.knowledge.content import check_words
from app.knowledge.corpus import Corpus, Located
from app.knowledge.problems import KnowledgeError, Problem, Rule, errors
from app.knowledge.schema import validate
from app.knowledge.source import read_source

PAGES_FILE = "pages.yaml"
CHIPS = 8
"""How many common scams the first screen offers."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class CommonWords(Written):
    """What stands on every page."""

    brand: Label
    skip: Label
    menu: Label
    ask: Label
    handbook: Label
    elder: Label
    standard: Label
    dark: Label
    light: Label
    language: Label
    call: Label
    print: Label
    disclaimer: Words
    hotlines: Label


class ChatWords(Written):
    """The chat page."""

    title: Label
    intro: Words
    privacy: Words
    chips_title: Label
    chips: tuple[Label, ...] = Field(min_length=CHIPS, max_length=CHIPS)
    transcript: Label
    input: Label
    hint: Words
    send: Label
    new: Label
    you: Label
    answered: Label
    waiting: Label
    suggestions: Label
    urgent: Label
    copy_answer: Label
    copied: Label
    copy_card: Label
    forward: Label
    forward_hint: Words
    forward_head: Words
    forward_foot: Words
    share: Label
    helpful: Label
    yes: Label
    no: Label
    thanks: Words
    empty: Words
    too_long: Words
    offline: Words
    failed: Words
    retry: Label


class EmbedWords(Written):
    """The widget on other people's pages."""

    title: Label
    close: Label
    blocked: Words
    demo_title: Label
    demo_text: tuple[Words, ...] = Field(min_length=1, max_length=4)


class ScamsWords(Written):
    """The handbook: its list, its search and the page of a card."""

    title: Label
    intro: Words
    chinese_only: Words
    search: Label
    find: Label
    families: Label
    results: Label
    mentioning: Label
    nothing: Label
    check: tuple[Words, ...] = Field(min_length=1, max_length=4)
    ask_this: Label
    all: Label
    now: Words
    how_it_works: Label
    red_flags: Label
    say_no: Label
    truth: Label
    rebuttals: Label
    if_paid: Label
    verify: Label
    related: Label
    updated: Label
    send: Label
    sent: Label
    poster: Label
    ask: Label


class PosterWords(Written):
    """The sheet to hang up."""

    red_flags: Label
    hotlines: Label
    scan: Label
    hint: Words
    back: Label


class MissingWords(Written):
    """The page for an address that leads nowhere."""

    title: Label
    text: Words


class ApologyWords(Written):
    """What is said instead of an answer: the page, then a sentence for each error of `app.channels.errors`."""

    title: Label
    urgent: Words
    again: Label
    too_many_requests: Words
    crowded: Words
    body_too_large: Words
    body_too_slow: Words
    server_error: Words


class Wording(Written):
    """All words in one language. `{name}` stands for the assistant's name."""

    common: CommonWords
    chat: ChatWords
    embed: EmbedWords
    scams: ScamsWords
    poster: PosterWords
    missing: MissingWords
    apology: ApologyWords


class LanguageNames(Written):
    """Each language in its own words."""

    simplified: Label
    taiwan: Label
    hongkong: Label
    english: Label


class PageWords(Written):
    """`pages.yaml`: Traditional Chinese is made from the Simplified."""

    languages: LanguageNames
    zh: Wording
    en: Wording


def load_words(prompts: Path) -> PageWords:
    """Read the file.

    Raises:
        KnowledgeError: if it is missing or wrong; it carries all problems.

    """
    item, problems = _read(prompts)
    if item is None or errors(tuple(problems)):
        raise KnowledgeError(tuple(problems))
    return item.value


def check_pages(prompts: Path, corpus: Corpus) -> tuple[Problem, ...]:
    """Everything wrong with the file; its numbers are held against the hotlines of the corpus."""
    item, problems = _read(prompts)
    return (*problems, *(check_words(item, corpus) if item else ()))


def _read(prompts: Path) -> tuple[Located[PageWords] | None, list[Problem]]:
    path = prompts / PAGES_FILE
    if not path.is_file():
        message = f"没有 {PAGES_FILE}，网页上没有字。把它放回 prompts 文件夹。"
        return None, [Problem.of(Rule.MISSING_FILE, PurePosixPath(PAGES_FILE), 1, message)]
    source, problems = read_source(prompts, path)
    if source is None:
        return None, problems
    words, wrong = validate(PageWords, source)
    return Located(words, source) if words else None, problems + wrong
