"""What is read of money, codes and calls with the words of the real `knowledge/events.yaml`."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.events import Actor, Event, EventPattern, Modality
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.matching.events import EventReader
from app.matching.matcher import ANOTHER, ENDED
from app.matching.told import PAID
from app.settings import Settings
from app.text import Normaliser

DONE, COMPLIED, ASKED = Modality.DONE, Modality.COMPLIED, Modality.ASKED
INTENDED, DENIED, SUPPOSED = Modality.INTENDED, Modality.DENIED, Modality.SUPPOSED
CONDITIONAL, HEARD, INCOMING = Modality.CONDITIONAL, Modality.HEARD, Modality.INCOMING
SELF, FAMILY, OTHER, UNSAID = Actor.SELF, Actor.FAMILY, Actor.OTHER, Actor.UNSAID
HAPPENED = (DONE, COMPLIED)
ODD = (
    "",
    " ",
    "🙏🙏",
    "{{ plan.situation }}",
    "{% if %}",
    "\u202eשלום\u202c",
    "مرحبا",
    "，。！？",
    "0",
    "…□",
    "\\d+(",
    "\ud83d",
)


class Read:
    """Reads a message as it is written."""

    def __init__(self, reader: EventReader, normalise: Normaliser) -> None:
        self._reader, self._normalise = reader, normalise

    def __call__(self, text: str, kind: str) -> list[tuple[Modality, Actor]]:
        return [
            (event.modality, event.actor)
            for event in self._reader.read(self._normalise(text))
            if event.kind == kind
        ]


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(Settings().knowledge_dir)


@pytest.fixture(scope="module")
def normalise(knowledge: KnowledgeBase) -> Normaliser:
    return Normaliser(knowledge.wording)


@pytest.fixture(scope="module")
def reader(knowledge: KnowledgeBase) -> EventReader:
    return EventReader(knowledge.events)


@pytest.fixture(scope="module")
def read(reader: EventReader, normalise: Normaliser) -> Read:
    return Read(reader, normalise)


# Money


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("我刚转了5万给他", [(DONE, SELF)]),
        ("我轉了5000過去", [(DONE, SELF)]),
        ("我畀咗5000佢", [(DONE, SELF)]),
        ("转了5000过去", [(DONE, UNSAID)]),
        ("我已经把五万转过去了", [(DONE, SELF)]),
        ("我付了定金", [(DONE, SELF)]),
        ("交了3000块押金", [(DONE, UNSAID)]),
        ("我买了5000块的点数卡", [(DONE, SELF)]),
        ("我妈上礼拜汇了", [(DONE, FAMILY)]),
        ("我妈上礼拜汇了3万", [(DONE, FAMILY)]),
        ("老公偷偷给人打了八万", [(DONE, FAMILY)]),
        ("奶奶把棺材本五万给了他", [(DONE, FAMILY)]),
        ("我没忍住转了5000", [(DONE, SELF)]),
        ("没想到转了5000就被拉黑", [(DONE, UNSAID)]),
        ("不小心转了5000", [(DONE, UNSAID)]),
        ("他让我转5000我就转了", [(ASKED, SELF), (DONE, SELF)]),
        ("他让我转5000，我就转了", [(ASKED, SELF), (DONE, SELF)]),
        ("他叫我轉5000我就轉咗", [(ASKED, SELF), (DONE, SELF)]),
        ("他让我转了5000", [(COMPLIED, SELF)]),
        ("他让我转5000", [(ASKED, SELF)]),
        ("他要我先交五千", [(ASKED, SELF)]),
        ("客服叫我再付2000块", [(ASKED, SELF)]),
        ("差点就转了", [(DENIED, UNSAID)]),
        ("我差点就转了5000", [(DENIED, SELF)]),
        ("我没有把钱转给他", [(DENIED, SELF)]),
        ("我转不了", [(DENIED, SELF)]),
        ("如果我转了会怎样", [(SUPPOSED, SELF)]),
        ("万一转了怎么办", [(SUPPOSED, UNSAID)]),
        ("转了会怎么样", [(SUPPOSED, UNSAID)]),
        ("我准备转5000", [(INTENDED, SELF)]),
        ("我准备把钱转过去", [(INTENDED, SELF)]),
        ("我打算把五万转过去", [(INTENDED, SELF)]),
        ("听说有人转了三万", [(HEARD, UNSAID)]),
        ("新闻上说有人转了五万", [(HEARD, UNSAID)]),
        ("他说交了就放款", [(CONDITIONAL, OTHER)]),
        ("交了钱就放款", [(CONDITIONAL, UNSAID)]),
        ("转了5000才能提现", [(CONDITIONAL, UNSAID)]),
        ("还没转", []),
        ("我没转", []),
        ("我想转", []),
        ("打电话给我", []),
        ("打了电话给他", []),
        ("我打了96110", []),
        ("已经打了110报警", []),
        ("我交了个朋友", []),
        ("他发了朋友圈", []),
    ],
)  # fmt: skip
def test_of_money_is_read_whether_it_was_given_and_by_whom(
    read: Read, text: str, read_as: list[tuple[Modality, Actor]]
) -> None:
    assert read(text, "paid") == read_as


@pytest.mark.parametrize(
    "text",
    [
        "头天给了我88块",
        "他给我转了50块",
        "他转给我5000",
        "他转了我5000",
        "客户转给我5000",
        "对方给我打了200块",
    ],
)
def test_money_that_came_to_the_speaker_is_incoming(read: Read, text: str) -> None:
    assert {modality for modality, _ in read(text, "paid")} == {INCOMING}


@pytest.mark.parametrize(
    ("text", "actor"),
    [("我爸给骗子汇了两万", FAMILY), ("我哥转了三万", FAMILY), ("我弟刚汇了3000块", FAMILY)],
)
def test_the_one_who_gave_the_money_is_not_mixed_up_with_another(read: Read, text: str, actor: Actor) -> None:
    assert {who for modality, who in read(text, "paid") if modality is DONE} == {actor}


@pytest.mark.parametrize(
    "text",
    [
        "要不要转5000", "会不会转了就没了", "我该不该付5000块定金", "能不能先转5000", "本来想转5000后来没转",
        "叫我先转5000我没转", "他说转了5000才给我货", "要是我转了5000会怎样", "别转5000", "不敢把钱转过去",
        "我没转5000", "钱我没给他", "他们返给我50块", "退了我300", "给我打了200块工资", "怎么防止老人转了钱",
    ],
)  # fmt: skip
def test_money_that_was_not_given_is_never_read_as_given(read: Read, text: str) -> None:
    assert [event for event in read(text, "paid") if event[0] in HAPPENED] == []


@pytest.mark.parametrize(
    ("text", "kind", "modality", "actor"),
    [
        ("还没转", "refused", DONE, UNSAID),
        ("我都没付钱", "refused", DONE, SELF),
        ("我妈被骗了五万", "lost", DONE, FAMILY),
        ("我卡里少了5000", "lost", DONE, SELF),
        ("他把我拉黑了", "vanished", DONE, SELF),
        ("我把验证码念给他了", "told", DONE, SELF),
        ("驗證碼我告訴他了", "told", DONE, SELF),
        ("他要我念验证码", "told", ASKED, SELF),
        ("验证码我没念", "told", DENIED, SELF),
        ("我没说密码", "told", DENIED, SELF),
        ("如果我把验证码念了会怎样", "told", SUPPOSED, SELF),
        ("我共享了屏幕", "shared", DONE, SELF),
        ("我打开了共享", "shared", DONE, SELF),
        ("他让我共享屏幕", "shared", ASKED, SELF),
        ("我装了他发的软件", "installed", DONE, SELF),
        ("他让我装了软件", "installed", COMPLIED, SELF),
        ("我点了他发的链接", "clicked", DONE, SELF),
        ("我打开了那个链接", "clicked", DONE, SELF),
        ("我没点链接", "clicked", DENIED, SELF),
        ("电话没挂", "on_the_line", DONE, UNSAID),
        ("他让我别挂", "on_the_line", DONE, OTHER),
        ("我挂了电话", "ended", DONE, SELF),
        ("挂了，三万已经转了", "ended", DONE, UNSAID),
        ("他不让我挂了电话", "ended", DENIED, SELF),
        ("我退出了会议", "ended", DONE, SELF),
        ("我现在在银行", "at_the_spot", DONE, SELF),
        ("我不想活了", "despair", DONE, SELF),
    ],
)  # fmt: skip
def test_of_everything_else_is_read_whether_it_happened(
    read: Read, text: str, kind: str, modality: Modality, actor: Actor
) -> None:
    assert read(text, kind) == [(modality, actor)]


@pytest.mark.parametrize("text", ["我挂了号等着看病", "还没挂", "微信号挂了牌"])
def test_what_is_ignored_for_an_event_is_ignored_in_its_phrases_too(read: Read, text: str) -> None:
    assert read(text, "ended") == []


@pytest.mark.parametrize("text", ["头天给了我88块", "他转了我5000", "我今年68岁", "我50了"])
def test_a_grown_up_or_a_sum_is_no_child(read: Read, text: str) -> None:
    assert read(text, "minor") == []


# The text around


@pytest.mark.parametrize(
    ("text", "starts"),
    [("他让我转0我就转了", [3, 7]), ("你好。转了0块,又付了0块", [3, 9]), ("转了0元", [0])],
)
def test_an_event_begins_where_its_verb_does(reader: EventReader, text: str, starts: list[int]) -> None:
    assert [event.start for event in reader.read(text) if event.kind == "paid"] == starts


@pytest.mark.parametrize("sign", ["，", "。", "！", "？", "；", "：", "\n", "…", " "])
def test_a_word_of_another_clause_does_not_count(read: Read, sign: str) -> None:
    assert read(f"我没答应{sign}转了5000", "paid") == [(DONE, UNSAID)]
    assert read(f"如果他来{sign}我妈转了5000", "paid") == [(DONE, FAMILY)]


def tokens(reader: EventReader, text: str) -> Counter[str]:
    return reader.tokens(text, reader.read(text))


@pytest.mark.parametrize("text", ODD)
def test_odd_text_tells_nothing(reader: EventReader, normalise: Normaliser, text: str) -> None:
    assert reader.read(text) == []
    assert reader.read(normalise(text)) == []
    assert not tokens(reader, normalise(text))


def pieces(knowledge: KnowledgeBase) -> list[str]:
    """Words of the lexicon, to build texts that are full of events."""
    lexicon = knowledge.events
    marks = [word for words in lexicon.marks.model_dump().values() for word in words]
    verbs = [word for event in lexicon.events for word in (*event.verbs, *event.objects, *event.phrases)]
    return [
        *marks,
        *verbs,
        *lexicon.aspect,
        *lexicon.actors.self,
        *lexicon.actors.family,
        "0",
        "0万",
        "五千",
        ",",
        "🙏",
        "{{",
    ]


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_sentences_are_read_one_by_one_in_their_order(
    knowledge: KnowledgeBase, reader: EventReader, data: st.DataObject
) -> None:
    words = st.lists(st.sampled_from(pieces(knowledge)), max_size=12).map("".join)
    first, second = data.draw(words), data.draw(words)
    moved = [
        Event(event.kind, event.modality, event.actor, event.start + len(first) + 1)
        for event in reader.read(second)
    ]
    together = reader.read(f"{first}。{second}")
    assert together == [*reader.read(first), *moved]
    assert [event.start for event in together] == sorted(event.start for event in together)


@given(text=st.text(max_size=80))
def test_any_text_can_be_read(reader: EventReader, normalise: Normaliser, text: str) -> None:
    normal = normalise(text)
    assert all(0 <= event.start < len(normal) for event in reader.read(normal))


@pytest.mark.parametrize(
    "unit",
    ["我", "转", "转了", "没转了", "把钱", "五", "一二三四", "转5000", "打电话", "🙏", "{{ }}", "轉了。"],
)
def test_4000_characters_are_read_within_half_a_second(
    reader: EventReader, normalise: Normaliser, unit: str
) -> None:
    text = normalise((unit * 4000)[:4000])
    started = time.process_time()
    tokens(reader, text)
    assert time.process_time() - started < 0.5


# What a learner sees


def test_a_learner_sees_kind_modality_actor_the_last_of_each_kind_and_the_time(
    reader: EventReader, normalise: Normaliser
) -> None:
    assert dict(tokens(reader, normalise("刚才他让我转5000，我就转了，又转了3000"))) == {
        "paid:asked": 1, "paid:asked:self": 1,
        "paid:done": 2, "paid:done:self": 1, "paid:done:unsaid": 1, "paid:last:done": 1,
        "today": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("现在他等着", {"now"}),
        ("昨晚的事", {"today"}),
        ("上礼拜的事", {"long_ago"}),
        ("去年到现在", {"long_ago", "now"}),
        ("那件事", set()),
    ],
)
def test_a_learner_sees_when(reader: EventReader, text: str, times: set[str]) -> None:
    assert {name for name in tokens(reader, text) if name in ("now", "today", "long_ago")} == times


# The lexicon


def test_the_kinds_the_code_looks_for_are_in_the_lexicon(knowledge: KnowledgeBase) -> None:
    assert {PAID, ENDED, ANOTHER} <= {event.id for event in knowledge.events.events}


def expressions(event: EventPattern) -> list[str]:
    """For every word of a kind, a shortest text that must show it."""
    said = [phrase.replace("…", "").replace("□", "0万") for phrase in event.phrases]
    done = [f"{verb}了{thing}" for verb in event.verbs for thing in event.objects or ("",)]
    return [*said, *done, *(f"{verb}了0块" for verb in event.light)]


def test_every_word_of_the_lexicon_can_be_found(
    knowledge: KnowledgeBase, reader: EventReader, normalise: Normaliser
) -> None:
    """None is covered by `ignored`, and none changes its form when a text is normalised."""
    lost = [
        f"{event.id}: {text}"
        for event in knowledge.events.events
        for text in expressions(event)
        if not any(found.kind == event.id for found in reader.read(normalise(text)))
    ]
    assert lost == []


def reader_of(knowledge: KnowledgeBase, *phrases: str) -> EventReader:
    """The real marks with one kind of event."""
    pattern = EventPattern(id="said", name="说了", phrases=phrases)
    return EventReader(knowledge.events.model_copy(update={"events": (pattern,)}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("钱给他", True), ("钱全都给他", True), ("钱" + "呀" * 8 + "给他", True), ("钱" + "呀" * 9 + "给他", False),
        ("钱,给他", False), ("钱。给他", False), ("给他钱", False),
    ],
)  # fmt: skip
def test_dots_in_a_word_stand_for_a_few_characters_of_one_clause(
    knowledge: KnowledgeBase, text: str, *, found: bool
) -> None:
    assert bool(reader_of(knowledge, "钱…给他").read(text)) == found


@pytest.mark.parametrize(
    "amount",
    [
        "0",
        "0万",
        "五千",
        "两块三",
        "一万九千八",
        "0.0万",
        "十几万",
        "0多块",
        "三千多",
        "0刀",
        "0usdt",
        "0万多",
    ],
)
def test_the_box_in_a_word_stands_for_an_amount(knowledge: KnowledgeBase, amount: str) -> None:
    assert [event.start for event in reader_of(knowledge, "一共□").read(f"他一共{amount}")] == [1]


@pytest.mark.parametrize(
    "other", ["0个人", "0天", "0次", "0点", "0年", "0楼", "0岁", "0%", "几个", "好几回", "0abc"]
)
def test_a_count_a_date_or_an_age_is_no_amount(knowledge: KnowledgeBase, other: str) -> None:
    assert reader_of(knowledge, "一共□").read(f"他一共{other}") == []


def test_a_word_of_the_lexicon_is_no_pattern(knowledge: KnowledgeBase) -> None:
    read = reader_of(knowledge, "a.c", "(", "[我]").read("abc a.c [我] 我 (")
    assert [event.start for event in read] == [4, 8, 14]
