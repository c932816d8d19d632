"""Headers that keep the pages to themselves: no foreign script, no frame but where it is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBED = "/embed"
DEMO = "/demo"
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Wraps the application and adds the headers to every answer."""

    app: ASGIApp
    embed_origins: tuple[str, ...] = ()
    """Sites beside our own that may show the widget."""
    public_url: str = ""
    """Where the demo page takes the widget from, if not from its own origin."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = self._headers(scope["path"])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await self.app(scope, receive, with_headers)

    def _headers(self, path: str) -> dict[str, str]:
        embedded = path == EMBED or path.startswith(f"{EMBED}/")
        policy = dict(_POLICY)
        if embedded:
            policy["frame-ancestors"] = _sources(self.embed_origins)
        if path == DEMO:
            policy["script-src"] = policy["frame-src"] = _sources((self.public_url,))
        shared = embedded or path == f"{EMBED}.js"
        return {
            **_ALWAYS,
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
            "Cross-Origin-Resource-Policy": "cross-origin" if shared else "same-origin",
            **({} if embedded else {"X-Frame-Options": "DENY"}),
        }


def _sources(origins: Iterable[str]) -> str:
    return " ".join(("'self'", *filter(None, origins)))
