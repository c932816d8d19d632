"""From one turn to the next: what of a new message joins, replaces or corrects what was understood."""

from app.domain.conversation import MOST_REMEMBERED, NOTHING_YET, Candidate, Conversation, Script, Told
from app.domain.entries import Part
from app.domain.lists import Voice
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase

MOST_QUESTIONS = 2
"""How many answers in a row may end with a question."""


def advance(
    so_far: Conversation,
    reading: Reading,
    knowledge: KnowledgeBase,
    voice: Voice | None,
    script: Script,
) -> Conversation:
    """What is understood after this message; the questions asked are counted by the planner."""
    base = so_far if reading.continues else _left_behind(so_far)
    part = reading.followup.entry.answers_with if reading.followup else None
    situations = _situations(base, reading, knowledge, part)
    return Conversation(
        artifact=reading.artifact,
        thread=reading.thread,
        verdict=base.verdict if part else reading.verdict,
        alarm=reading.alarm,
        card=base.card if part else _card(reading),
        candidates=tuple(
            Candidate(id=match.entry.id, score=match.score) for match in reading.scams[:MOST_REMEMBERED]
        ),
        situations=situations,
        told=base.told.joined(reading.told) if situations else Told(),
        voice=voice.id if voice else None,
        script=script,
        turns=so_far.turns + 1,
        questions_in_a_row=base.questions_in_a_row,
        rebuttals_used=base.rebuttals_used if part else (),
        reported=base.reported or part is Part.AFTER_REPORT,
    )


def _left_behind(so_far: Conversation) -> Conversation:
    """What stays when the topic changes: who speaks and how, and an emergency that is still open."""
    return NOTHING_YET.model_copy(
        update={
            "voice": so_far.voice,
            "questions_in_a_row": so_far.questions_in_a_row,
            "situations": so_far.situations,
            "told": so_far.told,
            "reported": so_far.reported,
        }
    )


def _card(reading: Reading) -> str | None:
    if reading.verdict.is_alarm and reading.scams:
        return reading.scams[0].entry.id
    if reading.legitimate and not reading.verdict.is_alarm:
        return reading.legitimate[0].entry.id
    return reading.scams[0].entry.id if reading.scams else None


def _situations(
    base: Conversation, reading: Reading, knowledge: KnowledgeBase, part: Part | None
) -> tuple[str, ...]:
    """The new ones first; an old one stays unless it is corrected, over, or of the same group."""
    new = [match.entry for match in reading.situations if match.entry.has_happened]
    kept = (
        []
        if part is Part.CORRECTION or (reading.continues and reading.withdrawn)
        else knowledge.situations_named(base.situations)
    )
    groups = {entry.group for entry in new if entry.group}
    kept = [entry for entry in kept if entry.group not in groups and entry not in new]
    if reading.ended:
        kept = [entry for entry in kept if not entry.is_going_on]
    first = new[:1]
    rest = sorted((*new[1:], *kept), key=lambda entry: entry.priority)
    return tuple(entry.id for entry in (*first, *rest))
