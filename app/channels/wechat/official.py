"""The callback of a 公众号, in plain, compatible and safe mode."""

import time

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from app.channels.intake import body_of
from app.channels.wechat.accounts import Account
from app.channels.wechat.answers import OFFICIAL
from app.channels.wechat.callback import Front, open_xml, refusing, sealed_reply, stamp_of, xml_response
from app.channels.wechat.messages import incoming_of, text_reply
from app.channels.wechat.protocol import ForgedError, parse_xml
from app.channels.wechat.reception import Line, Reception
from app.domain.reading import Channel

PATH = "/wechat"
LINE = Line("wechat", Channel.WECHAT, OFFICIAL, silence="success")


def router_for(account: Account) -> APIRouter:
    """The routes of one account."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def check(request: Request) -> PlainTextResponse:
        """The platform's check of our address: give back what it sent."""
        with refusing():
            account.codec.verify(stamp_of(request, "signature"), time.time())
        return PlainTextResponse(request.query_params.get("echostr", ""))

    @router.post(PATH)
    async def receive(request: Request, reception: Front) -> Response:
        """A message or an event."""
        body = await body_of(request)
        if request.query_params.get("encrypt_type", "raw") == "raw":
            return await _plain_reply(account, reception, request, body)
        with refusing():
            if not account.takes_sealed:
                raise ForgedError
        message, opened = open_xml(account.codec, request, body)
        return await sealed_reply(reception, LINE, account.codec, message, opened)

    return router


async def _plain_reply(account: Account, reception: Reception, request: Request, body: bytes) -> Response:
    """In safe mode nothing plain is taken: the signature does not cover it."""
    with refusing():
        account.codec.verify(stamp_of(request, "signature"), time.time())
        if not account.takes_plain:
            raise ForgedError
        message = incoming_of(parse_xml(body))
    reply = await reception.reply_to(message, LINE)
    if reply is None:
        return PlainTextResponse(LINE.silence)
    return xml_response(text_reply(message, reply.text, time.time()))
