"""What somebody hears whose request is not worked on: why, when to come back, and the numbers to call now."""

from dataclasses import dataclass

from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.channels import errors
from app.channels.errors import RefusalError
from app.channels.pages.chat import base_path
from app.channels.pages.desk import FRAGMENT_HEADER, wants_fragment
from app.channels.pages.visit import visit_of


@dataclass(frozen=True, slots=True)
class Apologies:
    """Answers for everything inside it that refuses or breaks."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it. An exception goes on outwards, to be logged, once its victim has an answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except RefusalError as refusal:
            await apology(Request(scope), refusal)(scope, receive, send)
        except Exception:
            if not begun:
                await apology(Request(scope), errors.broken())(scope, receive, send)
            raise


def apology(request: Request, refusal: RefusalError) -> Response:
    """A page for a browser, a note for its script, JSON for a program."""
    try:
        response = _spoken(request, refusal)
    except Exception:  # the pages may be what is broken; somebody still has to be answered
        response = _json(refusal)
    if refusal.seconds:
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _spoken(request: Request, refusal: RefusalError) -> Response:
    fragment = wants_fragment(request)
    is_browser = fragment or "text/html" in request.headers.get("accept", "")
    if not is_browser or request.url.path.startswith("/api/"):
        return _json(refusal)
    visit = visit_of(request, request.app.state.live, request.app.state.settings)
    said = str(getattr(visit.words.apology, refusal.body.error))
    note = said.replace("{seconds}", str(refusal.seconds))
    template = "sorry_note.html" if fragment else "sorry.html"
    response = visit.page(template, status=refusal.status, note=note, base=base_path(visit))
    if fragment:
        response.headers[FRAGMENT_HEADER] = "1"  # tells the script that these are our words
    return response


def _json(refusal: RefusalError) -> JSONResponse:
    return JSONResponse(refusal.body.model_dump(), refusal.status, {"Cache-Control": "no-store"})
