"""How a reader wants to see the pages. It stands in the address, so that links carry it and no cookie does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self, TypeVar
from urllib.parse import urlencode

from app.domain.conversation import Script
from app.domain.hotlines import Region

KindT = TypeVar("KindT", bound=StrEnum)


class Lang(StrEnum):
    """Languages of the pages, as in HTML's `lang`."""

    SIMPLIFIED = "zh-Hans"
    TAIWAN = "zh-Hant-TW"
    HONGKONG = "zh-Hant-HK"
    ENGLISH = "en"

    @property
    def script(self) -> Script:
        """The same, as answers know it."""
        return Script[self.name]


class Theme(StrEnum):
    """Colours: as the device says, or as the reader chose."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


_REGION_OF = {Lang.TAIWAN: Region.TAIWAN, Lang.HONGKONG: Region.HONGKONG}
LOOK_KEYS = ("lang", "elder", "theme", "region")
"""Names in the query of an address that belong to the look."""


@dataclass(frozen=True, slots=True)
class Look:
    """Language, size, colours and region of a page."""

    lang: Lang = Lang.SIMPLIFIED
    elder: bool = False
    """长辈版: larger and with more contrast."""
    theme: Theme = Theme.AUTO
    region: Region | None = None
    """Where the reader is, if the address says so."""
    usual: Lang = Lang.SIMPLIFIED
    """What the browser asks for; links need not say it."""

    @classmethod
    def of(cls, query: Mapping[str, str], accept_language: str) -> Self:
        """From an address and the browser's languages; what makes no sense is passed over."""
        usual = _accepted(accept_language)
        return cls(
            lang=_one_of(Lang, query.get("lang")) or usual,
            elder=query.get("elder") == "1",
            theme=_one_of(Theme, query.get("theme")) or Theme.AUTO,
            region=_one_of(Region, query.get("region")),
            usual=usual,
        )

    @property
    def place(self) -> Region | None:
        """Whose hotlines to give, as far as the look tells."""
        return self.region or _REGION_OF.get(self.lang)

    def query(self) -> dict[str, str]:
        """What an address must say for the next page to look the same."""
        said = {
            "lang": self.lang.value if self.lang is not self.usual else None,
            "elder": "1" if self.elder else None,
            "theme": self.theme.value if self.theme is not Theme.AUTO else None,
            "region": self.region.value if self.region else None,
        }
        return {key: value for key, value in said.items() if value}

    def link(self, path: str, **more: str) -> str:
        """An address of ours that looks the same."""
        query = urlencode({**more, **self.query()})
        return f"{path}?{query}" if query else path

    def with_lang(self, lang: str) -> Self:
        """The same in another language."""
        return replace(self, lang=Lang(lang))

    def with_elder(self, *, elder: bool) -> Self:
        """The same, larger or not."""
        return replace(self, elder=elder)

    def with_theme(self, theme: str) -> Self:
        """The same in other colours."""
        return replace(self, theme=Theme(theme))


def _one_of(kind: type[KindT], value: str | None) -> KindT | None:
    return next((item for item in kind if item.value == value), None)


def _accepted(header: str) -> Lang:
    """The first language of the browser that we have; Chinese where it has none of ours."""
    for tag in (part.split(";")[0].strip().lower() for part in header.split(",")):
        if tag.startswith(("zh-hk", "zh-mo", "zh-hant-hk", "zh-hant-mo", "yue")):
            return Lang.HONGKONG
        if tag.startswith(("zh-tw", "zh-hant")):
            return Lang.TAIWAN
        if tag.startswith("zh"):
            return Lang.SIMPLIFIED
        if tag.startswith("en"):
            return Lang.ENGLISH
    return Lang.SIMPLIFIED
