"""One computation for one message, however often it comes; and an answer that can be fetched later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import TTLCache

from app.channels.shelf import KEPT_SECONDS, Shelf

MOST_ANSWERS = 5_000
"""How many this process keeps for being asked again; one takes about 3 KB."""
LOOK_SECONDS = 0.05
"""How often we look for the answer of another process."""

Work = Callable[[], Awaitable[str]]


class LostError(Exception):
    """Whoever worked on the answer is gone, and the message with them."""


class Desk:
    """Takes messages by ticket. Everything runs in one event loop."""

    def __init__(self, shelf: Shelf, kept_seconds: float = KEPT_SECONDS) -> None:
        self.shelf = shelf
        self._answers: TTLCache[str, asyncio.Task[str]] = TTLCache(MOST_ANSWERS, kept_seconds)
        self._running: set[asyncio.Task[Any]] = set()

    async def answer(self, ticket: str, work: Work, seconds: float) -> str | None:
        """What `work` made of this ticket the first time it came; nothing if that takes longer than `seconds`.

        The work goes on. Its exceptions are raised here, and then the ticket counts as new.
        """
        task = self._answers.get(ticket)
        if task is None:
            task = self._answers[ticket] = asyncio.create_task(self._obtain(ticket, work))
            task.add_done_callback(lambda done: self._forget_failed(ticket, done))
            self._keep_running(task)
        await asyncio.wait({task}, timeout=seconds)
        return task.result() if task.done() else None

    async def collect(self, ticket: str) -> str:
        """The answer for a ticket that came before, whenever it is ready, here or in another process.

        Raises:
            LostError: if nobody works on it.

        """
        if task := self._answers.get(ticket):
            return await asyncio.shield(task)
        answer = await self._from_others(ticket)
        if answer is None:
            raise LostError
        return answer

    def note_waiting(self, person: str, ticket: str) -> None:
        """Remember which answer somebody waits for, without making them wait for that."""
        self._keep_running(asyncio.create_task(self.shelf.hold(person, ticket)))

    async def close(self) -> None:
        """Drop what is being worked on."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.shelf.close()

    async def _obtain(self, ticket: str, work: Work) -> str:
        while not await self.shelf.claim(ticket):
            if answer := await self._from_others(ticket):
                return answer
        try:
            answer = await work()
        except BaseException:
            await self.shelf.give_up(ticket)
            raise
        await self.shelf.put(ticket, answer)
        return answer

    async def _from_others(self, ticket: str) -> str | None:
        while (answer := await self.shelf.look(ticket)) == "":
            await asyncio.sleep(LOOK_SECONDS)
        return answer

    def _keep_running(self, task: asyncio.Task[Any]) -> None:
        """The event loop itself does not hold on to a task."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _forget_failed(self, ticket: str, task: asyncio.Task[str]) -> None:
        if task.cancelled() or task.exception():
            self._answers.pop(ticket, None)
