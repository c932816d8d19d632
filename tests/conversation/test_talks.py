"""Whole conversations, turn by turn, on the real knowledge.

`talks/*.yaml` were written by people who had not seen the knowledge. `talks/not_yet.txt` names the ones in
which some turn is not right yet; take a name out when it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.conversation.assistant import Assistant
from app.domain.answer import BlockKind
from app.domain.conversation import Conversation
from app.domain.entries import Situation, Verdict
from app.domain.hotlines import Region
from app.domain.reading import Inquiry, Reading

FOLDER = Path(__file__).parent / "talks"
RIGHT_TURNS = 0.6
"""Share of the turns that must be right even in the talks that are not right as a whole."""


class Turn(BaseModel):
    """What a citizen says, and what any good answer does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str
    type: tuple[str, ...] = ()
    verdict: tuple[Verdict, ...] = ()
    situation: tuple[str, ...] = ()
    followup: tuple[str, ...] = ()
    contains: tuple[Annotated[str, Field(coerce_numbers_to_str=True)], ...] = ()
    lacks: tuple[str, ...] = ()
    asks: bool | None = None


class Talk(BaseModel):
    """A conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    region: Region | None = None
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Heard:
    """One turn as the assistant took it."""

    turn: Turn
    reading: Reading
    now: Conversation
    text: str
    asks: bool


def talks() -> list[Talk]:
    found: list[Talk] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        found += [Talk.model_validate(talk) for talk in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return found


def not_yet() -> set[str]:
    return set(FOLDER.joinpath("not_yet.txt").read_text(encoding="utf-8").splitlines())


def hold(assistant: Assistant, talk: Talk) -> Iterator[Heard]:
    key = f"test-of-talks-{talk.name}"
    for turn in talk.turns:
        inquiry = Inquiry(text=turn.say, region=talk.region, conversation_id=key)
        reading, answer = assistant.answer(inquiry)
        asks = any(block.kind is BlockKind.QUESTION for block in answer.blocks)
        yield Heard(turn, reading, assistant.memory.recall(key), answer.text, asks)


def faults(assistant: Assistant, heard: Heard) -> list[str]:
    """What is not as the turn wants it."""
    turn, entries = heard.turn, assistant.knowledge.entries
    card = entries[heard.now.card].codes if heard.now.card else ()
    known = [entries[name] for name in heard.now.situations[:1]]
    told = [match.entry for match in heard.reading.situations[:1]]
    situations = {code for entry in (*known, *told) if isinstance(entry, Situation) for code in entry.codes}
    followup = heard.reading.followup.entry.id if heard.reading.followup else None
    checks = {
        f"type {card}": not turn.type or bool(set(card) & set(turn.type)),
        f"verdict {heard.reading.verdict}": not turn.verdict or heard.reading.verdict in turn.verdict,
        f"situation {situations}": not turn.situation or bool(situations & set(turn.situation)),
        f"followup {followup}": not turn.followup or followup in turn.followup,
        f"asks {heard.asks}": turn.asks is None or heard.asks == turn.asks,
        **{f"lacks {word}": word in heard.text for word in turn.contains},
        **{f"says {word}": word not in heard.text for word in turn.lacks},
    }
    return [f"{turn.say}: {fault}" for fault, right in checks.items() if not right]


@pytest.mark.parametrize(
    "talk", [talk for talk in talks() if talk.name not in not_yet()], ids=lambda talk: talk.name
)
def test_every_turn_is_answered_as_it_should_be(real_assistant: Assistant, talk: Talk) -> None:
    assert [fault for heard in hold(real_assistant, talk) for fault in faults(real_assistant, heard)] == []


def test_of_the_talks_that_are_not_right_yet_most_turns_are(real_assistant: Assistant) -> None:
    wrong = [
        bool(faults(real_assistant, heard))
        for talk in talks()
        if talk.name in not_yet()
        for heard in hold(real_assistant, talk)
    ]
    assert 1 - sum(wrong) / len(wrong) >= RIGHT_TURNS


def test_every_name_among_the_not_yet_right_is_a_talk() -> None:
    assert not_yet() <= {talk.name for talk in talks()}
