"""The service on a read-only file system: nothing but /tmp can be written, and it does not matter."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.knowledge.base import load_knowledge
from app.matching.artifact import LEARNED_ENCODER, obtain
from app.settings import Settings
from tests.server_process import ServerProcess

DROP = "-dac_override"


@pytest.fixture
def as_anybody() -> Sequence[str]:
    """A command that takes from root the right to write where it must not."""
    if os.geteuid():
        return ()
    setpriv = shutil.which("setpriv")
    if not setpriv:
        pytest.skip("root may write everywhere, and there is no setpriv to hinder it")
    return (setpriv, "--bounding-set", DROP, "--inh-caps", DROP)


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Iterator[Path]:
    """Knowledge, prompts and artifact as in the image, and no right to write."""
    shutil.copytree(Settings().prompts_dir, tmp_path / "prompts")
    obtain(load_knowledge(root), LEARNED_ENCODER, tmp_path / "artifact", lambda _: None)
    places = [path for path in (tmp_path, *tmp_path.rglob("*")) if path.is_dir()]
    for place in places:
        place.chmod(0o555)
    yield tmp_path
    for place in places:
        place.chmod(0o755)


def test_the_service_answers_and_writes_nothing(
    folder: Path, as_anybody: Sequence[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    touch = [*as_anybody, sys.executable, "-c", f"open({str(folder / 'artifact' / 'x')!r}, 'w')"]
    assert b"PermissionError" in subprocess.run(touch, capture_output=True, check=False).stderr
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    server = ServerProcess(
        {
            "KNOWLEDGE_DIR": str(folder / "knowledge"),
            "PROMPTS_DIR": str(folder / "prompts"),
            "ARTIFACT_DIR": str(folder / "artifact"),
        },
        tmp_path_factory.mktemp("log") / "server.log",
        prefix=as_anybody,
    )
    server.start()
    try:
        server.wait()
        assert "冒充快递理赔" in server.ask("快递丢了要赔我三倍", "x" * 20)
        assert "写不进" not in server.written(), "the artifact is there and is loaded"
    finally:
        server.end()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert "Traceback" not in server.written()
