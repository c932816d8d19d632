"""Text as people really type it: made comparable for matching, cut to fit a channel.

Nothing here changes what the citizen is shown; `Normaliser` output is for matching only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from opencc import OpenCC

from app.domain.lists import WordingGroup

_SERVICE_NUMBER = r"(?:1[12]\d|16[58]|999|95\d{3,4}|96\d{3,4}|1[012]\d{3}|18222|1799|1925)"
_URL_TAIL = r"[^\s一-鿿，。！？、）】」]*"
_URL = re.compile(
    rf"(?:https?://|www\.){_URL_TAIL}"
    rf"|(?<![a-z0-9.-])[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}})*\.[a-z]{{2,8}}(?![a-z0-9-])(?:/{_URL_TAIL})?"
)
_NUMBER = re.compile(r"\d+")
_KEPT_NUMBER = re.compile(_SERVICE_NUMBER)
_BREAK = re.compile(r"(?<=[。！？!?；;\n])")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn"}


def _visible(text: str) -> str:
    return "".join(
        " " if character in "\n\r\t" else character
        for character in text
        if character in "\n\r\t" or unicodedata.category(character) not in _INVISIBLE
    )


def _number_token(match: re.Match[str]) -> str:
    digits = match.group()
    return digits if _KEPT_NUMBER.fullmatch(digits) else "0"


def _as_word(variant: str) -> str:
    """A pattern for a variant; one that begins or ends with a Latin letter is a word: the rent in parents is none."""
    before = "(?<![a-z])" if "a" <= variant[0] <= "z" else ""
    after = "(?![a-z])" if "a" <= variant[-1] <= "z" else ""
    return before + re.escape(variant) + after


class Normaliser:
    """Turns a text into the form that is matched.

    Full-width to half-width (NFKC), invisible characters out, Traditional to Simplified (OpenCC t2s),
    lower case, links to `url`, numbers to `0` except official service numbers (110, 96110, 95xxx …),
    and the spellings of `knowledge/wording.yaml` to their canonical form.
    """

    def __init__(self, wording: Iterable[WordingGroup]) -> None:
        self._to_simplified = OpenCC("t2s")
        self._canonical = {
            self._base(variant): self._base(group.canonical)
            for group in wording
            for variant in group.variants
        }
        longest_first = sorted(self._canonical, key=len, reverse=True)
        self._variants = re.compile("|".join(map(_as_word, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """The form of `text` that is matched."""
        text = self._base(text)
        text = _URL.sub(" url ", text)
        if self._variants:
            text = self._variants.sub(lambda found: self._canonical[found.group()], text)
        text = _NUMBER.sub(_number_token, text)
        return " ".join(text.split())

    def plain(self, text: str) -> str:
        """Only script, width and case made the same; figures stay figures."""
        return self._base(text)

    def _base(self, text: str) -> str:
        text = _visible(unicodedata.normalize("NFKC", text))
        return str(self._to_simplified.convert(text)).lower()


def segments(text: str, size: int) -> Iterator[str]:
    """Cut a text at sentence ends into pieces of about `size` characters; a longer sentence is cut hard."""
    piece = ""
    for sentence in _BREAK.split(text):
        for start in range(0, len(sentence), size):
            part = sentence[start : start + size]
            if piece and len(piece) + len(part) > size:
                yield piece
                piece = ""
            piece += part
    if piece.strip():
        yield piece


def cut_bytes(text: str, limit: int) -> str:
    """The longest beginning of `text` whose UTF-8 form has at most `limit` bytes, never half a character."""
    return text.encode()[:limit].decode(errors="ignore")
