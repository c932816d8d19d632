"""Which channels beside the web are served, and what they share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from app.channels import webhook
from app.channels.desk import Desk
from app.channels.identity import Pseudonyms
from app.channels.shelf import ProcessShelf, RedisShelf
from app.channels.wechat import bot, official, wecom
from app.channels.wechat.accounts import bot_account, official_account, wecom_account
from app.channels.wechat.phrases import Phrases
from app.channels.wechat.reception import Reception
from app.live import LiveAssistant
from app.settings import Settings


def routers(settings: Settings) -> tuple[APIRouter, ...]:
    """The routes of every channel that has its settings.

    Raises:
        ValueError: if a channel has only some of them.

    """
    accounts = (
        (official.router_for, official_account(settings)),
        (wecom.router_for, wecom_account(settings)),
        (bot.router_for, bot_account(settings)),
    )
    mounted = tuple(router_for(account) for router_for, account in accounts if account)
    return (*mounted, webhook.router_for(settings.webhook_secret)) if settings.webhook_secret else mounted


@asynccontextmanager
async def serving(app: FastAPI, settings: Settings, live: LiveAssistant, secret: str) -> AsyncIterator[None]:
    """Give the routes what they need, for as long as the application runs.

    Raises:
        KnowledgeError: if the words of WeChat are missing or wrong.

    """
    shelf = RedisShelf.at(settings.redis_url) if settings.redis_url else ProcessShelf()
    desk, pseudonyms = Desk(shelf), Pseudonyms(secret)
    app.state.reception = Reception(live, settings, desk, Phrases(settings), pseudonyms)
    app.state.office = webhook.Office(live, settings, desk, pseudonyms)
    try:
        yield
    finally:
        await desk.close()
