"""Official numbers by region. No other number is ever shown to a citizen."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from app.domain.entries import Line, Written

Number = Annotated[str, StringConstraints(pattern=r"^\d{3,6}$")]


class Region(StrEnum):
    """Where the citizen is; decides the hotlines."""

    MAINLAND = "mainland"
    SHANGHAI = "shanghai"
    TAIWAN = "taiwan"
    HONGKONG = "hongkong"
    SINGAPORE = "singapore"
    OVERSEAS = "overseas"


class Confirmation(StrEnum):
    """How sure we are of a hotline; `TO_VERIFY` is never shown."""

    CONFIRMED = "confirmed"
    TO_VERIFY = "to_verify"


class Role(StrEnum):
    """What a number is for, so that cards can name the one of the citizen's region."""

    POLICE = "police"
    ADVICE = "advice"


class Hotline(Written):
    """An official number. No other number is ever shown to a citizen."""

    region: Region
    number: Number
    purpose: Line
    status: Confirmation
    source: Line
    role: Role | None = None
    in_reply: bool = False
    """Whether the number is listed under every answer for its region."""
