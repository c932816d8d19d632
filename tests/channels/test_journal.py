import asyncio
import io
import json
import logging
import pickle
import re
from logging.config import dictConfig

import pytest
from structlog.contextvars import bound_contextvars

from app.channels.journal import formatter, log_config
from app.settings import Settings

WRITTEN = "记号句：卡号六二二"


def written(
    style: str,
    message: str,
    *args: object,
    extra: dict[str, object] | None = None,
    error: BaseException | None = None,
) -> str:
    """One line of the log."""
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("app.x").makeRecord(
        "app.x", logging.WARNING, "x.py", 1, message, args, raised, extra=extra
    )
    return formatter(style).format(record)


def test_json_is_one_object_a_line_with_chinese_as_it_is() -> None:
    with bound_contextvars(request_id="a1b2c3d4"):
        line = written("json", "知识版本 %s\n已生效", "81fb", extra={"route": "/chat", "ms": 4.2})
    assert "\n" not in line
    assert "知识版本 81fb" in line
    told = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", told.pop("timestamp"))
    assert told == {
        "event": "知识版本 81fb\n已生效",
        "request_id": "a1b2c3d4",
        "level": "warning",
        "logger": "app.x",
        "route": "/chat",
        "ms": 4.2,
    }


def test_text_is_for_people() -> None:
    line = written("text", "请求", extra={"route": "/chat", "status": 200})
    assert re.search(r"\[warning *\] 请求 .*route=/chat.* status=200", line)
    assert "\x1b" not in line


def test_what_else_hangs_on_a_record_is_not_written() -> None:
    assert WRITTEN not in written("json", "请求", extra={"body": WRITTEN})


@pytest.mark.parametrize("style", ["json", "text"])
def test_of_an_exception_kind_and_place_are_told_but_not_its_message(style: str) -> None:
    def deep() -> None:
        try:
            int(WRITTEN)
        except ValueError as error:
            raise KeyError(WRITTEN) from error

    try:
        deep()
    except KeyError as error:
        line = written(style, "坏了", error=error)
    assert WRITTEN not in line
    assert "六二二" not in line
    assert re.search(r"KeyError \(.*tests/channels/test_journal\.py:\d+ deep\) ← ValueError \(", line)


def test_an_exception_without_a_traceback_is_told() -> None:
    line = written("json", "坏了", error=ValueError(WRITTEN))
    assert json.loads(line)["exception"] == "ValueError ()"


def test_a_loop_of_exceptions_ends() -> None:
    one, other = ValueError(WRITTEN), KeyError(WRITTEN)
    one.__cause__, other.__cause__ = other, one
    assert written("json", "坏了", error=one).count("ValueError") == 1


def test_asyncio_tells_of_a_lost_task_without_its_exception(configured: io.StringIO) -> None:
    async def lose() -> None:
        async def fail() -> None:
            raise ValueError(WRITTEN)

        lost = asyncio.ensure_future(fail())
        await asyncio.sleep(0)
        del lost

    asyncio.run(lose())
    told = configured.getvalue()
    assert "never retrieved" in told
    assert "ValueError" in told
    assert "六二二" not in told


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The log as the server sets it up, to be looked at."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    root, app = logging.getLogger(), logging.getLogger("app")
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(app, "level", app.level)
    monkeypatch.setattr(logging.getLogger("uvicorn"), "level", logging.NOTSET)
    dictConfig(log_config(Settings(log_format="json", log_level="debug")))
    return out


def test_our_own_log_follows_the_setting_and_the_libraries_stay_quiet(configured: io.StringIO) -> None:
    logging.getLogger("app.channels.x").debug("细节")
    logging.getLogger("python_multipart.multipart").debug(WRITTEN)
    logging.getLogger("httpx").info(WRITTEN)
    logging.getLogger("uvicorn.error").info("up")
    told = [json.loads(line)["event"] for line in configured.getvalue().splitlines()]
    assert told == ["细节", "up"]


def test_every_worker_can_be_handed_the_same_log() -> None:
    config = log_config(Settings())
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301  # our own
