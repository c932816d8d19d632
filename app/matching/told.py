"""What 110 will ask first, taken from the person's own words: how much, when, which way."""

import re
import unicodedata
from collections.abc import Iterator

from app.domain.conversation import Told
from app.domain.events import EventLexicon, Modality
from app.matching.events import EventReader
from app.text import Normaliser

PAID = "paid"
"""The kind of event in `events.yaml` that says money was given."""
MOST = 4
"""More amounts or times than this are not read out; the statement shows them."""
_FIGURES = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\+?\d+(?:[ -]\d{3,8})*[\dx]?", re.IGNORECASE)
_MOST_DIGITS = 8
"""More figures than this are a date, a telephone, a card or an identity number: never repeated to anybody."""
_SPACE_IN_AMOUNT = re.compile(r"(?<=[一-鿿]) +(?=\d)|(?<=\d) +(?=[元块塊万萬千])")
_CLAUSE = re.compile(r"[^，。！？；：、,!?;\n…\s]+(?:[,:：]\d{2,3}[^，。！？；：、!?;\n…\s]*)*")
_DIGITS = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.\d{1,2})?"
_CHINESE = r"(?<!第)[一二兩两三四五六七八九十半几幾廿俩][零一二兩两三四五六七八九十百千万萬半几幾]{0,10}"
_MONEY_UNIT = (
    r"(?:块钱|塊錢|块|塊|元|刀|美金|美元|欧元|欧|英镑|镑|港币|蚊|澳元|澳币|加币|台币|新币|usdt|u(?![a-z]))"
)
_SCALE = r"(?:万|萬|千|百|w(?![a-z])|k(?![a-z]))"
_COUNTED = r"(?![\d年月日号號点點:分秒次岁歲楼樓克房人天个個张張条條%斤只隻本台件单單])"
_GIVEN = r"(?<=[转轉付打匯汇充交繳缴给給投垫墊存刷扣了走去出到俾畀咗晒+¥$])"
_AMOUNT = re.compile(
    rf"{_DIGITS}(?:多|来)?(?:{_SCALE}[零一二三四五六七八九\d]*(?:多)?{_MONEY_UNIT}?|{_MONEY_UNIT})"
    rf"|{_GIVEN}(?:\d{{1,3}}(?:,\d{{3}})+|\d{{3,7}})(?:\.\d{{1,2}})?{_COUNTED}"
    rf"|{_CHINESE}(?:(?<=[万萬千百])[一二三四五六七八九]?(?:多|来)?{_MONEY_UNIT}?|(?<=[万萬千百][一二三四五六七八九])"
    rf"|(?:多|来)?{_MONEY_UNIT})",
    re.IGNORECASE,
)
_CALLED = re.compile(r"[打拨撥](?:了|过|過|通)?$")
_DAY = (
    r"今天|今早|今晚|今儿|今晨|昨天|昨晚|昨夜|昨儿|前天|前晚|大前天|上[周週][一二三四五六日天]?|上[个個]?[礼禮]拜[一二三四五六日天]?"
    r"|上[个個]?星期[一二三四五六日天]?|[周週][一二三四五六日天]|上[个個]?月|[这這][个個]月|去年|前年|刚刚|刚才|剛剛|剛才|啱啱|頭先"
)
_CLOCK = (
    r"(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?(?:(?<!\d)\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"(?:点|點|[:：])(?:钟|半|一刻|三刻|多|左右|\d{1,2}分?|[一二三四五六七八九十]{1,3}分?)?"
)
_AGO = r"(?:\d{1,3}|[一二两三四五六七八九十半几]{1,3})个?多?(?:分钟|小时|钟头|天|礼拜|星期|个月|年|分鐘|小時)(?:多)?(?:之前|以前|前)"
_PART_OF_DAY = r"(?:凌晨|早上|上午|中午|下午|傍晚|晚上|半夜)"
_TIME = re.compile(
    rf"(?:(?:{_DAY})(?:{_CLOCK}|{_PART_OF_DAY})?)|(?:{_CLOCK}(?!\d))|(?:{_AGO})|(?:\d{{1,2}}月\d{{1,2}}[日号號]?)|{_PART_OF_DAY}"
)
_UNREAL = {
    Modality.ASKED,
    Modality.INTENDED,
    Modality.DENIED,
    Modality.SUPPOSED,
    Modality.CONDITIONAL,
    Modality.INCOMING,
}


class ToldReader:
    """Finds amounts, times and ways in messages that tell of money gone."""

    def __init__(self, lexicon: EventLexicon, normalise: Normaliser, events: EventReader) -> None:
        self._normalise = normalise
        self._events = events
        self._ways = [(way.name, way.words) for way in lexicon.ways]

    def read(self, text: str) -> Told:
        """What was told; no amounts from clauses that only ask for money, intend, deny or suppose."""
        text = _SPACE_IN_AMOUNT.sub("", _FIGURES.sub(_without_numbers, unicodedata.normalize("NFKC", text)))
        clauses = list(_clauses(text))
        named = [(clause, tuple(_amounts(clause))) for clause in clauses]
        amounts = [
            amount for clause, found in named if found and not self._unreal(clause) for amount in found
        ]
        times = [found.group() for clause in clauses for found in _TIME.finditer(clause)]
        plain = self._normalise(text)
        ways = [name for name, words in self._ways if any(word in plain for word in words)]
        return Told(amounts=_first(amounts), times=_first(times), ways=_first(ways))

    def _unreal(self, clause: str) -> bool:
        events = [event for event in self._events.read(self._normalise(clause)) if event.kind == PAID]
        return bool(events) and all(event.modality in _UNREAL for event in events)


def _without_numbers(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found.group())
    dated = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", found.group())
    return " " if digits >= _MOST_DIGITS or dated else found.group()


def _clauses(text: str) -> Iterator[str]:
    return (found.group() for found in _CLAUSE.finditer(text))


def _amounts(clause: str) -> Iterator[str]:
    return (
        found.group() for found in _AMOUNT.finditer(clause) if not _CALLED.search(clause[: found.start()])
    )


def _first(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:MOST]
