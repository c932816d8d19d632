"""Settings from the environment. A wrong value stops the start, with the value in the message."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.hotlines import Region

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = r"^https?://[A-Za-z0-9.-]+(?::\d{1,5})?$"
"""Scheme, host and port, nothing behind them."""
_TOKEN = Field(pattern=r"^[A-Za-z0-9]{3,64}$", repr=False, description="后台里填的 Token")
_AES_KEY = Field(pattern=r"^[A-Za-z0-9+/]{43}$", repr=False, description="EncodingAESKey，43 个字")
_PREVIOUS = Field(pattern=r"^[A-Za-z0-9+/]{43}$", repr=False, description="换钥匙时，换之前的那一把")
_ID = Field(pattern=r"^[A-Za-z0-9_-]{4,64}$")

Token = Annotated[str | None, _TOKEN]
AesKey = Annotated[str | None, _AES_KEY]
PreviousAesKey = Annotated[str | None, _PREVIOUS]
BYTES_OF_A_CHARACTER = 12
"""At most, on the wire: an emoji in a form, or as two escapes in JSON."""
BYTES_AROUND_A_MESSAGE = 16 * 1024
PLATFORM_BYTES = 64 * 1024
"""What WeChat may send."""


def _addresses(text: str | None) -> str | None:
    for part in (text or "").split():
        try:
            ip_network(part)
        except ValueError:
            raise ValueError(f"「{part}」不是 IP 地址或网段，如 10.0.0.0/8") from None
    return text


class ChannelSettings(BaseSettings):
    """What the channels beside the web need; one without its settings is not mounted."""

    wechat_app_id: Annotated[str | None, _ID, Field(description="公众号的 AppID")] = None
    wechat_token: Token = None
    wechat_mode: Annotated[
        Literal["plain", "compatible", "safe"], Field(description="消息加解密方式：明文、兼容、安全")
    ] = "safe"
    wechat_aes_key: AesKey = None
    wechat_aes_key_previous: PreviousAesKey = None
    wecom_corp_id: Annotated[str | None, _ID, Field(description="企业微信的企业 ID")] = None
    wecom_token: Token = None
    wecom_aes_key: AesKey = None
    wecom_aes_key_previous: PreviousAesKey = None
    wecom_bot_token: Token = None
    wecom_bot_aes_key: AesKey = None
    wecom_bot_aes_key_previous: PreviousAesKey = None
    webhook_secret: Annotated[
        str | None, Field(min_length=32, repr=False, description="签名 JSON 接口的密钥，至少 32 个字")
    ] = None


class Settings(ChannelSettings):
    """Every setting is an environment variable: the field's name in capitals after `ANTIFRAUD_`."""

    model_config = SettingsConfigDict(env_prefix="ANTIFRAUD_", frozen=True, extra="ignore")

    assistant_name: Annotated[str, Field(min_length=1, max_length=20, description="读者看到的名字")] = (
        "反诈三不助手"
    )
    knowledge_dir: Annotated[Path, Field(description="知识文件夹")] = ROOT / "knowledge"
    prompts_dir: Annotated[Path, Field(description="回答模板文件夹")] = ROOT / "prompts"
    artifact_dir: Annotated[Path, Field(description="存放学习结果的文件夹，删掉会自动重建")] = (
        ROOT / ".artifact"
    )
    encoder: Annotated[
        str, Field(min_length=1, description="learned 表示从知识里学；也可写预训练模型的名字或路径")
    ] = "learned"
    region: Annotated[Region, Field(description="没说明地区时用哪里的热线")] = Region.MAINLAND
    redis_url: Annotated[
        str | None, Field(description="记住对话的 Redis，如 redis://127.0.0.1:6379/0；不写就记在本进程里")
    ] = None
    secret: Annotated[
        str | None,
        Field(
            min_length=16, repr=False, description="对话编号的签名密钥，至少 16 个字；不写就每次启动换一个"
        ),
    ] = None
    public_url: Annotated[
        str | None,
        Field(pattern=ORIGIN, description="市民打开本服务的网址，印在海报和转发的卡片上，也写在微信回答里"),
    ] = None
    embed_origins: Annotated[
        str | None,
        Field(
            pattern=rf"{ORIGIN[:-1]}(?: {ORIGIN[1:-1]})*$",
            description="可以嵌入挂件的网站，几个之间空一格；不写就只有本站",
        ),
    ] = None
    max_message_length: Annotated[int, Field(ge=100, le=20000, description="一条消息最多多少字")] = 4000
    rate_per_client: Annotated[
        int, Field(ge=0, le=1_000_000, description="一个网络地址一分钟最多请求几次，0 表示不限")
    ] = 300
    rate_per_conversation: Annotated[
        int, Field(ge=0, le=1_000_000, description="一段对话一分钟最多几句，0 表示不限")
    ] = 60
    trusted_proxies: Annotated[
        str | None,
        AfterValidator(_addresses),
        Field(description="本服务前面的反向代理的地址或网段，几个之间空一格；只信它们的 X-Forwarded-For"),
    ] = None
    max_in_flight: Annotated[
        int, Field(ge=1, le=10_000, description="同时在办和排队的请求最多几个，再多就请对方稍后再来")
    ] = 400
    watch: Annotated[bool, Field(description="知识或模板一有改动就自动生效")] = True
    host: Annotated[str, Field(description="服务监听的地址")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="服务监听的端口")] = 8000
    drain_seconds: Annotated[
        float, Field(ge=0, le=60, description="收到停止信号后，还接多少秒新的请求，好让负载均衡先把它摘下来")
    ] = 1
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="日志详细程度")] = (
        "info"
    )
    log_format: Annotated[
        Literal["text", "json"], Field(description="日志写成给人看的一行字，还是给程序看的 JSON")
    ] = "text"

    @property
    def embed_sites(self) -> tuple[str, ...]:
        """The sites that may show the widget, beside our own."""
        return tuple((self.embed_origins or "").split())

    @property
    def proxies(self) -> tuple[str, ...]:
        """Addresses and networks whose word on where a request comes from is believed."""
        return tuple((self.trusted_proxies or "").split())

    @property
    def max_body_bytes(self) -> int:
        """Of a request: room for the longest message however it is encoded, and for what goes with it."""
        return max(PLATFORM_BYTES, self.max_message_length * BYTES_OF_A_CHARACTER + BYTES_AROUND_A_MESSAGE)
