import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.calibration import Logistic, Softmax, head_features, match_features, threshold_for


def test_a_fitted_probability_follows_the_share_of_yes() -> None:
    features = np.repeat(np.array([[0.0], [1.0]], dtype=np.float32), 1000, axis=0)
    yes = np.array(([True] * 200 + [False] * 800) + ([True] * 900 + [False] * 100))
    fitted = Logistic.fit(features, yes)
    assert fitted(0.0) == pytest.approx(0.2, abs=0.02)
    assert fitted(1.0) == pytest.approx(0.9, abs=0.02)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_probability_stays_between_0_and_1_and_rises_with_its_feature(a: float, b: float) -> None:
    logistic = Logistic(weights=(2.0,), bias=0.5)
    low, high = sorted((a, b))
    assert 0 <= logistic(low) <= logistic(high) <= 1


def test_the_threshold_lets_just_the_share_through() -> None:
    values = [i / 1000 for i in range(1000)]
    threshold = threshold_for(values, 0.08)
    assert sum(value >= threshold for value in values) == pytest.approx(80, abs=1)


def test_an_entry_is_judged_by_its_lead() -> None:
    similarity, lead = match_features(0.8, 0.5)
    assert (similarity, round(lead, 6)) == (0.8, 0.3)


def test_a_head_is_judged_by_its_score_and_the_nearest_sentences() -> None:
    assert head_features(1.5, 0.8, 0.3) == (1.5, 0.8, 0.3)


def test_fitted_probabilities_of_several_classes_follow_their_shares() -> None:
    scores = np.repeat(np.array([[0.0, 0.0], [1.0, 0.0]], dtype=np.float32), 1000, axis=0)
    labels = ["none"] * 700 + ["paid"] * 300 + ["paid"] * 800 + ["shared"] * 150 + ["none"] * 50
    fitted = Softmax.fit(("paid", "shared"), scores, labels)
    calm, paid = fitted({"paid": 0.0, "shared": 0.0}), fitted({"paid": 1.0, "shared": 0.0})
    assert calm["none"] == pytest.approx(0.7, abs=0.03)
    assert calm["paid"] == pytest.approx(0.3, abs=0.03)
    assert paid["paid"] == pytest.approx(0.8, abs=0.03)
    assert paid["shared"] == pytest.approx(0.15, abs=0.03)


def test_fitted_probabilities_of_two_classes_follow_their_shares() -> None:
    scores = np.repeat(np.array([[0.0], [1.0]], dtype=np.float32), 1000, axis=0)
    labels = ["none"] * 800 + ["paid"] * 200 + ["paid"] * 900 + ["none"] * 100
    fitted = Softmax.fit(("paid",), scores, labels)
    assert fitted({"paid": 0.0})["paid"] == pytest.approx(0.2, abs=0.03)
    assert fitted({"paid": 1.0})["paid"] == pytest.approx(0.9, abs=0.03)


def test_a_class_that_is_the_only_one_is_certain() -> None:
    """As in a folder without follow-ups, where every sentence asks nothing back."""
    fitted = Softmax.fit((), np.zeros((20, 0), dtype=np.float32), ["none"] * 20)
    assert fitted({}) == {"none": 1.0}


@given(paid=st.floats(-1e6, 1e6), shared=st.floats(-1e6, 1e6))
def test_probabilities_of_several_classes_add_up_to_1_for_any_scores(paid: float, shared: float) -> None:
    softmax = Softmax(
        heads=("paid", "shared"),
        classes=("none", "paid", "shared"),
        weights=((0.0, 0.0), (2.0, 0.0), (0.0, 2.0)),
        bias=(0.0, -1.0, -1.0),
    )
    chances = softmax({"shared": shared, "paid": paid, "another head": 1e9})
    assert sum(chances.values()) == pytest.approx(1)
    assert all(0 <= chance <= 1 for chance in chances.values())
    assert (chances["paid"] >= chances["shared"]) == (paid >= shared) or chances["paid"] == chances["shared"]


def test_a_saved_calibration_of_several_classes_gives_the_same_probabilities() -> None:
    softmax = Softmax(heads=("paid",), classes=("none", "paid"), weights=((0.0,), (1.5,)), bias=(0.25, -0.5))
    loaded = Softmax.model_validate_json(softmax.model_dump_json())
    assert loaded({"paid": 0.7}) == softmax({"paid": 0.7})
