"""Conversations for the tests of the memories."""

from hypothesis import strategies as st

from app.domain.conversation import Candidate, Conversation, Script, Told
from app.domain.entries import Verdict

FULL = Conversation(
    artifact="81fb43398a595768",
    thread=(0.1234, -2.5, 0.0),
    verdict=Verdict.SCAM,
    alarm=0.97,
    card="fake-police",
    candidates=(Candidate(id="fake-police", score=0.9), Candidate(id="stock-group", score=0.25)),
    situations=("just-paid", "in-progress"),
    told=Told(amounts=("五万", "3800元"), times=("昨天晚上十点半",), ways=("微信",)),
    voice="elder",
    script=Script.HONGKONG,
    turns=7,
    questions_in_a_row=2,
    rebuttals_used=(1, 0),
    reported=True,
)
SCORES = st.floats(0, 1)
IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
FIGURES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4).map(tuple)
CONVERSATIONS = st.builds(
    Conversation,
    thread=st.lists(st.floats(-1e3, 1e3), max_size=8).map(tuple),
    verdict=st.sampled_from(Verdict),
    alarm=SCORES,
    card=st.none() | IDS,
    candidates=st.lists(st.builds(Candidate, id=IDS, score=SCORES), max_size=5).map(tuple),
    situations=st.lists(IDS, max_size=4).map(tuple),
    told=st.builds(Told, amounts=FIGURES, times=FIGURES, ways=FIGURES),
    voice=st.none() | IDS,
    script=st.sampled_from(Script),
    turns=st.integers(0, 99),
    questions_in_a_row=st.integers(0, 9),
    rebuttals_used=st.lists(st.integers(0, 3), max_size=4).map(tuple),
    reported=st.booleans(),
)
