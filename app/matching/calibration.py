"""From raw scores to probabilities and verdict thresholds, fitted out-of-fold when the artifact is built.

Thresholds are chosen on the knowledge alone; the evaluation cases play no part.
"""

from collections.abc import Mapping, Sequence
from math import exp
from typing import TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from app.matching.learning import Flags, learn_logistic, learn_softmax
from app.matching.ngrams import Floats

SUSPICIOUS_FALSE_ALARMS = 0.13
"""Share of harmless knowledge sentences that may be called suspicious, out-of-fold."""
SCAM_FALSE_ALARMS = 0.02
"""Share of harmless knowledge sentences that may be called a scam, out-of-fold."""
Value = TypeVar("Value", float, Floats)

UNKNOWN_SHARE = 0.05
"""Share of harmless knowledge sentences that may be too far from everything to be recognised."""


class Logistic(BaseModel):
    """Probability from a few features."""

    model_config = ConfigDict(frozen=True)

    weights: tuple[float, ...]
    bias: float

    @classmethod
    def fit(cls, features: Floats, yes: Flags, *, balanced: bool = False) -> "Logistic":
        """Fit on features of shape (rows, features)."""
        weights, bias = learn_logistic(features, yes, balanced=balanced)
        return cls(weights=tuple(round(float(weight), 6) for weight in weights), bias=round(bias, 6))

    def __call__(self, *features: float) -> float:
        """The probability, 0 to 1."""
        value = self.bias + sum(
            weight * feature for weight, feature in zip(self.weights, features, strict=True)
        )
        return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


class Softmax(BaseModel):
    """Probabilities of classes that exclude each other, from the scores of some heads."""

    model_config = ConfigDict(frozen=True)

    heads: tuple[str, ...]
    """Whose scores it looks at, in this order."""
    classes: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """Shape (classes, heads)."""
    bias: tuple[float, ...]

    @classmethod
    def fit(cls, heads: tuple[str, ...], scores: Floats, labels: Sequence[str]) -> "Softmax":
        """Fit on scores of shape (rows, heads)."""
        classes, weights, bias = learn_softmax(scores, labels)
        return cls(
            heads=heads,
            classes=classes,
            weights=tuple(tuple(round(float(value), 5) for value in row) for row in weights),
            bias=tuple(round(float(value), 5) for value in bias),
        )

    def __call__(self, scores: Mapping[str, float]) -> dict[str, float]:
        """The probability of each class; they add up to 1."""
        seen = [scores[name] for name in self.heads]
        values = [
            bias + sum(weight * score for weight, score in zip(row, seen, strict=True))
            for row, bias in zip(self.weights, self.bias, strict=True)
        ]
        powers = [exp(value - max(values)) for value in values]
        return {name: power / sum(powers) for name, power in zip(self.classes, powers, strict=True)}


class Calibration(BaseModel):
    """What the scores of one artifact mean."""

    model_config = ConfigDict(frozen=True)

    alarm: Logistic
    """Probability of a scam report, from `head_features`."""
    suspicious_from: float
    scam_from: float
    match: Logistic
    """Probability that an entry is the right one from `match_features`."""
    known_from: float
    """Similarity below which a message is like nothing we know."""
    heads: dict[str, Logistic]
    """For each technique its probability, from `head_features`."""
    situations: Softmax
    followups: Softmax


def head_features(score: Value, scam: Value, other: Value) -> tuple[Value, Value, Value]:
    """What a head is judged by.

    Its score, and the similarity of the nearest sentence of a scam and of anything else. The score alone
    takes 「怎么做红烧肉」 for 「怎么做假截图」.
    """
    return score, scam, other


def match_features(similarity: float, best_rival: float) -> tuple[float, float]:
    """What an entry is judged by: its own similarity and how far it is ahead of the best other entry."""
    return similarity, similarity - best_rival


def threshold_for(probabilities: Sequence[float] | Floats, share: float) -> float:
    """The value that `share` of the probabilities reach or exceed."""
    return float(np.quantile(np.asarray(probabilities), 1 - share))
