"""What campaign staff write: one frozen model for each kind of knowledge file.

Field names are the keys of the YAML files. Every text is a sentence a citizen may read, except
`utterances` (what citizens write or receive, used for matching), `sources` and `aliases`.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=1200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160)]
ENTRY_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
EntryId = Annotated[str, StringConstraints(pattern=ENTRY_ID, max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{1,2}$")]


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


class Utterance(NamedTuple):
    """A sentence for matching, the situation it tells (its id, if any), and its place in the file."""

    text: str
    situation: str | None
    where: tuple[str | int, ...]


class Entry(Written):
    """What all kinds of entry have in common."""

    id: EntryId
    codes: tuple[Code, ...] = ()
    """Codes of our catalogue (taxonomy); more than one where catalogue types were merged."""
    name: Line
    status: Status
    updated: date
    utterances: tuple[Text, ...] = ()

    def spoken(self) -> Iterator[Utterance]:
        """All sentences for matching, in the order of the file."""
        for i, text in enumerate(self.utterances):
            yield Utterance(text, None, ("utterances", i))


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
    utterances_in: dict[EntryId, tuple[Text, ...]] = {}
    """Sentences that tell a situation as well (money gone, code given, …), by the situation's id."""

    def spoken(self) -> Iterator[Utterance]:
        """All sentences for matching, in the order of the file."""
        yield from super().spoken()
        for situation, texts in self.utterances_in.items():
            for i, text in enumerate(texts):
                yield Utterance(text, situation, ("utterances_in", situation, i))


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
    """Order of urgency, 1 the most urgent and 2 what is going on at this moment: up to 6 something must be
    done at once; from 11 on nothing has happened yet, and from 12 on there is nothing to do.
    """
    verdict: Verdict | None = None
    """What a message that tells this situation usually is; empty where it can be anything."""
    group: EntryId | None = None
    """Situations of one group are recognised together first, then told apart: money gone today, long ago.
    The group `none` is the one of messages that tell no situation; hesitating and only asking belong to it.
    """
    evidence: tuple[Line, ...] = ()
    """Kinds of events in `events.yaml` such a message usually tells as done; without any we must be surer."""
    counter: tuple[Line, ...] = ()
    """Kinds of events that speak against it; where the evidence is told and none of these, it is plain."""
    personal: bool = False
    """Whether it says who somebody is rather than what has happened: a child may have paid as well."""
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

    @property
    def kind(self) -> str:
        """Its group, or itself where it stands alone."""
        return self.group or self.id

    @property
    def is_urgent(self) -> bool:
        """Whether something must be done at once."""
        return self.priority <= 6

    @property
    def is_going_on(self) -> bool:
        """Whether it is over once the call, the sharing or the visit has ended."""
        return self.priority == 2

    @property
    def has_happened(self) -> bool:
        """Whether it stays true for the rest of the conversation; hesitating or asking does not."""
        return self.priority <= 10

    def spoken(self) -> Iterator[Utterance]:
        """All sentences for matching; each tells this situation."""
        return (sentence._replace(situation=self.id) for sentence in super().spoken())


class Technique(Entry):
    """A method used across scam types, such as screen sharing."""

    act_now: tuple[Line, ...] = Field(min_length=2)
    why: Line
    legitimate_use: Line
    signs: tuple[Line, ...] = Field(min_length=2)


class Smalltalk(Entry):
    """Talk that is no report of a suspicious contact, and what to say to it."""

    verdict: Verdict
    followup: EntryId | None = None
    """The follow-up it is within a conversation: a word of thanks closes one."""
    replies: tuple[Line, ...] = Field(min_length=1)


class Part(StrEnum):
    """Which part of the card in hand answers a follow-up question."""

    STEPS = "steps"
    HOTLINES = "hotlines"
    VERIFY = "verify"
    REASONS = "reasons"
    REBUTTALS = "rebuttals"
    IF_PAID = "if_paid"
    HOW_IT_WORKS = "how_it_works"
    AFTER_REPORT = "after_report"
    REPORT = "report"
    CONTACT = "contact"
    CORRECTION = "correction"
    PERSUADE = "persuade"
    THANKS = "thanks"
    NOTHING = "nothing"
    """No question: the person goes on telling."""


class Followup(Entry):
    """What people ask back once they have an answer, whatever the scam; the card in hand answers."""

    answers_with: Part
    lead: Line
    """Said first; what follows comes from the card."""
