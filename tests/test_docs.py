"""The documents name everything there is, so that nobody has to guess."""

import re

import pytest
import typer

from app.cli import app
from app.domain.entries import LegitimateCase, ScamType, Situation, Technique
from app.knowledge.problems import Rule
from app.settings import ROOT, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "knowledge" / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group, as typer always makes


@pytest.mark.parametrize("rule", Rule)
def test_every_check_code_is_described_in_the_staff_guide(rule: Rule) -> None:
    row = re.search(rf"^\| {rule.code} \| (错误|提醒) \| .+ \| .+ \|$", GUIDE, re.MULTILINE)
    assert row, f"{rule.code} has no row in knowledge/README.md"
    assert row.group(1) == ("错误" if rule.severity == "error" else "提醒")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described_in_the_readme(name: str) -> None:
    assert f"`antifraud {name}" in README
    for parameter in COMMANDS[name].params:
        option = parameter.opts[0]
        assert not option.startswith("--") or option == "--help" or option in README, option


@pytest.mark.parametrize("kind", [ScamType, LegitimateCase, Situation, Technique])
def test_every_field_staff_may_write_is_described_in_the_guide(kind: type[ScamType]) -> None:
    missing = [name for name in kind.model_fields if f"`{name}`" not in GUIDE]
    assert missing == []


def test_every_template_is_known_to_the_code() -> None:
    from app.channels.pages.words import PAGES_FILE
    from app.conversation.reply import ENGLISH_TEMPLATE, SUGGESTIONS_TEMPLATE
    from app.domain.answer import BlockKind

    assert {path.name for path in Settings().prompts_dir.iterdir()} == {
        *(f"{kind}.j2" for kind in BlockKind),
        SUGGESTIONS_TEMPLATE,
        ENGLISH_TEMPLATE,
        PAGES_FILE,
    }


def test_the_documents_show_no_real_looking_number() -> None:
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", README + GUIDE)
