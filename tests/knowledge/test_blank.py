from datetime import date
from pathlib import Path

import pytest
import yaml

from app.domain.entries import ScamType, Status
from app.knowledge.base import load_knowledge
from app.knowledge.blank import BLANK, blank_scam
from app.knowledge.corpus import read_corpus
from app.settings import Settings
from tests.knowledge.spoiling import found, write

NEW = "scams/new-scam.yaml"


@pytest.fixture
def with_blank(root: Path) -> Path:
    """The sample with the real families and a blank form."""
    families = (Settings().knowledge_dir / "families.yaml").read_text(encoding="utf-8")
    write(root, "families.yaml", families)
    write(root, NEW, blank_scam("new-scam", date(2026, 2, 3)))
    return root


def test_a_blank_form_has_no_problem(with_blank: Path) -> None:
    assert found(with_blank) == []


def test_a_blank_form_is_a_draft_of_that_id_and_day(with_blank: Path) -> None:
    (blank,) = [item.value for item in read_corpus(with_blank).entries if str(item.path) == NEW]
    assert isinstance(blank, ScamType)
    assert (blank.id, blank.status, blank.updated) == ("new-scam", Status.DRAFT, date(2026, 2, 3))


def test_a_blank_form_is_not_served(with_blank: Path) -> None:
    assert "new-scam" not in load_knowledge(with_blank).entries


def with_everything(form: str) -> str:
    """The form with the field that stands behind # signs put in force."""
    head, tail = form.split("utterances: []\n")
    return head + "utterances: []\n" + tail.replace("# 句子里", "## 句子里").replace("\n# ", "\n")


def test_a_blank_form_shows_every_field_of_a_scam() -> None:
    form = blank_scam("new-scam", date(2026, 2, 3))
    assert set(yaml.safe_load(form)) == set(ScamType.model_fields) - {"utterances_in"}
    assert set(yaml.safe_load(with_everything(form))) == set(ScamType.model_fields)


def test_a_blank_form_shows_how_to_write_a_sentence_into_a_situation_that_exists(with_blank: Path) -> None:
    write(with_blank, NEW, with_everything(blank_scam("new-scam", date(2026, 2, 3))))
    corpus = read_corpus(with_blank)
    (blank,) = [item.value for item in corpus.entries if str(item.path) == NEW]
    assert [(said.situation, said.text[:5]) for said in blank.spoken()] == [
        ("money-gone-within-24h", f"{BLANK}：例如")
    ]
    assert (Settings().knowledge_dir / "situations" / "money-gone-within-24h.yaml").is_file()


def test_a_blank_form_that_is_published_is_told_at_every_sentence_to_fill_in(with_blank: Path) -> None:
    form = blank_scam("new-scam", date(2026, 2, 3)).replace("status: draft", "status: published")
    write(with_blank, NEW, form)
    to_fill = [
        number
        for number, text in enumerate(form.splitlines(), start=1)
        if BLANK in text and not text.startswith("#")
    ]
    not_shown = form[: form.index("sources:")].count("\n") + 2
    told = [line for _, line, code in found(with_blank) if code == "K506"]
    assert told == [line for line in to_fill if line != not_shown]
    assert len(told) == 19
