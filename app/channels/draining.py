"""Going away politely: on SIGTERM first say so, then finish what was begun, then stop."""

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from starlette.datastructures import MutableHeaders, State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)


@contextlib.contextmanager
def draining_on_sigterm(state: State, seconds: float) -> Iterator[None]:
    """Let the first SIGTERM set `state.draining`, and reach the server only `seconds` later.

    Until then requests are answered as ever, so that a load balancer can look elsewhere before the door
    closes. A second signal stops at once. Outside the main thread nobody sends us signals.
    """
    state.draining = False
    stop = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(stop):
        yield
        return
    loop = asyncio.get_running_loop()

    def drain(number: int, frame: FrameType | None) -> None:
        if state.draining:
            stop(number, frame)
            return
        state.draining = True
        loop.call_soon_threadsafe(announce)  # a signal may come in the middle of writing to the log

    def announce() -> None:
        log.info("收到停止信号，%g 秒后不再收新的请求，收下的都会答完", seconds)
        loop.call_later(seconds, stop, signal.SIGTERM, None)

    signal.signal(signal.SIGTERM, drain)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, stop)


@dataclass(frozen=True, slots=True)
class LastAnswers:
    """Wraps the application: while it drains, every answer closes its connection."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""

        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start" and getattr(scope["app"].state, "draining", False):
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, receive, closing if scope["type"] == "http" else send)
