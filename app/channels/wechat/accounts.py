"""Settings → the accounts to serve. An account that is set only by half stops the start."""

from dataclasses import dataclass

from app.channels.wechat.protocol import Codec, key_of
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Account:
    """One account, and which kinds of request it takes."""

    codec: Codec
    takes_plain: bool = False
    takes_sealed: bool = True


def official_account(settings: Settings) -> Account | None:
    """The 公众号, if it is set.

    Raises:
        ValueError: if a setting that belongs to it is missing.

    """
    mode, sealed = settings.wechat_mode, settings.wechat_mode != "plain"
    wanted = {"wechat_token": settings.wechat_token}
    if sealed:
        wanted |= {"wechat_app_id": settings.wechat_app_id, "wechat_aes_key": settings.wechat_aes_key}
    if not _complete(wanted):
        return None
    keys = _keys(settings.wechat_aes_key, settings.wechat_aes_key_previous)
    codec = Codec(settings.wechat_token or "", settings.wechat_app_id or "", keys if sealed else ())
    return Account(codec, takes_plain=mode != "safe", takes_sealed=sealed)


def wecom_account(settings: Settings) -> Account | None:
    """The 企业微信 application, if it is set.

    Raises:
        ValueError: if a setting that belongs to it is missing.

    """
    corp_id, token, key = settings.wecom_corp_id, settings.wecom_token, settings.wecom_aes_key
    if not _complete({"wecom_corp_id": corp_id, "wecom_token": token, "wecom_aes_key": key}):
        return None
    return Account(Codec(token or "", corp_id or "", _keys(key, settings.wecom_aes_key_previous)))


def bot_account(settings: Settings) -> Account | None:
    """The 企业微信智能机器人, if it is set. The receive id of a bot inside one's own company is empty.

    Raises:
        ValueError: if a setting that belongs to it is missing.

    """
    token, key = settings.wecom_bot_token, settings.wecom_bot_aes_key
    if not _complete({"wecom_bot_token": token, "wecom_bot_aes_key": key}):
        return None
    return Account(Codec(token or "", "", _keys(key, settings.wecom_bot_aes_key_previous)))


def _complete(wanted: dict[str, str | None]) -> bool:
    missing = [f"ANTIFRAUD_{name.upper()}" for name, value in wanted.items() if value is None]
    if missing and len(missing) < len(wanted):
        raise ValueError(f"还缺 {'、'.join(missing)}：要么一起写，要么都不写。")
    return not missing


def _keys(*encoded: str | None) -> tuple[bytes, ...]:
    return tuple(key_of(key) for key in encoded if key)
