"""The platform's side of the protocol: what the servers of 微信 and 企业微信 would send, and read."""

import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from urllib.parse import urlencode

from app.channels.wechat.protocol import Codec, Fields, Stamp, parse_xml, render_xml

RECEIVER = "gh_simulator"


class Mode(StrEnum):
    """Which account speaks, and how."""

    PLAIN = "plain"
    COMPATIBLE = "compatible"
    SAFE = "safe"
    WECOM = "wecom"
    BOT = "bot"

    @property
    def path(self) -> str:
        """Where the server takes it."""
        return {Mode.WECOM: "/wecom", Mode.BOT: "/wecom/bot"}.get(self, "/wechat")


@dataclass(frozen=True, slots=True)
class Call:
    """An HTTP request."""

    method: Literal["GET", "POST"]
    target: str
    """Path and query."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Platform:
    """One account as its platform sees it."""

    codec: Codec
    mode: Mode
    person: str = "oSimulator_0001"
    """Who writes."""
    age: float = 0.0
    """Seconds by which its clock is behind."""

    def check(self, echo: str = "7418529630") -> Call:
        """The check of the address."""
        if self.mode in (Mode.WECOM, Mode.BOT):
            sealed, stamp = self.codec.seal(echo, self.codec.keys[0], self._now())
            return Call("GET", self._target(stamp, "msg_signature", echostr=sealed))
        return Call("GET", self._target(self.codec.sign(self._now()), "signature", echostr=echo))

    def deliver(self, fields: Fields) -> Call:
        """A message or an event with these fields beside those that all have."""
        if self.mode is Mode.BOT:
            return self.deliver_inner(json.dumps(_bot_message(fields, self.person), ensure_ascii=False))
        common = {"ToUserName": RECEIVER, "FromUserName": self.person, "CreateTime": str(int(self._now()))}
        return self.deliver_inner(render_xml({**common, **fields}.items()))

    def deliver_inner(self, inner: str) -> Call:
        """Any inner text, put into the envelope of the mode."""
        if self.mode is Mode.PLAIN:
            target = self._target(self.codec.sign(self._now()), "signature", openid=self.person)
            return Call("POST", target, inner.encode())
        sealed, stamp = self.codec.seal(inner, self.codec.keys[0], self._now())
        return self.deliver_sealed(sealed, stamp, beside=inner)

    def deliver_sealed(self, sealed: str, stamp: Stamp | None = None, beside: str = "") -> Call:
        """Any text in the place of the encrypted one, rightly signed if no stamp is given."""
        target = self._target(
            stamp or self.codec.sign(self._now(), sealed),
            "msg_signature",
            encrypt_type="aes",
            openid=self.person,
        )
        if self.mode is Mode.BOT:
            return Call("POST", target, json.dumps({"encrypt": sealed}).encode())
        beside = beside if self.mode is Mode.COMPATIBLE else ""
        outer = beside.removesuffix("</xml>") if beside.startswith("<xml>") else "<xml>"
        return Call("POST", target, f"{outer}<Encrypt>{sealed}</Encrypt></xml>".encode())

    def read(self, returned: Returned) -> str:
        """The text a citizen would read; empty if there is none.

        Raises:
            ProtocolError: if the platform could not read the reply.

        """
        if returned.body in (b"", b"success"):
            return ""
        if self.mode is Mode.BOT:
            return self._read_bot(returned)
        fields = parse_xml(returned.body)
        if self.mode is not Mode.PLAIN:
            stamp = Stamp(fields["TimeStamp"], fields["Nonce"], fields["MsgSignature"])
            fields = parse_xml(self.codec.open(fields["Encrypt"], stamp, self._now()).text)
        return fields["Content"]

    def _read_bot(self, returned: Returned) -> str:
        sealed = json.loads(returned.body)
        stamp = Stamp(str(sealed["timestamp"]), sealed["nonce"], sealed["msgsignature"])
        said = json.loads(self.codec.open(sealed["encrypt"], stamp, self._now()).text)
        return str(said[said["msgtype"]]["content"])

    def _now(self) -> float:
        return time.time() - self.age

    def _target(self, stamp: Stamp, name: str, **more: str) -> str:
        stamped = {name: stamp.signature, "timestamp": stamp.timestamp, "nonce": stamp.nonce}
        return f"{self.mode.path}?{urlencode({**stamped, **more})}"


def _bot_message(fields: Fields, person: str) -> dict[str, object]:
    """The JSON of a bot for the same message."""
    kind = fields["MsgType"]
    message: dict[str, object] = {
        "msgid": fields.get("MsgId", ""),
        "aibotid": RECEIVER,
        "chattype": "single",
        "from": {"userid": person},
        "msgtype": kind,
    }
    if kind == "event":
        entered = fields.get("Event") == "subscribe"
        return {**message, "event": {"eventtype": "enter_chat" if entered else fields.get("Event", "")}}
    return {**message, kind: {"content": fields.get("Content", fields.get("Recognition", ""))}}
