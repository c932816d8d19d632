"""A Redis of a test's own, to be killed and started again."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis, RedisError

START_SECONDS = 10


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait for something, and fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


@dataclass(slots=True)
class OwnRedis:
    """A server on a free port that writes what it is told to a file, as the one in compose.yaml does."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For the setting."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and wait until it answers."""
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed: apt-get install redis-server"
        self._process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        until(self._answers, START_SECONDS)

    def kill(self) -> None:
        """End it as a power cut does: what was written in the last second may be lost."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def client(self) -> Redis:
        """To look inside; close it."""
        return Redis(port=self.port, socket_timeout=5.0)

    def _answers(self) -> bool:
        with self.client() as redis:
            try:
                return bool(redis.ping())
            except RedisError:
                return False
