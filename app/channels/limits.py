"""Too many requests of one network, or too many messages of one conversation, are sent away for a while."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.channels import errors
from app.channels.callers import conversation_of, network_of
from app.channels.rates import Rates

FREE = frozenset({"/healthz", "/readyz", "/metrics", "/embed.js"})
"""Addresses that cost nothing, or that operators ask; the style sheets and scripts are free as well."""
ASSETS = "/static/"
SIGNED = frozenset({"/wechat", "/wecom", "/wecom/bot", "/webhook"})
"""Platforms bring the messages of thousands from a few addresses, and sign them."""
TALKING = frozenset({"/api/chat", "/chat", "/embed"})
"""Where messages go."""


def is_free(scope: Scope) -> bool:
    """Whether a request is neither counted nor made to wait."""
    return scope["type"] != "http" or scope["path"] in FREE or scope["path"].startswith(ASSETS)


@dataclass(frozen=True, slots=True)
class ClientLimit:
    """Counts each network before anything is read of a request.

    Raises `RefusalError` for the `Apologies` around it.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if not is_free(scope) and scope["path"] not in SIGNED:
            request = Request(scope)
            rates = _rates(request)
            if "x-forwarded-for" in request.headers:
                rates.note_forwarded()
            if seconds := await rates.client_waits(network_of(request)):
                raise errors.too_many_requests(seconds)
        await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class ConversationLimit:
    """Counts the messages of each conversation; stands behind the `BodyGuard`.

    Raises `RefusalError` for the `Apologies` around it.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in TALKING:
            await self.app(scope, receive, send)
            return
        whole = await receive()
        request = Request(scope)
        conversation = conversation_of(request, whole.get("body", b""))
        if conversation and (seconds := await _rates(request).conversation_waits(conversation)):
            raise errors.too_many_requests(seconds)
        await self.app(scope, replaying(whole, receive), send)


def replaying(first: Message, receive: Receive) -> Receive:
    """A channel that gives `first` once more and then what comes."""
    waiting = [first]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _rates(request: Request) -> Rates:
    rates: Rates = request.app.state.rates
    return rates
