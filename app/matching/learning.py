"""Learning from the knowledge alone. The only file that imports scikit-learn.

Sizes for scale: 15,000 sentences, 65,000 n-grams, 185 entries; one fit takes 4 to 6 s on one core.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from app.matching.heads import LinearHeads
from app.matching.ngrams import Floats

Flags = NDArray[np.bool_]
SEED = 0


def learn_ngram_vectors(matrix: csr_matrix, labels: Sequence[str]) -> Floats:
    """A vector for each n-gram: its coefficients in a linear SVM over all entries.

    `matrix` has shape (sentences, vocabulary); the result (vocabulary, entries). In this space the
    nearest sentence is as good at naming the entry as the SVM itself. A finer tolerance doubles the time
    and gains nothing in cross-validation (0.755 first at 2.0, 0.754 at 1.0, 0.759 at 0.5).
    """
    machine = LinearSVC(C=0.5, tol=2.0, random_state=SEED).fit(matrix.astype(np.float64), np.asarray(labels))
    coefficients = machine.coef_ if len(machine.classes_) > 2 else np.vstack([-machine.coef_, machine.coef_])
    return np.ascontiguousarray(coefficients.T, dtype=np.float32)


def learn_heads(matrix: csr_matrix, tasks: dict[str, tuple[Flags, Flags]]) -> LinearHeads:
    """One linear SVM for each task: a name, which rows are its examples, which of them are yes.

    Balanced or not made no difference for situations once their scores are calibrated together.
    """
    rows = matrix.astype(np.float64)
    weights, bias = [], []
    for used, yes in tasks.values():
        machine = LinearSVC(C=0.5, tol=0.1, class_weight="balanced", random_state=SEED)
        machine.fit(rows[np.flatnonzero(used)], yes[used])
        weights.append(machine.coef_[0])
        bias.append(machine.intercept_[0])
    return LinearHeads(
        tuple(tasks), np.array(weights, dtype=np.float32).T.copy(), np.array(bias, dtype=np.float32)
    )


def learn_logistic(features: Floats, yes: Flags, *, balanced: bool) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression over few features, shape (rows, features)."""
    machine = LogisticRegression(
        C=10.0, class_weight="balanced" if balanced else None, solver="newton-cholesky"
    )
    machine.fit(features.astype(np.float64), yes)
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])


def learn_softmax(features: Floats, labels: Sequence[str]) -> tuple[tuple[str, ...], Floats, Floats]:
    """Classes, weights (classes, features) and bias of a multinomial logistic regression."""
    if len(set(labels)) == 1 or not features.shape[1]:
        classes = tuple(sorted(set(labels)))
        shares = np.array([list(labels).count(name) for name in classes]) / len(labels)
        return (
            classes,
            np.zeros((len(classes), features.shape[1]), np.float32),
            np.log(shares, dtype=np.float32),
        )
    machine = LogisticRegression(C=1.0, max_iter=1000).fit(features.astype(np.float64), np.asarray(labels))
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps only the row of the second class
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, bias[0]])
    classes = tuple(str(name) for name in machine.classes_)
    return classes, weights.astype(np.float32), bias.astype(np.float32)
