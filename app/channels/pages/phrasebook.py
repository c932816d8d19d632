"""The words in force, in every language of the pages."""

import logging

from app.channels.pages.look import Lang
from app.channels.pages.words import PAGES, PageWords, Wording
from app.conversation.script import Change, Scribe
from app.knowledge.problems import KnowledgeError
from app.settings import Settings

log = logging.getLogger(__name__)


class Phrasebook:
    """Reads the words again when their file has changed; a faulty file leaves the old ones in force."""

    def __init__(self, settings: Settings) -> None:
        """Raises `KnowledgeError` if the file is missing or wrong."""
        self._settings = settings
        self._scribe = Scribe(())
        self._seen = PAGES.changed_at(settings.prompts_dir)
        self.problems: tuple[str, ...] = ()
        self._take(PAGES.load(settings.prompts_dir))

    def words(self, lang: Lang) -> Wording:
        """All words of the pages in a language."""
        if self._settings.watch and (now := PAGES.changed_at(self._settings.prompts_dir)) != self._seen:
            self._seen = now
            self._read_again()
        return self._words[lang]

    def _read_again(self) -> None:
        try:
            self._take(PAGES.load(self._settings.prompts_dir))
            self.problems = ()
        except KnowledgeError as error:
            self.problems = tuple(map(str, error.problems))
            log.warning("网页文字的改动没有生效，仍用旧的：\n%s", error)

    def _take(self, words: PageWords) -> None:
        self._words = {lang: self._in(lang, words.en if lang is Lang.ENGLISH else words.zh) for lang in Lang}
        self.languages = tuple((lang, str(getattr(words.languages, lang.name.lower()))) for lang in Lang)
        """Each language by its own name."""

    def _in(self, lang: Lang, wording: Wording) -> Wording:
        def change(text: str) -> str:
            named = text.replace("{name}", self._settings.assistant_name)
            return self._scribe.in_script(named, lang.script)

        return Wording.model_validate(_mapped(wording.model_dump(), change))


def _mapped(value: object, change: Change) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_mapped(part, change) for part in value)
    return value
