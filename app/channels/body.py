"""Reads a request's body before anybody works on it: not too much, not too slowly, not too many at once."""

import asyncio
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.channels import errors
from app.channels.admission import Places
from app.channels.limits import replaying

READ_SECONDS = 10.0
"""For a whole body; a message of 4,000 characters takes a second on the slowest phone."""
DRAINED_BYTES = 1024 * 1024
"""So much more is read of a body that is too large, and thrown away, so that its sender hears the answer."""
MOST_READING = 1000
"""How many bodies are read at a time."""


@dataclass(frozen=True, slots=True)
class BodyGuard:
    """Hands the application a body that is complete.

    Raises `RefusalError` for the `Apologies` around it.
    """

    app: ASGIApp
    limit: int
    """Bytes."""
    seconds: float
    """For the whole body."""
    places: Places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if scope["type"] != "http" or not _brings_a_body(scope):
            await self.app(scope, receive, send)
            return
        try:
            with self.places.take():
                body = await self._whole(receive)
        except ClientDisconnect:
            return  # nobody is there to be answered
        whole: Message = {"type": "http.request", "body": body, "more_body": False}
        await self.app(scope, replaying(whole, receive), send)

    async def _whole(self, receive: Receive) -> bytes:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._read(receive)
        except TimeoutError:
            raise errors.slow_body() from None

    async def _read(self, receive: Receive) -> bytes:
        body, size, more = bytearray(), 0, True
        while more and size <= self.limit + DRAINED_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk = message.get("body", b"")
            size, more = size + len(chunk), message.get("more_body", False)
            if size <= self.limit:
                body += chunk
            else:
                body.clear()
        if size > self.limit:
            raise errors.large_body(self.limit)
        return bytes(body)


def _brings_a_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
