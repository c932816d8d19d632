"""Counts for the rate limits in this process: bounded, and without a sweep over all of them per request.

The memory storage that comes with `limits` looks at every key on every hit and keeps as many as anybody
sends, which is what an attacker wants.
"""

import time
from dataclasses import dataclass
from typing import ClassVar

from cachetools import TTLCache
from limits.aio.storage import Storage

SECONDS = 10
"""Length of every window. Short, so that nobody who was too fast waits long."""
MOST = 50_000
"""How many callers are counted at a time, about 20 MB; the one not seen for longest goes first."""


@dataclass(slots=True)
class Window:
    """One caller's requests in one window."""

    ends: float
    """Seconds, as `time.time()`."""
    count: int = 0


class Counters(Storage):
    """A storage for the fixed windows of `limits`."""

    STORAGE_SCHEME: ClassVar[None] = None  # type: ignore[misc]  # it is never looked up by an address

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._windows: TTLCache[str, Window] = TTLCache(most, SECONDS)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What this storage may raise: nothing."""
        return ValueError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and how many there are now in the window."""
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = Window(ends=time.time() + expiry)
        window.count += amount
        return window.count

    async def get(self, key: str) -> int:
        """How many were counted in the window."""
        window = self._windows.get(key)
        return window.count if window else 0

    async def get_expiry(self, key: str) -> float:
        """When the window ends; now, if there is none."""
        window = self._windows.get(key)
        return window.ends if window else time.time()

    async def check(self) -> bool:
        """Whether the storage works."""
        return True

    async def reset(self) -> int:
        """Forget all; how many there were."""
        count = len(self._windows)
        self._windows.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one caller."""
        self._windows.pop(key, None)
