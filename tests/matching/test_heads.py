from pathlib import Path

import numpy as np
import pytest

from app.matching.heads import LinearHeads
from app.matching.learning import learn_heads
from app.matching.ngrams import NgramVocabulary

TEXTS = [
    "刚转了五万",
    "刚转了三千",
    "刚转了钱",
    "刚转了",
    "你好吗",
    "你好呀",
    "你好",
    "天气好",
    "天气热",
    "天气",
]
YES = np.array([True] * 4 + [False] * 6)


def _learn() -> tuple[NgramVocabulary, LinearHeads]:
    vocabulary, matrix = NgramVocabulary.learn(TEXTS)
    return vocabulary, learn_heads(
        matrix, {"paid": (np.ones(10, dtype=bool), YES), "not": (YES | ~YES, ~YES)}
    )


def test_heads_tell_yes_from_no() -> None:
    vocabulary, heads = _learn()
    assert heads.names == ("paid", "not")
    assert (
        heads.scores(*vocabulary.weights("刚转了两万"))[0]
        > 0
        > heads.scores(*vocabulary.weights("天气不错"))[0]
    )


def test_rows_that_are_not_used_do_not_matter() -> None:
    vocabulary, matrix = NgramVocabulary.learn(TEXTS)
    used = np.array([True] * 7 + [False] * 3)
    lying = YES | ~used
    honest, spoilt = (learn_heads(matrix, {"paid": (used, yes)}) for yes in (YES, lying))
    np.testing.assert_array_equal(honest.weights, spoilt.weights)
    assert len(vocabulary) == len(honest.weights)


def test_saved_heads_score_the_same_as_rounded_ones(tmp_path: Path) -> None:
    vocabulary, heads = _learn()
    heads.save(tmp_path / "heads.npz")
    loaded = LinearHeads.load(tmp_path / "heads.npz")
    seen = vocabulary.weights("刚转了五万")
    np.testing.assert_array_equal(loaded.scores(*seen), heads.rounded().scores(*seen))
    assert loaded.names == heads.names


def test_one_text_scores_the_same_as_in_a_matrix_of_texts() -> None:
    vocabulary, heads = _learn()
    together = heads.scores_of(vocabulary.matrix(TEXTS))
    for row, text in zip(together, TEXTS, strict=True):
        np.testing.assert_allclose(heads.scores(*vocabulary.weights(text)), row, rtol=1e-5)


@pytest.mark.parametrize("text", ["", "🙏🙏", "{{ x }}", "שלום"])
def test_a_text_without_a_known_feature_scores_the_bias(text: str) -> None:
    vocabulary, heads = _learn()
    np.testing.assert_array_equal(heads.scores(*vocabulary.weights(text)), heads.bias)
