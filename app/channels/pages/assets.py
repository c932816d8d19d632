"""Style sheets and scripts: small, ours, read once, addressed by their content so that they never go stale."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """What the browser is told it is."""
        return _TYPES[Path(self.name).suffix]

    @cached_property
    def gzipped(self) -> bytes:
        """The content for the browsers that take it compressed, which are all."""
        return gzip.compress(self.content, compresslevel=9, mtime=0)

    @cached_property
    def digest(self) -> str:
        """Changes with the content."""
        return sha256(self.content).hexdigest()[:12]

    @property
    def url(self) -> str:
        """Where the pages fetch it."""
        return f"/static/{self.digest}/{self.name}"


def read_assets(folder: Path = FOLDER) -> Mapping[str, Asset]:
    """All files of the folder by name."""
    return {path.name: Asset(path.name, path.read_bytes()) for path in sorted(folder.iterdir())}
