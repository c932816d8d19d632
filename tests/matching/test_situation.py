"""Which situations are spoken of, for probabilities made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entries import Situation
from app.knowledge.base import KnowledgeBase
from app.matching.calibration import Softmax
from app.matching.material import NONE
from app.matching.situation import (
    ALSO_FROM,
    FEELING_FROM,
    HASTE,
    USUAL_HASTE,
    WITHOUT_EVIDENCE,
    SituationReader,
)

MONEY = "money-gone"
PLACES: dict[str, tuple[int, str | None]] = {
    "accomplice": (7, None),
    "asking": (13, NONE),
    "code-given": (4, None),
    "despair": (1, None),
    "hesitating": (11, NONE),
    "on-the-line": (2, None),
    "paid-long-ago": (6, MONEY),
    "paid-today": (3, MONEY),
    "warned": (9, None),
}
"""Priority and group of each situation."""
KINDS = ("accomplice", "code-given", "despair", MONEY, "on-the-line", "warned")
CHANCES = st.fixed_dictionaries({kind: st.floats(0.001, 1) for kind in (*KINDS, NONE)})


@pytest.fixture(scope="module")
def knowledge(sample: KnowledgeBase) -> KnowledgeBase:
    card = sample.situations[0]
    return replace(
        sample,
        situations=tuple(
            card.model_copy(update={"id": name, "priority": priority, "group": group})
            for name, (priority, group) in PLACES.items()
        ),
    )


def situation_of(knowledge: KnowledgeBase, name: str) -> Situation:
    return next(entry for entry in knowledge.situations if entry.id == name)


def probabilities(chances: Mapping[str, float]) -> Softmax:
    """Gives these probabilities, whatever the scores; what is left goes to `none`."""
    full = {NONE: 1 - sum(chances.values()), **chances}
    return Softmax(
        heads=(),
        classes=tuple(full),
        weights=tuple(() for _ in full),
        bias=tuple(log(max(chance, 1e-12)) for chance in full.values()),
    )


def read(
    knowledge: KnowledgeBase, chances: Mapping[str, float], scores: Mapping[str, float] | None = None
) -> list[tuple[str, float]]:
    """The situations told, with their scores to three digits."""
    told = SituationReader(knowledge, probabilities(chances)).read(scores or {})
    return [(match.entry.id, round(match.score, 3)) for match in told]


def names(knowledge: KnowledgeBase, chances: Mapping[str, float], **scores: float) -> list[str]:
    return [
        name
        for name, _ in read(
            knowledge, chances, {name.replace("_", "-"): score for name, score in scores.items()}
        )
    ]


def test_a_situation_that_is_likely_is_told_with_its_probability(knowledge: KnowledgeBase) -> None:
    assert read(knowledge, {"code-given": 0.8}) == [("code-given", 0.8)]


def test_where_none_is_likelier_nothing_is_told(knowledge: KnowledgeBase) -> None:
    assert read(knowledge, {"warned": 0.3, "accomplice": 0.1}) == []


def haste_of(kind: str) -> float:
    """Of the most urgent situation of a kind."""
    priority = min(PLACES[name][0] for name in PLACES if kind in (name, PLACES[name][1]))
    return HASTE.get(priority, USUAL_HASTE) if priority <= 6 else 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_the_more_haste_the_less_certainty_is_needed(knowledge: KnowledgeBase, kind: str) -> None:
    """Told from the probability at which missing it is as bad as speaking in vain."""
    edge = 1 / (1 + haste_of(kind))
    assert [name for name, _ in read(knowledge, {kind: edge + 0.001})] != []
    assert read(knowledge, {kind: edge - 0.001}) == []


def test_it_is_worse_to_miss_what_must_be_done_at_once() -> None:
    assert all(haste > 1 for haste in (*HASTE.values(), USUAL_HASTE))
    assert haste_of("warned") == haste_of("accomplice") == 1.0
    assert haste_of(MONEY) == HASTE[3]


def test_the_more_urgent_one_comes_first_though_another_is_likelier(knowledge: KnowledgeBase) -> None:
    share = 0.8 / (haste_of("on-the-line") + 1)
    less, more = share * 1.02, share * haste_of("on-the-line")
    assert names(knowledge, {"on-the-line": less, "warned": more})[:1] == ["on-the-line"]
    assert names(knowledge, {"on-the-line": share * 0.98, "warned": more})[:1] == ["warned"]


@pytest.mark.parametrize(
    ("told", "weight"),
    [((), WITHOUT_EVIDENCE), (("told",), WITHOUT_EVIDENCE), (("despair",), 1.0), (("lost", "paid"), 1.0)],
)
def test_a_situation_weighs_less_where_the_event_that_goes_with_it_is_not_told(
    knowledge: KnowledgeBase, told: tuple[str, ...], weight: float
) -> None:
    despair: Situation = situation_of(knowledge, "despair").model_copy(
        update={"evidence": ("despair", "lost")}
    )
    others = tuple(entry for entry in knowledge.situations if entry.id != "despair")
    proved = replace(knowledge, situations=(despair, *others))
    edge = 1 / (1 + haste_of("despair") * weight)
    for chance, found in ((edge + 0.001, ["despair"]), (edge - 0.001, [])):
        reader = SituationReader(proved, probabilities({"despair": chance}))
        assert [match.entry.id for match in reader.read({}, told)] == found


@pytest.mark.parametrize(
    ("today", "long_ago", "told"),
    [
        (1.0, 0.5, "paid-today"),
        (0.5, 1.0, "paid-long-ago"),
        (-2.0, -1.0, "paid-long-ago"),
        (0.0, 0.0, "paid-today"),
    ],
)
def test_of_a_group_the_one_whose_own_head_is_surest_is_told_with_the_probability_of_the_group(
    knowledge: KnowledgeBase, today: float, long_ago: float, told: str
) -> None:
    scores = {"paid-today": today, "paid-long-ago": long_ago}
    assert read(knowledge, {MONEY: 0.6}, scores) == [(told, 0.6)]


def test_of_a_group_a_member_without_a_head_is_told_only_where_none_has_one(knowledge: KnowledgeBase) -> None:
    assert names(knowledge, {MONEY: 0.6}, paid_long_ago=-5.0) == ["paid-long-ago"]
    assert names(knowledge, {MONEY: 0.6}) == ["paid-today"]


def test_further_situations_follow_by_urgency_once_each(knowledge: KnowledgeBase) -> None:
    chances = {"code-given": 0.5, "warned": 0.18, "on-the-line": 0.155, MONEY: 0.16}
    assert names(knowledge, chances, paid_today=1.0, paid_long_ago=0.9) == [
        "code-given", "on-the-line", "paid-today", "warned",
    ]  # fmt: skip


def test_a_further_situation_is_mentioned_from_a_probability_on(knowledge: KnowledgeBase) -> None:
    assert names(knowledge, {"code-given": 0.7, "warned": ALSO_FROM + 0.001}) == ["code-given", "warned"]
    assert names(knowledge, {"code-given": 0.7, "warned": ALSO_FROM - 0.001}) == ["code-given"]


def test_nothing_is_mentioned_beside_nothing(knowledge: KnowledgeBase) -> None:
    assert names(knowledge, {"warned": 0.3, "accomplice": 0.3}) == []


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ({"hesitating": FEELING_FROM + 0.1, "asking": -1.0}, ["hesitating"]),
        ({"hesitating": 0.2, "asking": 0.3}, ["asking"]),
        ({"hesitating": FEELING_FROM - 0.1, "asking": FEELING_FROM - 0.1}, []),
        ({"asking": FEELING_FROM}, ["asking"]),
        ({}, []),
    ],
)
def test_who_has_given_nothing_may_hesitate_or_only_ask(
    knowledge: KnowledgeBase, scores: dict[str, float], told: list[str]
) -> None:
    assert [name for name, _ in read(knowledge, {"warned": 0.1}, scores)] == told


def test_hesitating_is_not_told_beside_something_that_happened(knowledge: KnowledgeBase) -> None:
    assert names(knowledge, {"code-given": 0.8}, hesitating=5.0, asking=5.0) == ["code-given"]


def test_a_situation_new_since_the_artifact_was_built_waits_for_the_next_one(
    knowledge: KnowledgeBase,
) -> None:
    card: Situation = knowledge.situations[0].model_copy(update={"id": "new", "priority": 2})
    newer = replace(knowledge, situations=(*knowledge.situations, card))
    assert names(newer, {"warned": 0.9}) == ["warned"]
    assert names(newer, {}) == []


def test_a_situation_gone_since_the_artifact_was_built_is_not_told(knowledge: KnowledgeBase) -> None:
    older = replace(
        knowledge, situations=tuple(entry for entry in knowledge.situations if entry.id != "warned")
    )
    assert names(older, {"warned": 0.6, "code-given": 0.3}) == ["code-given"]


def test_without_any_situation_in_the_knowledge_none_is_told(knowledge: KnowledgeBase) -> None:
    assert read(replace(knowledge, situations=()), {"warned": 0.9}) == []


def test_the_scores_of_the_heads_make_the_probabilities(knowledge: KnowledgeBase) -> None:
    chances = Softmax(
        heads=("on-the-line", "warned"),
        classes=("on-the-line", "warned", NONE),
        weights=((2.0, 0.0), (0.0, 2.0), (0.0, 0.0)),
        bias=(0.0, 0.0, 1.0),
    )
    reader = SituationReader(knowledge, chances)
    told = {
        scores: [match.entry.id for match in reader.read(dict(zip(chances.heads, scores, strict=True)))]
        for scores in ((3.0, -3.0), (-3.0, 3.0), (-3.0, -3.0))
    }
    assert told == {(3.0, -3.0): ["on-the-line"], (-3.0, 3.0): ["warned"], (-3.0, -3.0): []}


@given(chances=CHANCES, scores=st.dictionaries(st.sampled_from(sorted(PLACES)), st.floats(-3, 3)))
def test_whatever_the_probabilities_what_is_told_is_in_order(
    knowledge: KnowledgeBase, chances: dict[str, float], scores: dict[str, float]
) -> None:
    whole = sum(chances.values())
    share = {name: chance / whole for name, chance in chances.items()}
    told = SituationReader(knowledge, probabilities(share)).read(scores)
    kinds = [match.entry.kind for match in told]
    assert len(set(kinds)) == len(kinds)
    assert all(match.score == pytest.approx(share[match.entry.kind]) for match in told)
    assert all(match.score >= ALSO_FROM * 0.999 for match in told[1:])
    rest = [PLACES[match.entry.id][0] for match in told[1:] if match.entry.group is None]
    assert rest == sorted(rest)
    assert NONE not in kinds or len(kinds) == 1


# Who somebody is excludes nothing that happened


@pytest.fixture(scope="module")
def with_a_child(knowledge: KnowledgeBase) -> KnowledgeBase:
    child = situation_of(knowledge, "despair").model_copy(
        update={"id": "child", "priority": 5, "personal": True}
    )
    return replace(knowledge, situations=(*knowledge.situations, child))


def test_a_child_who_has_paid_hears_of_the_money_first(with_a_child: KnowledgeBase) -> None:
    assert read(with_a_child, {"child": 0.9, MONEY: 0.08}, {"paid-today": 1.0, "paid-long-ago": 0.0}) == [
        ("paid-today", 0.8),
        ("child", 0.9),
    ]


def test_a_child_to_whom_nothing_happened_yet_is_spoken_to_as_a_child(with_a_child: KnowledgeBase) -> None:
    assert read(with_a_child, {"child": 0.8, MONEY: 0.01}) == [("child", 0.8)]


def test_what_has_hardly_happened_does_not_go_before_a_child(with_a_child: KnowledgeBase) -> None:
    assert read(with_a_child, {"child": 0.9, "on-the-line": 0.014}) == [("child", 0.9)]


def test_what_is_not_urgent_does_not_go_before_a_child(with_a_child: KnowledgeBase) -> None:
    assert read(with_a_child, {"child": 0.7, "warned": 0.25}) == [("child", 0.7), ("warned", 0.25)]


def test_only_a_child_and_nothing_else_is_no_trouble(with_a_child: KnowledgeBase) -> None:
    assert read(with_a_child, {"child": 1.0}) == [("child", 1.0)]
