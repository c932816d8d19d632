"""The chat page: works as a plain form, and better with the script."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.channels.pages.desk import AskedForm, Desking, OpinionForm, Turn, wants_fragment
from app.channels.pages.session import forget, remember
from app.channels.pages.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)
PATH = "/chat"


@router.get("/")
def home(visit: Visiting) -> RedirectResponse:
    """The first page is the chat."""
    return RedirectResponse(visit.link(PATH), 307)


@router.get(PATH)
def first_screen(visit: Visiting) -> HTMLResponse:
    """What to ask, and one sentence on privacy."""
    return _page(visit, Turn())


@router.post(PATH)
def ask(visit: Visiting, desk: Desking, asked: AskedForm, request: Request) -> HTMLResponse:
    """Answer a message: the whole page for a browser, the article alone for the script."""
    signed = desk.sessions.of(request)
    turn = desk.turn(visit, asked, signed)
    response = turn_fragment(visit, turn) if wants_fragment(request) else _page(visit, turn)
    remember(response, request, signed)
    return response


@router.post("/chat/new")
def start_over(visit: Visiting) -> RedirectResponse:
    """Forget which conversation this browser is in."""
    response = RedirectResponse(visit.link(PATH), 303)
    forget(response)
    return response


@router.post("/chat/feedback")
def opine(visit: Visiting, desk: Desking, opinion: OpinionForm, request: Request) -> HTMLResponse:
    """Count whether an answer was helpful."""
    turn = opinion_turn(visit, counted=desk.opine(opinion))
    if wants_fragment(request):
        return visit.page("note.html", status=turn.status, turn=turn)
    return _page(replace(visit, here=PATH), turn)


def turn_fragment(visit: Visit, turn: Turn) -> HTMLResponse:
    """What the script appends: the article, or the note that says why there is none."""
    template = "answer.html" if turn.article else "note.html"
    return visit.page(template, status=turn.status, turn=turn, article=turn.article, base=base_path(visit))


def opinion_turn(visit: Visit, *, counted: bool) -> Turn:
    """What to say to an opinion."""
    return Turn(note=visit.words.chat.thanks if counted else visit.words.chat.failed, refused=not counted)


def base_path(visit: Visit) -> str:
    """The page this conversation stands on."""
    return "/embed" if visit.here.startswith("/embed") else PATH


def _page(visit: Visit, turn: Turn) -> HTMLResponse:
    return visit.page(
        "chat.html", status=turn.status, turn=turn, article=turn.article, base=PATH, talk="", host=""
    )
