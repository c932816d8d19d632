"""The words of the channel in force."""

import logging

from app.channels.wechat.words import WECHAT, WeChatWords
from app.knowledge.problems import KnowledgeError
from app.settings import Settings

log = logging.getLogger(__name__)


class Phrases:
    """Reads the words again when their file has changed; a faulty file leaves the old ones in force."""

    def __init__(self, settings: Settings) -> None:
        """Raises `KnowledgeError` if the file is missing or wrong."""
        self._settings = settings
        self._seen = WECHAT.changed_at(settings.prompts_dir)
        self._words = self._filled(WECHAT.load(settings.prompts_dir))

    def words(self) -> WeChatWords:
        """Everything the channel says by itself, in Simplified Chinese."""
        if self._settings.watch and (now := WECHAT.changed_at(self._settings.prompts_dir)) != self._seen:
            self._seen = now
            self._read_again()
        return self._words

    def _read_again(self) -> None:
        try:
            self._words = self._filled(WECHAT.load(self._settings.prompts_dir))
        except KnowledgeError as error:
            log.warning("微信文字的改动没有生效，仍用旧的：\n%s", error)

    def _filled(self, words: WeChatWords) -> WeChatWords:
        name, limit = self._settings.assistant_name, str(self._settings.max_message_length)
        return words.changed(lambda text: text.replace("{name}", name).replace("{limit}", limit))
