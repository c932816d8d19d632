"""RefusalErrors in Chinese and English; nothing of what the citizen wrote is repeated in them."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.channels.pages.missing import missing_for
from app.channels.schemas import ErrorBody

CROWDED_SECONDS = 3
"""When to try again; by then everything that waited has been answered."""


class RefusalError(Exception):
    """A request we do not answer, with the reason."""

    def __init__(self, status: int, error: str, message_zh: str, message_en: str, seconds: int = 0) -> None:
        """`seconds` is how long to wait before asking again, if that helps."""
        super().__init__(error)
        self.status, self.seconds = status, seconds
        self.body = ErrorBody(error=error, message_zh=message_zh, message_en=message_en)


def empty_message() -> RefusalError:
    """Nothing but white space."""
    return RefusalError(
        422, "empty_message", "没有收到文字。写下谁联系你、要你做什么。", "The message is empty."
    )


def long_message(length: int, limit: int) -> RefusalError:
    """More characters than the setting allows."""
    return RefusalError(
        422,
        "message_too_long",
        f"文字太长（{length} 字），最多 {limit} 字。只留要紧的几句再发。",
        f"The message has {length} characters; the limit is {limit}.",
    )


def unknown_scam() -> RefusalError:
    """No published scam type of that id."""
    return RefusalError(
        404, "unknown_scam", "没有这一种骗局，请看 /api/scams 里的 id。", "No such scam type; see /api/scams."
    )


def bad_call(status: int) -> RefusalError:
    """A signed request that is not as it should be; which part is wrong is nobody's business."""
    return RefusalError(
        status,
        "bad_call",
        "请求不对：签名、时间、加密或格式有误。",
        "Bad signature, time, encryption or format.",
    )


def large_body(limit: int) -> RefusalError:
    """More bytes than we read."""
    return RefusalError(
        413, "body_too_large", f"请求太大，最多 {limit} 字节。", f"The limit is {limit} bytes."
    )


def not_ready() -> RefusalError:
    """The answer takes longer than the caller waits; the same message may be sent again."""
    return RefusalError(
        202,
        "not_ready",
        "还没算好。用同一个 message_id 再发一次来取。",
        "Not ready; send the same message_id again.",
    )


def slow_body() -> RefusalError:
    """The body took too long to come."""
    return RefusalError(408, "body_too_slow", "请求没有收全。请再发一次。", "The request came too slowly.")


def too_many_requests(seconds: int) -> RefusalError:
    """More than the settings allow in a minute."""
    return RefusalError(
        429,
        "too_many_requests",
        f"问得太快了。等 {seconds} 秒再问。急的话别等，直接打电话报警。",
        f"Too many requests. Ask again in {seconds} seconds.",
        seconds,
    )


def crowded() -> RefusalError:
    """As many requests as we can bear are being worked on."""
    return RefusalError(
        503,
        "crowded",
        f"这会儿来问的人很多。等 {CROWDED_SECONDS} 秒再试。急的话别等，直接打电话报警。",
        f"Too many people are asking. Try again in {CROWDED_SECONDS} seconds.",
        CROWDED_SECONDS,
    )


def broken() -> RefusalError:
    """Our own fault."""
    return RefusalError(
        500, "server_error", "这里出了毛病，没有答上。请再试一次。", "Something broke here. Please try again."
    )


def install(app: FastAPI) -> None:
    """Make every error of the API speak this way."""
    app.add_exception_handler(RefusalError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusalError)  # noqa: S101  # Starlette hands each handler its own kind
    return JSONResponse(error.body.model_dump(), status_code=error.status)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # as above
    fields = {_field(detail["loc"], str(detail["type"])) for detail in error.errors()}
    return _unreadable("、".join(sorted(fields)), 422)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # as above
    if error.status_code == HTTPStatus.NOT_FOUND and (page := missing_for(request)):
        return page
    if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI could not decode the body
        return _unreadable("body", 400)
    body = ErrorBody(
        error="http_error", message_zh="没有这个地址，或不能这样请求。", message_en=str(error.detail)
    )
    return JSONResponse(body.model_dump(), status_code=error.status_code, headers=error.headers)


def _field(where: tuple[str | int, ...], kind: str) -> str:
    """Our own name of what is wrong; a name that the sender made up is not repeated."""
    known = where[1:-1] if kind == "extra_forbidden" else where[1:]
    return ".".join(map(str, known)) or "body"


def _unreadable(fields: str, status: int) -> JSONResponse:
    body = ErrorBody(
        error="invalid_request",
        message_zh=f"请求写得不对：{fields}。要用 UTF-8 的 JSON，message 是文字。",
        message_en=f"Invalid request: {fields}. Send UTF-8 JSON with a text `message`.",
    )
    return JSONResponse(body.model_dump(), status_code=status)
