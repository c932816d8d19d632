"""Scam types for a few words: what the matcher takes them for, and the cards that say the same words."""

import re
from dataclasses import dataclass

from app.channels.pages.article import Article, article_of
from app.channels.pages.look import Look
from app.conversation.assistant import Assistant
from app.conversation.plan import NAMED_FROM
from app.domain.entries import ScamType
from app.domain.reading import Inquiry
from app.text import Normaliser

MOST_MENTIONING = 12
"""How many cards are listed because they say the words; more would only be scrolled past."""
SAME_FROM = 4
"""Characters in a row that a card must share with the words; with fewer words, all of them."""
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought. Both lists may be empty, which never means that all is well."""

    likely: tuple[ScamType, ...]
    """What the matcher takes the words for, the likeliest first."""
    mentioning: tuple[ScamType, ...]
    """Other cards that say the words."""
    urgent: Article | None
    """What to do at once, where the words tell of danger: someone may type their need into any box."""


def search(words: str, assistant: Assistant, look: Look) -> Found:
    """Look for scam types; `words` may be a name, a keyword or a whole story."""
    reading, answer = assistant.answer(Inquiry(text=words, region=look.place))
    likely = tuple(match.entry for match in reading.scams if match.score >= NAMED_FROM)
    others = tuple(card for card in assistant.knowledge.scams if card not in likely)
    article = article_of(reading, answer, look.lang, receipt="")
    return Found(
        likely,
        _mentioning(words, others, assistant.matcher.normalise),
        article if article.urgent else None,
    )


def _mentioning(words: str, cards: tuple[ScamType, ...], normalise: Normaliser) -> tuple[ScamType, ...]:
    plain = _NO_WORD.sub("", normalise(words))
    size = min(SAME_FROM, len(plain))
    pieces = {plain[i : i + size] for i in range(len(plain) - size + 1)} - {""}
    shared = [(sum(piece in text for piece in pieces), card) for card, text in map(_shown, cards)]
    found = sorted((item for item in shared if item[0]), key=lambda item: -item[0])
    return tuple(card for _, card in found[:MOST_MENTIONING])


def _shown(card: ScamType) -> tuple[ScamType, str]:
    lines = (card.name, *card.aliases, card.summary, *card.how_it_works, *card.red_flags)
    return card, "\n".join(lines).lower()
