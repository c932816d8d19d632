"""How the citizen writes and where they are, and an answer put into that script with those numbers."""

import re
from collections.abc import Callable

from opencc import OpenCC

from app.domain.answer import Answer, Block
from app.domain.conversation import Script
from app.domain.hotlines import Confirmation, Hotline, Region

_CANTONESE = re.compile("[嘅咗唔佢喺冇畀嚟啲嗰乜嘢咁啱揾搵睇攞]|俾我|點解|幾多|轉數快|蚊|港幣|港元|八達通")
_HAN = re.compile("[一-鿿]")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_LATIN = re.compile("[A-Za-z]")
_ENGLISH_LETTERS = 8
"""Letters from which a text without a Chinese character counts as English."""
_QUOTED = re.compile(r"(「[^」]*」|“[^”]*”|『[^』]*』)")
_REGION_OF = {Script.TAIWAN: Region.TAIWAN, Script.HONGKONG: Region.HONGKONG}
_SCRIPT_OF = {region: script for script, region in _REGION_OF.items()}

_MENDED = (
    (re.compile("(?<![抽求標牙竹書])籤"), "簽"),
    (re.compile("(?<![頭理染白長短金秀毛])髮(?![型夾廊膠])"), "發"),
    (re.compile("齣(?![戲鬧好悲喜])"), "出"),
    (re.compile("(?<![一二兩三四五六七九十百千半幾這那哪每整多])隻"), "只"),
    (re.compile("(?<=[分秒刻點])鍾"), "鐘"),
    (re.compile("登出"), "註銷"),
    (re.compile("影片(?=來電)"), "視訊"),
    (re.compile("微訊號"), "微信號"),
)
"""Where OpenCC takes the wrong one of two Traditional characters: 签字 → 籤字, 发卡银行 → 髮卡銀行, 一出 → 一齣; or of
two words: 注销账户 → 登出賬戶, 微信号 → 微訊號."""

Change = Callable[[str], str]


class Scribe:
    """Recognises scripts, and rewrites finished answers for a script, a region and a way of address."""

    def __init__(self, hotlines: tuple[Hotline, ...]) -> None:
        self._to_simplified = OpenCC("t2s")
        self._into = {Script.TAIWAN: OpenCC("s2twp"), Script.HONGKONG: OpenCC("s2hk")}
        self._numbers = {region: _numbers_in(region, hotlines) for region in Region}

    def script_of(self, text: str, before: Script, region: Region | None) -> Script:
        """The script of a message; what cannot be told from it stays as it was `before`."""
        if not _HAN.search(text):
            letters = len(_LATIN.findall(_LINK.sub("", text)))
            return Script.ENGLISH if letters >= _ENGLISH_LETTERS else before
        signs = _HAN.findall(text)
        traditional = sum(_converted(self._to_simplified, signs))
        simplified = sum(
            map(all, zip(*(_converted(into, signs) for into in self._into.values()), strict=True))
        )
        if traditional <= simplified:
            return Script.SIMPLIFIED if simplified or before is Script.ENGLISH else before
        if region in _SCRIPT_OF:
            return _SCRIPT_OF[region]
        if _CANTONESE.search(text) or before is Script.HONGKONG:
            return Script.HONGKONG
        return Script.TAIWAN

    def region_of(self, script: Script, said: Region | None, usual: Region) -> Region:
        """Whose numbers to give: where the citizen said they are, else where their script is written."""
        return said or _REGION_OF.get(script, usual)

    def in_script(self, text: str, script: Script) -> str:
        """A Simplified text in another Chinese script; any other script leaves it as it is."""
        return _mend(self._into[script].convert(text)) if script in self._into else text

    def local(self, text: str, script: Script, region: Region) -> str:
        """A sentence of the cards as it is read in that script and region: its signs, its numbers."""
        return self._renumbered(self.in_script(text, script), region)

    def rewrite(self, answer: Answer, script: Script, region: Region, *, polite: bool) -> Answer:
        """The answer in the citizen's script, with the numbers of their region, and 您 where it is due."""

        def change(text: str) -> str:
            return self.local(_politely(text) if polite else text, script, region)

        return _changed(answer, change)

    def _renumbered(self, text: str, region: Region) -> str:
        numbers = self._numbers[region]
        if not numbers:
            return text
        wanted = "|".join(sorted(numbers, key=len, reverse=True))
        pattern = re.compile(rf"(?<!\d)(?:{wanted})(?![\d.]*[\d元块塊万萬千百])")
        return pattern.sub(lambda found: numbers[found.group()], text)


def _numbers_in(region: Region, hotlines: tuple[Hotline, ...]) -> dict[str, str]:
    """Mainland numbers as the cards name them → the number for the same in the region."""
    by_role = {
        (line.region, line.role): line.number
        for line in reversed(hotlines)
        if line.role and line.status is Confirmation.CONFIRMED
    }
    return {
        number: by_role[region, role]
        for (where, role), number in by_role.items()
        if where is Region.MAINLAND and by_role.get((region, role), number) != number
    }


def _converted(into: OpenCC, signs: list[str]) -> list[bool]:
    """Which signs, each taken by itself, the converter writes otherwise."""
    return [new != old for new, old in zip(into.convert("\n".join(signs)).split("\n"), signs, strict=True)]


def _mend(text: str) -> str:
    for wrong, right in _MENDED:
        text = wrong.sub(right, text)
    return text


def _politely(text: str) -> str:
    """你 → 您, but not in what somebody else is quoted with."""
    parts = _QUOTED.split(text)
    return "".join(
        part if i % 2 else part.replace("你们", "〇").replace("你", "您").replace("〇", "你们")
        for i, part in enumerate(parts)
    )


def _changed(answer: Answer, change: Change) -> Answer:
    blocks = tuple(
        Block(block.kind, change(block.title), tuple(map(change, block.lines))) for block in answer.blocks
    )
    return Answer(blocks, change(answer.text), tuple(map(change, answer.suggestions)))
