"""The documents name everything there is, so that nobody has to guess."""

import io
import json
import re
import urllib.request
from typing import Any

import pytest
import typer

from app.cli import app
from app.domain.entries import LegitimateCase, ScamType, Situation, Technique
from app.knowledge.problems import Rule
from app.settings import ROOT, ChannelSettings, Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "knowledge" / "README.md").read_text(encoding="utf-8")
WECHAT_GUIDE = (ROOT / "docs" / "wechat.md").read_text(encoding="utf-8")
ADAPTERS = (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")
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
    from app.channels.pages.words import PAGES
    from app.channels.wechat.words import WECHAT
    from app.conversation.reply import ENGLISH_TEMPLATE, SUGGESTIONS_TEMPLATE
    from app.domain.answer import BlockKind

    assert {path.name for path in Settings().prompts_dir.iterdir()} == {
        *(f"{kind}.j2" for kind in BlockKind),
        SUGGESTIONS_TEMPLATE,
        ENGLISH_TEMPLATE,
        PAGES.name,
        WECHAT.name,
    }


def test_the_documents_show_no_real_looking_number() -> None:
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", README + GUIDE + WECHAT_GUIDE + ADAPTERS)


@pytest.mark.parametrize("name", [name for name in ChannelSettings.model_fields if name != "webhook_secret"])
def test_the_setup_guide_names_every_setting_of_wechat(name: str) -> None:
    assert f"ANTIFRAUD_{name.upper()}" in WECHAT_GUIDE


def test_the_addresses_of_the_guide_are_those_of_the_code() -> None:
    from app.channels import webhook
    from app.channels.wechat import bot, official, wecom

    rows = re.findall(r"^\| `https://你的域名(/[a-z/]+)` \|", WECHAT_GUIDE, re.MULTILINE)
    assert rows == [official.PATH, wecom.PATH, bot.PATH, webhook.PATH]


def test_every_button_of_the_menu_in_the_guide_has_its_sentence() -> None:
    from app.channels.wechat.words import WECHAT

    menu = json.loads(re.findall(r"```json\n(.*?)```", WECHAT_GUIDE, re.DOTALL)[0])
    buttons = [part for top in menu["button"] for part in top.get("sub_button", [top])]
    assert {button["key"] for button in buttons} == {
        item.key for item in WECHAT.load(Settings().prompts_dir).menu
    }
    assert all(len(top["name"]) <= 4 for top in menu["button"])
    assert all(len(button["name"]) <= 8 for button in buttons)


def test_the_code_of_a_bridge_signs_as_we_check() -> None:
    from app.channels.webhook import SIGNATURE, TIMESTAMP, signature_of

    sent: list[urllib.request.Request] = []

    def answer(request: urllib.request.Request, **_: object) -> io.BytesIO:
        sent.append(request)
        return io.BytesIO('{"answer": {"text": "先挂断"}}'.encode())

    code = re.findall(r"```python\n(.*?)```", ADAPTERS, re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # our own guide
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urllib.request, "urlopen", answer)
        assert names["ask"]("http://127.0.0.1:1", "key", "user", "7", "转账") == "先挂断"
    headers, body = {name.lower(): value for name, value in sent[0].header_items()}, sent[0].data
    assert isinstance(body, bytes)
    assert headers[SIGNATURE.lower()] == signature_of("key", headers[TIMESTAMP.lower()], body)
    assert json.loads(body) == {"user": "user", "message_id": "7", "message": "转账"}
