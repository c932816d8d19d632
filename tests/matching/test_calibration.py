import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.calibration import Logistic, match_features, threshold_for


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
