import os
import shutil
from pathlib import Path

import pytest

from app.channels.pages.look import Lang
from app.channels.pages.phrasebook import Phrasebook
from app.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "prompts").mkdir()
    shutil.copy(Settings().prompts_dir / "pages.yaml", tmp_path / "prompts")
    return Settings(prompts_dir=tmp_path / "prompts", assistant_name="小反")


def change(settings: Settings, old: str, new: str) -> None:
    path = settings.prompts_dir / "pages.yaml"
    before = path.stat().st_mtime_ns
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


@pytest.mark.parametrize(
    ("lang", "title", "intro"),
    [
        (Lang.SIMPLIFIED, "反诈问一问", "短信"),
        (Lang.TAIWAN, "反詐問一問", "簡訊"),
        (Lang.HONGKONG, "反詐問一問", "短信"),
        (Lang.ENGLISH, "Ask about a scam", "text"),
    ],
)
def test_the_words_are_there_in_every_language(
    settings: Settings, lang: Lang, title: str, intro: str
) -> None:
    words = Phrasebook(settings).words(lang)
    assert words.chat.title == title
    assert intro in words.chat.intro


def test_the_assistants_name_is_put_in(settings: Settings) -> None:
    book = Phrasebook(settings)
    assert book.words(Lang.SIMPLIFIED).common.brand == "小反"
    assert "{name}" not in "".join(book.words(lang).model_dump_json() for lang in Lang)


def test_languages_are_named_in_their_own_words(settings: Settings) -> None:
    assert [name for _, name in Phrasebook(settings).languages] == [
        "简体中文",
        "繁體中文（台灣）",
        "繁體中文（香港）",
        "English",
    ]


def test_a_change_is_in_force_at_once(settings: Settings) -> None:
    book = Phrasebook(settings)
    change(settings, "send: 发送", "send: 送出去")
    assert book.words(Lang.SIMPLIFIED).chat.send == "送出去"


def test_a_fault_leaves_the_old_words_in_force_and_is_told_until_mended(settings: Settings) -> None:
    book = Phrasebook(settings)
    change(settings, "send: 发送", "sendd: 发送")
    assert book.words(Lang.SIMPLIFIED).chat.send == "发送"
    assert any("K202" in problem for problem in book.problems)
    change(settings, "sendd: 发送", "send: 发")
    assert book.words(Lang.SIMPLIFIED).chat.send == "发"
    assert book.problems == ()


def test_a_file_taken_away_leaves_the_old_words_in_force(settings: Settings) -> None:
    book = Phrasebook(settings)
    (settings.prompts_dir / "pages.yaml").unlink()
    assert book.words(Lang.SIMPLIFIED).chat.send == "发送"
    assert any("K107" in problem for problem in book.problems)


def test_without_watching_nothing_changes(settings: Settings) -> None:
    book = Phrasebook(settings.model_copy(update={"watch": False}))
    change(settings, "send: 发送", "send: 送出去")
    assert book.words(Lang.SIMPLIFIED).chat.send == "发送"
