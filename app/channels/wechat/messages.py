"""What the platforms bring, whatever their format: one frozen model."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.channels.wechat.protocol import Fields, ProtocolError, render_xml

UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
"""公众号 puts this in place of stickers and the like."""
_LONGEST_ID = 128


class Kind(StrEnum):
    """What is to be done with a message. The middle ones are named like their words in `wechat.yaml`."""

    TEXT = "text"
    WELCOME = "welcome"
    VOICE = "voice"
    IMAGE = "image"
    LOCATION = "location"
    LINK = "link"
    OTHER = "other"
    CLICK = "click"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or an event."""

    kind: Kind
    sender: str = field(repr=False)
    receiver: str
    ticket: str = field(repr=False)
    """The same again when the platform repeats the message."""
    text: str = field(default="", repr=False)
    """Of a text or a recognised voice; the key of a click."""


_KINDS = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
}
_EVENTS = {
    "subscribe": Kind.WELCOME,
    "SCAN": Kind.WELCOME,
    "enter_agent": Kind.SILENT,
    "CLICK": Kind.CLICK,
    "click": Kind.CLICK,
}


def incoming_of(fields: Fields) -> Incoming:
    """A message of 公众号 or of a 企业微信 application.

    Raises:
        ProtocolError: if a field that every message has is missing or too long.

    """
    sender, receiver = fields.get("FromUserName", ""), fields.get("ToUserName", "")
    created, kind = fields.get("CreateTime", ""), fields.get("MsgType", "")
    if not (0 < len(sender) <= _LONGEST_ID and 0 < len(receiver) <= _LONGEST_ID and created and kind):
        raise ProtocolError
    if kind == "event":
        event, key = fields.get("Event", ""), fields.get("EventKey", "")
        ticket = "|".join((sender, created, event, key))
        return Incoming(_EVENTS.get(event, Kind.SILENT), sender, receiver, ticket, key)
    ticket = "|".join((sender, fields.get("MsgId") or created))
    text = fields.get("Content", "") if kind == "text" else fields.get("Recognition", "")
    if (kind == "voice" and text.strip()) or (kind == "text" and text.strip() != UNSUPPORTED):
        return Incoming(Kind.TEXT, sender, receiver, ticket, text.strip())
    return Incoming(_KINDS.get(kind, Kind.OTHER) if kind != "text" else Kind.OTHER, sender, receiver, ticket)


def text_reply(to: Incoming, text: str, now: float) -> str:
    """The XML that says `text` to whoever sent the message."""
    return render_xml(
        (
            ("ToUserName", to.sender),
            ("FromUserName", to.receiver),
            ("CreateTime", str(int(now))),
            ("MsgType", "text"),
            ("Content", text),
        )
    )
