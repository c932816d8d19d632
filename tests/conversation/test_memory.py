"""Where conversations are kept in this process: how long, and how many."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.conversation.memory import KEPT_SECONDS, MOST_CONVERSATIONS, ProcessMemory
from app.domain.conversation import NOTHING_YET, Conversation, Told
from tests.conversation.remembered import FULL


def test_a_conversation_is_kept_for_half_an_hour() -> None:
    assert KEPT_SECONDS == 1800
    assert MOST_CONVERSATIONS == 20_000


def test_nothing_of_what_is_kept_can_be_the_words_of_a_citizen() -> None:
    """Every text field is an id, a fixed word, or a figure for reading out; there is none for messages."""
    texts = {name for name, field in Conversation.model_fields.items() if field.annotation is str}
    assert texts == {"artifact"}
    assert set(Told.model_fields) == {"amounts", "times", "ways"}


@pytest.fixture
def in_process() -> ProcessMemory:
    return ProcessMemory()


@pytest.mark.parametrize("unknown", ["nobody", "", "🙏", "{{ id }}", "x" * 4000, "\ud83d"])
def test_of_an_unknown_conversation_nothing_is_known(in_process: ProcessMemory, unknown: str) -> None:
    in_process.keep("somebody", FULL)
    assert in_process.recall(unknown) == NOTHING_YET


def test_what_was_kept_last_is_recalled_for_its_own_id_only(in_process: ProcessMemory) -> None:
    other = Conversation(card="stock-group")
    in_process.keep("a", NOTHING_YET)
    in_process.keep("b", other)
    in_process.keep("a", FULL)
    assert (in_process.recall("a"), in_process.recall("b")) == (FULL, other)


def test_a_conversation_is_forgotten_when_its_time_is_up() -> None:
    memory = ProcessMemory(seconds=0.05)
    memory.keep("a", FULL)
    assert memory.recall("a") == FULL
    time.sleep(0.06)
    assert memory.recall("a") == NOTHING_YET


def test_every_message_starts_the_time_anew_and_reading_alone_does_not() -> None:
    memory = ProcessMemory(seconds=0.4)
    memory.keep("spoken", FULL)
    memory.keep("only read", FULL)
    time.sleep(0.25)
    memory.keep("spoken", FULL)
    memory.recall("only read")
    time.sleep(0.25)
    assert (memory.recall("spoken"), memory.recall("only read")) == (FULL, NOTHING_YET)


def test_when_there_are_too_many_the_oldest_goes_first() -> None:
    memory = ProcessMemory(most=3)
    for name in "abcd":
        memory.keep(name, FULL)
    assert [memory.recall(name) == FULL for name in "abcd"] == [False, True, True, True]


def test_many_threads_at_once_lose_and_mix_nothing() -> None:
    memory = ProcessMemory(most=64)

    def talk(name: str) -> bool:
        for turn in range(300):
            memory.keep(name, Conversation(card=name, questions_in_a_row=turn))
            found = memory.recall(name)
            if (found.card, found.questions_in_a_row) != (name, turn):
                return False
        return True

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(talk, [f"person-{i}" for i in range(32)]))


def test_many_threads_beyond_the_limit_break_nothing() -> None:
    memory = ProcessMemory(seconds=0.01, most=4)

    def talk(number: int) -> set[Conversation]:
        found = set()
        for turn in range(200):
            memory.keep(f"{number}-{turn % 7}", FULL)
            found.add(memory.recall(f"{number + 1}-{turn % 7}"))
        return found

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert set().union(*pool.map(talk, range(16))) <= {FULL, NOTHING_YET}
