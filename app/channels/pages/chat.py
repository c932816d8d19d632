"""The chat page: works as a plain form, and better with the script."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.channels.pages.visit import Visiting

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(visit: Visiting) -> RedirectResponse:
    """The first page is the chat."""
    return RedirectResponse(visit.link("/chat"), 307)


@router.get("/chat")
def first_screen(visit: Visiting) -> HTMLResponse:
    """What to ask, and one sentence on privacy."""
    return visit.page("chat.html")
