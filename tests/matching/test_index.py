from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.matching.index import VectorIndex

ROWS = np.eye(4, dtype=np.float32)


def test_the_nearest_row_comes_first() -> None:
    similarities, rows = VectorIndex.build(ROWS).search(np.array([[0.1, 0.9, 0.5, 0]], dtype=np.float32), 2)
    assert rows.tolist() == [[1, 2]]
    np.testing.assert_allclose(similarities, [[0.9, 0.5]])


@given(st.integers(min_value=1, max_value=50))
def test_asking_for_more_rows_than_there_are_never_gives_row_minus_one(k: int) -> None:
    _, rows = VectorIndex.build(ROWS).search(ROWS[:1], k)
    assert rows.shape == (1, min(k, 4))
    assert rows.min() >= 0


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    VectorIndex.build(ROWS).save(tmp_path / "index")
    loaded = VectorIndex.load(tmp_path / "index")
    assert len(loaded) == 4
    np.testing.assert_array_equal(loaded.vectors([2, 0]), ROWS[[2, 0]])
