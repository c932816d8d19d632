"""The words of the channel: `prompts/wechat.yaml`, written by staff, read and checked here."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field, StringConstraints

from app.channels.words_file import WordsFile
from app.domain.entries import Line, Written

FETCH = "1"
"""What citizens send for an answer that was not ready."""
EXAMPLES = 4

Tap = Annotated[str, StringConstraints(min_length=1, max_length=24)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=24)]
Waiting = Annotated[str, StringConstraints(pattern=rf"(^|[^0-9]){FETCH}([^0-9]|$)", max_length=160)]


class MenuItem(Written):
    """What a menu button says in the citizen's place."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]{1,30}$")]
    text: Line


class WeChatWords(Written):
    """Everything the channel says by itself."""

    welcome: tuple[Line, ...] = Field(min_length=1, max_length=5)
    examples_title: Label
    examples: tuple[Tap, ...] = Field(min_length=EXAMPLES, max_length=EXAMPLES)
    suggestions_title: Label
    card_link: Label
    waiting: Waiting
    lost: Line
    failed: Line
    empty: Line
    voice: Line
    image: Line
    location: Line
    link: Line
    other: Line
    too_long: Line
    menu: tuple[MenuItem, ...]

    def changed(self, change: Callable[[str], str]) -> "WeChatWords":
        """The same with every sentence that is read rewritten; what menu buttons say stays."""
        fields = {name: value for name, value in self if name != "menu"}
        return self.model_copy(
            update={
                name: tuple(map(change, value)) if isinstance(value, tuple) else change(value)
                for name, value in fields.items()
            }
        )


WECHAT = WordsFile("wechat.yaml", WeChatWords, "微信里没有话可说")
