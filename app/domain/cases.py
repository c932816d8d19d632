"""Held-out inputs with what is right for them."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from app.domain.entries import Code, Line, Written


class Expectation(StrEnum):
    """What an evaluation case is."""

    SCAM = "scam"
    BENIGN = "benign"
    OFFTOPIC = "offtopic"
    KNOWLEDGE = "knowledge"
    UNCLEAR = "unclear"

    @property
    def must_not_alarm(self) -> bool:
        """Whether an alarm on such a case is a false one."""
        return self in (Expectation.BENIGN, Expectation.OFFTOPIC, Expectation.KNOWLEDGE)


class Case(Written):
    """A held-out input for evaluation; never indexed."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    expect: Expectation
    types: tuple[Code, ...] = ()
    """Codes of the scam types that are right, the best first."""
    situation: Code | None = None
    must_not: tuple[Line, ...] = ()
    """What no answer to this may do; for human readers."""
