"""What the application holds while it runs, handed to each request.

Coroutines all, though they wait for nothing: FastAPI sends a plain function to a thread, which takes longer
than the function.
"""

from typing import Annotated

from fastapi import Depends, Request

from app.live import LiveAssistant
from app.settings import Settings


async def _live(request: Request) -> LiveAssistant:
    found: LiveAssistant = request.app.state.live
    return found


async def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


Live = Annotated[LiveAssistant, Depends(_live)]
Config = Annotated[Settings, Depends(_settings)]
