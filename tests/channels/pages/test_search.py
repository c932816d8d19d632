"""The search over the real knowledge: what people will type into it."""

import pytest

from app.channels.pages.look import Look
from app.channels.pages.search import MOST_MENTIONING, Found, search
from app.conversation.assistant import Assistant
from app.domain.answer import BlockKind


def ids(found: Found) -> list[str]:
    return [card.id for card in (*found.likely, *found.mentioning)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("有人让我共享屏幕", "million-protection-expiry"),
        ("有人讓我共享螢幕", "million-protection-expiry"),
        ("百万保障", "million-protection-expiry"),
        ("杀猪盘", "pig-butchering"),
        ("AB貸", "ab-loan-guarantor"),
        ("ab贷！！", "ab-loan-guarantor"),
    ],
)
def test_names_keywords_and_stories_find_their_card(
    real_assistant: Assistant, words: str, expected: str
) -> None:
    assert expected in ids(search(words, real_assistant, Look()))


@pytest.mark.parametrize("words", ["😀😀", "红烧肉怎么做", "。。。！！", "\u202e\u202c", "_" * 4000])
def test_what_resembles_nothing_finds_nothing(real_assistant: Assistant, words: str) -> None:
    assert search(words, real_assistant, Look()) == Found((), (), None)


def test_no_card_is_listed_twice_and_the_list_ends(real_assistant: Assistant) -> None:
    found = search("转账", real_assistant, Look())
    assert len(found.mentioning) == MOST_MENTIONING
    assert len(set(ids(found))) == len(ids(found))


def test_a_need_is_heard_and_an_idle_search_is_not_taken_for_one(real_assistant: Assistant) -> None:
    urgent = search("我刚转了五万给骗子", real_assistant, Look()).urgent
    assert urgent is not None
    assert urgent.parts[0].kind is BlockKind.EMERGENCY
    assert "110" in urgent.numbers
    assert search("刷单返利", real_assistant, Look()).urgent is None
