"""Linear classifiers: does it sound like a scam, which situation, which techniques, what is asked back.

They are learned from the knowledge whatever the encoder is, and work beside it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix

from app.matching.ngrams import Floats, Integers

ALARM = "alarm"
"""Name of the head that tells reports of scams from everything else."""


@dataclass(frozen=True, slots=True)
class LinearHeads:
    """One weight vector for each name. A score above 0 means yes before calibration."""

    names: tuple[str, ...]
    weights: Floats
    """Shape (features, heads)."""
    bias: Floats
    """Shape (heads,)."""

    def scores(self, positions: Integers, weights: Floats) -> Floats:
        """Scores of the features of one text, shape (heads,)."""
        return weights @ self.weights[positions] + self.bias

    def scores_of(self, matrix: csr_matrix) -> Floats:
        """Scores of feature weights, shape (texts, heads)."""
        return np.asarray(matrix @ self.weights + self.bias, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write to one `.npz` file, in half precision."""
        np.savez(path, names=np.array(self.names), weights=self.weights.astype(np.float16), bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            names = tuple(str(name) for name in stored["names"])
            return cls(names, stored["weights"].astype(np.float32), stored["bias"])

    def rounded(self) -> Self:
        """The same heads as they will be after saving and loading."""
        return type(self)(self.names, self.weights.astype(np.float16).astype(np.float32), self.bias)
