"""What comes in: request bodies up to a limit, so that nobody can fill the memory, and the messages in them."""

from fastapi import Request
from starlette.requests import ClientDisconnect

from app.channels import errors

MOST_BYTES = 64 * 1024
"""Of a signed request; the platforms' own are a few KiB."""


async def body_of(request: Request) -> bytes:
    """The whole body.

    Raises:
        RefusalError: if it is larger than `MOST_BYTES`, or broke off.

    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise errors.large_body(MOST_BYTES)
    except ClientDisconnect:
        raise errors.bad_call(400) from None
    return bytes(body)


def message_of(text: str, limit: int) -> str:
    """A citizen's message without the white space around it.

    Raises:
        RefusalError: if nothing is left, or more than `limit` characters.

    """
    message = text.strip()
    if not message:
        raise errors.empty_message()
    if len(message) > limit:
        raise errors.long_message(len(message), limit)
    return message
