"""The text of a reply: bytes, order, what is tapped, and what may never be cut away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels.wechat.answers import BOT, OFFICIAL, URGENT_BYTES, WECOM, Layout, card_in, lay_out, welcome
from app.channels.wechat.words import WECHAT
from app.conversation.plan import NAMED_FROM, Plan
from app.conversation.reply import ReplyWriter, as_text
from app.domain.answer import Answer, Block, BlockKind
from app.domain.conversation import Told
from app.domain.entries import ScamType, Situation, Verdict
from app.domain.hotlines import Region
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.settings import Settings
from tests.readings import reading_of

PAGE = "https://fanzha.example.org/scams/fake-police"
WORDS = WECHAT.load(Settings().prompts_dir)
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(BlockKind),
        st.text(max_size=40),
        st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=8).map(tuple),
    ),
    max_size=9,
)


def answer_of(*blocks: Block, taps: tuple[str, ...] = ()) -> Answer:
    return Answer(blocks, as_text(list(blocks)), taps)


def block(kind: BlockKind, *lines: str, title: str = "") -> Block:
    return Block(kind, title, lines)


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return load_knowledge(Settings().knowledge_dir)


@pytest.fixture(scope="module")
def writer() -> ReplyWriter:
    return ReplyWriter(Settings().prompts_dir, "反诈三不助手")


@settings(max_examples=400, deadline=None)
@given(
    blocks=BLOCKS,
    taps=st.lists(st.text(min_size=1, max_size=30), max_size=4).map(tuple),
    page=st.sampled_from([None, PAGE]),
    layout=st.sampled_from([OFFICIAL, WECOM]),
)
def test_no_reply_is_longer_than_the_platform_takes(
    blocks: list[Block], taps: tuple[str, ...], page: str | None, layout: Layout
) -> None:
    text = lay_out(answer_of(*blocks, taps=taps), WORDS, layout, page)
    assert len(text.encode(errors="replace")) <= 1900
    assert text.count("<") == text.count("<a ") + text.count("</a>")


def test_a_short_answer_is_given_as_it_is() -> None:
    answer = answer_of(block(BlockKind.HEADLINE, "先挂断。", title="这很像骗局"), taps=("我怎么核实",))
    assert lay_out(answer, WORDS, OFFICIAL, PAGE) == (
        "这很像骗局\n先挂断。\n\n"
        '<a href="https://fanzha.example.org/scams/fake-police">这种骗局怎么骗、怎么防，点开看</a>\n\n'
        "接着可以点：\n"
        '<a href="weixin://bizmsgmenu?msgmenucontent=我怎么核实&msgmenuid=1">我怎么核实</a>'
    )
    assert lay_out(answer, WORDS, WECOM) == "这很像骗局\n先挂断。\n\n接着可以点：\n· 我怎么核实"


def test_reasons_go_before_suggestions_and_suggestions_before_a_step_of_an_emergency() -> None:
    emergency = block(BlockKind.EMERGENCY, *(f"第{i}步：{'停' * 60}" for i in range(8)))
    reasons = block(BlockKind.REASONS, *(f"{i}{'因' * 40}" for i in range(3)))
    taps = tuple(f"点{i}{'话' * 20}" for i in range(4))
    text = lay_out(answer_of(emergency, reasons, taps=taps), WORDS, OFFICIAL)
    assert [f"第{i}步" in text for i in range(8)] == [True] * 8
    assert ("2因" in text, "0因" in text) == (False, True)
    assert text.count("<a ") < 4


def test_what_cannot_be_shortened_is_cut_between_characters() -> None:
    text = lay_out(answer_of(block(BlockKind.ADVICE, "😀" * 1000), taps=("点",)), WORDS, OFFICIAL, PAGE)
    assert 1890 < len(text.encode()) <= 1900
    assert text.startswith("😀" * 400)
    assert "�" not in text
    assert text.endswith("</a>"), "the link is whole"


def test_only_our_own_links_are_links() -> None:
    answer = answer_of(
        block(BlockKind.HEADLINE, '<a href="http://evil.example">点</a>', title="<b>"),
        taps=('"><a href="x">&msgmenuid=9#%+',),
    )
    text = lay_out(answer, WORDS, OFFICIAL)
    assert "＜a href=" in text
    assert text.count("<a ") == 1
    assert "msgmenucontent=＂＞＜a href=＂x＂＞＆msgmenuid=9＃％＋&msgmenuid=1" in text


def test_a_bot_may_say_more() -> None:
    blocks = [block(BlockKind.REASONS, *("因" * 100 for _ in range(20)))]
    assert lay_out(answer_of(*blocks), WORDS, BOT) == as_text(blocks)


def test_an_answer_without_blocks_is_empty() -> None:
    assert lay_out(answer_of(), WORDS, OFFICIAL) == ""


def urgent(knowledge: KnowledgeBase) -> tuple[Situation, ...]:
    return tuple(entry for entry in knowledge.situations if entry.alone or entry.priority <= 11)


def test_the_urgent_lines_of_every_situation_stand_in_the_first_300_bytes(
    real: KnowledgeBase, writer: ReplyWriter
) -> None:
    assert len(urgent(real)) >= 8
    scam = max(real.scams, key=lambda entry: len(entry.summary))
    told = Told(amounts=("两万八千八百块",) * 4, times=("昨天晚上十点半",) * 3)
    for situation in urgent(real):
        for voice in (None, *real.voices):
            plan = Plan(
                Verdict.SCAM, real.hotlines_for(Region.SHANGHAI), situation=situation, also=urgent(real),
                scam=scam, red_flags=scam.red_flags, voice=voice, told=told, technique=real.techniques[0],
            )  # fmt: skip
            text = lay_out(writer.write(plan), WORDS, OFFICIAL, PAGE)
            head = text.encode()[:URGENT_BYTES].decode(errors="ignore")
            assert [line for line in situation.first_lines if line not in head] == [], situation.id
            assert len(text.encode()) <= 1900


def test_every_card_fits_with_its_link_its_advice_and_its_hotlines(
    real: KnowledgeBase, writer: ReplyWriter
) -> None:
    for scam in real.scams:
        plan = Plan(
            Verdict.SCAM, real.hotlines_for(Region.MAINLAND), scam=scam, red_flags=scam.red_flags, asks=True
        )
        text = lay_out(writer.write(plan), WORDS, OFFICIAL, f"https://fanzha.example.org/scams/{scam.id}")
        assert len(text.encode()) <= 1900, scam.id
        for wanted in (scam.say_no.transfer, "110：", f"scams/{scam.id}"):
            assert wanted in text, scam.id
        assert text.count("bizmsgmenu") >= 2, scam.id


def test_a_new_follower_sees_who_we_are_and_four_examples() -> None:
    text = welcome(WORDS, OFFICIAL)
    assert text.count("weixin://bizmsgmenu") == 4
    assert "110" in text
    assert len(text.encode()) <= 1900
    assert welcome(WORDS, WECOM).count("\n· ") == 4


@pytest.mark.parametrize(
    ("verdict", "score", "named"),
    [
        (Verdict.SCAM, 0.9, True),
        (Verdict.SUSPICIOUS, NAMED_FROM, True),
        (Verdict.INFORMATION, 0.9, True),
        (Verdict.SCAM, NAMED_FROM - 0.01, False),
        (Verdict.UNCLEAR, 0.9, False),
        (Verdict.LEGITIMATE_LIKE, 0.9, False),
        (Verdict.OUT_OF_SCOPE, 0.9, False),
    ],
)
def test_the_page_is_that_of_the_card_the_answer_names(
    sample: KnowledgeBase, verdict: Verdict, score: float, *, named: bool
) -> None:
    scam: ScamType = sample.scams[0]
    assert (card_in(reading_of(verdict, scams=[scam], score=score)) == scam) is named


def test_no_page_beside_despair_or_a_follow_up_or_without_a_card(sample: KnowledgeBase) -> None:
    despair = next(entry for entry in sample.situations if entry.alone)
    scams = [sample.scams[0]]
    assert card_in(reading_of(Verdict.SCAM, scams=scams, situation=despair)) is None
    assert card_in(reading_of(Verdict.SCAM, scams=scams, followup=sample.followups[0])) is None
    assert card_in(reading_of(Verdict.SCAM)) is None
