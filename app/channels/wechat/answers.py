"""An `Answer` as a WeChat text: short enough, urgent lines first, with what can be tapped."""

from dataclasses import dataclass

from app.channels.wechat.words import WeChatWords
from app.conversation.plan import NAMED_FROM
from app.conversation.reply import as_text, shortened
from app.domain.answer import Answer, Block, BlockKind
from app.domain.entries import ScamType, Verdict
from app.domain.reading import Reading
from app.text import cut_bytes

URGENT_BYTES = 300
"""The first lines of an emergency stand within so many: what a phone shows without scrolling."""
_PLAIN = str.maketrans({"<": "＜", ">": "＞"})
"""So that nothing but our own links is one."""
_IN_LINK = str.maketrans({"<": "＜", ">": "＞", '"': "＂", "&": "＆", "#": "＃", "%": "％", "+": "＋"})


@dataclass(frozen=True, slots=True)
class Layout:
    """What an account can show."""

    most_bytes: int
    taps: bool
    """Whether `weixin://bizmsgmenu` links send their text when tapped."""


OFFICIAL = Layout(most_bytes=1900, taps=True)
WECOM = Layout(most_bytes=1900, taps=False)
BOT = Layout(most_bytes=20_000, taps=False)


def lay_out(answer: Answer, words: WeChatWords, layout: Layout, page: str | None = None) -> str:
    """The text of a reply; `page` is the address of the scam's page.

    Suggestions go before a line of the emergency steps does.
    """
    blocks = [_plain(block) for block in answer.blocks]
    for count in range(len(answer.suggestions), -1, -1):
        tail = _tail(words, layout, page, answer.suggestions[:count])
        room = layout.most_bytes - len(tail.encode())
        short = shortened(blocks, room)
        text = as_text(short)
        if len(text.encode()) <= room and (not count or _emergency(short) == _emergency(blocks)):
            return text + tail
    return cut_bytes(text, room) + tail


def welcome(words: WeChatWords, layout: Layout) -> str:
    """What a new follower reads."""
    examples = _taps(words.examples_title, words.examples, layout)
    return cut_bytes("\n".join(words.welcome) + examples, layout.most_bytes)


def card_in(reading: Reading) -> ScamType | None:
    """The scam type an answer names, by the rule of `app.conversation.plan`."""
    alone = reading.situation is not None and reading.situation.entry.alone
    speaks_of_scams = reading.verdict.is_alarm or reading.verdict is Verdict.INFORMATION
    if alone or reading.followup or not speaks_of_scams or not reading.scams:
        return None
    return reading.scams[0].entry if reading.scams[0].score >= NAMED_FROM else None


def _plain(block: Block) -> Block:
    lines = tuple(line.translate(_PLAIN) for line in block.lines)
    return Block(block.kind, block.title.translate(_PLAIN), lines)


def _emergency(blocks: list[Block]) -> tuple[str, ...]:
    return next((block.lines for block in blocks if block.kind is BlockKind.EMERGENCY), ())


def _tail(words: WeChatWords, layout: Layout, page: str | None, suggestions: tuple[str, ...]) -> str:
    link = f'\n\n<a href="{page}">{words.card_link.translate(_PLAIN)}</a>' if page else ""
    return link + _taps(words.suggestions_title, suggestions, layout)


def _taps(title: str, texts: tuple[str, ...], layout: Layout) -> str:
    if not texts:
        return ""
    return "\n\n" + "\n".join((title.translate(_PLAIN), *(_tap(text, layout) for text in texts)))


def _tap(text: str, layout: Layout) -> str:
    shown = text.translate(_IN_LINK)
    if not layout.taps:
        return f"· {shown}"
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={shown}&msgmenuid=1">{shown}</a>'
