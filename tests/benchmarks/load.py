"""Many clients at once on a loopback server: wrk in, requests per second and latencies out."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
SECONDS = 5


@dataclass(frozen=True)
class Load:
    """What some clients got."""

    clients: int
    per_second: float
    p50: float
    """Milliseconds."""
    p99: float
    """Milliseconds."""
    refused: int
    """Answers other than 2xx and 3xx."""


def wrk() -> str | None:
    """Where the program is; Debian has it as a package."""
    return shutil.which("wrk")


def load(url: str, clients: int, folder: Path, messages: tuple[str, ...] = ()) -> Load:
    """Ask for some seconds: GET, or POST of the messages in turn as JSON."""
    script = ["-s", str(_script(folder, messages))] if messages else []
    command = [
        str(wrk()),
        "-t1",
        f"-c{clients}",
        f"-d{SECONDS}s",
        "--timeout",
        "10s",
        "--latency",
        *script,
        url,
    ]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    latency = {share: float(value) * _UNITS[unit] for share, value, unit in _LATENCY.findall(out)}
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert per_second, out
    return Load(
        clients, float(per_second[1]), latency["50"], latency["99"], int(refused[1]) if refused else 0
    )


def _script(folder: Path, messages: tuple[str, ...]) -> Path:
    bodies = ",\n".join(f"[==[{json.dumps({'message': text}, ensure_ascii=False)}]==]" for text in messages)
    path = folder / "post.lua"
    path.write_text(
        f"""local bodies = {{{bodies}}}
local turn = 0
request = function()
  turn = turn % #bodies + 1
  return wrk.format("POST", nil, {{["Content-Type"] = "application/json"}}, bodies[turn])
end
""",
        encoding="utf-8",
    )
    return path
