"""Who asks, as far as counting needs it: a network and a conversation."""

import json
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

from app.channels.pages.session import COOKIE, FIELD

IPV6_PREFIX = 64
"""Bits that one home or one phone has for itself; the rest it may choose anew for each request."""
_NOBODY = "unknown"
_FORM = "application/x-www-form-urlencoded"


def network_of(request: Request) -> str:
    """The address a request comes from; of IPv6 the first 64 bits, of a broken one its text."""
    host = request.client.host if request.client else _NOBODY
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, IPV6_PREFIX), strict=False))


def conversation_of(request: Request, body: bytes) -> str | None:
    """The conversation a message belongs to, as its sender says: in JSON, in the form, or in the cookie."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _FORM:
        return _in_form(body) or request.cookies.get(COOKIE)
    return _in_json(body) or request.cookies.get(COOKIE)


def _in_form(body: bytes) -> str | None:
    prefix = f"{FIELD}=".encode()
    found = (part for part in body.split(b"&") if part.startswith(prefix))
    return next(found, prefix).removeprefix(prefix).decode("latin-1") or None


def _in_json(body: bytes) -> str | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    found = said.get("conversation_id") if isinstance(said, dict) else None
    return found if isinstance(found, str) and found else None
