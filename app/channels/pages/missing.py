"""The page for an address that leads nowhere."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.channels.pages.visit import Visit, visit_of


def missing(visit: Visit) -> HTMLResponse:
    """Says so, and offers the search and the chat."""
    return visit.page("missing.html", status=404, q="")


def missing_for(request: Request) -> HTMLResponse | None:
    """The same for any request that expects a page; none for programs."""
    expects_page = "text/html" in request.headers.get("accept", "")
    if not expects_page or request.url.path.startswith("/api/"):
        return None
    return missing(visit_of(request, request.app.state.live, request.app.state.settings))
