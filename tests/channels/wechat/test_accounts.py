"""Settings → accounts: nothing, all of it, or a clear refusal."""

import pytest

from app.channels.wechat.accounts import bot_account, official_account, wecom_account
from app.channels.wechat.platform import Mode
from app.channels.wechat.protocol import key_of
from app.channels.wechat.trial_account import platform_of
from app.main import create_app
from app.settings import Settings
from tests.channels.wechat.conftest import ACCOUNTS, KEY, OLD_KEY

NOTHING = dict.fromkeys(ACCOUNTS) | {"wechat_mode": "safe"}


def settings_with(**values: object) -> Settings:
    return Settings.model_construct(**{**Settings().model_dump(), **NOTHING, **values})


def all_but(*names: str) -> Settings:
    return settings_with(**{name: value for name, value in ACCOUNTS.items() if name not in names})


def test_without_settings_there_is_no_account() -> None:
    nothing = settings_with()
    assert (official_account(nothing), wecom_account(nothing), bot_account(nothing)) == (None, None, None)


@pytest.mark.parametrize(
    ("mode", "plain", "sealed"), [("plain", True, False), ("compatible", True, True), ("safe", False, True)]
)
def test_the_mode_decides_what_is_taken(mode: str, *, plain: bool, sealed: bool) -> None:
    account = official_account(settings_with(**{**ACCOUNTS, "wechat_mode": mode}))
    assert account is not None
    assert (account.takes_plain, account.takes_sealed) == (plain, sealed)
    assert account.codec.keys == ((key_of(KEY), key_of(OLD_KEY)) if sealed else ())


def test_plain_mode_needs_a_token_only() -> None:
    account = official_account(settings_with(wechat_token="abc", wechat_mode="plain"))  # noqa: S106  # of a test
    assert account is not None
    assert account.codec.token == "abc"  # noqa: S105  # the same


def test_the_receive_ids_are_app_corp_and_nothing() -> None:
    found = [find(all_but()) for find in (official_account, wecom_account, bot_account)]
    assert [account and account.codec.receive_id for account in found] == [
        "wx0123456789abcdef", "ww0123456789abcdef", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "missing",
    [
        "wechat_app_id", "wechat_token", "wechat_aes_key", "wecom_corp_id", "wecom_token", "wecom_aes_key",
        "wecom_bot_token", "wecom_bot_aes_key",
    ],
)  # fmt: skip
def test_an_account_that_is_set_by_half_stops_the_start_and_names_what_is_missing(missing: str) -> None:
    with pytest.raises(
        ValueError, match=f"还缺 ANTIFRAUD_{missing.upper()}：要么一起写，要么都不写。"
    ) as caught:
        create_app(all_but(missing))
    assert [
        value for value in (KEY, "officialtoken", "wecomtoken", "bottoken") if value in str(caught.value)
    ] == []


def test_the_simulator_speaks_for_the_account_that_is_set() -> None:
    assert platform_of(all_but()).mode is Mode.COMPATIBLE
    assert platform_of(all_but("wechat_app_id", "wechat_token", "wechat_aes_key")).mode is Mode.WECOM
    assert platform_of(all_but(), "bot").codec.token == "bottoken"  # noqa: S105  # of a test
    assert platform_of(all_but(), "plain").mode is Mode.PLAIN


@pytest.mark.parametrize(
    ("mode", "message"), [("", "没有设好的账号"), ("bot", "没有设好的账号"), ("moon", "没有「moon」这种方式")]
)
def test_the_simulator_says_what_is_missing(mode: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        platform_of(settings_with(), mode)
