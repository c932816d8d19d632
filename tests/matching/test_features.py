"""What the heads see of a text must be the same when they learn and when they are asked."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.knowledge.base import KnowledgeBase
from app.matching.events import EventReader
from app.matching.features import ENDING_WEIGHT, ENDINGS, EVENT_WEIGHT, MIN_SENTENCES, Features
from app.matching.ngrams import Floats, Integers, NgramVocabulary

TEXTS = (
    "他叫我转0块我就转了",
    "我转了0块给他",
    "我付了0块",
    "他让我转0万我没转",
    "我妈转了0万",
    "验证码我念了",
    "我把密码念给他了",
    "你好呀",
    "你好吗",
    "你好",
    "今天天气好",
    "天气热",
    "天气冷",
)
LONG = "开头说的是天气" + "好" * 60 + "我转了0块给他"
ODD = ("", " ", "🙏🙏", "{{ x }}", "\u202eשלום", "\ud83d", "0")


@pytest.fixture(scope="module")
def reader(sample: KnowledgeBase) -> EventReader:
    return EventReader(sample.events)


@pytest.fixture(scope="module")
def features(reader: EventReader) -> Features:
    return learn(reader, *TEXTS)[0]


def learn(reader: EventReader, *texts: str) -> tuple[Features, Floats]:
    """Features learned from these texts, and what was learned from, shape (texts, features)."""
    vocabulary, matrix = NgramVocabulary.learn(texts)
    features, everything = Features.learn(texts, vocabulary, matrix, reader)
    return features, everything.toarray()


def events_from(features: Features) -> int:
    """Position of the first event token."""
    return (1 + len(ENDINGS)) * len(features.vocabulary)


def width(features: Features) -> int:
    return events_from(features) + len(features.event_tokens)


def weights_of(features: Features, text: str) -> tuple[Integers, Floats]:
    return features.weights(text, features.reader.read(text))


def row(features: Features, text: str) -> Floats:
    """The features of a text as one row, shape (features,)."""
    positions, weights = weights_of(features, text)
    full = np.zeros(width(features), dtype=np.float32)
    full[positions] = weights
    return full


def test_every_text_is_seen_as_it_was_learned_from(reader: EventReader) -> None:
    features, everything = learn(reader, *TEXTS, LONG)
    assert everything.shape == (len(TEXTS) + 1, width(features))
    for text, learned in zip((*TEXTS, LONG), everything, strict=True):
        np.testing.assert_allclose(row(features, text), learned, rtol=1e-5, atol=1e-6)


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(
        st.text(st.sampled_from("我他妈让转付了没0块验证码念,。🙏{ "), max_size=50), min_size=1, max_size=6
    )
)
def test_any_text_is_seen_as_it_was_learned_from(reader: EventReader, texts: list[str]) -> None:
    features, everything = learn(reader, *TEXTS, *texts)
    for text, learned in zip((*TEXTS, *texts), everything, strict=True):
        np.testing.assert_allclose(row(features, text), learned, rtol=1e-5, atol=1e-6)


def test_an_event_token_is_learned_from_some_sentences_on(reader: EventReader) -> None:
    assert MIN_SENTENCES == 3
    features, _ = learn(reader, *["我转了0块"] * 3, *["验证码我念了"] * 2)
    assert "paid:done:self" in features.event_tokens
    assert [name for name in features.event_tokens if name.startswith("told")] == []


def test_one_sentence_with_many_events_is_one_sentence(reader: EventReader) -> None:
    features, _ = learn(reader, "我转了0块,我转了0块,我转了0块", "你好", "你好")
    assert features.event_tokens == ()


@pytest.mark.parametrize(
    ("text", "times"), [("我转了0块", 1), ("我转了0块,我又转了0块", 2), ("我转了0块,我付了0块,我转了0块", 3)]
)
def test_an_event_weighs_a_little_and_more_where_it_is_told_again(
    features: Features, text: str, times: int
) -> None:
    seen = row(features, text)
    token = events_from(features) + features.event_tokens.index("paid:done:self")
    assert seen[token] == pytest.approx(EVENT_WEIGHT * (1 + log(times)), rel=1e-5)


def test_an_event_nobody_learned_from_is_passed_over(reader: EventReader) -> None:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    features = Features(vocabulary, reader, ("paid:done:self",))
    positions, _ = weights_of(features, "我没把钱转过去,我爸念了密码")
    assert positions.max() < events_from(features)


@pytest.mark.parametrize(("block", "length"), list(enumerate(ENDINGS, start=1)))
def test_each_ending_is_seen_once_more_and_lighter(features: Features, block: int, length: int) -> None:
    size = len(features.vocabulary)
    seen = row(features, LONG)
    whole, ending = seen[:size], seen[block * size : (block + 1) * size]
    np.testing.assert_allclose(ending, ENDING_WEIGHT * row(features, LONG[-length:])[:size], rtol=1e-5)
    assert float(np.linalg.norm(whole)) == pytest.approx(1, rel=1e-5)
    assert float(np.linalg.norm(ending)) == pytest.approx(ENDING_WEIGHT, rel=1e-5)
    weather = features.vocabulary.position["天"]
    assert whole[weather] > 0 == ending[weather]


@pytest.mark.parametrize("text", ["我转了0块", "转" * min(ENDINGS)])
def test_a_short_text_is_its_own_ending(features: Features, text: str) -> None:
    size = len(features.vocabulary)
    whole, *endings = np.split(row(features, text)[: events_from(features)], 1 + len(ENDINGS))
    assert len(whole) == size
    for ending in endings:
        np.testing.assert_allclose(ending, ENDING_WEIGHT * whole, rtol=1e-5)


def test_what_happened_at_the_end_is_told_from_what_happened_at_the_beginning(features: Features) -> None:
    filler = "好" * 60
    first, last = row(features, f"我转了0块{filler}"), row(features, f"{filler}我转了0块")
    size = len(features.vocabulary)
    paid = features.vocabulary.position["转了"]
    assert first[paid] == pytest.approx(last[paid], rel=1e-5)
    assert first[size + paid] == 0 < last[size + paid]


@pytest.mark.parametrize("text", ["🙏🙏", "", "שלום", "{{ }}", "\ud83d"])
def test_a_text_without_anything_known_has_no_features(features: Features, text: str) -> None:
    positions, weights = weights_of(features, text)
    assert (len(positions), len(weights)) == (0, 0)
    assert positions.dtype == np.int64
    assert weights.dtype == np.float32


@settings(deadline=None, max_examples=80)
@given(
    text=st.text(max_size=120)
    | st.text(st.sampled_from(sorted(set("".join(TEXTS)))), max_size=200)
    | st.sampled_from(ODD)
)
def test_positions_are_known_and_stand_once_with_finite_weights(features: Features, text: str) -> None:
    positions, weights = weights_of(features, text)
    assert len(positions) == len(set(positions.tolist())) == len(weights)
    assert all(0 <= position < width(features) for position in positions.tolist())
    assert np.isfinite(weights).all()
    assert (weights > 0).all()


def test_4000_characters_have_features_of_the_same_length(features: Features) -> None:
    size = len(features.vocabulary)
    seen = row(features, ("我转了0块,你好呀。" * 500)[:4000])
    assert float(np.linalg.norm(seen[:size])) == pytest.approx(1, rel=1e-4)
