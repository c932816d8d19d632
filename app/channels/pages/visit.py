"""One request of a reader: how the pages shall look, and what each of them gets."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from app.channels.pages.look import LOOK_KEYS, Look
from app.channels.pages.render import Pages
from app.channels.pages.words import Wording
from app.channels.services import Config, Live
from app.domain.hotlines import Confirmation, Hotline
from app.knowledge.base import KnowledgeBase


@dataclass(frozen=True)
class Visit:
    """What a page needs to know of its reader."""

    look: Look
    pages: Pages
    knowledge: KnowledgeBase
    hotlines: tuple[Hotline, ...]
    """Of the reader's region, for tapping."""
    origin: str
    """Scheme and host that readers reach us at, without a slash at the end."""
    own_origin: str
    """The origin of this very request."""
    here: str
    """Path of this page."""
    others: dict[str, str]
    """What else the query of its address says."""

    @cached_property
    def words(self) -> Wording:
        """All words in the reader's language."""
        return self.pages.phrasebook.words(self.look.lang)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The hotlines' numbers."""
        return tuple(line.number for line in self.hotlines)

    @property
    def called(self) -> tuple[str, ...]:
        """Every confirmed number, such as the one for an ambulance."""
        return tuple(line.number for line in self.knowledge.hotlines if line.status is Confirmation.CONFIRMED)

    def link(self, path: str, **more: str) -> str:
        """An address of ours that looks like this page."""
        return self.look.link(path, **more)

    def absolute(self, path: str) -> str:
        """An address for paper, QR codes and other people's phones."""
        return f"{self.origin}{path}"

    def same_page(self, look: Look) -> str:
        """The address of this page with another look."""
        query = urlencode({**self.others, **look.query()})
        return f"{self.here}?{query}" if query else self.here

    def feedback(self, base: str) -> str:
        """Where opinions on answers go: to the chat page, or to the widget's frame."""
        return self.link(f"{base}/feedback", **self.others)

    def page(
        self, template: str, *, status: int = 200, keep: bool = False, **content: object
    ) -> HTMLResponse:
        """A template as an answer to the browser; `keep` lets it be kept for a while by anybody."""
        html = self.pages.render(template, visit=self, words=self.words, look=self.look, **content)
        cache = "public, max-age=300" if keep else "no-store"
        return HTMLResponse(html, status, {"Cache-Control": cache, "Vary": "Accept-Language"})


def visit_of(request: Request, live: Live, config: Config) -> Visit:
    """What a request tells of its reader."""
    look = Look.of(request.query_params, request.headers.get("accept-language", ""))
    pages: Pages = request.app.state.pages
    knowledge = live.assistant.knowledge
    base = f"{request.url.scheme}://{request.url.netloc}"
    return Visit(
        look=look,
        pages=pages,
        knowledge=knowledge,
        hotlines=knowledge.hotlines_for(look.place or config.region),
        origin=config.public_url or base,
        own_origin=base,
        here=request.url.path,
        others={key: value for key, value in request.query_params.items() if key not in LOOK_KEYS},
    )


async def _visiting(request: Request, live: Live, config: Config) -> Visit:
    return visit_of(request, live, config)


Visiting = Annotated[Visit, Depends(_visiting)]
