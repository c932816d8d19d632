"""Which conversation a browser is in: an unguessable id, signed, in a cookie or a hidden field."""

import secrets
from dataclasses import dataclass, field

from fastapi import Request, Response
from itsdangerous import BadSignature, Signer

COOKIE = "conversation"
FIELD = "talk"
"""Form field that carries the same where cookies are blocked: in a frame on somebody else's page."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Signs ids and reads them back."""

    secret: str = field(repr=False)

    def new(self) -> str:
        """A signed id of a new conversation."""
        return self._signer().sign(secrets.token_urlsafe(24)).decode()

    def conversation_id(self, signed: str | None) -> str | None:
        """The id, if we signed it."""
        try:
            return self._signer().unsign(signed).decode() if signed else None
        except (BadSignature, UnicodeError):
            return None

    def of(self, request: Request, field: str = "") -> str:
        """The signed id of the conversation this request goes on with, or of a new one."""
        known = (field, request.cookies.get(COOKIE, ""))
        return next((signed for signed in known if self.conversation_id(signed)), None) or self.new()

    def _signer(self) -> Signer:
        return Signer(self.secret, salt="conversation")


def remember(response: Response, request: Request, signed: str) -> None:
    """Let the browser bring the id back until it is closed."""
    response.set_cookie(
        COOKIE, signed, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/chat"
    )


def forget(response: Response) -> None:
    """The next message begins a new conversation."""
    response.delete_cookie(COOKIE, path="/chat")
