"""What of a new message joins, replaces or corrects what was understood so far."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conversation.dialogue import advance
from app.domain.conversation import MOST_REMEMBERED, NOTHING_YET, Candidate, Conversation, Script, Told
from app.domain.entries import Followup, Part, Situation, Verdict
from app.domain.lists import Voice
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase
from tests.readings import reading_of

PRIORITIES = {
    "despair": 1,
    "on-the-line": 2,
    "just-paid": 3,
    "paid-long-ago": 6,
    "warned": 9,
    "hesitating": 11,
}
GROUPED = ("just-paid", "paid-long-ago")
FIVE = Told(amounts=("五万",), times=("昨晚",))


@pytest.fixture(scope="module")
def knowledge(sample: KnowledgeBase) -> KnowledgeBase:
    """The sample with a situation of every urgency."""
    card = next(entry for entry in sample.situations if entry.id == "just-paid")
    situations = tuple(
        card.model_copy(
            update={"id": name, "priority": priority, "group": "money" if name in GROUPED else None}
        )
        for name, priority in PRIORITIES.items()
    )
    return replace(sample, situations=situations)


def situations_of(knowledge: KnowledgeBase, names: Sequence[str]) -> list[Situation]:
    return [next(entry for entry in knowledge.situations if entry.id == name) for name in names]


def tells(knowledge: KnowledgeBase, *names: str, told: Told | None = None, **others: bool) -> Reading:
    """A message that goes on with the topic and tells these situations."""
    return reading_of(
        Verdict.SUSPICIOUS,
        scams=knowledge.scams[:1],
        also=situations_of(knowledge, names),
        told=told,
        ended=others.get("ended", False),
        continues=others.get("continues", True),
    )


def followup_of(knowledge: KnowledgeBase, part: Part) -> Followup:
    changed: Followup = knowledge.followups[0].model_copy(update={"answers_with": part})
    return changed


def asks(knowledge: KnowledgeBase, part: Part, told: Told | None = None) -> Reading:
    """A message that asks back for a part of the card in hand."""
    return reading_of(Verdict.UNCLEAR, followup=followup_of(knowledge, part), told=told, continues=True)


def after(
    so_far: Conversation, reading: Reading, knowledge: KnowledgeBase, voice: Voice | None = None
) -> Conversation:
    return advance(so_far, reading, knowledge, voice, Script.SIMPLIFIED)


def test_a_first_message_is_remembered_as_it_was_read(knowledge: KnowledgeBase) -> None:
    first, second, third = knowledge.scams
    reading = reading_of(
        Verdict.SCAM,
        scams=(second, first, third),
        score=0.8,
        also=situations_of(knowledge, ["just-paid"]),
        told=FIVE,
    )
    now = advance(NOTHING_YET, reading, knowledge, knowledge.voices[0], Script.TAIWAN)
    assert now == Conversation(
        artifact="artifact",
        thread=(0.6, 0.8),
        verdict=Verdict.SCAM,
        alarm=0.5,
        card=second.id,
        candidates=tuple(Candidate(id=scam.id, score=0.8) for scam in (second, first, third)),
        situations=("just-paid",),
        told=FIVE,
        voice="elder",
        script=Script.TAIWAN,
        turns=1,
    )


def test_only_the_best_candidates_are_remembered(real: KnowledgeBase) -> None:
    now = after(NOTHING_YET, reading_of(Verdict.SCAM, scams=real.scams[:9]), real)
    assert [candidate.id for candidate in now.candidates] == [
        scam.id for scam in real.scams[:MOST_REMEMBERED]
    ]


@pytest.mark.parametrize(
    ("verdict", "with_scam", "with_look_alike", "card"),
    [
        (Verdict.SCAM, True, True, "courier-refund"),
        (Verdict.SUSPICIOUS, True, True, "courier-refund"),
        (Verdict.LEGITIMATE_LIKE, True, True, "bank-code"),
        (Verdict.UNCLEAR, True, False, "courier-refund"),
        (Verdict.SCAM, False, True, None),
        (Verdict.UNCLEAR, False, False, None),
    ],
)
def test_the_card_in_hand_is_a_scam_when_alarmed_else_the_look_alike(
    sample: KnowledgeBase, verdict: Verdict, *, with_scam: bool, with_look_alike: bool, card: str | None
) -> None:
    reading = reading_of(
        verdict,
        scams=sample.scams if with_scam else (),
        legitimate=sample.legitimate if with_look_alike else (),
    )
    assert after(NOTHING_YET, reading, sample).card == card


# Situations


@pytest.mark.parametrize(
    ("before", "new", "now"),
    [
        ((), (), ()),
        (("just-paid",), (), ("just-paid",)),
        ((), ("just-paid",), ("just-paid",)),
        (("warned",), ("just-paid",), ("just-paid", "warned")),
        (("just-paid",), ("warned",), ("warned", "just-paid")),
        (("on-the-line", "warned"), ("just-paid",), ("just-paid", "on-the-line", "warned")),
        (("just-paid",), ("just-paid",), ("just-paid",)),
        (("just-paid",), ("paid-long-ago",), ("paid-long-ago",)),
        (("paid-long-ago", "warned"), ("just-paid",), ("just-paid", "warned")),
        (("warned",), ("just-paid", "despair"), ("just-paid", "despair", "warned")),
        (("gone-from-the-knowledge", "courier-refund", "just-paid"), (), ("just-paid",)),
    ],
)
def test_the_newest_situation_comes_first_and_the_rest_by_urgency(
    knowledge: KnowledgeBase, before: tuple[str, ...], new: tuple[str, ...], now: tuple[str, ...]
) -> None:
    so_far = Conversation(situations=before)
    assert after(so_far, tells(knowledge, *new), knowledge).situations == now


def test_hesitating_is_not_remembered_for_it_does_not_stay_true(knowledge: KnowledgeBase) -> None:
    assert after(NOTHING_YET, tells(knowledge, "hesitating"), knowledge).situations == ()
    assert after(NOTHING_YET, tells(knowledge, "warned", "hesitating"), knowledge).situations == ("warned",)


def test_who_says_that_nothing_was_given_after_all_is_no_longer_held_to_it(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(situations=("just-paid",), told=FIVE)
    now = after(so_far, replace(tells(knowledge, "hesitating"), withdrawn=True), knowledge)
    assert (now.situations, now.told) == ((), Told())


def test_hesitating_over_something_else_does_not_take_an_open_emergency_back(
    knowledge: KnowledgeBase,
) -> None:
    so_far = Conversation(situations=("just-paid",), told=FIVE)
    now = after(so_far, tells(knowledge, "hesitating", continues=False), knowledge)
    assert (now.situations, now.told) == (("just-paid",), FIVE)


def test_what_is_over_is_taken_out_and_nothing_else(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(situations=("on-the-line", "just-paid", "warned"))
    assert after(so_far, tells(knowledge, ended=True), knowledge).situations == ("just-paid", "warned")


def test_a_correction_takes_all_situations_back_and_what_was_told(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(situations=("just-paid", "warned"), told=FIVE)
    now = after(so_far, asks(knowledge, Part.CORRECTION), knowledge)
    assert (now.situations, now.told) == ((), Told())


@pytest.mark.parametrize("part", [part for part in Part if part is not Part.CORRECTION])
def test_a_question_asked_back_leaves_the_situations_as_they_are(
    knowledge: KnowledgeBase, part: Part
) -> None:
    so_far = Conversation(situations=("just-paid", "warned"), told=FIVE)
    now = after(so_far, asks(knowledge, part), knowledge)
    assert (now.situations, now.told) == (("just-paid", "warned"), FIVE)


def test_what_was_told_is_gathered_without_repetition(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(situations=("just-paid",), told=FIVE)
    later = Told(amounts=("3800元", "五万"), times=("今天",), ways=("微信",))
    assert after(so_far, tells(knowledge, told=later), knowledge).told == Told(
        amounts=("五万", "3800元"), times=("昨晚", "今天"), ways=("微信",)
    )


def test_what_was_told_is_not_kept_where_nothing_has_happened(knowledge: KnowledgeBase) -> None:
    assert after(NOTHING_YET, tells(knowledge, told=FIVE), knowledge).told == Told()
    assert after(NOTHING_YET, tells(knowledge, "hesitating", told=FIVE), knowledge).told == Told()


# The same topic, a question about it, another topic


def test_a_question_asked_back_changes_neither_verdict_nor_card(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(verdict=Verdict.SCAM, card="fake-police", rebuttals_used=(0,), questions_in_a_row=1)
    now = after(so_far, asks(knowledge, Part.VERIFY), knowledge)
    assert (now.verdict, now.card, now.rebuttals_used, now.questions_in_a_row) == (
        Verdict.SCAM, "fake-police", (0,), 1,
    )  # fmt: skip


def test_a_message_that_goes_on_gives_the_new_verdict_and_card(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(
        verdict=Verdict.UNCLEAR, card="bank-code", rebuttals_used=(0,), questions_in_a_row=1
    )
    now = after(so_far, tells(knowledge), knowledge)
    assert (now.verdict, now.card, now.rebuttals_used, now.questions_in_a_row) == (
        Verdict.SUSPICIOUS, "courier-refund", (), 1,
    )  # fmt: skip


def test_another_topic_leaves_only_the_speaker_and_what_is_still_open(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(
        artifact="older", thread=(1.0,), verdict=Verdict.SCAM, alarm=0.99, card="fake-police",
        candidates=(Candidate(id="fake-police", score=0.9),), situations=("just-paid",), told=FIVE,
        voice="elder", turns=4, questions_in_a_row=2, rebuttals_used=(0,), reported=True,
    )  # fmt: skip
    reading = replace(reading_of(Verdict.OUT_OF_SCOPE), continues=False)
    assert after(so_far, reading, knowledge, knowledge.voices[0]) == Conversation(
        artifact="artifact", thread=(0.6, 0.8), verdict=Verdict.OUT_OF_SCOPE, alarm=0.5,
        situations=("just-paid",), told=FIVE, voice="elder", turns=5, questions_in_a_row=2, reported=True,
    )  # fmt: skip


def test_who_has_reported_has_reported_for_good(knowledge: KnowledgeBase) -> None:
    reported = after(NOTHING_YET, asks(knowledge, Part.AFTER_REPORT), knowledge)
    assert reported.reported
    assert after(reported, tells(knowledge, "just-paid"), knowledge).reported
    assert not after(NOTHING_YET, asks(knowledge, Part.REPORT), knowledge).reported


def test_the_voice_and_the_script_are_those_of_the_last_message(knowledge: KnowledgeBase) -> None:
    so_far = Conversation(voice="elder", script=Script.HONGKONG)
    now = advance(so_far, tells(knowledge), knowledge, None, Script.ENGLISH)
    assert (now.voice, now.script) == (None, Script.ENGLISH)


@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_told_the_situations_stay_in_order(knowledge: KnowledgeBase, data: st.DataObject) -> None:
    """After any messages: nothing twice, none of the same kind twice, only what has happened, by urgency."""
    so_far = NOTHING_YET
    kinds = [name for name in PRIORITIES if name != "paid-long-ago"]
    for _ in range(data.draw(st.integers(1, 4))):
        names = data.draw(st.lists(st.sampled_from(kinds), max_size=3, unique=True))
        if "just-paid" in names and data.draw(st.booleans()):
            names[names.index("just-paid")] = "paid-long-ago"
        ended, continues = data.draw(st.booleans()), data.draw(st.booleans())
        so_far = after(so_far, tells(knowledge, *names, ended=ended, continues=continues), knowledge)
        held = list(so_far.situations)
        happened = [name for name in names if name != "hesitating"]
        assert len(set(held)) == len(held)
        assert len(set(held) & set(GROUPED)) <= 1
        assert "hesitating" not in held
        assert held[:1] == happened[:1] or not happened
        rest = [PRIORITIES[name] for name in held[1:]]
        assert rest == sorted(rest)
        assert set(happened) <= set(held)
