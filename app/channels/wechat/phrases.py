"""The words of the channel in force."""

import logging
from pathlib import Path

from app.channels.wechat.words import WECHAT_FILE, WeChatWords, load_words
from app.knowledge.problems import KnowledgeError
from app.settings import Settings

log = logging.getLogger(__name__)


class Phrases:
    """Reads the words again when their file has changed; a faulty file leaves the old ones in force."""

    def __init__(self, settings: Settings) -> None:
        """Raises `KnowledgeError` if the file is missing or wrong."""
        self._settings = settings
        self._seen = _changed_at(settings.prompts_dir)
        self._words = self._filled(load_words(settings.prompts_dir))

    def words(self) -> WeChatWords:
        """Everything the channel says by itself, in Simplified Chinese."""
        if self._settings.watch and (now := _changed_at(self._settings.prompts_dir)) != self._seen:
            self._seen = now
            self._read_again()
        return self._words

    def _read_again(self) -> None:
        try:
            self._words = self._filled(load_words(self._settings.prompts_dir))
        except KnowledgeError as error:
            log.warning("微信文字的改动没有生效，仍用旧的：\n%s", error)

    def _filled(self, words: WeChatWords) -> WeChatWords:
        name, limit = self._settings.assistant_name, str(self._settings.max_message_length)
        return words.changed(lambda text: text.replace("{name}", name).replace("{limit}", limit))


def _changed_at(prompts: Path) -> int:
    """Nanoseconds; 0 while the file is away."""
    try:
        return (prompts / WECHAT_FILE).stat().st_mtime_ns
    except OSError:
        return 0
