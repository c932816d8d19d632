"""The same first words are answered the same, and no word of them is kept."""

from dataclasses import replace
from unittest.mock import Mock

import pytest

from app.conversation.assistant import Assistant
from app.conversation.memory import ProcessMemory
from app.conversation.repeats import MOST, Repeats, Turn
from app.conversation.reply import ReplyWriter
from app.domain.conversation import NOTHING_YET
from app.domain.hotlines import Region
from app.domain.reading import Inquiry
from app.knowledge.base import KnowledgeBase
from app.matching.artifact import Artifact
from app.matching.matcher import Matcher
from app.settings import Settings

TEXT = "快递丢了要赔我三倍"


@pytest.fixture
def matcher(sample: KnowledgeBase, sample_artifact: Artifact) -> Mock:
    real = Matcher(sample, sample_artifact)
    return Mock(wraps=real, spec=Matcher)


@pytest.fixture
def assistant(sample: KnowledgeBase, matcher: Mock) -> Assistant:
    writer = ReplyWriter(Settings().prompts_dir, "助手")
    return Assistant.of(sample, matcher, writer, ProcessMemory(), Region.MAINLAND)


def test_the_same_first_message_is_read_once_and_answered_the_same(
    assistant: Assistant, matcher: Mock
) -> None:
    first = assistant.answer(Inquiry(TEXT, conversation_id="one"))
    again = assistant.answer(Inquiry(TEXT, conversation_id="two"))
    assert first == again
    assert matcher.read.call_count == 1
    assert assistant.repeats.counts == {False: 1, True: 1}


def test_each_of_them_starts_a_conversation_of_its_own(assistant: Assistant) -> None:
    assistant.answer(Inquiry(TEXT, conversation_id="one"))
    assistant.answer(Inquiry(TEXT, conversation_id="two"))
    assistant.answer(Inquiry("刚转了五万", conversation_id="two"))
    assert assistant.memory.recall("one").situations == ()
    assert assistant.memory.recall("two").situations == ("just-paid",)


def test_within_a_conversation_the_same_words_are_read_anew(assistant: Assistant, matcher: Mock) -> None:
    for _ in range(3):
        assistant.answer(Inquiry(TEXT, conversation_id="one"))
    assert matcher.read.call_count == 3


def test_another_region_gets_its_own_answer(assistant: Assistant, matcher: Mock) -> None:
    assistant.answer(Inquiry(TEXT, region=Region.MAINLAND))
    assistant.answer(Inquiry(TEXT, region=Region.TAIWAN))
    assistant.answer(Inquiry(TEXT))
    assert matcher.read.call_count == 3


def test_newer_knowledge_starts_with_nothing_kept(assistant: Assistant) -> None:
    assistant.answer(Inquiry(TEXT))
    newer = Assistant.of(
        assistant.knowledge, assistant.matcher, assistant.writer, assistant.memory, assistant.region
    )
    assert newer.repeats.find(Inquiry(TEXT)) is None
    assert assistant.repeats.find(Inquiry(TEXT)) is not None


def test_half_a_surrogate_pair_is_no_trouble(assistant: Assistant) -> None:
    assert assistant.answer(Inquiry("\ud83d")) == assistant.answer(Inquiry("\ud83d"))


def test_of_the_words_only_a_digest_is_kept(assistant: Assistant) -> None:
    assistant.answer(Inquiry("标记句 快递丢了要赔我三倍 标记句"))
    assert "标记句" not in repr(assistant.repeats)


def test_only_so_many_are_kept(assistant: Assistant) -> None:
    reading, answer = assistant.answer(Inquiry(TEXT))
    repeats, turn = Repeats(), Turn(reading, NOTHING_YET, answer)
    for number in range(MOST + 1):
        repeats.keep(Inquiry(str(number)), replace(turn))
    assert repeats.find(Inquiry("0")) is None
    assert repeats.find(Inquiry(str(MOST))) is not None
