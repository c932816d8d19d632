"""Whether a message goes on with a topic, and what both say together."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import MOST_REMEMBERED, NOTHING_YET, Candidate, Conversation
from app.domain.entries import LegitimateCase, ScamType
from app.domain.reading import Match
from app.knowledge.base import KnowledgeBase
from app.matching.ngrams import Floats
from app.matching.thread import (
    ANNOUNCED_FROM,
    FADING,
    HARMLESS_TOPIC_FROM,
    LEAST_WEIGHT,
    NEW_TOPIC_FROM,
    OUTWEIGHS,
    SURE_FROM,
    Thread,
    starts_anew,
    weighed,
    with_card_first,
)

Scams = tuple[Match[ScamType], ...]
NUMBERS = st.floats(-100, 100, width=32)


def vector(*values: float) -> Floats:
    return np.array(values, dtype=np.float32)


def found(knowledge: KnowledgeBase, **scores: float) -> Scams:
    """Scam types with these scores, the best first; `stock_group` stands for `stock-group`."""
    entries = {scam.id: scam for scam in knowledge.scams}
    best_first = sorted(scores.items(), key=lambda item: -item[1])
    return tuple(Match(entries[name.replace("_", "-")], score, name) for name, score in best_first)


def ids(matches: Sequence[Match[ScamType]]) -> list[str]:
    return [match.entry.id for match in matches]


def speaking_of(card: str | None, **scores: float) -> Conversation:
    candidates = tuple(Candidate(id=name.replace("_", "-"), score=score) for name, score in scores.items())
    return Conversation(card=card, candidates=candidates)


# The vector of a topic


@pytest.mark.parametrize(
    "so_far",
    [
        NOTHING_YET,
        Conversation(artifact="now"),
        Conversation(artifact="older", thread=(1.0, 0.0)),
        Conversation(artifact="now", thread=(1.0, 0.0, 0.0)),
        Conversation(artifact="now", thread=(1.0,)),
    ],
    ids=["nothing yet", "no message", "another artifact", "longer", "shorter"],
)
def test_there_is_nothing_to_go_on_with_unless_the_same_artifact_made_the_vectors(
    so_far: Conversation,
) -> None:
    assert Thread.of(so_far, "now", vector(0.0, 1.0)) is None


def test_earlier_messages_fade_against_the_next_one() -> None:
    thread = Thread.of(Conversation(artifact="now", thread=(1.0, 2.0)), "now", vector(0.5, -1.0))
    assert thread is not None
    np.testing.assert_allclose(thread.vector, [FADING + 0.5, 2 * FADING - 1], rtol=1e-6)
    assert 0 < FADING < 1


def test_the_vector_to_search_with_is_one_row_of_length_one() -> None:
    unit = Thread(vector(3.0, -4.0)).unit()
    np.testing.assert_allclose(unit, [[0.6, -0.8]], rtol=1e-6)
    assert unit.dtype == np.float32


def test_messages_without_any_known_word_make_a_vector_of_nothing() -> None:
    np.testing.assert_array_equal(Thread(vector(0.0, 0.0)).unit(), [[0.0, 0.0]])


@given(old=st.lists(NUMBERS, min_size=3, max_size=3), new=st.lists(NUMBERS, min_size=3, max_size=3))
def test_any_thread_has_length_one_or_none(old: list[float], new: list[float]) -> None:
    thread = Thread.of(Conversation(artifact="now", thread=tuple(old)), "now", vector(*new))
    assert thread is not None
    length = float(np.linalg.norm(thread.unit()))
    assert length == pytest.approx(1, rel=1e-4) or length == 0
    assert math.isfinite(length)


def test_a_message_weighs_the_more_the_surer_its_type(sample: KnowledgeBase) -> None:
    message = vector(1.0, -2.0)
    np.testing.assert_allclose(weighed(message, ()), LEAST_WEIGHT * message, rtol=1e-6)
    sure = weighed(message, found(sample, stock_group=0.9, fake_police=0.1))
    np.testing.assert_allclose(sure, (LEAST_WEIGHT + 0.9) * message, rtol=1e-6)
    assert sure.dtype == np.float32


# The card in hand


def test_a_card_that_is_held_stays_in_front_of_what_fits_a_little_better(sample: KnowledgeBase) -> None:
    so_far = speaking_of("stock-group", stock_group=0.8, fake_police=0.1)
    together = found(sample, fake_police=0.5, courier_refund=0.3, stock_group=0.2)
    kept = with_card_first(so_far, found(sample, fake_police=0.3), together)
    assert [(match.entry.id, match.score) for match in kept] == [
        ("stock-group", 0.8), ("fake-police", 0.5), ("courier-refund", 0.3),
    ]  # fmt: skip
    assert kept[0].evidence == "stock_group"


def test_a_card_that_fits_better_now_has_its_better_score(sample: KnowledgeBase) -> None:
    so_far = speaking_of("stock-group", stock_group=0.7)
    assert with_card_first(so_far, (), found(sample, stock_group=0.9))[0].score == 0.9


@pytest.mark.parametrize(
    "so_far",
    [
        NOTHING_YET,
        speaking_of(None, stock_group=0.9),
        speaking_of("stock-group"),
        speaking_of("bank-code", stock_group=0.9),
        speaking_of("stock-group", stock_group=SURE_FROM - 0.01),
        speaking_of("gone-from-the-knowledge", **{"gone_from_the_knowledge": 0.9}),
    ],
    ids=["nothing yet", "no card", "no candidate", "a look-alike", "not sure", "gone"],
)
def test_without_a_card_held_for_sure_the_best_of_the_thread_comes_first(
    sample: KnowledgeBase, so_far: Conversation
) -> None:
    together = found(sample, fake_police=0.5, stock_group=0.2)
    assert with_card_first(so_far, (), together) == together


@pytest.mark.parametrize(
    ("held", "said", "together", "first"),
    [
        (SURE_FROM, 0.0, 0.5, "stock-group"),
        (0.4, OUTWEIGHS - 0.01, 0.5, "stock-group"),
        (0.4, OUTWEIGHS, 0.5, "fake-police"),
        (0.5, 1.0, 0.5, "fake-police"),
        (0.51, 1.0, 0.5, "stock-group"),
    ],
)
def test_a_card_is_given_up_for_one_that_the_message_and_the_thread_both_name(
    sample: KnowledgeBase, held: float, said: float, together: float, first: str
) -> None:
    so_far, alone = speaking_of("stock-group", stock_group=held), found(sample, fake_police=said)
    both = found(sample, fake_police=together, stock_group=0.2)
    assert ids(with_card_first(so_far, alone, both))[0] == first


def test_a_card_is_kept_where_message_and_thread_name_different_ones(sample: KnowledgeBase) -> None:
    so_far, together = (
        speaking_of("stock-group", stock_group=0.4),
        found(sample, fake_police=0.9, stock_group=0.2),
    )
    assert ids(with_card_first(so_far, found(sample, courier_refund=1.0), together))[0] == "stock-group"


@given(held=st.floats(0, 1), said=st.floats(0, 1), scores=st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_no_type_is_lost_or_doubled_by_putting_the_card_first(
    sample: KnowledgeBase, held: float, said: float, scores: list[float]
) -> None:
    together = found(
        sample, **dict(zip(("stock_group", "fake_police", "courier_refund"), scores, strict=True))
    )
    kept = with_card_first(
        speaking_of("stock-group", stock_group=held), found(sample, fake_police=said), together
    )
    assert sorted(ids(kept)) == sorted(ids(together))
    assert [match for match in kept[1:] if match in together] == list(kept[1:])


# Another topic


def look_alike(sample: KnowledgeBase, score: float) -> tuple[Match[LegitimateCase], ...]:
    return (Match(sample.legitimate[0], score, ""),)


@pytest.mark.parametrize(
    ("score", "another", "anew"),
    [
        (NEW_TOPIC_FROM, False, True),
        (NEW_TOPIC_FROM - 0.01, False, False),
        (ANNOUNCED_FROM, True, True),
        (ANNOUNCED_FROM - 0.01, True, False),
    ],
)
def test_an_alarm_that_clearly_fits_another_card_starts_anew(
    sample: KnowledgeBase, score: float, *, another: bool, anew: bool
) -> None:
    so_far, scams = speaking_of("stock-group", stock_group=0.9), found(sample, fake_police=score)
    assert starts_anew(so_far, scams, (), alarming=True, another=another) == anew


@pytest.mark.parametrize(
    ("score", "another", "anew"),
    [
        (HARMLESS_TOPIC_FROM, False, True),
        (HARMLESS_TOPIC_FROM - 0.01, False, False),
        (ANNOUNCED_FROM, True, True),
        (ANNOUNCED_FROM - 0.01, True, False),
    ],
)
def test_a_look_alike_must_fit_more_clearly_to_start_anew(
    sample: KnowledgeBase, score: float, *, another: bool, anew: bool
) -> None:
    so_far, legitimate = speaking_of("stock-group", stock_group=0.9), look_alike(sample, score)
    assert starts_anew(so_far, (), legitimate, alarming=False, another=another) == anew
    assert ANNOUNCED_FROM < NEW_TOPIC_FROM < HARMLESS_TOPIC_FROM


def test_what_is_announced_as_something_else_needs_less(sample: KnowledgeBase) -> None:
    scams = found(sample, fake_police=(ANNOUNCED_FROM + NEW_TOPIC_FROM) / 2)
    answers = [
        starts_anew(speaking_of("stock-group"), scams, (), alarming=True, another=another)
        for another in (True, False)
    ]
    assert answers == [True, False]


def test_an_alarm_goes_by_scams_and_calm_by_look_alikes(sample: KnowledgeBase) -> None:
    so_far, scams, legitimate = (
        speaking_of("stock-group"),
        found(sample, fake_police=1.0),
        look_alike(sample, 1.0),
    )
    assert not starts_anew(so_far, scams, (), alarming=False, another=False)
    assert not starts_anew(so_far, (), legitimate, alarming=True, another=False)


@pytest.mark.parametrize("name", ["stock_group", "fake_police"])
def test_the_card_in_hand_and_its_neighbours_are_no_new_topic(sample: KnowledgeBase, name: str) -> None:
    so_far = speaking_of("stock-group", fake_police=0.1)
    assert not starts_anew(so_far, found(sample, **{name: 1.0}), (), alarming=True, another=False)


def test_a_candidate_further_down_is_a_new_topic(sample: KnowledgeBase) -> None:
    others = tuple(Candidate(id=f"other-{i}", score=0.5) for i in range(MOST_REMEMBERED))
    last = Candidate(id="fake-police", score=0.1)
    scams = found(sample, fake_police=1.0)
    within, beyond = (
        Conversation(card="stock-group", candidates=candidates)
        for candidates in ((*others[1:], last), (*others, last))
    )
    assert not starts_anew(within, scams, (), alarming=True, another=False)
    assert starts_anew(beyond, scams, (), alarming=True, another=False)


def test_without_a_card_there_is_no_topic_to_leave(sample: KnowledgeBase) -> None:
    assert not starts_anew(NOTHING_YET, found(sample, fake_police=1.0), (), alarming=True, another=True)


def test_a_message_that_fits_nothing_does_not_start_anew() -> None:
    assert not starts_anew(speaking_of("stock-group"), (), (), alarming=True, another=True)
    assert not starts_anew(speaking_of("stock-group"), (), (), alarming=False, another=True)
