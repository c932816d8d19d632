"""Character n-grams weighted by TF-IDF: what the learned encoder and the heads see of a text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

MAX_LENGTH = 3
"""Longest n-gram in characters; measured on the prototype, 4 gave nothing more."""
MIN_DOCUMENTS = 2
"""An n-gram must occur in so many texts to get into the vocabulary."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


def ngrams(text: str) -> Iterable[str]:
    """All n-grams of 1 to `MAX_LENGTH` characters, with repetitions."""
    for length in range(1, MAX_LENGTH + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


@dataclass(frozen=True, slots=True)
class NgramVocabulary:
    """The n-grams known, and how telling each is (inverse document frequency)."""

    position: dict[str, int]
    idf: Floats
    """Shape (vocabulary,)."""

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Self:
        """Count the n-grams of normalised `texts`; smoothed idf as in scikit-learn."""
        documents = Counter[str]()
        for text in texts:
            documents.update(set(ngrams(text)))
        kept = sorted(gram for gram, count in documents.items() if count >= MIN_DOCUMENTS)
        counts = np.array([documents[gram] for gram in kept], dtype=np.float64)
        idf = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls({gram: i for i, gram in enumerate(kept)}, idf.astype(np.float32))

    def __len__(self) -> int:
        return len(self.position)

    def weights(self, text: str) -> tuple[Integers, Floats]:
        """Positions and L2-normalised weights (sublinear tf x idf) of the n-grams in a normalised text."""
        counts = Counter(i for gram in ngrams(text) if (i := self.position.get(gram)) is not None)
        positions = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        frequency = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(frequency)) * self.idf[positions]
        norm = float(np.linalg.norm(weights))
        return positions, weights / norm if norm else weights

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """The weights of many texts, shape (texts, vocabulary)."""
        rows = [self.weights(text) for text in texts]
        ends = np.cumsum([0, *(len(positions) for positions, _ in rows)])
        positions = np.concatenate([positions for positions, _ in rows]) if rows else np.zeros(0, dtype=np.int64)
        weights = np.concatenate([weights for _, weights in rows]) if rows else np.zeros(0, dtype=np.float32)
        return csr_matrix((weights, positions, ends), shape=(len(texts), len(self)), dtype=np.float32)
