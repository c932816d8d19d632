"""Official numbers in a text, made ready to be dialled with one tap."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_NO_AMOUNT = r"(?![\d.]*[\d元块塊万萬千百])"


def dial(text: str, numbers: Iterable[str]) -> Markup:
    """The escaped text, its official numbers as links; amounts such as 110元 stay plain."""
    wanted = sorted(numbers, key=len, reverse=True)
    if not wanted:
        return escape(text)
    pattern = re.compile(rf"(?<!\d)({'|'.join(map(re.escape, wanted))}){_NO_AMOUNT}")
    parts = pattern.split(text)
    return Markup().join(
        Markup('<a class="tel" href="tel:{0}">{0}</a>').format(part) if i % 2 else escape(part)
        for i, part in enumerate(parts)
    )
