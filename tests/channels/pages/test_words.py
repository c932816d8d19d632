import re
import shutil
from pathlib import Path

import pytest

from app.channels.pages.words import PAGES, ChatWords, CommonWords, EmbedWords
from app.conversation.assistant import Assistant
from app.domain.entries import Verdict, Written
from app.domain.reading import Inquiry
from app.knowledge.corpus import Corpus, read_corpus
from app.knowledge.problems import KnowledgeError
from app.settings import ROOT, Settings

CODE = ROOT / "app" / "channels" / "pages"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A folder with the real words; spoil them as you like."""
    (tmp_path / "prompts").mkdir()
    shutil.copy(Settings().prompts_dir / "pages.yaml", tmp_path / "prompts")
    return tmp_path / "prompts"


def spoil(prompts: Path, old: str, new: str) -> None:
    path = prompts / "pages.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(Settings().knowledge_dir)


def codes(prompts: Path, corpus: Corpus) -> list[str]:
    return [problem.code for problem in PAGES.check(prompts, corpus)]


def test_the_real_words_are_clean(corpus: Corpus) -> None:
    assert PAGES.check(Settings().prompts_dir, corpus) == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    send: 发送\n", "", "K201"),
        ("    send: 发送\n", "    sent: 发送\n", "K202"),
        ("    send: 发送\n", "    send:\n", "K203"),
        ("    send: 发送\n", "    send: [发送]\n", "K105"),
        ("    send: 发送\n", "    send: 发送\n    send: 送出\n", "K103"),
        ("      - 公安打来说我涉嫌洗钱\n", "", "K203"),
        ("    send: 发送\n", "    send: 打18712\n", "K502"),
        ("    send: 发送\n", "    send: 心理援助打12356\n", "K503"),
        ("    send: 发送\n", "    send: 放心点\n", "K504"),
        ("    send: 发送\n", "    send: 发送,快\n", "K505"),
        ("    send: 发送\n", "    send: 13812" + "345678发\n", "K501"),
        ("zh:\n", "zh: {\n", "K101"),
    ],
)
def test_a_fault_is_told_with_its_code_and_the_file(
    prompts: Path, corpus: Corpus, old: str, new: str, code: str
) -> None:
    spoil(prompts, old, new)
    problems = PAGES.check(prompts, corpus)
    assert code in [problem.code for problem in problems]
    assert {problem.file for problem in problems} == {"pages.yaml"}


def test_a_fault_is_told_with_its_line(prompts: Path, corpus: Corpus) -> None:
    spoil(prompts, "    send: 发送\n", "    send: 打18712\n")
    (problem,) = PAGES.check(prompts, corpus)
    text = (prompts / "pages.yaml").read_text(encoding="utf-8").splitlines()
    assert text[problem.line - 1] == "    send: 打18712"


def test_a_missing_file_is_told_and_stops_the_service(tmp_path: Path, corpus: Corpus) -> None:
    assert codes(tmp_path, corpus) == ["K107"]
    with pytest.raises(KnowledgeError, match=r"pages\.yaml:1: K107"):
        PAGES.load(tmp_path)


def test_a_warning_does_not_stop_the_service(prompts: Path) -> None:
    spoil(prompts, "    send: 发送\n", "    send: 发送,快\n")
    assert PAGES.load(prompts).zh.chat.send == "发送,快"


@pytest.mark.parametrize(
    ("section", "model"), [("common", CommonWords), ("chat", ChatWords), ("embed", EmbedWords)]
)
def test_every_word_is_shown_somewhere(section: str, model: type[Written]) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.html"))
    code += "".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    by_name = {"offline", "failed"} if section == "chat" else set()
    unused = [
        name
        for name in model.model_fields
        if name not in by_name and not re.search(rf"\b{section}\.{name}\b|embed\.{name}\b", code)
    ]
    assert unused == []


def test_no_template_holds_a_word_of_its_own() -> None:
    han = re.compile("[\u3400-\u9fff]")
    wordy = [path.name for path in CODE.rglob("*.html") if han.search(path.read_text(encoding="utf-8"))]
    assert wordy == []


def test_neither_language_promises_safety_or_asks_for_secrets() -> None:
    words = PAGES.load(Settings().prompts_dir)
    assert "不等于安全" in words.zh.common.disclaimer
    assert "does not mean safe" in words.en.common.disclaimer
    assert "验证码" in words.zh.chat.privacy


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_common_scam_of_the_first_screen_is_answered_with_a_warning(
    real_assistant: Assistant, lang: str
) -> None:
    chips = getattr(PAGES.load(Settings().prompts_dir), lang).chat.chips
    assert len(set(chips)) == 8
    for chip in chips:
        reading, answer = real_assistant.answer(Inquiry(chip))
        if lang == "zh":
            assert reading.verdict in (Verdict.SCAM, Verdict.SUSPICIOUS), chip
            assert reading.scams[0].score >= 0.3, chip
        assert "110" in answer.text, chip
