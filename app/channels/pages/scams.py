"""The handbook: all scam types with a search, a page for each, and a poster to hang up."""

from functools import partial
from typing import Annotated

import segno
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from app.channels.pages.card import cover, inside, refusals, shelves
from app.channels.pages.missing import missing
from app.channels.pages.search import Found, search
from app.channels.pages.visit import Visit, Visiting
from app.channels.services import Config, Live
from app.conversation.script import Change
from app.domain.entries import ScamType

router = APIRouter(include_in_schema=False)

QUIET_ZONE = 4
"""Empty modules around a QR code, as its standard asks for."""
POSTER_FLAGS = 4
"""Red flags on a poster; more could not be read in passing."""


@router.get("/scams")
def handbook(visit: Visiting, live: Live, config: Config, q: Annotated[str, Query()] = "") -> HTMLResponse:
    """All families with their scams, or what the search words bring."""
    words = q.strip()[: config.max_message_length]
    change = _change(visit, live)
    if words:
        found = search(words, live.assistant, visit.look)
        return visit.page("found.html", q=words, found=_in_words(found, change))
    shelved = tuple(shelves(visit.knowledge.families, visit.knowledge.scams, change))
    return visit.page("scams.html", keep=True, q="", shelves=shelved)


@router.get("/scams/{scam_id}")
def scam(scam_id: str, visit: Visiting, live: Live) -> HTMLResponse:
    """One scam type, to read, to send on, to print."""
    card = visit.knowledge.scam(scam_id)
    if card is None:
        return missing(visit)
    change = _change(visit, live)
    related = (visit.knowledge.scam(other) for other in card.related)
    shown = inside(card, change)
    return visit.page(
        "scam.html",
        keep=True,
        card=shown,
        refusals=refusals(shown),
        related=tuple(cover(other, change) for other in related if other),
        address=_address(card, visit),
    )


@router.get("/scams/{scam_id}/poster")
def poster(scam_id: str, visit: Visiting, live: Live) -> HTMLResponse:
    """The same on one sheet of A4, with a code that leads to the page."""
    card = visit.knowledge.scam(scam_id)
    if card is None:
        return missing(visit)
    shown = inside(card, _change(visit, live))
    address = _address(card, visit)
    return visit.page(
        "poster.html",
        keep=True,
        card=shown,
        refusals=refusals(shown),
        red_flags=shown.red_flags[:POSTER_FLAGS],
        address=address,
        qr=qr_code(address),
    )


def qr_code(text: str) -> Markup:
    """An SVG without a size or a style of its own; black on white, since cameras want it so."""
    code = segno.make_qr(text, error="m")
    return Markup(code.svg_inline(border=QUIET_ZONE, omitsize=True, light="#fff", svgclass="qr"))  # noqa: S704  # made of figures only


def _change(visit: Visit, live: Live) -> Change:
    region = visit.look.place or live.assistant.region
    return partial(live.assistant.scribe.local, script=visit.look.lang.script, region=region)


def _in_words(found: Found, change: Change) -> Found:
    return Found(
        likely=tuple(cover(card, change) for card in found.likely),
        mentioning=tuple(cover(card, change) for card in found.mentioning),
        urgent=found.urgent,
    )


def _address(card: ScamType, visit: Visit) -> str:
    return visit.absolute(f"/scams/{card.id}")
