"""The one use case: a message in, what we understood and what we say out."""

from dataclasses import dataclass
from zlib import crc32

from app.conversation.plan import plan
from app.conversation.reply import ReplyWriter
from app.domain.answer import Answer
from app.domain.reading import Inquiry, Reading
from app.knowledge.base import KnowledgeBase
from app.matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Assistant:
    """Everything needed to answer, for one version of the knowledge. Never changed, only replaced."""

    knowledge: KnowledgeBase
    matcher: Matcher
    writer: ReplyWriter

    def answer(self, inquiry: Inquiry) -> tuple[Reading, Answer]:
        """Read the message and answer it."""
        reading = self.matcher.read(inquiry.text)
        variant = crc32(inquiry.text.encode(errors="replace"))  # half a surrogate pair cannot be encoded
        return reading, self.writer.write(plan(reading, self.knowledge, inquiry.region, variant))
