"""Names for people and messages that tell nothing about them."""

import json
import logging
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest

from app.settings import Settings

log = logging.getLogger(__name__)


def secret_of(settings: Settings) -> str:
    """The key that cookies are signed and people are named with; without the setting each start makes one."""
    if settings.secret is None:
        log.warning("没有设 ANTIFRAUD_SECRET：对话编号只在本进程有效，开几个副本时必须设成一样的")
    return settings.secret or secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Turns platform ids into conversation ids that nobody can turn back without the secret."""

    secret: str = field(repr=False)

    def of(self, *parts: str) -> str:
        """43 characters that stand for `parts`: always the same ones, and different for other parts."""
        named = digest(self.secret.encode(), json.dumps(parts).encode(), sha256)
        return urlsafe_b64encode(named).decode().rstrip("=")
