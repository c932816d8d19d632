import shutil
from pathlib import Path

import pytest

from app.domain.reading import Inquiry
from app.live import LiveAssistant
from app.settings import Settings

NEW = "隔壁老王的电饭煲能挖矿公安快递"


@pytest.fixture
def settings(root: Path, tmp_path: Path) -> Settings:
    shutil.copytree(Settings().prompts_dir, tmp_path / "prompts")
    return Settings(knowledge_dir=root, prompts_dir=tmp_path / "prompts", artifact_dir=tmp_path / "artifact")


def evidence(live: LiveAssistant) -> str:
    return live.assistant.matcher.read(NEW).scams[0].evidence


def add_sentence(root: Path) -> None:
    path = root / "scams" / "stock-group.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - {NEW}\n", encoding="utf-8")


def test_a_valid_change_goes_live_and_is_learned_in_full(settings: Settings, root: Path) -> None:
    live = LiveAssistant(settings)
    before = live.assistant
    assert evidence(live) != NEW
    add_sentence(root)
    live.reload()
    assert evidence(live) == NEW
    assert live.artifact.manifest.key != before.knowledge.version
    assert len(list(settings.artifact_dir.glob("*/manifest.json"))) == 2
    assert before.matcher.read(NEW).scams[0].evidence != NEW, "an answer being written keeps its version"


def test_an_invalid_change_leaves_the_old_version_answering(settings: Settings, root: Path) -> None:
    live = LiveAssistant(settings)
    old = live.assistant
    (root / "scams" / "stock-group.yaml").write_text("对方说: 请转账", encoding="utf-8")
    live.reload()
    assert live.assistant is old
    assert any("scams/stock-group.yaml:1: K201" in problem for problem in live.problems)


def test_a_mended_change_clears_the_problems(settings: Settings, root: Path) -> None:
    live = LiveAssistant(settings)
    path = root / "scams" / "stock-group.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text("坏了", encoding="utf-8")
    live.reload()
    path.write_text(whole, encoding="utf-8")
    live.reload()
    assert live.problems == ()


def test_a_changed_template_is_used_and_a_broken_one_is_not(settings: Settings) -> None:
    live = LiveAssistant(settings)
    headline = settings.prompts_dir / "headline.j2"
    headline.write_text("新的开头", encoding="utf-8")
    live.reload()
    _, answer = live.assistant.answer(Inquiry("公安说我洗钱要保密"))
    assert "新的开头" in answer.text
    headline.write_text("{{ plan.no_such_field }}", encoding="utf-8")
    live.reload()
    assert any("K601" in problem for problem in live.problems)
    _, answer = live.assistant.answer(Inquiry("公安说我洗钱要保密"))
    assert "新的开头" in answer.text
