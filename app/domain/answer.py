"""What we say, in parts that every channel can lay out its own way."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """Parts of an answer, in the order in which they are said."""

    EMERGENCY = "emergency"
    HEADLINE = "headline"
    FOLLOWUP = "followup"
    REASONS = "reasons"
    ADVICE = "advice"
    TECHNIQUE = "technique"
    VERIFY = "verify"
    QUESTION = "question"
    HOTLINES = "hotlines"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (may be empty) and plain sentences under it."""

    kind: BlockKind
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The blocks, the same as one plain text, and what the citizen may tap next."""

    blocks: tuple[Block, ...]
    text: str
    suggestions: tuple[str, ...]
