"""`antifraud serve` as processes of a test's own, to be stopped and killed."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.redis_server import free_port, until

START_SECONDS = 180
"""Ten on a quiet machine; most of it is importing torch."""
STOP_SECONDS = 30


@dataclass(slots=True)
class ServerProcess:
    """One replica on a free port; everything it writes goes to `log`."""

    settings: dict[str, str]
    log: Path
    options: Sequence[str] = ()
    prefix: Sequence[str] = ()
    """A command that starts the command, such as `setpriv`."""
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The command itself; with several workers, their parent."""
        assert self._process, "not started"
        return self._process

    def start(self) -> None:
        """Start and do not wait."""
        own = {f"ANTIFRAUD_{name}": value for name, value in self.settings.items()}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANTIFRAUD_")}
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "app", "serve", *self.options],
                env={**inherited, **own, "ANTIFRAUD_PORT": str(self.port), "ANTIFRAUD_HOST": "127.0.0.1"},
                stdout=out,
                stderr=out,
            )

    def wait(self) -> None:
        """Until it answers."""
        until(self.is_up, START_SECONDS)

    def is_up(self) -> bool:
        """Whether it answers."""
        assert self.process.poll() is None, self.written()
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """SIGKILL: as the power cut, or the kernel short of memory."""
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_SECONDS)

    def end(self) -> None:
        """Make sure that nothing is left."""
        if self._process and self._process.poll() is None:
            self.terminate()

    def written(self) -> str:
        """Its log."""
        return self.log.read_text(encoding="utf-8")

    def ask(self, message: str, conversation_id: str) -> str:
        """Say something and get the answer's text.

        Raises:
            OSError: if there is no answer.

        """
        body = json.dumps({"message": message, "conversation_id": conversation_id}).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/chat", body, headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return str(json.load(response)["answer"]["text"])
