"""Whether a message asks back about the answer it got, for probabilities made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import NOTHING_YET, Conversation
from app.domain.entries import Followup, Part, Rebuttal, ScamType
from app.domain.reading import Match
from app.knowledge.base import KnowledgeBase
from app.matching.calibration import Softmax
from app.matching.claims import ClaimFinder
from app.matching.followup import (
    ASKS_FROM,
    CERTAIN_FROM,
    OUTWEIGHS_FROM,
    SELDOM_OTHERWISE,
    FollowupReader,
)
from app.matching.material import NONE
from app.matching.ngrams import NgramVocabulary
from app.text import Normaliser

CLAIM = "他有警官证和工号"
PARTS = {"check": Part.VERIFY, "he-says": Part.REBUTTALS, "goes-on": Part.NOTHING}
ODD = ("", " ", "🙏🙏", "{{ plan.followup }}", "\u202eשלום", "。。。", "嗯" * 4000)
IN_HAND = Conversation(card="stock-group")


@pytest.fixture(scope="module")
def knowledge(sample: KnowledgeBase) -> KnowledgeBase:
    """The sample with three follow-ups, and a claim on the card in hand."""
    card = sample.followups[0]
    followups: tuple[Followup, ...] = tuple(
        card.model_copy(update={"id": name, "answers_with": part}) for name, part in PARTS.items()
    )
    rebuttals = (Rebuttal(claim=CLAIM, truth="都能造"),)
    scams: tuple[ScamType, ...] = tuple(
        scam.model_copy(update={"rebuttals": rebuttals}) for scam in sample.scams
    )
    return replace(sample, followups=followups, scams=scams)


def reader(knowledge: KnowledgeBase, chances: Mapping[str, float]) -> FollowupReader:
    """Finds these probabilities within a conversation; what is left goes to `none`."""
    full = {NONE: (1 - sum(chances.values())) / SELDOM_OTHERWISE, **chances}
    softmax = Softmax(
        heads=(),
        classes=tuple(full),
        weights=tuple(() for _ in full),
        bias=tuple(log(max(chance, 1e-12)) for chance in full.values()),
    )
    vocabulary, _ = NgramVocabulary.learn([CLAIM] * 3)
    return FollowupReader(knowledge, softmax, ClaimFinder(vocabulary, Normaliser(())))


def asked(
    knowledge: KnowledgeBase,
    chances: Mapping[str, float],
    text: str = "",
    so_far: Conversation = IN_HAND,
    *,
    anew: bool = False,
    **situations: float,
) -> str | None:
    """The follow-up found; `just_paid=0.9` stands for a situation and its probability."""
    entries = {entry.id: entry for entry in knowledge.situations}
    told = tuple(Match(entries[name.replace("_", "-")], score, "") for name, score in situations.items())
    found = reader(knowledge, chances).read(text, {}, told, so_far, anew=anew)
    return found.entry.id if found else None


@pytest.mark.parametrize(
    ("chance", "found"), [(ASKS_FROM + 0.01, "check"), (ASKS_FROM - 0.01, None), (0.0, None)]
)
def test_a_message_asks_back_from_a_probability_on(
    knowledge: KnowledgeBase, chance: float, found: str | None
) -> None:
    assert asked(knowledge, {"check": chance}) == found


@pytest.mark.parametrize(
    ("chance", "found"),
    [(CERTAIN_FROM + 0.01, "check"), (CERTAIN_FROM - 0.01, None), (ASKS_FROM + 0.01, None)],
)
def test_a_message_that_fits_another_card_must_ask_more_clearly(
    knowledge: KnowledgeBase, chance: float, found: str | None
) -> None:
    assert asked(knowledge, {"check": chance}, anew=True) == found


def test_the_likeliest_question_is_the_one_that_is_asked(knowledge: KnowledgeBase) -> None:
    assert asked(knowledge, {"check": 0.4, "he-says": 0.5}) == "he-says"
    assert asked(knowledge, {"check": 0.5, "he-says": 0.4}) == "check"


def test_the_first_message_of_a_conversation_cannot_ask_back(knowledge: KnowledgeBase) -> None:
    assert asked(knowledge, {"check": 1.0}, so_far=NOTHING_YET) is None


def test_who_goes_on_telling_asks_nothing(knowledge: KnowledgeBase) -> None:
    assert asked(knowledge, {"goes-on": 0.6, "check": 0.4}) is None


@pytest.mark.parametrize(
    ("chance", "urgent", "found"),
    [
        (0.9, 0.8, "check"),
        (0.6, 0.61, None),
        (0.4, OUTWEIGHS_FROM - 0.01, "check"),
        (0.4, OUTWEIGHS_FROM + 0.01, None),
    ],
)
def test_a_new_emergency_is_heard_rather_than_a_question(
    knowledge: KnowledgeBase, chance: float, urgent: float, found: str | None
) -> None:
    assert asked(knowledge, {"check": chance}, just_paid=urgent) == found


def test_an_emergency_we_know_of_does_not_drown_the_question(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(card="stock-group", situations=("just-paid",))
    assert asked(knowledge, {"check": 0.4}, so_far=so_far, just_paid=0.9) == "check"
    assert asked(knowledge, {"check": 0.4}, so_far=so_far, despair=0.9) is None


def test_a_message_in_the_words_of_a_claim_argues_it(knowledge: KnowledgeBase) -> None:
    assert asked(knowledge, {"check": 0.3}, text=CLAIM) == "he-says"
    assert asked(knowledge, {"check": 0.3}, text="你好") is None


@pytest.mark.parametrize("card", [None, "bank-code", "gone"])
def test_without_a_scam_in_hand_no_claim_is_argued(knowledge: KnowledgeBase, card: str | None) -> None:
    so_far = Conversation(card=card, reported=True)
    assert asked(knowledge, {"check": 0.3}, text=CLAIM, so_far=so_far) is None


def test_a_follow_up_new_since_the_artifact_was_built_waits_for_the_next_one(
    knowledge: KnowledgeBase,
) -> None:
    assert asked(knowledge, {"gone": 0.9}) is None
    assert asked(replace(knowledge, followups=()), {"check": 0.9}) is None


@pytest.mark.parametrize("text", ODD)
def test_odd_text_argues_nothing(knowledge: KnowledgeBase, text: str) -> None:
    assert asked(knowledge, {"check": 0.3}, text=text) is None


@given(
    chances=st.fixed_dictionaries({name: st.floats(0, 1) for name in (*PARTS, NONE)}),
    text=st.text(max_size=30),
)
def test_a_probability_of_what_is_asked_stays_between_0_and_1(
    knowledge: KnowledgeBase, chances: dict[str, float], text: str
) -> None:
    whole = sum(chances.values()) or 1.0
    shares = {name: chance / whole for name, chance in chances.items() if name != NONE}
    for said in (text, CLAIM + text):
        found = reader(knowledge, shares).read(said, {}, (), IN_HAND, anew=False)
        assert found is None or ASKS_FROM <= found.score <= 1 + 1e-9
