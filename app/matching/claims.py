"""Which of a card's rebuttals answers what somebody argues."""

from collections.abc import Sequence

from app.domain.entries import Rebuttal
from app.matching.ngrams import NgramVocabulary
from app.text import Normaliser


class ClaimFinder:
    """Compares an argument with the claims of a card by their n-grams.

    Not by the encoder: its space tells cards apart, and the claims of one card lie close together in it.
    """

    def __init__(self, vocabulary: NgramVocabulary, normalise: Normaliser) -> None:
        self._vocabulary = vocabulary
        self._normalise = normalise

    def nearest(self, text: str, rebuttals: Sequence[Rebuttal]) -> tuple[int, ...]:
        """Positions of the rebuttals, the nearest first; those without a common n-gram are left out."""
        similarity = self.similarity(text, rebuttals)
        order = sorted(range(len(rebuttals)), key=lambda i: -similarity[i])
        return tuple(i for i in order if similarity[i] > 0)

    def similarity(self, text: str, rebuttals: Sequence[Rebuttal]) -> list[float]:
        """How near the text is to each claim, 0 to 1."""
        said = self._weights(text)
        return [self._overlap(said, self._weights(rebuttal.claim)) for rebuttal in rebuttals]

    def _weights(self, text: str) -> dict[int, float]:
        positions, weights = self._vocabulary.weights(self._normalise(text))
        return dict(zip(positions.tolist(), weights.tolist(), strict=True))

    @staticmethod
    def _overlap(one: dict[int, float], other: dict[int, float]) -> float:
        return sum(weight * other[position] for position, weight in one.items() if position in other)
