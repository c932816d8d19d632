"""Build time and memory as the knowledge grows: `make bench`. Each size is built in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.sample import write_sample

pytestmark = pytest.mark.skipif("not config.getoption('--benchmark-enable')", reason="只在 make bench 里量")
BASE = 2_000
"""Sentences at size 1."""
SIZES = (1, 10, 100)
SCRIPT = """
import json, resource, sys, time
from dataclasses import replace
from pathlib import Path
from random import Random
from app.knowledge.base import load_knowledge
from app.matching.artifact import build

knowledge = load_knowledge(Path(sys.argv[1]))
random, per_scam = Random(0), int(sys.argv[2]) // len(knowledge.scams)
words = [f"{a}{b}" for a in "快递公安股票银行老师客服平台视频" for b in "说叫让催要给打发转付"]

def grown(scam):
    own = [f"{scam.id[:3]}{random.choice(words)}" for _ in range(200)]
    lines = (
        "，".join(random.choice(own if random.random() < 0.4 else words) for _ in range(8)) + str(i)
        for i in range(per_scam)
    )
    return scam.model_copy(update={"utterances": tuple(lines)})

started = time.process_time()
build(replace(knowledge, scams=tuple(map(grown, knowledge.scams))), "learned", lambda _: None)
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": round(time.process_time() - started, 1), "megabytes": round(used)}))
"""


@pytest.mark.parametrize("size", SIZES)
def test_a_larger_knowledge_is_learned_in_time_that_grows_with_it(size: int, tmp_path: Path) -> None:
    root = write_sample(tmp_path / "knowledge")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(root), str(BASE * size)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    used = json.loads(done.stdout)
    print(f"\n{BASE * size:>8} sentences {used['seconds']:>7} s {used['megabytes']:>6} MB", end="")  # noqa: T201  # the figures are what this file is for
    assert used["seconds"] < 20 + 3 * size
