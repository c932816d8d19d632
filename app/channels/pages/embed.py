"""The widget: a launcher for other people's pages, and the chat page that it shows in a frame.

A frame on somebody else's page gets no cookie from most browsers, so its conversation is kept in a
signed form field.
"""

import json
from dataclasses import replace
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app.channels.headers import DEMO, EMBED
from app.channels.pages.chat import opinion_turn, turn_fragment
from app.channels.pages.desk import AskedForm, Desking, OpinionForm, Turn, wants_fragment
from app.channels.pages.look import Lang
from app.channels.pages.render import Pages
from app.channels.pages.visit import Visit, Visiting
from app.channels.services import Config
from app.settings import Settings

router = APIRouter(include_in_schema=False)
SCRIPT = "embed.js"
_WORDS = b'JSON.parse("{}")'
"""Where the script's words are put."""


@router.get(EMBED)
def first_screen(visit: Visiting, desk: Desking, config: Config) -> HTMLResponse:
    """The first screen of a new conversation."""
    return _page(visit, config, Turn(), desk.sessions.new())


@router.post(EMBED)
def ask(visit: Visiting, desk: Desking, config: Config, asked: AskedForm, request: Request) -> HTMLResponse:
    """Answer a message."""
    known = desk.sessions.conversation_id(asked.talk)
    signed = asked.talk if known else desk.sessions.new()
    turn = desk.turn(visit, asked, signed)
    return turn_fragment(visit, turn) if wants_fragment(request) else _page(visit, config, turn, signed)


@router.post(f"{EMBED}/feedback")
def opine(
    visit: Visiting, desk: Desking, config: Config, opinion: OpinionForm, request: Request
) -> HTMLResponse:
    """Count whether an answer was helpful."""
    turn = opinion_turn(visit, counted=desk.opine(opinion))
    if wants_fragment(request):
        return visit.page("note.html", status=turn.status, turn=turn)
    return _page(replace(visit, here=EMBED), config, turn, desk.sessions.new())


@router.get(f"/{SCRIPT}")
def script(request: Request) -> Response:
    """The launcher, with its words in every language."""
    content = launcher(request.app.state.pages)
    tag = f'"{sha256(content).hexdigest()[:16]}"'
    headers = {"Cache-Control": "public, max-age=300", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get(DEMO)
def demo(visit: Visiting, config: Config) -> HTMLResponse:
    """A page as a community might have it, to try the widget on."""
    return visit.page("demo.html", script=f"{config.public_url or ''}/{SCRIPT}")


def launcher(pages: Pages) -> bytes:
    """The script as it is sent."""
    spoken = ((lang, pages.phrasebook.words(lang).embed) for lang in Lang)
    words = {
        lang.value: {"title": embed.title, "close": embed.close, "blocked": embed.blocked}
        for lang, embed in spoken
    }
    return pages.assets[SCRIPT].content.replace(_WORDS, json.dumps(words).encode())


def _page(visit: Visit, config: Settings, turn: Turn, talk: str) -> HTMLResponse:
    host = visit.others.get("host", "")
    allowed = host in (*config.embed_sites, visit.own_origin)
    return visit.page(
        "chat.html",
        status=turn.status,
        turn=turn,
        article=turn.article,
        base=EMBED,
        talk=talk,
        host=host if allowed else "",
    )
