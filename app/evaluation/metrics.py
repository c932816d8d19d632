"""Counts over the evaluation cases."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from app.domain.cases import Case, Expectation
from app.domain.reading import Reading

SAME_AS_NONE = frozenset({"P5", "P6"})
"""Situations that ask for nothing urgent; in the cases they count as none."""
NO_SITUATION = "-"
MONEY_GONE = ("P2", "P3")
"""Within a day or longer ago: for the answer the difference is small, so they are counted together too."""
FIRST = 3


class Share(BaseModel):
    """Some of all."""

    model_config = ConfigDict(frozen=True)

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing is 0."""
        return self.count / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.value:.3f}（{self.count}/{self.of}）"


class SituationScore(BaseModel):
    """How well one situation is recognised."""

    model_config = ConfigDict(frozen=True)

    recall: Share
    precision: Share


class Confusion(BaseModel):
    """A scam case whose right type is not first."""

    model_config = ConfigDict(frozen=True)

    case: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


class Report(BaseModel):
    """What `antifraud evaluate` measures."""

    model_config = ConfigDict(frozen=True)

    cases: int
    first: Share
    first_three: Share
    macro_by_family: float
    """Mean over families of the share that is right first."""
    families: dict[str, Share]
    scam_recall: Share
    """Scam cases answered with an alarm."""
    false_alarms: Share
    false_alarms_by_kind: dict[str, Share]
    situation_agreement: Share
    situations: dict[str, SituationScore]
    money_gone: SituationScore
    confusions: tuple[Confusion, ...]
    alarms_on: tuple[str, ...]
    """Cases with a false alarm."""
    missed: tuple[str, ...]
    """Scam cases without an alarm."""


def measure(pairs: Sequence[tuple[Case, Reading]]) -> Report:
    """Count everything over cases and their readings."""
    scams = [(case, reading) for case, reading in pairs if case.expect is Expectation.SCAM]
    harmless = [(case, reading) for case, reading in pairs if case.expect.must_not_alarm]
    families = _families(scams)
    return Report(
        cases=len(pairs),
        first=_share(_right(case, reading, 1) for case, reading in scams),
        first_three=_share(_right(case, reading, FIRST) for case, reading in scams),
        macro_by_family=sum(share.value for share in families.values()) / max(1, len(families)),
        families=families,
        scam_recall=_share(reading.verdict.is_alarm for _, reading in scams),
        false_alarms=_share(reading.verdict.is_alarm for _, reading in harmless),
        false_alarms_by_kind=_by_kind(harmless),
        situation_agreement=_share(_expected(case) == _found(reading) for case, reading in pairs),
        situations=_situations(pairs),
        money_gone=_money_gone(pairs),
        confusions=tuple(
            _confusion(case, reading) for case, reading in scams if not _right(case, reading, 1)
        ),
        alarms_on=tuple(case.id for case, reading in harmless if reading.verdict.is_alarm),
        missed=tuple(case.id for case, reading in scams if not reading.verdict.is_alarm),
    )


def _share(outcomes: Iterable[bool]) -> Share:
    counted = Counter(outcomes)
    return Share(count=counted[True], of=counted.total())


def _right(case: Case, reading: Reading, first: int) -> bool:
    return any(set(match.entry.codes) & set(case.types) for match in reading.scams[:first])


def _families(scams: Sequence[tuple[Case, Reading]]) -> dict[str, Share]:
    """By the first letter of the best type's code, which is the family in the catalogue."""
    outcomes = defaultdict[str, list[bool]](list)
    for case, reading in scams:
        if case.types:
            outcomes[case.types[0][0]].append(_right(case, reading, 1))
    return {family: _share(outcomes[family]) for family in sorted(outcomes)}


def _by_kind(harmless: Sequence[tuple[Case, Reading]]) -> dict[str, Share]:
    kinds = sorted({case.expect for case, _ in harmless})
    return {
        kind: _share(reading.verdict.is_alarm for case, reading in harmless if case.expect is kind)
        for kind in kinds
    }


def _expected(case: Case) -> str:
    return case.situation if case.situation and case.situation not in SAME_AS_NONE else NO_SITUATION


def _found(reading: Reading) -> str:
    codes = reading.situation.entry.codes if reading.situation else ()
    return codes[0] if codes and codes[0] not in SAME_AS_NONE else NO_SITUATION


def _situations(pairs: Sequence[tuple[Case, Reading]]) -> dict[str, SituationScore]:
    named = [(_expected(case), _found(reading)) for case, reading in pairs]
    codes = sorted({code for pair in named for code in pair} - {NO_SITUATION}, key=lambda code: int(code[1:]))
    return {
        code: SituationScore(
            recall=_share(found == code for expected, found in named if expected == code),
            precision=_share(expected == code for expected, found in named if found == code),
        )
        for code in codes
    }


def _money_gone(pairs: Sequence[tuple[Case, Reading]]) -> SituationScore:
    named = [(_expected(case) in MONEY_GONE, _found(reading) in MONEY_GONE) for case, reading in pairs]
    return SituationScore(
        recall=_share(found for expected, found in named if expected),
        precision=_share(expected for expected, found in named if found),
    )


def _confusion(case: Case, reading: Reading) -> Confusion:
    found = tuple("+".join(match.entry.codes) for match in reading.scams[:FIRST])
    return Confusion(case=case.id, expected=case.types, found=found)
