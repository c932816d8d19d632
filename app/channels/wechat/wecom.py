"""The callback of a 企业微信 application; always encrypted."""

from fastapi import APIRouter, Request, Response

from app.channels.intake import body_of
from app.channels.wechat.accounts import Account
from app.channels.wechat.answers import WECOM
from app.channels.wechat.callback import Front, open_xml, sealed_reply, sealed_router
from app.channels.wechat.reception import Line
from app.domain.reading import Channel

PATH = "/wecom"
LINE = Line("wecom", Channel.WECOM, WECOM)


def router_for(account: Account) -> APIRouter:
    """The routes of one application."""
    router = sealed_router(PATH, account.codec)

    @router.post(PATH)
    async def receive(request: Request, reception: Front) -> Response:
        """A message or an event."""
        message, opened = open_xml(account.codec, request, await body_of(request))
        return await sealed_reply(reception, LINE, account.codec, message, opened)

    return router
