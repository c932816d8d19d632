"""A `Plan` → an `Answer`, in the words of `prompts/`.

Each block has a template of its name. It prints one sentence a line; a line that begins with `# ` is
the heading; nothing printed means no block.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.conversation.plan import Plan
from app.domain.answer import Answer, Block, BlockKind

REPLY_BYTES = 1900
"""What a WeChat text reply may have, in UTF-8."""
SUGGESTIONS_TEMPLATE = "suggestions.j2"
ENGLISH_TEMPLATE = "english.j2"
_SHORTENED = (
    BlockKind.TECHNIQUE,
    BlockKind.FOLLOWUP,
    BlockKind.REASONS,
    BlockKind.VERIFY,
    BlockKind.EMERGENCY,
)
"""Blocks that lose their last lines when a reply is too long, in this order."""
_KEPT_LINES = {BlockKind.EMERGENCY: 4, BlockKind.FOLLOWUP: 4, BlockKind.REASONS: 1, BlockKind.VERIFY: 1}
"""How many lines such a block keeps; a technique may go altogether."""


class ReplyWriter:
    """Renders answers from a folder of templates."""

    def __init__(self, prompts: Path, assistant_name: str) -> None:
        self._environment = Environment(  # noqa: S701  # plain text; each channel escapes for itself
            loader=FileSystemLoader(prompts),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # a change makes a new writer
        )
        self._environment.globals["assistant_name"] = assistant_name

    def write(self, plan: Plan) -> Answer:
        """Put a plan into words that fit every channel.

        Raises:
            jinja2.TemplateError: if a template is missing, has a fault, or names an unknown field.

        """
        blocks = [block for kind in BlockKind if (block := self._block(kind, plan))]
        short = shortened(blocks, REPLY_BYTES)
        return Answer(tuple(short), as_text(short), self._lines(SUGGESTIONS_TEMPLATE, plan))

    def write_english(self, plan: Plan) -> Answer:
        """The essentials in English, with the numbers of the region.

        Raises:
            jinja2.TemplateError: as in `write`.

        """
        essentials = _as_block(BlockKind.HEADLINE, self._lines(ENGLISH_TEMPLATE, plan))
        numbers = Block(BlockKind.HOTLINES, "", tuple(line.number for line in plan.hotlines))
        blocks = [block for block in (essentials, numbers) if block and block.lines]
        return Answer(tuple(blocks), as_text(blocks), ())

    def check(self) -> None:
        """Load every template.

        Raises:
            jinja2.TemplateError: if one is missing or has a fault.

        """
        for name in (*(f"{kind}.j2" for kind in BlockKind), SUGGESTIONS_TEMPLATE, ENGLISH_TEMPLATE):
            self._environment.get_template(name)

    def _block(self, kind: BlockKind, plan: Plan) -> Block | None:
        return _as_block(kind, self._lines(f"{kind}.j2", plan))

    def _lines(self, template: str, plan: Plan) -> tuple[str, ...]:
        rendered = self._environment.get_template(template).render(plan=plan)
        return tuple(line.strip() for line in rendered.splitlines() if line.strip())


def _as_block(kind: BlockKind, lines: tuple[str, ...]) -> Block | None:
    title = next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "")
    body = tuple(line for line in lines if not line.startswith("# "))
    return Block(kind, title, body) if body else None


def as_text(blocks: list[Block]) -> str:
    """The blocks as one plain text, a blank line between them."""
    return "\n\n".join(
        "\n".join((*((block.title,) if block.title else ()), *block.lines)) for block in blocks
    )


def shortened(blocks: list[Block], most_bytes: int) -> list[Block]:
    """Blocks without the last lines of those that can do without; what is left may still be too long."""
    for kind in _SHORTENED:
        while len(as_text(blocks).encode()) > most_bytes and _can_lose(blocks, kind):
            blocks = [_without_last_line(block) if block.kind is kind else block for block in blocks]
            blocks = [block for block in blocks if block.lines]
    return blocks


def _can_lose(blocks: list[Block], kind: BlockKind) -> bool:
    return any(block.kind is kind and len(block.lines) > _KEPT_LINES.get(kind, 0) for block in blocks)


def _without_last_line(block: Block) -> Block:
    return Block(block.kind, block.title, block.lines[:-1])
