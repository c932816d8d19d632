"""Serves the assets: for ever, since another content has another address."""

from fastapi import APIRouter, Request, Response

from app.channels.pages.render import Pages

router = APIRouter(include_in_schema=False)


@router.get("/static/{digest}/{name}")
def asset(digest: str, name: str, request: Request) -> Response:
    """One asset, compressed where the browser takes it."""
    pages: Pages = request.app.state.pages
    found = pages.asset(digest, name)
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(found.content, media_type=found.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(found.gzipped, media_type=found.media_type, headers=headers)
