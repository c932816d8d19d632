"""「这条回答有帮助吗」: counted and logged by scam type, without a word of the citizen's."""

import logging
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from itsdangerous import BadData, URLSafeSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.entries import Verdict

log = logging.getLogger(__name__)


class Answered(BaseModel):
    """The answer an opinion is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict
    scam: str | None
    version: str
    """Of the knowledge."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """Signs what an answer was, so that an opinion cannot be about something we never said."""

    secret: str

    def issue(self, answered: Answered) -> str:
        """The receipt that stands in the form under an answer."""
        return str(self._serializer().dumps(answered.model_dump(mode="json")))

    def read(self, receipt: str) -> Answered | None:
        """What the receipt is for, if it is ours."""
        try:
            return Answered.model_validate(self._serializer().loads(receipt))
        except (BadData, ValidationError, UnicodeError):
            return None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="feedback")


@dataclass(slots=True)
class Tally:
    """How many found answers helpful since this process started."""

    counts: Counter[bool] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def count(self, answered: Answered, *, helpful: bool) -> None:
        """Add an opinion, and log it."""
        with self._lock:
            self.counts[helpful] += 1
            yes, no = self.counts[True], self.counts[False]
        log.info(
            "反馈 helpful=%s verdict=%s scam=%s version=%s（累计有帮助 %d，没帮助 %d）",
            *("yes" if helpful else "no", answered.verdict, answered.scam, answered.version, yes, no),
        )
