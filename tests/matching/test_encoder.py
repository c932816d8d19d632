from pathlib import Path

import numpy as np
import pytest

from app.matching.encoder import Encoder, in_half_precision
from app.matching.ngrams import NgramVocabulary

TEXTS = ["快递丢了赔钱", "快递丢了", "快递到了", "公安说洗钱", "公安来电", "公安说"]


@pytest.fixture
def encoder() -> Encoder:
    vocabulary, _ = NgramVocabulary.learn(TEXTS)
    return Encoder.learned(
        vocabulary, np.random.default_rng(0).normal(size=(len(vocabulary), 8)).astype("f4")
    )


def test_vectors_are_the_normalised_sum_of_ngram_vectors(encoder: Encoder) -> None:
    vocabulary, matrix = NgramVocabulary.learn(TEXTS)
    vectors = in_half_precision(np.random.default_rng(0).normal(size=(len(vocabulary), 8)).astype("f4"))
    expected = matrix @ vectors
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-6)


def test_a_saved_encoder_answers_the_same_to_the_bit(encoder: Encoder, tmp_path: Path) -> None:
    encoder.save(tmp_path / "encoder")
    np.testing.assert_array_equal(Encoder.restore(tmp_path / "encoder").encode(TEXTS), encoder.encode(TEXTS))


def test_a_text_with_nothing_known_is_a_zero_vector_and_spoils_no_neighbour(encoder: Encoder) -> None:
    alone = encoder.encode(["快递丢了"])
    among = encoder.encode(["😀", "快递丢了", ""])
    assert not among[[0, 2]].any()
    np.testing.assert_allclose(among[1], alone[0], atol=1e-6)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 8)


def test_a_pretrained_model_is_loaded_by_its_path(tiny_model: Path) -> None:
    encoder = Encoder.pretrained(str(tiny_model))
    vectors = encoder.encode(["快递丢了", "公安来电"])
    assert encoder.dimension == 16
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1], atol=1e-5)


def test_a_pretrained_model_may_not_bring_code_of_its_own(encoder: Encoder, tmp_path: Path) -> None:
    encoder.save(tmp_path / "foreign")
    with pytest.raises(ValueError, match="trust_remote_code"):
        Encoder.pretrained(str(tmp_path / "foreign"))
