"""Official numbers in a text, made ready to be dialled with one tap."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_NO_AMOUNT = r"(?![\d.]*[\d元块塊万萬千百])"


def dial(text: str, numbers: Iterable[str], called: Iterable[str] = ()) -> Markup:
    """The escaped text, its official numbers as links; amounts such as 110元 stay plain.

    Those in `called` are links only where the text says to call them: 打120, but not 铁路12306的软件.
    """
    ways = [_one_of(numbers), _one_of(called, behind="(?<=[打拨撥])")]
    wanted = "|".join(filter(None, ways))
    if not wanted:
        return escape(text)
    pattern = re.compile(rf"(?<!\d)({wanted}){_NO_AMOUNT}")
    parts = pattern.split(text)
    return Markup().join(
        Markup('<a class="tel" href="tel:{0}">{0}</a>').format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )


def _one_of(numbers: Iterable[str], behind: str = "") -> str:
    longest_first = sorted(numbers, key=len, reverse=True)
    return f"{behind}(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else ""
