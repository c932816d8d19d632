"""What the routes of all accounts share: the stamp of a request, its body, and refusals."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from app.channels import errors
from app.channels.wechat.messages import Incoming, incoming_of, text_reply
from app.channels.wechat.protocol import Codec, Opened, ProtocolError, Stamp, parse_xml, render_xml
from app.channels.wechat.reception import Line, Reception


async def _reception(request: Request) -> Reception:
    found: Reception = request.app.state.reception
    return found


Front = Annotated[Reception, Depends(_reception)]


@contextmanager
def refusing() -> Iterator[None]:
    """Turn whatever is wrong with a request into a refusal that tells nothing more.

    Raises:
        RefusalError: with the status of the `ProtocolError`.

    """
    try:
        yield
    except ProtocolError as error:
        raise errors.bad_call(error.status) from None


def stamp_of(request: Request, signature: str = "msg_signature") -> Stamp:
    """The stamp in the query; `signature` is the parameter that carries it."""
    query = request.query_params
    return Stamp(query.get("timestamp", ""), query.get("nonce", ""), query.get(signature, ""))


def sealed_router(path: str, codec: Codec) -> APIRouter:
    """A router that passes the platform's check of our address: what it encrypted, given back in plain."""
    router = APIRouter(include_in_schema=False)

    @router.get(path)
    async def check(request: Request) -> PlainTextResponse:
        """The platform's check of our address."""
        with refusing():
            opened = codec.open(request.query_params.get("echostr", ""), stamp_of(request), time.time())
        return PlainTextResponse(opened.text)

    return router


def open_xml(codec: Codec, request: Request, body: bytes) -> tuple[Incoming, Opened]:
    """The message in an encrypted body; plain fields beside it are not looked at."""
    with refusing():
        opened = codec.open(parse_xml(body).get("Encrypt", ""), stamp_of(request), time.time())
        return incoming_of(parse_xml(opened.text)), opened


async def sealed_reply(
    reception: Reception, line: Line, codec: Codec, message: Incoming, opened: Opened
) -> Response:
    """The reply, encrypted with the key of the message; `line.silence` where nothing is to be said."""
    reply = await reception.reply_to(message, line)
    if reply is None:
        return PlainTextResponse(line.silence)
    now = time.time()
    encrypt, stamp = codec.seal(text_reply(message, reply.text, now), opened.key, now)
    return xml_response(
        render_xml(
            (
                ("Encrypt", encrypt),
                ("MsgSignature", stamp.signature),
                ("TimeStamp", stamp.timestamp),
                ("Nonce", stamp.nonce),
            )
        )
    )


def xml_response(text: str) -> Response:
    """XML as the platforms read it."""
    return Response(text, media_type="application/xml")
