"""What the application holds while it runs, handed to each request."""

from typing import Annotated

from fastapi import Depends, Request

from app.live import LiveAssistant
from app.settings import Settings


def _live(request: Request) -> LiveAssistant:
    found: LiveAssistant = request.app.state.live
    return found


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


Live = Annotated[LiveAssistant, Depends(_live)]
Config = Annotated[Settings, Depends(_settings)]
