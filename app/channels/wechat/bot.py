"""The callback of a 企业微信智能机器人: JSON, always encrypted.

An answer that is not ready in time is an unfinished stream; the platform itself comes back for the rest.
"""

import time

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import ValidationError

from app.channels.intake import body_of
from app.channels.wechat.accounts import Account
from app.channels.wechat.answers import BOT
from app.channels.wechat.bot_messages import (
    BotMessage,
    BotSealed,
    BotStream,
    BotText,
    Content,
    Envelope,
    Stream,
)
from app.channels.wechat.callback import Front, refusing, sealed_router, stamp_of
from app.channels.wechat.protocol import Codec, Opened, ProtocolError
from app.channels.wechat.reception import Line, Reception, Reply
from app.domain.reading import Channel

PATH = "/wecom/bot"
LINE = Line("wecom-bot", Channel.WECOM, BOT)


def router_for(account: Account) -> APIRouter:
    """The routes of one bot."""
    router = sealed_router(PATH, account.codec)

    @router.post(PATH)
    async def receive(request: Request, reception: Front) -> Response:
        """A message, an event, or a look at how far an answer is."""
        body = await body_of(request)
        with refusing():
            message, opened = _open(account.codec, request, body)
        reply = await _reply_to(message, reception)
        return _sealed(account.codec, message, reply, opened) if reply else PlainTextResponse(LINE.silence)

    return router


def _open(codec: Codec, request: Request, body: bytes) -> tuple[BotMessage, Opened]:
    try:
        envelope = Envelope.model_validate_json(body)
        opened = codec.open(envelope.encrypt, stamp_of(request), time.time())
        return BotMessage.model_validate_json(opened.text), opened
    except ValidationError:
        raise ProtocolError from None


async def _reply_to(message: BotMessage, reception: Reception) -> Reply | None:
    if message.msgtype == "stream":
        return await reception.collect(message.stream.id) if message.stream else None
    return await reception.reply_to(message.incoming(), LINE)


def _sealed(codec: Codec, message: BotMessage, reply: Reply, opened: Opened) -> JSONResponse:
    now = time.time()
    text = BotText(text=Content(content=reply.text))
    stream = BotStream(stream=Stream(id=reply.ticket, finish=reply.finished, content=reply.text))
    said = text if message.msgtype == "event" else stream
    encrypt, stamp = codec.seal(said.model_dump_json(), opened.key, now)
    sealed = BotSealed(
        encrypt=encrypt, msgsignature=stamp.signature, timestamp=int(stamp.timestamp), nonce=stamp.nonce
    )
    return JSONResponse(sealed.model_dump())
