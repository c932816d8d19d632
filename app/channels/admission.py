"""A bounded number of requests is worked on or waits; who comes on top of it is told so at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from app.channels import errors
from app.channels.limits import is_free


@dataclass(slots=True)
class Places:
    """So many at a time. Belongs to one event loop."""

    most: int
    taken: int = 0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold a place.

        Raises:
            RefusalError: if none is left.

        """
        if self.taken >= self.most:
            raise errors.crowded()
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets requests in while there are places.

    Raises `RefusalError` for the `Apologies` around it.
    """

    app: ASGIApp
    places: Places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if is_free(scope):
            await self.app(scope, receive, send)
            return
        with self.places.take():
            await self.app(scope, receive, send)
