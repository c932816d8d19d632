import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.knowledge.base import KnowledgeBase, load_knowledge
from app.matching.artifact import LEARNED_ENCODER, Artifact, artifact_key, build, obtain, provisional
from app.matching.matcher import Matcher

MESSAGES = ["快递丢了要赔我三倍", "公安说我洗钱要保密", "你好呀", "刚转了五万", "😀", ""]


def _silent(_: str) -> None: ...


def test_the_same_knowledge_gives_the_same_numbers(sample: KnowledgeBase, sample_artifact: Artifact) -> None:
    again = build(sample, LEARNED_ENCODER, _silent)
    assert again.calibration == sample_artifact.calibration
    np.testing.assert_array_equal(again.heads.weights, sample_artifact.heads.weights)
    np.testing.assert_array_equal(again.encoder.encode(MESSAGES), sample_artifact.encoder.encode(MESSAGES))


def test_a_saved_artifact_reads_messages_the_same(
    sample: KnowledgeBase, sample_artifact: Artifact, tmp_path: Path
) -> None:
    sample_artifact.save(tmp_path / "artifact")
    loaded, built = Matcher(sample, Artifact.load(tmp_path / "artifact")), Matcher(sample, sample_artifact)
    for message in MESSAGES:
        assert loaded.read(message) == built.read(message)


def test_an_artifact_is_built_once_and_then_loaded(sample: KnowledgeBase, tmp_path: Path) -> None:
    steps: list[str] = []
    obtain(sample, LEARNED_ENCODER, tmp_path, steps.append)
    assert any("存好了" in step for step in steps)
    steps.clear()
    obtain(sample, LEARNED_ENCODER, tmp_path, steps.append)
    assert steps == []


def test_of_several_that_want_it_at_once_one_learns_and_the_others_load(
    sample: KnowledgeBase, tmp_path: Path
) -> None:
    steps: list[str] = []
    with ThreadPoolExecutor(max_workers=3) as pool:
        wanted = [pool.submit(obtain, sample, LEARNED_ENCODER, tmp_path, steps.append) for _ in range(3)]
        found = {future.result().manifest for future in wanted}
    assert len(found) == 1
    assert len([step for step in steps if "存好了" in step]) == 1


def test_where_nothing_can_be_written_what_is_learned_stays_in_memory(
    sample: KnowledgeBase, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    steps: list[str] = []
    artifact = obtain(sample, LEARNED_ENCODER, tmp_path / "file" / "artifact", steps.append)
    assert artifact.manifest.knowledge_version == sample.version
    assert steps[0] == f"{tmp_path}/file/artifact 写不进，学习结果只留在内存里，下次启动要重新学"


def test_the_key_changes_with_knowledge_and_encoder() -> None:
    keys = {artifact_key(version, encoder) for version in ("a", "b") for encoder in ("learned", "bge")}
    assert len(keys) == 4


def test_a_failed_save_leaves_no_half_written_folder(
    sample_artifact: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_artifact.save(tmp_path / "artifact")
    before = json.loads((tmp_path / "artifact" / "manifest.json").read_text())

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("app.matching.artifact.np.save", fail)
    with pytest.raises(OSError, match="disk full"):
        sample_artifact.save(tmp_path / "artifact")
    assert json.loads((tmp_path / "artifact" / "manifest.json").read_text()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["artifact"]


def test_a_pretrained_model_goes_the_same_way(
    sample: KnowledgeBase, tiny_model: Path, tmp_path: Path
) -> None:
    artifact = build(sample, str(tiny_model), _silent)
    artifact.save(tmp_path / "artifact")
    assert not (tmp_path / "artifact" / "encoder").exists()
    loaded = Artifact.load(tmp_path / "artifact")
    assert loaded.encoder.dimension == 16
    reading = Matcher(sample, loaded).read("快递丢了要赔我三倍")
    assert reading.scams[0].entry.id == "courier-refund"
    assert reading.scams[0].evidence == "快递丢了要赔我三倍"


def test_new_sentences_are_found_before_anything_is_learned_anew(root: Path) -> None:
    old = load_knowledge(root)
    artifact = build(old, LEARNED_ENCODER, _silent)
    sentence = "隔壁老王说他的电饭煲能挖矿"
    path = root / "scams" / "stock-group.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - {sentence}公安快递\n", encoding="utf-8")
    new = load_knowledge(root)
    quick = provisional(artifact, new)
    assert quick.manifest.knowledge_version == new.version != old.version
    match = Matcher(new, quick).read(f"{sentence}公安快递").scams[0]
    assert (match.entry.id, match.evidence) == ("stock-group", f"{sentence}公安快递")


def test_a_provisional_artifact_keeps_what_was_learned(
    sample: KnowledgeBase, sample_artifact: Artifact
) -> None:
    quick = provisional(sample_artifact, replace(sample, version="newer"))
    assert quick.heads is sample_artifact.heads
    rows = list(range(len(quick.sentences.examples)))
    np.testing.assert_array_equal(
        quick.sentences.index.vectors(rows), sample_artifact.sentences.index.vectors(rows)
    )


def test_only_the_newest_artifacts_stay_on_disk(
    sample: KnowledgeBase, sample_artifact: Artifact, tmp_path: Path
) -> None:
    for age, name in enumerate(["oldest", "old", "newer", "newest"]):
        sample_artifact.save(tmp_path / name)
        os.utime(tmp_path / name / "manifest.json", (age, age))
    obtain(sample, LEARNED_ENCODER, tmp_path, _silent)
    kept = {path.parent.name for path in tmp_path.glob("*/manifest.json")}
    assert kept == {"newer", "newest", sample_artifact.manifest.key}
