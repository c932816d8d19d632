"""Runs coroutines in tests, and fails them when something is left behind."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

ResultT = TypeVar("ResultT")
PATIENCE = 20.0
"""Seconds after which a test is thought to hang."""


def run(coroutine: Coroutine[None, None, ResultT]) -> ResultT:
    """The result, within `PATIENCE`."""

    async def bounded() -> ResultT:
        async with asyncio.timeout(PATIENCE):
            return await coroutine

    return asyncio.run(bounded())
