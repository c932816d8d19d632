"""Who is speaking: a child, an old person, their family, an accountant, …"""

import re

from app.domain.entries import Situation
from app.domain.lists import Voice
from app.text import Normaliser

_GAP = r"[^,。!?;\n]{0,8}?"


class VoiceFinder:
    """Finds the voice of a message by the words of `knowledge/voices.yaml`."""

    def __init__(self, voices: tuple[Voice, ...], normalise: Normaliser) -> None:
        self._normalise = normalise
        self._voices = {voice.id: voice for voice in voices}
        self._words = [(voice, _pattern(voice, normalise)) for voice in voices]

    def find(self, text: str, situations: tuple[Situation, ...], before: str | None) -> Voice | None:
        """The voice of the message; else of the conversation `before`."""
        told = {situation.id for situation in situations}
        plain = self._normalise.plain(text)
        for voice, pattern in self._words:
            if voice.situation in told or (pattern and pattern.search(plain)):
                return voice
        return self._voices.get(before) if before else None


def _pattern(voice: Voice, normalise: Normaliser) -> re.Pattern[str] | None:
    words = (
        "".join(_GAP if part == "…" else re.escape(normalise.plain(part)) for part in re.split("(…)", word))
        for word in voice.words
    )
    expression = "|".join(words)
    return re.compile(expression) if expression else None
