"""Everything between an incoming message and the text of its reply; the same for every kind of account."""

import asyncio
import logging
import unicodedata
from dataclasses import dataclass
from functools import partial

from app.channels.desk import Desk, LostError
from app.channels.identity import Pseudonyms
from app.channels.wechat.answers import Layout, card_in, lay_out, welcome
from app.channels.wechat.messages import Incoming, Kind
from app.channels.wechat.phrases import Phrases
from app.channels.wechat.words import FETCH, WeChatWords
from app.conversation.assistant import Assistant
from app.domain.conversation import Script
from app.domain.entries import ScamType
from app.domain.reading import Channel, Inquiry
from app.live import LiveAssistant
from app.settings import Settings

log = logging.getLogger(__name__)

ANSWER_SECONDS = 4.5
"""After five the platform sends the message again, and after three times tells the citizen we are broken."""


@dataclass(frozen=True, slots=True)
class Line:
    """The kind of account a message came through."""

    name: str
    """A person of one line is nobody to another."""
    channel: Channel
    layout: Layout
    silence: str = ""
    """The body where nothing is to be said."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say now. `ticket` fetches the answer later if it is not `finished`."""

    text: str
    ticket: str
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Reception:
    """Answers messages, each once, in time."""

    live: LiveAssistant
    settings: Settings
    desk: Desk
    phrases: Phrases
    pseudonyms: Pseudonyms
    seconds: float = ANSWER_SECONDS

    async def reply_to(self, message: Incoming, line: Line) -> Reply | None:
        """The reply to a message, or a request to wait; nothing where the platform expects nothing."""
        if message.kind is Kind.SILENT:
            return None
        person = self.pseudonyms.of(line.name, message.receiver, message.sender)
        ticket = self.pseudonyms.of("ticket", line.name, message.receiver, message.ticket)
        work = partial(self._say, message, person, ticket, line)
        answer = await self.desk.answer(ticket, work, self.seconds)
        if answer is None:
            self.desk.note_waiting(person, ticket)
            return self._please_wait(message.text, ticket)
        return Reply(answer, ticket)

    async def collect(self, ticket: str) -> Reply:
        """What became of a message that was not ready; `ticket` is one of ours."""
        try:
            async with asyncio.timeout(self.seconds):
                return Reply(await self._fetch(ticket), ticket)
        except TimeoutError:
            return self._please_wait("", ticket)

    async def _say(self, message: Incoming, person: str, ticket: str, line: Line) -> str:
        try:
            held = await self.desk.shelf.held(person) if _is_fetch(message) else None
            if held and held != ticket:  # its own when it was begun in a process that has died
                return await self._fetch(held)
            return await asyncio.to_thread(self._write, message, person, line)
        except Exception as error:
            log.error("微信来的一句没有答成：%s", type(error).__name__)  # a trace could show words
            return self._words(_script_of(self.live.assistant, message.text)).failed

    async def _fetch(self, ticket: str) -> str:
        try:
            return await self.desk.collect(ticket)
        except LostError:
            return self._words(Script.SIMPLIFIED).lost

    def _write(self, message: Incoming, person: str, line: Line) -> str:
        """Takes tens of milliseconds of processor time, and waits for Redis: not for the event loop."""
        assistant = self.live.assistant
        text = self._menu_text(message.text) if message.kind is Kind.CLICK else message.text
        script = _script_of(assistant, text, assistant.memory.recall(person).script)
        words = self._words(script)
        if message.kind is Kind.WELCOME or (message.kind is Kind.CLICK and not text):
            return welcome(words, line.layout)
        if message.kind not in (Kind.TEXT, Kind.CLICK):
            return str(getattr(words, message.kind))
        if not text or len(text) > self.settings.max_message_length:
            return words.too_long if text else words.empty
        inquiry = Inquiry(text=text, channel=line.channel, conversation_id=person)
        reading, answer = assistant.answer(inquiry)
        return lay_out(answer, words, line.layout, self._page(card_in(reading)))

    def _menu_text(self, key: str) -> str:
        return next((item.text for item in self.phrases.words().menu if item.key == key), "")

    def _page(self, card: ScamType | None) -> str | None:
        return f"{self.settings.public_url}/scams/{card.id}" if card and self.settings.public_url else None

    def _please_wait(self, text: str, ticket: str) -> Reply:
        words = self._words(_script_of(self.live.assistant, text))
        return Reply(words.waiting, ticket, finished=False)

    def _words(self, script: Script) -> WeChatWords:
        scribe = self.live.assistant.scribe
        region = scribe.region_of(script, None, self.settings.region)
        return self.phrases.words().changed(lambda text: scribe.local(text, script, region))


def _is_fetch(message: Incoming) -> bool:
    return message.kind is Kind.TEXT and unicodedata.normalize("NFKC", message.text) == FETCH


def _script_of(assistant: Assistant, text: str, before: Script = Script.SIMPLIFIED) -> Script:
    return assistant.scribe.script_of(text, before, None)
