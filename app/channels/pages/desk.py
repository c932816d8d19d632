"""The conversation behind the chat page and the widget: a form in, an article or a note out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request
from pydantic import BaseModel

from app.channels.pages.article import Article, article_of
from app.channels.pages.feedback import Answered, Receipts, Tally
from app.channels.pages.look import Lang
from app.channels.pages.session import Sessions
from app.channels.pages.visit import Visit
from app.channels.services import Config, Live
from app.conversation.assistant import Assistant
from app.domain.conversation import Script
from app.domain.reading import Inquiry

FRAGMENT_HEADER = "X-Fragment"
"""The script sends it and gets the article alone, not the whole page."""

ENOUGH_TO_TELL = 40
"""Characters of an answer that tell its script; each of them is looked up."""


class Asked(BaseModel):
    """The chat form."""

    message: str = ""
    """A suggestion that was tapped."""
    text: str = ""
    """What was typed."""
    talk: str = ""
    """The signed conversation, where cookies are blocked."""


class Opinion(BaseModel):
    """The form under an answer."""

    receipt: str = ""
    helpful: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a message."""

    said: str = ""
    article: Article | None = None
    note: str = ""
    """Why there is no article, or another short word to the reader."""
    draft: str = ""
    """What stays in the input field."""
    refused: bool = False
    """Whether the sender has to mend something first."""

    @property
    def status(self) -> int:
        """Of HTTP."""
        return 422 if self.refused else 200


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers forms."""

    assistant: Assistant
    sessions: Sessions
    receipts: Receipts
    tally: Tally
    limit: int
    """Characters a message may have."""

    def turn(self, visit: Visit, asked: Asked, signed: str) -> Turn:
        """Answer a message; what cannot be answered stays in the field."""
        said = (asked.message or asked.text).replace("\r\n", "\n").strip()
        draft = asked.text if asked.message else ""
        if not said:
            return Turn(note=visit.words.chat.empty, draft=draft, refused=True)
        if len(said) > self.limit:
            note = visit.words.chat.too_long.replace("{limit}", str(self.limit))
            return Turn(note=note, draft=asked.text, refused=True)
        return Turn(said, self._article(visit, said, signed), draft=draft)

    def opine(self, opinion: Opinion) -> bool:
        """Count an opinion; whether it was about an answer of ours."""
        answered = self.receipts.read(opinion.receipt)
        if answered is None or opinion.helpful not in ("yes", "no"):
            return False
        self.tally.count(answered, helpful=opinion.helpful == "yes")
        return True

    def _article(self, visit: Visit, said: str, signed: str) -> Article:
        key = self.sessions.conversation_id(signed)
        reading, answer = self.assistant.answer(Inquiry(said, region=visit.look.place, conversation_id=key))
        scam = reading.scams[0].entry.id if reading.scams else None
        version = self.assistant.knowledge.version
        receipt = self.receipts.issue(Answered(verdict=reading.verdict, scam=scam, version=version))
        return article_of(reading, answer, self._lang_of(answer.text, visit), receipt)

    def _lang_of(self, text: str, visit: Visit) -> Lang:
        """Citizens are answered in their own script, whatever the page is in."""
        script = self.assistant.scribe.script_of(text[:ENOUGH_TO_TELL], Script.SIMPLIFIED, visit.look.place)
        return Lang[script.name]


async def _desk(request: Request, live: Live, config: Config) -> Desk:
    state = request.app.state
    return Desk(live.assistant, state.sessions, state.receipts, state.tally, config.max_message_length)


def wants_fragment(request: Request) -> bool:
    """Whether the script asks."""
    return FRAGMENT_HEADER in request.headers


Desking = Annotated[Desk, Depends(_desk)]
AskedForm = Annotated[Asked, Form()]
OpinionForm = Annotated[Opinion, Form()]
