"""The sample knowledge, learned once for all tests of the channels."""

from pathlib import Path

import pytest

from tests.sample import write_sample


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds `knowledge` and, once something was served, `artifact`."""
    folder = tmp_path_factory.mktemp("channels")
    write_sample(folder / "knowledge")
    return folder
