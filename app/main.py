"""The web application: settings in, FastAPI out."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from fastapi import FastAPI

from app.channels import errors, mount, web
from app.live import LiveAssistant
from app.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """An application whose services are built when it starts and dropped when it stops."""
    settings = settings or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        live = await asyncio.to_thread(LiveAssistant, settings)
        app.state.live, app.state.settings, app.state.started = live, settings, time.monotonic()
        watching = asyncio.create_task(live.watch()) if settings.watch else None
        async with mount.serving(app, settings, live):
            yield
        if watching:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    app = FastAPI(
        title=settings.assistant_name,
        description="说说碰到的可疑电话、短信、聊天，认出像哪种骗局，给出不听、不信、不转账的办法。",
        version="0.1.0",
        lifespan=lifespan,
    )
    for router in (web.router, *mount.routers(settings)):
        app.include_router(router)
    errors.install(app)
    return app
