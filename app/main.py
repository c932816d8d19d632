"""The web application: settings in, FastAPI out."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.channels import api, errors, mount, operations
from app.channels.access import Access
from app.channels.admission import Admission, Places
from app.channels.apology import Apologies
from app.channels.body import MOST_READING, READ_SECONDS, BodyGuard
from app.channels.draining import LastAnswers, draining_on_sigterm
from app.channels.headers import SecurityHeaders
from app.channels.identity import secret_of
from app.channels.limits import ClientLimit, ConversationLimit
from app.channels.metrics import Metrics, Moment
from app.channels.pages import chat, embed, scams, static
from app.channels.pages.feedback import Receipts, Tally
from app.channels.pages.render import Pages
from app.channels.pages.session import Sessions
from app.channels.rates import Rates
from app.live import LiveAssistant
from app.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """An application whose services are built when it starts and dropped when it stops."""
    settings = settings or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pages, app.state.tally = Pages(settings), Tally()
        secret = secret_of(settings)
        app.state.sessions, app.state.receipts = Sessions(secret), Receipts(secret)
        app.state.rates, app.state.metrics = Rates(settings, secret), metrics
        live = await asyncio.to_thread(LiveAssistant, settings, metrics.answered)
        app.state.live, app.state.settings, app.state.started = live, settings, time.monotonic()
        watching = asyncio.create_task(live.watch()) if settings.watch else None
        async with mount.serving(app, settings, live, secret):
            with draining_on_sigterm(app.state, settings.drain_seconds):
                yield
        if watching:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
        live.assistant.memory.close()
        await app.state.rates.close()

    metrics = Metrics()
    app = FastAPI(
        title=settings.assistant_name,
        description="说说碰到的可疑电话、短信、聊天，认出像哪种骗局，给出不听、不信、不转账的办法。",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,  # both pages load their scripts from a foreign server
        redoc_url=None,
    )
    _guard(app, settings, metrics)
    pages = (api.router, operations.router, static.router, chat.router, scams.router, embed.router)
    for router in (*pages, *mount.routers(settings)):
        app.include_router(router)
    errors.install(app)
    return app


def _guard(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Everything a request passes before it is worked on, from the inside to the outside."""
    working, reading = Places(settings.max_in_flight), Places(MOST_READING)
    metrics.registry.register(Moment(app, working, reading))
    app.add_middleware(Admission, places=working)
    app.add_middleware(ConversationLimit)
    app.add_middleware(BodyGuard, limit=settings.max_body_bytes, seconds=READ_SECONDS, places=reading)
    app.add_middleware(ClientLimit)
    app.add_middleware(Apologies)
    app.add_middleware(
        SecurityHeaders, embed_origins=settings.embed_sites, public_url=settings.public_url or ""
    )
    app.add_middleware(LastAnswers)
    app.add_middleware(Access, metrics=metrics)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
