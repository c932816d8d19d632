"""Amounts, times and ways, as the person wrote them, for reading out to 110."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import Told
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.matching.events import EventReader
from app.matching.told import MOST, PAID, ToldReader
from app.settings import Settings
from app.text import Normaliser

ODD = (
    "",
    " ",
    "🙏🙏",
    "{{ plan.told }}",
    "{% if %}",
    "\u202eשלום\u202c",
    "مرحبا",
    "，。！？",
    "…",
    "\ud83d",
    "嗯" * 4000,
)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(Settings().knowledge_dir)


@pytest.fixture(scope="module")
def reader(knowledge: KnowledgeBase) -> ToldReader:
    return ToldReader(knowledge.events, Normaliser(knowledge.wording), EventReader(knowledge.events))


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("我转了五万", ["五万"]),
        ("我付了3800元", ["3800元"]),
        ("转了3800", ["3800"]),
        ("转了一万九千八给他", ["一万九千八"]),
        ("汇了四万三", ["四万三"]),
        ("充了3k", ["3k"]),
        ("付了5W", ["5W"]),
        ("换了680刀", ["680刀"]),
        ("转了1.5万", ["1.5万"]),
        ("转了两万八千八百块", ["两万八千八百块"]),
        ("转了十几万", ["十几万"]),
        ("付了三百二", ["三百二"]),
        ("转了5万多", ["5万多"]),
        ("转了1,234.50元", ["1,234.50元"]),
        ("转了12,345", ["12,345"]),
        ("转了￥5,000.00", ["5,000.00"]),
        ("转了3000+2000", ["3000", "2000"]),
        ("转了 5000 元", ["5000元"]),
        ("转了５０００元", ["5000元"]),
        ("轉了三萬八千塊", ["三萬八千塊"]),
        ("俾咗佢三千蚊", ["三千蚊"]),
        ("转了800港币", ["800港币"]),
        ("转了200usdt", ["200usdt"]),
        ("转了100美元，又转了200欧", ["100美元", "200欧"]),
        ("先转了5000，再转了5000", ["5000"]),
        ("他让我转5000我就转了", ["5000"]),
        ("转了5000没到账", ["5000"]),
    ],
)
def test_an_amount_is_told_in_the_figures_of_the_writer(
    reader: ToldReader, text: str, amounts: list[str]
) -> None:
    assert list(reader.read(text).amounts) == amounts


@pytest.mark.parametrize(
    "text",
    [
        "他要我先交五千", "他让我转五千", "客服叫我再付2000块", "我准备转5000", "我打算把五千转过去", "我没转5000",
        "差点转了5000", "如果我转了5000会怎样", "他说转了5000就放款", "他返我88", "头天给了我88块", "他给我转了50块",
    ],
)  # fmt: skip
def test_an_amount_that_was_not_given_is_not_told(reader: ToldReader, text: str) -> None:
    assert reader.read(text).amounts == ()


def test_an_amount_asked_for_does_not_hide_the_one_that_was_given(reader: ToldReader) -> None:
    assert reader.read("他让我转五千，我转了三千，还要我再付两万").amounts == ("三千",)


@pytest.mark.parametrize(
    "number",
    [
        "13912345678", "１３９１２３４５６７８", "+8613912345678", "86-13912345678", "139 1234 5678", "139-1234-5678",
        "6222021234567890123", "6222 0212 3456 7890 123", "6222-0212-3456-7890", "110105199003071234", "11010519900307123X",
        "20260131123456", "010-88886666", "400-123-4567",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["我转到{}了", "他的电话{}，我付了"])
def test_the_number_of_a_phone_a_card_or_a_person_is_no_amount(
    reader: ToldReader, number: str, around: str
) -> None:
    assert reader.read(around.format(number)).amounts == ()


@given(
    digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), sign=st.sampled_from(["", " ", "，", "的", "元"])
)
def test_no_phone_number_of_eleven_digits_is_ever_an_amount(
    reader: ToldReader, digits: str, sign: str
) -> None:
    assert reader.read(f"我把钱转给了{digits}{sign}").amounts == ()


@pytest.mark.parametrize(
    "text",
    [
        "我打了96110", "拨110报了警", "10086打来的", "95588打来说我欠费", "12345热线", "验证码是123456我念给他了",
        "我把验证码8848念给他了", "他工号4567", "群里300人", "我住808房间", "2026-03-05转的", "2026年转的", "在18楼",
        "我今年65岁", "转了百分之五十", "买了500克黄金", "100%返利", "千万不要转", "百万保障到期了", "万一转了",
        "第一千零一次", "我等了1000天", "尾号6688的卡",
    ],
)  # fmt: skip
def test_a_number_that_counts_no_money_is_not_told(reader: ToldReader, text: str) -> None:
    assert reader.read(text).amounts == ()


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("昨天晚上十点半转的", ["昨天晚上十点半"]),
        ("昨晚10:30转的", ["昨晚10:30"]),
        ("今天上午9点15分转的", ["今天上午9点15分"]),
        ("22：15转的", ["22:15"]),
        ("凌晨两点转的", ["凌晨两点"]),
        ("2小时前转的", ["2小时前"]),
        ("半个小时前转的", ["半个小时前"]),
        ("三天前转的", ["三天前"]),
        ("3月5日转的", ["3月5日"]),
        ("3月5号转的", ["3月5号"]),
        ("上礼拜三转的", ["上礼拜三"]),
        ("上個月轉的", ["上個月"]),
        ("剛剛轉的", ["剛剛"]),
        ("啱啱轉咗", ["啱啱"]),
        ("去年转的", ["去年"]),
        ("今天转了，今天又转了", ["今天"]),
        ("上午转了，下午又转了", ["上午", "下午"]),
        ("转了1000点卡", []),
        ("我转了五万", []),
    ],
)
def test_a_time_is_told_in_the_words_of_the_writer(reader: ToldReader, text: str, times: list[str]) -> None:
    assert list(reader.read(text).times) == times


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("微信转的", ["微信"]),
        ("薇信转的", ["微信"]),
        ("用支付宝扫码付的", ["扫码付款", "支付宝"]),
        ("用支付寶掃碼付的", ["扫码付款", "支付宝"]),
        ("在ATM机上存的", ["取款机"]),
        ("买了ＡＴＭ旁边的点卡", ["取款机", "点卡、购物卡"]),
        ("借了网贷打到他卡上", ["网贷"]),
        ("把金条寄走了", ["黄金", "快递寄出"]),
        ("我转了五万", []),
    ],
)
def test_a_way_is_told_by_the_name_staff_gave_it(reader: ToldReader, text: str, ways: list[str]) -> None:
    assert list(reader.read(text).ways) == ways


def test_amount_time_and_way_of_one_message_are_told_together(reader: ToldReader) -> None:
    text = "昨天晚上十点半，客服13912345678让我转三万，我用微信转了一万九千八，今早又转了3800元"
    assert reader.read(text) == Told(
        amounts=("一万九千八", "3800元"), times=("昨天晚上十点半", "今早"), ways=("微信",)
    )


def test_of_very_much_only_the_first_is_read_out(reader: ToldReader) -> None:
    text = "，".join(f"{day}号{hour}点转了{hour}00元" for day, hour in enumerate(range(11, 22), start=1))
    read = reader.read(text)
    assert (len(read.amounts), len(read.times)) == (MOST, MOST)
    assert read.amounts == ("1100元", "1200元", "1300元", "1400元")


def test_the_kind_of_event_that_says_money_was_given_is_in_the_lexicon(knowledge: KnowledgeBase) -> None:
    assert PAID in {event.id for event in knowledge.events.events}


@pytest.mark.parametrize("text", ODD)
def test_odd_text_tells_nothing(reader: ToldReader, text: str) -> None:
    assert reader.read(text) == Told()
    assert not reader.read(text)


@given(
    text=st.text(
        st.sampled_from("我转了让没付0123456789,.，。 :：万千百块元k点半昨天月日号前小时微信支付宝🙏{%"),
        max_size=60,
    )
)
def test_what_is_told_stands_in_the_text_word_for_word_and_once(
    reader: ToldReader, knowledge: KnowledgeBase, text: str
) -> None:
    read, written = reader.read(text), "".join(unicodedata.normalize("NFKC", text).split())
    for told in (read.amounts, read.times):
        assert all("".join(part.split()) in written for part in told)
        assert len(set(told)) == len(told) <= MOST
    assert set(read.ways) <= {way.name for way in knowledge.events.ways}


@given(text=st.text(max_size=80))
def test_any_text_can_be_read(reader: ToldReader, text: str) -> None:
    assert len(reader.read(text).amounts) <= MOST


@pytest.mark.parametrize(
    "unit", ["转了5000，", "转了5000", "五", "一二三四", "5", "1,111,", "5:", "昨天", "我", "转了"]
)
def test_4000_characters_are_read_within_half_a_second(reader: ToldReader, unit: str) -> None:
    started = time.process_time()
    reader.read((unit * 4000)[:4000])
    assert time.process_time() - started < 0.5
