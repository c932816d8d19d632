"""Which rebuttal of a card answers an argument."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.entries import Rebuttal
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.matching.claims import ClaimFinder
from app.matching.ngrams import NgramVocabulary
from app.settings import Settings
from app.text import Normaliser

CLAIMS = ("我有警官证和工号", "他知道我的身份证号", "前几天真的返钱给我了", "合同上盖了公章")
REBUTTALS = tuple(Rebuttal(claim=claim, truth="自己去问就知道") for claim in CLAIMS)
ODD = ("", " ", "🙏🙏", "{{ plan.rebuttal }}", "\u202eשלום\u202c", "。。。", "\ud83d", "嗯" * 4000)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(Settings().knowledge_dir)


@pytest.fixture(scope="module")
def finder(knowledge: KnowledgeBase) -> ClaimFinder:
    """Knows the n-grams of the claims on all cards, and of these ones."""
    normalise = Normaliser(knowledge.wording)
    claims = [rebuttal.claim for scam in knowledge.scams for rebuttal in scam.rebuttals]
    vocabulary, _ = NgramVocabulary.learn([normalise(claim) for claim in (*claims, *CLAIMS * 3)])
    return ClaimFinder(vocabulary, normalise)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("可是他有警官证啊", 0),
        ("可是他有警官證啊，還有工號", 0),
        ("他怎么会知道我身份证号", 1),
        ("但是他前几天真的返钱了", 2),
        ("合同有公章", 3),
        ("合\u200b同上有公　章", 3),
    ],
)
def test_the_nearest_claim_comes_first(finder: ClaimFinder, text: str, nearest: int) -> None:
    assert finder.nearest(text, REBUTTALS)[0] == nearest


@pytest.mark.parametrize("position", range(len(CLAIMS)))
def test_a_claim_in_its_own_words_is_nearest_to_itself(finder: ClaimFinder, position: int) -> None:
    assert finder.nearest(CLAIMS[position], REBUTTALS)[0] == position


def test_an_argument_with_nothing_in_common_finds_no_rebuttal(finder: ClaimFinder) -> None:
    assert finder.nearest("好嘞", REBUTTALS) == ()


def test_only_claims_with_something_in_common_are_found(finder: ClaimFinder) -> None:
    assert finder.nearest("公章", REBUTTALS) == (3,)


def test_claims_that_are_equally_near_keep_the_order_of_the_card(finder: ClaimFinder) -> None:
    assert finder.nearest("公章", (REBUTTALS[3], REBUTTALS[0], REBUTTALS[3])) == (0, 2)


def test_without_rebuttals_none_is_found(finder: ClaimFinder) -> None:
    assert finder.nearest("他有警官证", ()) == ()


@pytest.mark.parametrize("position", range(len(CLAIMS)))
def test_a_claim_is_as_near_as_can_be_to_itself_and_less_to_the_others(
    finder: ClaimFinder, position: int
) -> None:
    similarity = finder.similarity(CLAIMS[position], REBUTTALS)
    assert similarity[position] == pytest.approx(1)
    assert all(0 <= value < 0.9 for i, value in enumerate(similarity) if i != position)


@pytest.mark.parametrize("text", ODD)
def test_odd_text_argues_nothing(finder: ClaimFinder, text: str) -> None:
    assert finder.nearest(text, REBUTTALS) == ()


@settings(deadline=None)
@given(
    text=st.text(max_size=60)
    | st.lists(st.sampled_from([*"他我的有真公章号", *CLAIMS]), max_size=8).map("".join)
)
def test_whatever_is_argued_each_position_is_found_at_most_once(finder: ClaimFinder, text: str) -> None:
    found = finder.nearest(text, REBUTTALS)
    assert len(set(found)) == len(found)
    assert set(found) <= set(range(len(REBUTTALS)))
    assert found == finder.nearest(text, REBUTTALS)


def test_every_claim_of_the_real_cards_finds_its_own_rebuttal(
    knowledge: KnowledgeBase, finder: ClaimFinder
) -> None:
    lost = [
        rebuttal.claim
        for scam in knowledge.scams
        for position, rebuttal in enumerate(scam.rebuttals)
        if finder.nearest(rebuttal.claim, scam.rebuttals)[:1] != (position,)
    ]
    assert lost == []
