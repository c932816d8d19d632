"""A signed JSON webhook, for bridges to any other platform; `docs/adapters.md` says how to call it."""

import asyncio
import hmac
import re
import time
from functools import partial
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.channels import errors
from app.channels.desk import Desk
from app.channels.identity import Pseudonyms
from app.channels.intake import body_of, message_of
from app.channels.schemas import ChatResponse
from app.domain.hotlines import Region
from app.domain.reading import Inquiry
from app.live import LiveAssistant
from app.settings import Settings

PATH = "/webhook"
TIMESTAMP, SIGNATURE = "X-Antifraud-Timestamp", "X-Antifraud-Signature"
FRESH_SECONDS = 5 * 60
ANSWER_SECONDS = 20.0


class Call(BaseModel):
    """What a bridge sends."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    user: Annotated[str, Field(min_length=1, max_length=200, repr=False)]
    """The platform's id of the citizen; only its HMAC is used."""
    message_id: Annotated[str, Field(min_length=1, max_length=200)]
    """The same again when the platform repeats the message."""
    message: Annotated[str, Field(repr=False)]
    region: Region | None = None


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp`, a full stop and the body, in hexadecimal."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, sha256).hex()


async def _office(request: Request) -> "Office":
    found: Office = request.app.state.office
    return found


class Office:
    """Answers the calls of bridges, each once."""

    def __init__(self, live: LiveAssistant, settings: Settings, desk: Desk, pseudonyms: Pseudonyms) -> None:
        self._live = live
        self._settings = settings
        self._desk = desk
        self._pseudonyms = pseudonyms

    async def answer(self, call: Call) -> str:
        """The response body.

        Raises:
            RefusalError: if the message is empty or too long, or the answer takes too long.

        """
        message = message_of(call.message, self._settings.max_message_length)
        person = self._pseudonyms.of("webhook", call.user)
        ticket = self._pseudonyms.of("webhook-ticket", call.user, call.message_id)
        inquiry = Inquiry(text=message, region=call.region, conversation_id=person)
        answer = await self._desk.answer(ticket, partial(self._compute, inquiry, person), ANSWER_SECONDS)
        if answer is None:
            raise errors.not_ready()
        return answer

    async def _compute(self, inquiry: Inquiry, person: str) -> str:
        assistant = self._live.assistant
        reading, answer = await asyncio.to_thread(assistant.answer, inquiry)
        return ChatResponse.of(person, reading, answer, assistant.knowledge.version).model_dump_json()


def router_for(secret: str) -> APIRouter:
    """The route, for whoever knows the secret."""
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    async def receive(request: Request, office: Annotated[Office, Depends(_office)]) -> Response:
        """A message that a bridge passes on."""
        body = await body_of(request)
        _verify(secret, request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, ""), body)
        try:
            call = Call.model_validate_json(body)
        except ValidationError:
            raise errors.bad_call(400) from None
        return Response(await office.answer(call), media_type="application/json")

    return router


def _verify(secret: str, timestamp: str, signature: str, body: bytes) -> None:
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise errors.bad_call(400)
    expected = signature_of(secret, timestamp, body).encode()
    is_signed = hmac.compare_digest(expected, signature.encode(errors="replace"))
    if not is_signed or abs(time.time() - int(timestamp)) > FRESH_SECONDS:
        raise errors.bad_call(403)
