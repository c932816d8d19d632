"""The JSON API, for programs of others."""

import secrets
import time

from anyio import to_thread
from fastapi import APIRouter, Request

from app.channels import errors
from app.channels.intake import message_of
from app.channels.schemas import ChatRequest, ChatResponse, ErrorBody, Health, ScamSummary
from app.channels.services import Config, Live
from app.domain.entries import ScamType
from app.domain.reading import Inquiry

router = APIRouter()


@router.post("/api/chat", responses={422: {"model": ErrorBody}})
async def chat(body: ChatRequest, live: Live, config: Config) -> ChatResponse:
    """Answer a description of a suspicious contact, or the pasted message itself."""
    message = message_of(body.message, config.max_message_length)
    assistant = live.assistant
    conversation_id = body.conversation_id or secrets.token_urlsafe(24)
    inquiry = Inquiry(text=message, region=body.region, conversation_id=conversation_id)
    reading, answer = await to_thread.run_sync(assistant.answer, inquiry)
    return ChatResponse.of(conversation_id, reading, answer, assistant.knowledge.version)


@router.get("/api/scams")
def scams(live: Live) -> tuple[ScamSummary, ...]:
    """All published scam types."""
    return tuple(ScamSummary.model_validate(scam) for scam in live.assistant.knowledge.scams)


@router.get("/api/scams/{scam_id}", responses={404: {"model": ErrorBody}})
def scam(scam_id: str, live: Live) -> dict[str, object]:
    """One scam type with every field of its card; the utterances are for matching and stay inside."""
    found = live.assistant.knowledge.scam(scam_id)
    if found is None:
        raise errors.unknown_scam()
    return card(found)


def card(entry: ScamType) -> dict[str, object]:
    """The public part of a card."""
    return entry.model_dump(mode="json", exclude={"utterances", "utterances_in"})


@router.get("/healthz")
async def healthz(request: Request, live: Live) -> Health:
    """State of the service; `problems` names what keeps newer knowledge from going live."""
    return Health(
        status="ok",
        knowledge_version=live.assistant.knowledge.version,
        encoder=live.artifact.manifest.encoder,
        entries=len(live.assistant.knowledge.entries),
        uptime_seconds=round(time.monotonic() - request.app.state.started, 1),
        problems=(*live.problems, *request.app.state.pages.phrasebook.problems),
    )
