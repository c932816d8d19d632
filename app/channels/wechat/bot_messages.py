"""The JSON of a 企业微信智能机器人, both ways."""

import re

from pydantic import BaseModel, ConfigDict, Field

from app.channels.wechat.messages import Incoming, Kind

_MENTION = re.compile(r"^@\S+\s+")
"""In a group the citizen has to name the bot first."""


class Json(BaseModel):
    """Base of all of them; fields we do not know are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Envelope(Json):
    """The body of a request."""

    encrypt: str


class Person(Json):
    """Who wrote it."""

    userid: str = Field(min_length=1, max_length=128)


class Content(Json):
    """Text, written or spoken."""

    content: str = ""


class Part(Json):
    """One of several parts."""

    text: Content = Content()


class Parts(Json):
    """Text and pictures together."""

    msg_item: tuple[Part, ...] = ()


class StreamId(Json):
    """Which answer the platform comes back for."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")


class Event(Json):
    """What happened."""

    eventtype: str = ""


class BotMessage(Json):
    """The decrypted body."""

    msgid: str = Field(min_length=1, max_length=128)
    aibotid: str = Field("", max_length=128)
    sender: Person = Field(alias="from")
    msgtype: str = Field(max_length=32)
    text: Content = Content()
    voice: Content = Content()
    mixed: Parts = Parts()
    event: Event = Event()
    stream: StreamId | None = None

    def incoming(self) -> Incoming:
        """The same as the other accounts bring it."""
        kind, text = self._read()
        ticket = f"{self.sender.userid}|{self.msgid}"
        return Incoming(kind, self.sender.userid, self.aibotid, ticket, _MENTION.sub("", text.strip()))

    def _read(self) -> tuple[Kind, str]:
        match self.msgtype:
            case "text":
                return Kind.TEXT, self.text.content
            case "voice" if self.voice.content.strip():
                return Kind.TEXT, self.voice.content
            case "mixed":
                return Kind.TEXT, "\n".join(part.text.content for part in self.mixed.msg_item)
            case "voice" | "image":
                return Kind(self.msgtype), ""
            case "event":
                entered = self.event.eventtype == "enter_chat"
                return Kind.WELCOME if entered else Kind.SILENT, ""
            case _:
                return Kind.OTHER, ""


class BotText(Json):
    """A greeting; the platform takes plain text for nothing else."""

    msgtype: str = "text"
    text: Content


class Stream(Json):
    """An answer, or as much of it as there is."""

    id: str
    finish: bool
    content: str


class BotStream(Json):
    """The reply to a message."""

    msgtype: str = "stream"
    stream: Stream


class BotSealed(Json):
    """An encrypted reply."""

    encrypt: str
    msgsignature: str
    timestamp: int
    nonce: str
