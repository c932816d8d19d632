"""What campaign staff write: one frozen model for each kind of knowledge file.

Field names are the keys of the YAML files. Every text is a sentence a citizen may read, except
`utterances` (what citizens write or receive, used for matching), `sources` and `aliases`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=1200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160)]
ENTRY_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
EntryId = Annotated[str, StringConstraints(pattern=ENTRY_ID, max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{1,2}$")]
Number = Annotated[str, StringConstraints(pattern=r"^\d{3,6}$")]


class Status(StrEnum):
    """Only published entries are matched and shown."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Verdict(StrEnum):
    """What a message looks like to us; none of them says "safe"."""

    SCAM = "scam"
    SUSPICIOUS = "suspicious"
    LEGITIMATE_LIKE = "legitimate_like"
    UNCLEAR = "unclear"
    INFORMATION = "information"
    OUT_OF_SCOPE = "out_of_scope"

    @property
    def is_alarm(self) -> bool:
        """Whether the citizen is warned of a scam."""
        return self in (Verdict.SCAM, Verdict.SUSPICIOUS)


class Written(BaseModel):
    """Base of everything read from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Entry(Written):
    """What all kinds of entry have in common."""

    id: EntryId
    codes: tuple[Code, ...] = ()
    """Codes of our catalogue (taxonomy); more than one where catalogue types were merged."""
    name: Line
    status: Status
    updated: date
    utterances: tuple[Text, ...] = ()


class SayNo(Written):
    """The three refusals, each naming the very thing said in this scam."""

    listen: Line
    believe: Line
    transfer: Line


class Rebuttal(Written):
    """What the scammer or the believer says, and the answer to it."""

    claim: Line
    truth: Line


class Question(Written):
    """The one question that tells a scam from its neighbours, with answers to tap."""

    question: Line
    options: tuple[Line, ...] = Field(min_length=2, max_length=4)


class ScamType(Entry):
    """One kind of scam."""

    family: EntryId
    aliases: tuple[Line, ...] = ()
    audience: tuple[Line, ...] = ()
    sources: tuple[Line, ...] = ()
    summary: Line
    how_it_works: tuple[Line, ...] = Field(min_length=3, max_length=7)
    red_flags: tuple[Line, ...] = Field(min_length=3, max_length=8)
    say_no: SayNo
    truth: tuple[Line, ...] = Field(min_length=1, max_length=3)
    rebuttals: tuple[Rebuttal, ...] = Field(min_length=1, max_length=4)
    if_paid: tuple[Line, ...] = Field(min_length=1, max_length=6)
    verify: tuple[Line, ...] = Field(min_length=1, max_length=4)
    ask: Question
    related: tuple[EntryId, ...] = ()


class LegitimateCase(Entry):
    """A genuine thing that people mistake for a scam; it has its own answer."""

    looks_like: tuple[EntryId, ...] = ()
    summary: Line
    genuine: tuple[Line, ...] = Field(min_length=2)
    becomes_scam_when: tuple[Line, ...] = Field(min_length=2)
    verify: tuple[Line, ...] = Field(min_length=1)
    reply: Line


class Situation(Entry):
    """Where the person stands (paid just now, sharing the screen, …): what to do first."""

    priority: int = Field(ge=1, le=99)
    """Order of urgency, 1 the most urgent; from 12 on there is nothing to do at once."""
    verdict: Verdict | None = None
    """What a message that tells this situation usually is; empty where it can be anything."""
    alone: bool = False
    """Whether the answer is this card only, without a word on scam types."""
    first_lines: tuple[Annotated[str, StringConstraints(min_length=1, max_length=18)], ...] = Field(
        min_length=2, max_length=2
    )
    steps: tuple[Line, ...] = Field(min_length=3, max_length=9)
    have_ready: tuple[Line, ...] = ()
    do_not: tuple[Line, ...] = ()
    care: Line
    tips: tuple[Line, ...] = ()


class Technique(Entry):
    """A method used across scam types, such as screen sharing."""

    act_now: tuple[Line, ...] = Field(min_length=2)
    why: Line
    legitimate_use: Line
    signs: tuple[Line, ...] = Field(min_length=2)


class Smalltalk(Entry):
    """Talk that is no report of a suspicious contact, and what to say to it."""

    verdict: Verdict
    replies: tuple[Line, ...] = Field(min_length=1)


class Family(Written):
    """Our grouping of scam types, mapped to the official ones."""

    id: EntryId
    name: Line
    official_2025: tuple[Line, ...] = ()
    """Among the ten types 公安部 published in 2025."""
    ccl2023: tuple[Line, ...] = ()
    """Among the twelve classes of CCL2023 task 6."""


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


class Hotline(Written):
    """An official number. No other number is ever shown to a citizen."""

    region: Region
    number: Number
    purpose: Line
    status: Confirmation
    source: Line
    in_reply: bool = False
    """Whether the number is listed under every answer for its region."""


class WordingGroup(Written):
    """Spellings that mean the same and are read as `canonical` before matching."""

    canonical: Line
    variants: tuple[Line, ...] = Field(min_length=1)


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
