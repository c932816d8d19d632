"""Keeps the newest valid knowledge in force while messages are being answered.

A change is first put on the artifact at hand (seconds), then learned in full (tens of seconds). An
invalid change leaves the old version answering and is reported.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from watchfiles import awatch

from app.conversation.assistant import Assistant
from app.conversation.reply import ReplyWriter
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase
from app.knowledge.problems import KnowledgeError
from app.matching.artifact import Artifact, obtain, provisional
from app.matching.matcher import Matcher
from app.settings import Settings
from app.wiring import assemble, load_checked

log = logging.getLogger(__name__)


class LiveAssistant:
    """Holds the assistant in force. It is replaced as a whole, never changed."""

    def __init__(self, settings: Settings, observe: Callable[[Reading], None] | None = None) -> None:
        """`observe` hears what was understood of each message."""
        self._settings = settings
        assistant, self.artifact = assemble(settings, log.info)
        self.assistant = replace(assistant, observe=observe)
        self.problems: tuple[str, ...] = ()

    async def watch(self) -> None:
        """Put every change of the two folders in force, until cancelled."""
        async for _ in awatch(self._settings.knowledge_dir, self._settings.prompts_dir):
            await asyncio.to_thread(self.reload)

    def reload(self) -> None:
        """Put what is on disk in force, if it is valid."""
        try:
            knowledge, writer = load_checked(self._settings)
            if knowledge.version != self.artifact.manifest.knowledge_version:
                self._put_in_force(knowledge, writer, provisional(self.artifact, knowledge))
            artifact = obtain(knowledge, self._settings.encoder, self._settings.artifact_dir, log.info)
            self._put_in_force(knowledge, writer, artifact)
            self.problems = ()
        except KnowledgeError as error:
            self.problems = tuple(map(str, error.problems))
            log.warning("知识改动没有生效，仍用旧版：\n%s", error)
        except Exception:
            self.problems = ("重新学习时出错，仍用旧版，详见日志",)
            log.exception("重新学习时出错，仍用旧版")

    def _put_in_force(self, knowledge: KnowledgeBase, writer: ReplyWriter, artifact: Artifact) -> None:
        self.artifact = artifact
        matcher = Matcher(knowledge, artifact)
        now = Assistant.of(knowledge, matcher, writer, self.assistant.memory, self._settings.region)
        self.assistant = replace(now, observe=self.assistant.observe)
        log.info("知识版本 %s 已生效", knowledge.version)
