"""The one use case: a message in, what we understood and what we say out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from zlib import crc32

from app.conversation.dialogue import advance
from app.conversation.memory import Memory
from app.conversation.plan import Plan, plan
from app.conversation.repeats import Repeats, Turn
from app.conversation.reply import ReplyWriter
from app.conversation.script import Scribe
from app.conversation.voice import VoiceFinder
from app.domain.answer import Answer
from app.domain.conversation import NOTHING_YET, Conversation, Script
from app.domain.hotlines import Region
from app.domain.reading import Inquiry, Reading
from app.knowledge.base import KnowledgeBase
from app.matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Assistant:
    """Everything needed to answer, for one version of the knowledge. Never changed, only replaced."""

    knowledge: KnowledgeBase
    matcher: Matcher
    writer: ReplyWriter
    memory: Memory
    region: Region
    """Where citizens are who do not say it."""
    scribe: Scribe
    voices: VoiceFinder
    observe: Callable[[Reading], None] | None = None
    """Hears what was understood of each message, to count it."""
    repeats: Repeats = field(default_factory=Repeats)

    @classmethod
    def of(
        cls, knowledge: KnowledgeBase, matcher: Matcher, writer: ReplyWriter, memory: Memory, region: Region
    ) -> "Assistant":
        """With the helpers that follow from the knowledge."""
        voices = VoiceFinder(knowledge.voices, matcher.normalise)
        return cls(knowledge, matcher, writer, memory, region, Scribe(knowledge.hotlines), voices)

    def answer(self, inquiry: Inquiry) -> tuple[Reading, Answer]:
        """Read the message, answer it, and remember what was understood."""
        key = inquiry.conversation_id
        so_far = self.memory.recall(key) if key else NOTHING_YET
        turn = self._first(inquiry) if so_far == NOTHING_YET else self._turn(inquiry, so_far)
        if key:
            self.memory.keep(key, turn.now)
        if self.observe:
            self.observe(turn.reading)
        return turn.reading, turn.answer

    def _first(self, inquiry: Inquiry) -> Turn:
        """The first message of a conversation: often the same words as somebody else's."""
        turn = self.repeats.find(inquiry)
        if turn is None:
            turn = self._turn(inquiry, NOTHING_YET)
            self.repeats.keep(inquiry, turn)
        return turn

    def _turn(self, inquiry: Inquiry, so_far: Conversation) -> Turn:
        reading = self.matcher.read(inquiry.text, so_far)
        script = self.scribe.script_of(inquiry.text, so_far.script, inquiry.region)
        region = self.scribe.region_of(script, inquiry.region, self.region)
        told = tuple(match.entry for match in reading.situations)
        voice = self.voices.find(inquiry.text, told, so_far.voice)
        now = advance(so_far, reading, self.knowledge, voice, script)
        variant = crc32(inquiry.text.encode(errors="replace"))  # half a surrogate pair cannot be encoded
        made = plan(reading, now, voice, self.knowledge, self.knowledge.hotlines_for(region), variant)
        answer = self.writer.write_english(made) if script is Script.ENGLISH else self.writer.write(made)
        polite = voice is not None and voice.polite
        return Turn(
            replace(reading, verdict=now.verdict),
            _noted(now, made),
            self.scribe.rewrite(answer, script, region, polite=polite),
        )


def _noted(now: Conversation, made: Plan) -> Conversation:
    """The conversation with what the answer did: a question asked, a rebuttal given."""
    used = now.rebuttals_used
    if made.rebuttal and made.scam:
        used = (*used, made.scam.rebuttals.index(made.rebuttal))
    questions = now.questions_in_a_row + 1 if made.asks else 0
    return now.model_copy(update={"questions_in_a_row": questions, "rebuttals_used": used})
