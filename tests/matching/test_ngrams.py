import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from app.matching.ngrams import MIN_DOCUMENTS, NgramVocabulary, ngrams

TEXTS = [
    "快递丢了赔三倍",
    "快递到了取件码",
    "快递丢了怎么办",
    "快递丢了",
    "公安说我洗钱",
    "公安叫我转账",
    "公安说洗钱",
]


def test_ngrams_of_three_characters_are_six() -> None:
    assert ngrams("退款吗") == ["退", "款", "吗", "退款", "款吗", "退款吗"]


def test_a_latin_word_counts_as_one_character() -> None:
    assert ngrams("付bond了") == ["付", "bond", "了", "付bond", "bond了", "付bond了"]
    assert ngrams("加v聊") == ["加", "v", "聊", "加v", "v聊", "加v聊"]


def test_a_word_is_known_from_enough_texts_whatever_its_letters() -> None:
    texts = ["付bond", "交bond了", "bond退吗", "付bon", "交nd了"]
    vocabulary, _ = NgramVocabulary.learn(texts)
    assert "bond" in vocabulary.position
    assert {"b", "on", "nd", "bon"}.isdisjoint(vocabulary.position)


@pytest.mark.parametrize("text", ["", "一"])
def test_short_texts_have_no_longer_ngrams(text: str) -> None:
    assert ngrams(text) == list(text)


def test_only_ngrams_of_enough_texts_are_known() -> None:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    assert MIN_DOCUMENTS == 3
    assert "快递丢" in vocabulary.position
    assert "赔三倍" not in vocabulary.position


def test_weights_equal_those_of_scikit_learn() -> None:
    vocabulary, matrix = NgramVocabulary.learn(TEXTS)
    reference = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), sublinear_tf=True, vocabulary=vocabulary.position, min_df=1
    ).fit(TEXTS)
    np.testing.assert_allclose(matrix.toarray(), reference.transform(TEXTS).toarray(), atol=1e-6)


@given(st.text(alphabet="快递丢了公安说洗钱xyz ", max_size=40))
def test_one_text_weighs_the_same_alone_as_in_a_matrix(text: str) -> None:
    vocabulary, matrix = NgramVocabulary.learn([*TEXTS, text])
    positions, weights = vocabulary.weights(text)
    alone = np.zeros(len(vocabulary), dtype=np.float32)
    alone[positions] = weights
    np.testing.assert_allclose(alone, matrix[len(TEXTS)].toarray()[0], atol=1e-6)


def test_a_text_without_known_ngrams_weighs_nothing() -> None:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    positions, weights = vocabulary.weights("😀😀")
    assert len(positions) == len(weights) == 0
