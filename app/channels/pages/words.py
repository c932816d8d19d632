"""The words of the pages: `prompts/pages.yaml`, written by staff, read and checked here."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.channels.words_file import WordsFile
from app.domain.entries import Written

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


PAGES = WordsFile("pages.yaml", PageWords, "网页上没有字")
