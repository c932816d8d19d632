"""One line in the log and one count for each request: what was asked of us, never what was written."""

import logging
import re
import secrets
import time
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from app.channels.metrics import Metrics

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
NOWHERE = "-"
"""Route of a request that was sent away before it had one, or that leads nowhere."""
GONE = 499
"""Status where nobody waited for the answer."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Access:
    """Gives every request an id, and notes how it ended.

    Neither the address nor the query is noted, since people write what troubles them into both; nor is
    the caller's network address.
    """

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), GONE
        request_id = request_id_of(scope)
        bind_contextvars(request_id=request_id)

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = route_of(scope)
        self.metrics.requested(method, route, status, seconds)
        log.info(
            "请求",
            extra={"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)},
        )


def request_id_of(scope: Scope) -> str:
    """The id a proxy gave the request, if it is one, else a new one."""
    given = Headers(scope=scope).get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


def route_of(scope: Scope) -> str:
    """The pattern of the address, such as `/scams/{scam_id}`; the address itself could hold anything."""
    return str(getattr(scope.get("route"), "path", NOWHERE))
