"""Settings: what they are when nothing is set, what is refused, and what the README says of them."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from app.domain.hotlines import Region
from app.settings import ROOT, Settings

DEFAULTS: dict[str, object] = {
    "assistant_name": "反诈三不助手",
    "knowledge_dir": ROOT / "knowledge",
    "prompts_dir": ROOT / "prompts",
    "artifact_dir": ROOT / ".artifact",
    "encoder": "learned",
    "region": Region.MAINLAND,
    "redis_url": None,
    "secret": None,
    "public_url": None,
    "embed_origins": None,
    "wechat_app_id": None,
    "wechat_token": None,
    "wechat_mode": "safe",
    "wechat_aes_key": None,
    "wechat_aes_key_previous": None,
    "wecom_corp_id": None,
    "wecom_token": None,
    "wecom_aes_key": None,
    "wecom_aes_key_previous": None,
    "wecom_bot_token": None,
    "wecom_bot_aes_key": None,
    "wecom_bot_aes_key_previous": None,
    "webhook_secret": None,
    "max_message_length": 4000,
    "rate_per_client": 300,
    "rate_per_conversation": 60,
    "trusted_proxies": None,
    "max_in_flight": 400,
    "watch": True,
    "host": "127.0.0.1",
    "port": 8000,
    "drain_seconds": 1.0,
    "log_level": "info",
    "log_format": "text",
}
REAL_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
"""Tencent's published sample."""
README = Path(__file__).parents[1] / "README.md"
ROW = re.compile(r"^\|\s*`ANTIFRAUD_([A-Z_]+)`\s*\|(.*)$")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("ANTIFRAUD_")]:
        monkeypatch.delenv(name)


