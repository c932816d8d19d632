"""What goes over the wire: the public JSON of the web API."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from app.domain.answer import Answer, BlockKind
from app.domain.entries import Entry, ScamType, Verdict
from app.domain.hotlines import Region
from app.domain.reading import Match, Reading


class Wire(BaseModel):
    """Base of all messages."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class ChatRequest(Wire):
    """A citizen's message."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"message": "有人打电话说我快递丢了要赔我三倍，让我下载会议软件", "region": "mainland"}
            ]
        },
    )

    message: Annotated[str, Field(description="经过，或者短信、聊天原话")]
    conversation_id: Annotated[
        str | None, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$", description="上一条回答里给的编号")
    ] = None
    region: Annotated[Region | None, Field(description="在哪里，决定给哪里的热线")] = None


class NamedEntry(Wire):
    """An entry by name and catalogue codes."""

    id: str
    codes: tuple[str, ...]


class ScamMatch(NamedEntry):
    """A scam type that fits."""

    name: str
    score: Annotated[float, Field(ge=0, le=1)]
    evidence: str

    @classmethod
    def of(cls, match: Match[ScamType]) -> Self:
        """From a match of the reading."""
        entry = match.entry
        return cls(
            id=entry.id,
            codes=entry.codes,
            name=entry.name,
            score=round(match.score, 4),
            evidence=match.evidence,
        )


class AnswerBlock(Wire):
    """A part of the answer."""

    kind: BlockKind
    title: str
    lines: tuple[str, ...]


class AnswerBody(Wire):
    """The answer in parts and as one text."""

    blocks: tuple[AnswerBlock, ...]
    text: str


class ChatResponse(Wire):
    """What we understood and what we say."""

    model_config = ConfigDict(
        frozen=True,
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": "q3Zr0hJ8x1bTn5cVw7Yk2mPs4dLf6gAa",
                    "verdict": "scam",
                    "matches": [
                        {
                            "id": "courier-lost-compensation",
                            "codes": ["D2"],
                            "name": "冒充快递客服理赔",
                            "score": 0.83,
                            "evidence": "「中转站丢件，双倍赔您」",
                        }
                    ],
                    "techniques": [{"id": "screen-share-or-meeting-app", "codes": ["N1"]}],
                    "situation": None,
                    "situations": [],
                    "followup": None,
                    "answer": {
                        "blocks": [
                            {"kind": "headline", "title": "这很像骗局：冒充快递客服理赔", "lines": ["……"]}
                        ],
                        "text": "这很像骗局：冒充快递客服理赔……",
                    },
                    "suggestions": ["我已经转钱了"],
                    "knowledge_version": "0123456789ab",
                }
            ]
        },
    )

    conversation_id: str
    verdict: Verdict
    matches: tuple[ScamMatch, ...]
    techniques: tuple[NamedEntry, ...]
    situation: NamedEntry | None
    """The one to be spoken of first."""
    situations: tuple[NamedEntry, ...]
    """All that this message tells, the first one included."""
    followup: str | None
    """What the message asks back about the card in hand: the id of an entry in `followups/`."""
    answer: AnswerBody
    suggestions: tuple[str, ...]
    knowledge_version: str

    @classmethod
    def of(cls, conversation_id: str, reading: Reading, answer: Answer, knowledge_version: str) -> Self:
        """From the reading and the answer."""
        return cls(
            conversation_id=conversation_id,
            verdict=reading.verdict,
            matches=tuple(ScamMatch.of(match) for match in reading.scams),
            techniques=tuple(named(match.entry) for match in reading.techniques),
            situation=named(reading.situation.entry) if reading.situation else None,
            situations=tuple(named(match.entry) for match in reading.situations),
            followup=reading.followup.entry.id if reading.followup else None,
            answer=AnswerBody.model_validate(answer),
            suggestions=answer.suggestions,
            knowledge_version=knowledge_version,
        )


class BatchMatch(NamedEntry):
    """A scam type that fits, without words."""

    score: float


class BatchLine(Wire):
    """One line of `antifraud ask --batch`."""

    id: str
    verdict: Verdict
    matches: tuple[BatchMatch, ...]
    situation: NamedEntry | None
    situations: tuple[NamedEntry, ...]
    techniques: tuple[NamedEntry, ...]

    @classmethod
    def of(cls, line_id: str, reading: Reading) -> Self:
        """From the reading of one input line."""
        return cls(
            id=line_id,
            verdict=reading.verdict,
            matches=tuple(
                BatchMatch(id=match.entry.id, codes=match.entry.codes, score=round(match.score, 4))
                for match in reading.scams
            ),
            situation=named(reading.situation.entry) if reading.situation else None,
            situations=tuple(named(match.entry) for match in reading.situations),
            techniques=tuple(named(match.entry) for match in reading.techniques),
        )


class BatchInput(Wire):
    """One line that `antifraud ask --batch` reads."""

    id: str
    text: str


class ScamSummary(Wire):
    """A scam type in the list."""

    id: str
    codes: tuple[str, ...]
    name: str
    family: str
    summary: str


class Health(Wire):
    """State of the service."""

    status: str
    knowledge_version: str
    encoder: str
    entries: int
    uptime_seconds: float
    problems: tuple[str, ...]
    """What keeps newer knowledge from going live."""


class Readiness(Wire):
    """Whether a load balancer may send requests here."""

    ready: bool


class ErrorBody(Wire):
    """Why a request was refused, in both languages."""

    error: str
    message_zh: str
    message_en: str


def named(entry: Entry) -> NamedEntry:
    """An entry by its id and codes."""
    return NamedEntry(id=entry.id, codes=entry.codes)
