"""Checks on the words themselves: numbers that must not stand there, promises nobody may make."""

import re
import unicodedata
from collections.abc import Iterator

from app.domain.entries import Entry, Status, Written
from app.domain.hotlines import Confirmation
from app.knowledge.blank import BLANK
from app.knowledge.corpus import Corpus, Located
from app.knowledge.problems import Problem, Rule
from app.knowledge.source import Where

_NOT_SHOWN = {
    "id",
    "codes",
    "status",
    "updated",
    "sources",
    "related",
    "looks_like",
    "family",
    "utterances",
    "utterances_in",
    "words",
    "group",
    "evidence",
    "counter",
    "followup",
    "answers_with",
    "aliases",
}

_SEPARATED_DIGITS = re.compile(r"(?<=\d)[ -](?=\d)")
_MANY_DIGITS = re.compile(r"(?:\d[ -]?){11}")
_PERSONAL = {
    "身份证号": re.compile(
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"
    ),
    "手机号": re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)"),
    "银行卡号": re.compile(r"(?<!\d)[3-6]\d{14,18}(?!\d)"),
}
_PLACEHOLDER = re.compile(r"0{4}")

_NO_AMOUNT = r"(?!\s*[\d元块萬万千百人家个份天次倍多年月日岁斤米公分秒小％%])"
_HOTLINE = re.compile(
    r"(?<![\d.,-])(?:1[12]\d|16[58]|999|95\d{3}|96\d{3}|1[02]\d{3}|18222|1799|1925|[48]00-?\d{3}-?\d{4})"
    r"(?![\d.,%-]*\d)" + _NO_AMOUNT
)
_DIALLED = re.compile(r"(?:拨打|拨通|拨|致电|电话打|打电话给|打)\s*(\d[\d-]{1,14}\d)" + _NO_AMOUNT)
_QUOTED = re.compile(r"「[^」]*」|“[^”]*”|『[^』]*』")
_PROMISE = re.compile(
    r"(?<!不)可以放心|尽管放心|大可放心|放心(?:转|付|点|用|买|交|办|去)|(?<![不别么])(?:是|很|绝对|完全|肯定)安全(?!账户|吗|的?人)"
    r"|没有(?:任何)?风险|(?<!不等于)(?<!是)不是(?:骗子|诈骗|骗局)(?!还是)|不会(?:是骗子|被骗)"
)
_HALF_WIDTH = re.compile(r"[一-鿿」”][,;?!:(]|[,;?!:)][一-鿿「“]")


def check_content(corpus: Corpus) -> Iterator[Problem]:
    """Everything about words and numbers."""
    ways = tuple(
        Located(way, item.source, ("ways", i))
        for item in corpus.events
        for i, way in enumerate(item.value.ways)
    )
    read: tuple[Located[Written], ...] = (*corpus.entries, *corpus.voices, *ways)
    for item in (*read, *corpus.cases, *corpus.wording):
        yield from _personal_numbers(item)
    for entry in corpus.entries:
        yield from _left_blank(entry)
    for item in read:
        yield from _hotlines(item, corpus)
        yield from _wording(item)


def check_words(item: Located[Written], corpus: Corpus) -> Iterator[Problem]:
    """Words that citizens read outside the knowledge folder; their numbers must stand in the corpus."""
    yield from _personal_numbers(item)
    yield from _hotlines(item, corpus)
    yield from _wording(item)


def shown_texts(value: Written) -> Iterator[tuple[Where, str]]:
    """Every sentence of an entry that a citizen may read, and the field it stands in."""
    for name in type(value).model_fields:
        if name not in _NOT_SHOWN:
            yield from _texts(getattr(value, name), (name,))


def _texts(value: object, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from _texts(part, (*where, i))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part, (*where, name))
    elif isinstance(value, Written):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*where, name))


def _left_blank(item: Located[Entry]) -> Iterator[Problem]:
    if item.value.status is not Status.PUBLISHED:
        return
    for where, text in shown_texts(item.value):
        if BLANK in text:
            message = f"「{text[:20]}」还没填。填好，或把 status 改回 draft。"
            yield Problem.of(Rule.LEFT_BLANK, item.path, item.line(*where), message)


def _personal_numbers(item: Located[Written]) -> Iterator[Problem]:
    for name in type(item.value).model_fields:
        for where, text in _texts(getattr(item.value, name), (name,)):
            if _MANY_DIGITS.search(text) and (found := _personal_number(unicodedata.normalize("NFKC", text))):
                what, number = found
                message = f"「{number}」像真的{what}。改成 1xx、尾号0000 这类写法。"
                yield Problem.of(Rule.PERSONAL_NUMBER, item.path, item.line(*where), message)


def _personal_number(text: str) -> tuple[str, str] | None:
    """The first number that could be somebody's, written in one piece or with spaces and hyphens."""
    for what, pattern in _PERSONAL.items():
        for written in (text, _SEPARATED_DIGITS.sub("", text)):
            for found in pattern.finditer(written):
                if not _PLACEHOLDER.search(found.group()):
                    return what, found.group()
    return None


def _hotlines(item: Located[Written], corpus: Corpus) -> Iterator[Problem]:
    status = {hotline.value.number: hotline.value.status for hotline in corpus.hotlines}
    for where, text in shown_texts(item.value):
        numbers = {found.group() for found in _HOTLINE.finditer(text)} | set(_DIALLED.findall(text))
        for number in sorted(numbers):
            line = item.line(*where)
            if number not in status:
                message = f"号码「{number}」不在 hotlines.yaml。核实后先加进去，或改成「打卡背面的客服电话」这类说法。"
                yield Problem.of(Rule.UNKNOWN_HOTLINE, item.path, line, message)
            elif status[number] is not Confirmation.CONFIRMED:
                message = f"号码「{number}」在 hotlines.yaml 里还没核实，先不要写给读者。"
                yield Problem.of(Rule.UNVERIFIED_HOTLINE, item.path, line, message)


def _wording(item: Located[Written]) -> Iterator[Problem]:
    for where, text in shown_texts(item.value):
        if promise := _PROMISE.search(_QUOTED.sub("", text)):
            message = f"「{promise.group()}」像在打包票。只说怎么核实，不说安全。"
            yield Problem.of(Rule.SAYS_SAFE, item.path, item.line(*where), message)
        if half := _HALF_WIDTH.search(text):
            message = f"「{half.group()}」里的标点是半角，改成全角。"
            yield Problem.of(Rule.HALF_WIDTH, item.path, item.line(*where), message)
