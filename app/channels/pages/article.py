"""An answer as a page lays it out: the emergency first, bullets as lists, numbers ready to dial."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from app.channels.pages.look import Lang
from app.domain.answer import Answer, Block, BlockKind
from app.domain.reading import Reading

BULLET = "· "
_CALL = re.compile(r"(\d{3,6})(?:[：:]\s*(.*))?")
_HAN = re.compile("[一-鿿]")
REFUSALS = 3
"""不听、不信、不转账."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring lines of one kind."""

    bullets: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the answer."""

    kind: BlockKind
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A number to tap, and what it is for."""

    number: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Article:
    """An answer, ready for the template."""

    lang: Lang
    """Of the answer, for screen readers; the page around it may be in another one."""
    urgent: bool
    """Whether something must be done at once."""
    alone: bool
    """Whether the urgent part speaks to somebody in despair: calm, not an alarm."""
    parts: tuple[Part, ...]
    calls: tuple[Call, ...]
    suggestions: tuple[str, ...]
    text: str
    card: str
    """What can be forwarded to the family; empty where nothing was recognised. No word of the citizen's."""
    scam: str | None
    """Id of the scam type the answer names first."""
    receipt: str
    """Comes back with the reader's opinion of the answer."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Of the calls."""
        return tuple(call.number for call in self.calls)


def article_of(reading: Reading, answer: Answer, lang: Lang, receipt: str) -> Article:
    """Lay out an answer that is written in `lang`."""
    blocks = _emergency_first(answer.blocks, reading)
    return Article(
        lang=lang,
        urgent=any(block.kind is BlockKind.EMERGENCY for block in blocks),
        alone=reading.situation is not None and reading.situation.entry.alone,
        parts=tuple(
            _part(block) for block in blocks if block.kind is not BlockKind.HOTLINES or _prose(block)
        ),
        calls=tuple(_calls(blocks)),
        suggestions=answer.suggestions,
        text=answer.text,
        card=_card(answer.blocks),
        scam=reading.scams[0].entry.id if reading.scams and reading.verdict.is_alarm else None,
        receipt=receipt,
    )


def _emergency_first(blocks: tuple[Block, ...], reading: Reading) -> tuple[Block, ...]:
    """The blocks; essentials in English count as the emergency when something must be done at once."""
    urgent = reading.situation is not None and reading.situation.entry.is_urgent
    if not urgent or not blocks or any(block.kind is BlockKind.EMERGENCY for block in blocks):
        return blocks
    if _HAN.search(blocks[0].title + "".join(blocks[0].lines)):
        return blocks
    return (Block(BlockKind.EMERGENCY, blocks[0].title, blocks[0].lines), *blocks[1:])


def _part(block: Block) -> Part:
    grouped = groupby(block.lines, key=lambda line: line.startswith(BULLET))
    groups = (
        Group(bullets, tuple(line.removeprefix(BULLET) for line in lines)) for bullets, lines in grouped
    )
    return Part(block.kind, block.title, tuple(groups))


def _calls(blocks: Iterable[Block]) -> Iterable[Call]:
    for block in blocks:
        if block.kind is BlockKind.HOTLINES:
            for line in block.lines:
                if found := _CALL.fullmatch(line):
                    yield Call(found.group(1), found.group(2) or "")


def _prose(block: Block) -> bool:
    """Whether the hotlines are told in words, because there is no number to give."""
    return not any(_CALL.fullmatch(line) for line in block.lines)


def _card(blocks: tuple[Block, ...]) -> str:
    kinds = {block.kind for block in blocks}
    if not kinds >= {BlockKind.HEADLINE, BlockKind.ADVICE}:
        return ""
    lines = (line for block in blocks for line in _forwarded(block))
    return "\n".join(line for line in lines if line)


def _forwarded(block: Block) -> tuple[str, ...]:
    match block.kind:
        case BlockKind.HEADLINE:
            return (block.title, *block.lines)
        case BlockKind.ADVICE:
            return block.lines[-REFUSALS:]  # what stands before them speaks to this reader only
        case BlockKind.HOTLINES:
            return block.lines
        case _:
            return ()  # may repeat an amount or a time that the citizen told
