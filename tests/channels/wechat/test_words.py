"""`prompts/wechat.yaml`: what the checks find, and what the real file says."""

from pathlib import Path

import pytest

from app.channels.wechat.messages import Kind
from app.channels.wechat.phrases import Phrases
from app.channels.wechat.words import EXAMPLES, WECHAT, WeChatWords
from app.conversation.assistant import Assistant
from app.domain.reading import Inquiry
from app.knowledge.corpus import Corpus, read_corpus
from app.knowledge.problems import KnowledgeError
from app.settings import Settings
from tests.channels.wechat.conftest import prompts_copy


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(Settings().knowledge_dir)


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    return prompts_copy(tmp_path / "prompts")


def change(prompts: Path, old: str, new: str) -> None:
    file = prompts / "wechat.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_real_file_has_no_problem(corpus: Corpus) -> None:
    assert WECHAT.check(Settings().prompts_dir, corpus) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("waiting: 正在看", "wating: 正在看", "K202 没有「wating」这个字段，是不是想写「waiting」？"),
        ("waiting: 正在看", "wating: 正在看", "K201 缺少字段「waiting」"),
        ("过几秒回复 1，", "过几秒", "K203 「waiting」的值"),
        ("过几秒回复 1，", "过 110 秒", "K203 「waiting」的值"),
        ("马上打110。", "马上打12399。", "K502 号码「12399」不在 hotlines.yaml"),
        ("马上打110。", "马上打12356。", "K503 号码「12356」"),
        ("我看不了图片。", "图片没问题，放心转。", "K504"),
        ("我看不了图片。", "我看不了图片, ", "K505"),
        ("  - 群里老师带我炒股稳赚\n", "", "K203 「examples」"),
        ("key: CHECK", "key: check", "K203"),
        ("other: 这个我看不了", "other: 打13800138000找我", "K501"),
        ("empty: 没有看到字。", "empty: {a: b}\nx: 没有看到字。", "K105"),
    ],
)
def test_the_checks_name_what_is_wrong(
    prompts: Path, corpus: Corpus, old: str, new: str, expected: str
) -> None:
    change(prompts, old, new)
    found = [str(problem) for problem in WECHAT.check(prompts, corpus)]
    assert [problem for problem in found if expected in problem and problem.startswith("wechat.yaml:")], found


def test_a_missing_file_and_broken_yaml_are_named(prompts: Path, corpus: Corpus) -> None:
    (prompts / "wechat.yaml").write_text("welcome: [", encoding="utf-8")
    assert [problem.code for problem in WECHAT.check(prompts, corpus)] == ["K101"]
    (prompts / "wechat.yaml").unlink()
    assert [str(problem)[:17] for problem in WECHAT.check(prompts, corpus)] == ["wechat.yaml:1: K1"]
    with pytest.raises(KnowledgeError, match="K107"):
        WECHAT.load(prompts)


def test_every_kind_that_is_answered_in_fixed_words_has_its_words() -> None:
    words = WECHAT.load(Settings().prompts_dir)
    fixed = set(Kind) - {Kind.TEXT, Kind.CLICK, Kind.SILENT}
    assert fixed <= set(WeChatWords.model_fields)
    assert len(words.examples) == EXAMPLES


def test_nobody_is_asked_for_what_they_must_not_give() -> None:
    words = WECHAT.load(Settings().prompts_dir)
    said = " ".join(str(value) for _, value in words)
    for secret in ("验证码", "密码", "卡号", "身份证"):
        for asking in (f"发{secret}", f"告诉我{secret}", f"你的{secret}"):
            assert asking not in said.replace(f"别发{secret}", "")
    assert "安全" not in said.replace("安全账户", "")


@pytest.mark.parametrize(
    ("key", "situation"),
    [
        ("ON_THE_PHONE", "in-progress-now"),
        ("MONEY_GONE", "money-gone-within-24h"),
        ("CODE_GIVEN", "gave-code-id-face-screen-or-app"),
        ("FAMILY", "relative-or-friend-wont-listen"),
        ("CHECK", "doubts-police-96110-or-bot"),
    ],
)
def test_what_a_menu_button_says_is_understood(real_assistant: Assistant, key: str, situation: str) -> None:
    text = {item.key: item.text for item in WECHAT.load(Settings().prompts_dir).menu}[key]
    reading, answer = real_assistant.answer(Inquiry(text))
    assert reading.situation is not None
    assert reading.situation.entry.id == situation
    assert answer.text.startswith("先做这几步\n")


def test_every_example_for_new_followers_raises_the_alarm(real_assistant: Assistant) -> None:
    for text in WECHAT.load(Settings().prompts_dir).examples:
        reading, answer = real_assistant.answer(Inquiry(text))
        assert reading.verdict.is_alarm or answer.text.startswith("先做这几步\n"), text


# In force


def settings_at(prompts: Path, *, watch: bool = True) -> Settings:
    return Settings(prompts_dir=prompts, assistant_name="小反", max_message_length=500, watch=watch)


def test_the_places_for_name_and_limit_are_filled(prompts: Path) -> None:
    words = Phrases(settings_at(prompts)).words()
    assert words.welcome[0].startswith("我是小反。")
    assert "最多500字" in words.too_long
    assert [
        text for _, value in words for text in [str(value)] if "{name}" in text or "{limit}" in text
    ] == []


def test_a_change_is_in_force_at_once_and_a_faulty_one_is_not(
    prompts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    phrases = Phrases(settings_at(prompts))
    change(prompts, "我看不了图片。", "图片我不认得。")
    assert phrases.words().image.startswith("图片我不认得。")
    change(prompts, "waiting:", "wating:")
    assert phrases.words().image.startswith("图片我不认得。")
    assert "K202" in caplog.text
    (prompts / "wechat.yaml").unlink()
    assert phrases.words().image.startswith("图片我不认得。")


def test_without_watching_a_change_waits_for_the_next_start(prompts: Path) -> None:
    phrases = Phrases(settings_at(prompts, watch=False))
    change(prompts, "我看不了图片。", "图片我不认得。")
    assert phrases.words().image.startswith("我看不了图片。")


def test_rewriting_leaves_alone_what_menu_buttons_say() -> None:
    words = WECHAT.load(Settings().prompts_dir)
    shouted = words.changed(lambda text: f"{text}！")
    assert shouted.menu == words.menu
    assert shouted.examples == tuple(f"{text}！" for text in words.examples)
    assert shouted.empty == f"{words.empty}！"
