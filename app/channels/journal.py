"""How the log is written: one line per event on standard output, as text or as JSON, without citizens' words.

Of an exception only its kind and its place are written: its message may quote what somebody wrote.
"""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from app.settings import ROOT, Settings

FRAMES = 12
"""The innermost ones of an exception."""
OWN_EXTRAS = ["method", "route", "status", "ms"]


def log_config(settings: Settings) -> dict[str, Any]:
    """For `logging.config.dictConfig`, and so for uvicorn, which pickles it for each of its workers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "style": settings.log_format}},
        "handlers": {
            "out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}
        },
        "root": {"level": "WARNING", "handlers": ["out"]},
        "loggers": {
            "app": {"level": settings.log_level.upper()},
            "uvicorn": {"level": settings.log_level.upper(), "handlers": [], "propagate": True},
        },
    }


def formatter(style: str) -> structlog.stdlib.ProcessorFormatter:
    """Turns a log record into one line."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(OWN_EXTRAS),
            structlog.processors.TimeStamper(fmt="iso"),
            without_messages,
        ],
    )


def without_messages(_logger: object, _name: str, event: EventDict) -> EventDict:
    """An exception by its kind and its place; of what asyncio says, the line without the exception in it."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = " ← ".join(_told(error))
    return event


def _told(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        places = (f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
        yield f"{type(error).__name__} ({' > '.join(places)})"
        error = error.__cause__ or error.__context__


def _short(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
