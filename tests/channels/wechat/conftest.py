"""A server with every account set, on the sample knowledge, and the platforms that talk to it."""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from redis import Redis, RedisError
from starlette.testclient import TestClient

from app.channels.wechat.platform import Call, Mode, Platform, Returned
from app.channels.wechat.protocol import Codec, key_of
from app.conversation.assistant import Assistant
from app.domain.answer import Answer
from app.domain.reading import Inquiry, Reading
from app.live import LiveAssistant
from app.main import create_app
from app.settings import Settings
from tests.sample import write_sample

REDIS = "redis://127.0.0.1:6379/15"
KEY, OLD_KEY = "A" * 42 + "E", "B" * 42 + "I"
ACCOUNTS: dict[str, Any] = {
    "wechat_app_id": "wx0123456789abcdef",
    "wechat_token": "officialtoken",
    "wechat_mode": "compatible",
    "wechat_aes_key": KEY,
    "wechat_aes_key_previous": OLD_KEY,
    "wecom_corp_id": "ww0123456789abcdef",
    "wecom_token": "wecomtoken",
    "wecom_aes_key": KEY,
    "wecom_aes_key_previous": OLD_KEY,
    "wecom_bot_token": "bottoken",
    "wecom_bot_aes_key": KEY,
    "wecom_bot_aes_key_previous": OLD_KEY,
    "webhook_secret": "s" * 40,
    "secret": "k" * 40,
    "public_url": "https://fanzha.example.org",
}
_PLATFORMS = {
    Mode.PLAIN: Platform(Codec("officialtoken", "wx0123456789abcdef"), Mode.PLAIN),
    Mode.COMPATIBLE: Platform(Codec("officialtoken", "wx0123456789abcdef", (key_of(KEY),)), Mode.COMPATIBLE),
    Mode.SAFE: Platform(Codec("officialtoken", "wx0123456789abcdef", (key_of(KEY),)), Mode.SAFE),
    Mode.WECOM: Platform(Codec("wecomtoken", "ww0123456789abcdef", (key_of(KEY),)), Mode.WECOM),
    Mode.BOT: Platform(Codec("bottoken", "", (key_of(KEY),)), Mode.BOT),
}


def somebody(mode: Mode) -> Platform:
    """The platform of an account, with a citizen who has never written before."""
    return replace(_PLATFORMS[mode], person=f"oPerson_{secrets.token_hex(8)}")


class Counting:
    """Stands before an assistant and counts; it may be slow, or fail."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.asked: list[Inquiry] = []
        self.delay = 0.0
        self.error: Exception | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistant, name)

    def answer(self, inquiry: Inquiry) -> tuple[Reading, Answer]:
        self.asked.append(inquiry)
        time.sleep(self.delay)
        if self.error:
            raise self.error
        return self._assistant.answer(inquiry)


@dataclass
class Server:
    """The application under test."""

    client: TestClient
    settings: Settings
    live: LiveAssistant
    _next: int = field(default=10**17)

    def send(self, call: Call) -> Returned:
        started = time.monotonic()
        response = self.client.request(call.method, call.target, content=call.body)
        return Returned(response.status_code, response.content, time.monotonic() - started)

    def say(self, platform: Platform, text: str) -> str:
        """What the citizen reads after writing `text`."""
        return platform.read(self.send(platform.deliver(self.text(text))))

    def text(self, text: str) -> dict[str, str]:
        """The fields of a text that was never sent before."""
        self._next += 1
        return {"MsgType": "text", "Content": text, "MsgId": str(self._next)}


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Every account set, on the sample knowledge."""
    folder = tmp_path_factory.mktemp("wechat")
    return Settings(
        knowledge_dir=write_sample(folder / "knowledge"),
        artifact_dir=folder / "artifact",
        watch=False,
        **ACCOUNTS,
    )


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[Server]:
    """Runs for all tests of the folder; people and messages have ids of their own."""
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Server(client, settings, app.state.live)


@pytest.fixture
def counting(server: Server, monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Counts what the assistant of the server is asked."""
    counting = Counting(server.live.assistant)
    monkeypatch.setattr(server.live, "assistant", counting)
    return counting


@pytest.fixture
def impatient(server: Server) -> Iterator[Callable[[float], None]]:
    """Shortens the time in which an answer must be ready."""
    state = server.client.app.state  # type: ignore[attr-defined]  # an application, to its client a callable
    usual = state.reception

    def wait(seconds: float) -> None:
        state.reception = replace(usual, seconds=seconds)

    yield wait
    state.reception = usual


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Database 15 of the server on this machine; on a build machine it must be there."""
    redis = Redis.from_url(REDIS, socket_connect_timeout=1.0)
    try:
        redis.ping()
    except RedisError as error:
        if os.environ.get("CI"):
            pytest.fail(f"no Redis at {REDIS}: {error}")
        pytest.skip(f"no Redis at {REDIS}: {error}")
    finally:
        redis.close()
    return REDIS


def prompts_copy(target: Path) -> Path:
    """The real templates and words, to be spoilt."""
    return Path(shutil.copytree(Settings().prompts_dir, target))