def set_in_environment(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ANTIFRAUD_{name.upper()}", value)


def test_without_environment_the_defaults_hold() -> None:
    assert Settings().model_dump() == DEFAULTS


def test_the_default_folders_of_knowledge_and_prompts_exist() -> None:
    assert (Settings().knowledge_dir / "scams").is_dir()
    assert (Settings().prompts_dir / "headline.j2").is_file()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("assistant_name", "小反", "小反"),
        ("knowledge_dir", "/srv/knowledge", Path("/srv/knowledge")),
        ("prompts_dir", "/srv/prompts", Path("/srv/prompts")),
        ("artifact_dir", "/srv/artifact", Path("/srv/artifact")),
        ("encoder", "BAAI/bge-small-zh-v1.5", "BAAI/bge-small-zh-v1.5"),
        ("region", "shanghai", Region.SHANGHAI),
        ("redis_url", "redis://127.0.0.1:6379/1", "redis://127.0.0.1:6379/1"),
        ("embed_origins", "https://a.example http://b.example:81", "https://a.example http://b.example:81"),
        *[
            (name, value, value)
            for name, value in [
                ("secret", "k" * 16),
                ("public_url", "https://fanzha.example.org"),
                ("wechat_app_id", "wx5823bf96d3bd56c7"),
                ("wechat_token", "QDG6eK"),
                ("wechat_mode", "plain"),
                ("wechat_aes_key", REAL_KEY),
                ("wechat_aes_key_previous", REAL_KEY),
                ("wecom_corp_id", "ww5823bf96d3bd56c7"),
                ("wecom_token", "QDG6eK"),
                ("wecom_aes_key", REAL_KEY),
                ("wecom_aes_key_previous", REAL_KEY),
                ("wecom_bot_token", "QDG6eK"),
                ("wecom_bot_aes_key", REAL_KEY),
                ("wecom_bot_aes_key_previous", REAL_KEY),
                ("webhook_secret", "s" * 32),
            ]
        ],
        ("max_message_length", "500", 500),
        ("rate_per_client", "0", 0),
        ("rate_per_conversation", "10", 10),
        ("trusted_proxies", "10.0.0.0/8 ::1", "10.0.0.0/8 ::1"),
        ("max_in_flight", "16", 16),
        ("watch", "false", False),
        ("host", "0.0.0.0", "0.0.0.0"),  # noqa: S104  # nothing is bound here
        ("port", "9000", 9000),
        ("drain_seconds", "5", 5.0),
        ("log_level", "debug", "debug"),
        ("log_format", "json", "json"),
    ],
)
def test_every_setting_is_taken_from_the_environment_by_its_prefix(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    set_in_environment(monkeypatch, name, text)
    assert Settings().model_dump() == {**DEFAULTS, name: value}


def test_a_name_without_the_prefix_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "example.org")
    assert Settings().model_dump() == DEFAULTS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("assistant_name", "反"),
        ("assistant_name", "反" * 20),
        ("max_message_length", "100"),
        ("max_message_length", "20000"),
        ("port", "1"),
        ("port", "65535"),
        *[("region", region.value) for region in Region],
        *[("log_level", level) for level in ("debug", "info", "warning", "error")],
    ],
)
def test_a_value_on_the_bound_is_accepted(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    set_in_environment(monkeypatch, name, text)
    assert str(getattr(Settings(), name)) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("assistant_name", ""),
        ("assistant_name", "a" * 21),
        ("encoder", ""),
        ("region", "mars"),
        ("secret", "fifteen letters"),
        ("public_url", "antifraud.example"),
        ("public_url", "https://antifraud.example/"),
        ("public_url", "https://antifraud.example; script-src *"),
        ("embed_origins", "*"),
        ("embed_origins", "https://a.example,https://b.example"),
        ("embed_origins", "https://a.example/page"),
        ("embed_origins", "https://a.example unsafe-inline"),
        ("embed_origins", "https://a.example; script-src"),
        ("embed_origins", "https://a.example  https://b.example"),
        ("max_message_length", "99"),
        ("max_message_length", "20001"),
        ("max_message_length", "4000字"),
        ("rate_per_client", "-1"),
        ("rate_per_conversation", "many"),
        ("trusted_proxies", "*"),
        ("trusted_proxies", "nginx"),
        ("trusted_proxies", "10.0.0.1,10.0.0.2"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("max_in_flight", "0"),
        ("watch", "maybe"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "http"),
        ("drain_seconds", "-1"),
        ("drain_seconds", "61"),
        ("log_level", "loud"),
        ("secret", "k" * 15),
        ("public_url", "fanzha.example.org"),
        ("public_url", "https://fanzha.example.org/"),
        ("public_url", "javascript:alert(1)"),
        ("wechat_mode", "安全"),
        ("wechat_token", "a b"),
        ("wechat_token", "ab"),
        ("wechat_app_id", "wx]]>"),
        ("wechat_aes_key", "a" * 42),
        ("wechat_aes_key", "a" * 44),
        ("wechat_aes_key", "a" * 42 + "="),
        ("wecom_aes_key_previous", "密" * 5),
        ("webhook_secret", "s" * 31),
        ("log_level", "INFO"),
        ("log_format", "xml"),
    ],
)
def test_a_value_beyond_the_bound_is_refused_by_name_and_value(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    set_in_environment(monkeypatch, name, text)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert f"\n{name}\n" in str(caught.value)
    assert f"input_value='{text}'" in str(caught.value)


def test_the_sites_of_the_widget_stand_behind_one_another() -> None:
    assert Settings(embed_origins="https://a.example http://b.example:81").embed_sites == (
        "https://a.example",
        "http://b.example:81",
    )
    assert Settings().embed_sites == ()


def test_the_proxies_stand_behind_one_another() -> None:
    assert Settings(trusted_proxies="10.0.0.0/8  ::1").proxies == ("10.0.0.0/8", "::1")
    assert Settings().proxies == ()


def test_the_longest_message_fits_into_a_body_however_it_is_encoded() -> None:
    settings = Settings(max_message_length=20_000)
    assert len(json.dumps("😀" * 20_000)) < settings.max_body_bytes
    assert len(urlencode({"text": "😀" * 20_000})) < settings.max_body_bytes


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]  # that is the point


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_secrets_do_not_show_in_a_print_out() -> None:
    secrets = {name: REAL_KEY for name in DEFAULTS if re.search("key|token|secret", name)}
    assert len(secrets) == 11
    shown = repr(Settings(**secrets))  # type: ignore[arg-type]  # as from the environment
    assert REAL_KEY not in shown


# The table in the README


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def settings_table() -> Iterator[tuple[str, str]]:
    """Name of each setting in the README's table and what stands in its column 默认…."""
    default_column = 0
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and (
            titles := [i for i, t in enumerate(cells(line)) if t.startswith("默认")]
        ):
            default_column = titles[0]
        elif found := ROW.match(line):
            assert default_column, "a column whose title begins with 默认 must stand over the settings"
            yield found.group(1).lower(), cells(line)[default_column]


def default_of(name: str, cell: str) -> object:
    """The value that the README's cell stands for; a folder is given from the project's folder on."""
    quoted = re.search(r"`([^`]*)`", cell)
    text = quoted.group(1) if quoted else cell
    if text == "不写":
        return None
    if isinstance(DEFAULTS[name], Path):
        return ROOT / text
    return getattr(Settings(**{name: text}), name)  # type: ignore[arg-type]  # read as from the environment


def test_the_readme_lists_every_setting_once_in_a_table() -> None:
    names = [name for name, _ in settings_table()]
    assert sorted(names) == sorted(Settings.model_fields)


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_readme_gives_the_default_of_the_setting(name: str) -> None:
    assert default_of(name, dict(settings_table())[name]) == DEFAULTS[name]
