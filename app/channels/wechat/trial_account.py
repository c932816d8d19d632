"""The account that `antifraud wechat-sim` speaks for: one of those in the settings."""

from app.channels.wechat.accounts import bot_account, official_account, wecom_account
from app.channels.wechat.platform import Mode, Platform
from app.settings import Settings


def platform_of(settings: Settings, mode: str = "") -> Platform:
    """The platform of an account; without a mode, of the first one that is set.

    Raises:
        ValueError: if there is no such mode or account.

    """
    if mode and mode not in list(Mode):
        raise ValueError(f"没有「{mode}」这种方式，可以写 {'、'.join(Mode)}。")
    official = Mode(settings.wechat_mode)
    for wanted in (Mode(mode),) if mode else (official, Mode.WECOM, Mode.BOT):
        find = {Mode.WECOM: wecom_account, Mode.BOT: bot_account}.get(wanted, official_account)
        if account := find(settings):
            return Platform(account.codec, wanted)
    raise ValueError("没有设好的账号。先设 ANTIFRAUD_WECHAT_TOKEN 这些变量，和服务用的一样。")
