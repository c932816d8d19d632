"""Settings from the environment. A wrong value stops the start, with the value in the message."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.hotlines import Region

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = r"^https?://[A-Za-z0-9.-]+(?::\d{1,5})?$"
"""Scheme, host and port, nothing behind them."""


class Settings(BaseSettings):
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
        Field(min_length=16, description="网页对话编号的签名密钥，至少 16 个字；不写就每次启动换一个"),
    ] = None
    public_url: Annotated[
        str | None,
        Field(pattern=ORIGIN, description="市民打开本服务的网址，印在海报和转发的卡片上；不写就用请求里的"),
    ] = None
    embed_origins: Annotated[
        str | None,
        Field(
            pattern=rf"{ORIGIN[:-1]}(?: {ORIGIN[1:-1]})*$",
            description="可以嵌入挂件的网站，几个之间空一格；不写就只有本站",
        ),
    ] = None
    max_message_length: Annotated[int, Field(ge=100, le=20000, description="一条消息最多多少字")] = 4000
    watch: Annotated[bool, Field(description="知识或模板一有改动就自动生效")] = True
    host: Annotated[str, Field(description="服务监听的地址")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="服务监听的端口")] = 8000
    drain_seconds: Annotated[
        float, Field(ge=0, le=60, description="收到停止信号后，还接多少秒新的请求，好让负载均衡先把它摘下来")
    ] = 1
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="日志详细程度")] = (
        "info"
    )

    @property
    def embed_sites(self) -> tuple[str, ...]:
        """The sites that may show the widget, beside our own."""
        return tuple((self.embed_origins or "").split())
