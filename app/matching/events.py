"""Reads events from a text: money given, code told, screen shared; and whether it really happened.

A clause is searched for the patterns of `knowledge/events.yaml`; the words left and right of a verb
say whether it was done, denied, asked for, intended, supposed, or only heard of.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.events import Actor, Event, EventLexicon, EventPattern, Modality

_NUMBER = r"(?:(?<![0-9])0(?:\.0)?|[一二两三四五六七八九十百千万俩仨半几廿]{1,12})"
_UNIT = r"(?:万|千|百|w|k|块|元|刀|美金|美元|欧|镑|u(?![a-z])|usdt|港币|蚊|澳元|澳币|加币|台币)"
AMOUNT = (
    rf"(?:{_NUMBER}(?:多|来|几)?(?:个)?{_UNIT}[一二三四五六七八九零万千百0多半]*(?:块|元|钱)?"
    r"|(?<![0-9])0(?![0-9a-z年月日点:号楼岁天个小分次条秒折%]))"
)
"""An amount in a normalised text, where every number is 0: with a unit, or bare and not a count or date."""
_GAP = r"[^,。!?;\n]{0,8}?"
_GAP_IN_PHRASE = r"[^,。!?;\n没未冇]{0,8}?"
"""What `…` stands for; it leaps over no denial."""
_CLAUSE_END = re.compile(r"[,。!?;\n:…，；：！？、]+|\.{2,}| +")
_TO_ME = re.compile(r"^(?:了|给|给了|到|回)?(?:我|俺)(?![妈爸爹娘家们的就也都全哥弟姐妹老爷奶公婆])")
"""Behind a verb: the money came to the speaker."""
_FAILED = re.compile(r"^.{0,2}(?:不了|不成|不出|没成|失败)")
_REACH = 40
"""Characters before a verb that have a say in what it means; a clause without punctuation has no end."""
_SAME_PLACE = 2
"""Characters within which two matches of one kind are the same event."""


class _Form(NamedTuple):
    """One way an event is worded. `verb` is a group of the pattern; `aspect` too where that decides."""

    pattern: re.Pattern[str]
    whole: bool
    """The wording itself says that it happened."""


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    covered: str
    """The same with what is to be ignored covered."""
    start: int


class EventReader:
    """Finds the events of a lexicon in normalised texts."""

    def __init__(self, lexicon: EventLexicon) -> None:
        marks, actors = lexicon.marks, lexicon.actors
        self._ignored = re.compile(_any(lexicon.ignored))
        self._aspect = re.compile(_any(lexicon.aspect))
        self._denied = re.compile(_any(marks.denied) + r"[^,。]{0,4}$")
        self._asked = re.compile(_any(marks.asked))
        self._said = re.compile(_any(marks.said) + r"(?:把|我|你|您)?$")
        self._intended = re.compile(_any(marks.intended) + r"(?:把[^,。]{0,8}|去|给|再|先|往|跟|全|也|都)?$")
        self._supposed = re.compile(rf"(?<![主只就需]){_any(marks.supposed)}")
        self._heard = re.compile(_any(marks.heard))
        self._conditional = re.compile(r"^[^,。]{0,4}?" + _any(marks.conditional))
        self._own_will = re.compile(_any(marks.own_will))
        self._incoming = re.compile(r"^.{0,3}" + _any(marks.incoming))
        self._for_me = re.compile(_any(marks.incoming) + "$")
        self._actor = re.compile(
            rf"(?<![给向跟对替到俾畀])(?:(?P<family>{_any(actors.family)})"
            f"|(?P<self>{_any(actors.self)})|(?P<other>{_any(actors.other)}))"
        )
        self._times = {
            name: re.compile(_any(getattr(lexicon.times, name))) for name in type(lexicon.times).model_fields
        }
        self._forms = [
            (
                pattern.id,
                re.compile(_any(pattern.ignored)) if pattern.ignored else None,
                list(_forms(pattern, lexicon)),
            )
            for pattern in lexicon.events
        ]

    def read(self, text: str) -> list[Event]:
        """All events of a normalised text, in its order."""
        covered = self._ignored.sub(_cover, text)
        clauses = (_Clause(text[start:end], covered[start:end], start) for start, end in _clauses(covered))
        events = [event for clause in clauses for event in self._of_clause(clause)]
        return sorted(events, key=lambda event: event.start)

    def tokens(self, text: str, events: Iterable[Event]) -> Counter[str]:
        """What a learner sees of a normalised text and its events: `paid:done`, `paid:done:self`, `today`, …"""
        counted: Counter[str] = Counter()
        last: dict[str, Modality] = {}
        for event in events:
            counted[f"{event.kind}:{event.modality}"] += 1
            counted[f"{event.kind}:{event.modality}:{event.actor}"] += 1
            last[event.kind] = event.modality
        counted.update(f"{kind}:last:{modality}" for kind, modality in last.items())
        counted.update(name for name, pattern in self._times.items() if pattern.search(text))
        return counted

    def _of_clause(self, clause: _Clause) -> Iterator[Event]:
        for kind, ignored, forms in self._forms:
            text, covered = (
                ignored.sub(_cover, words) if ignored else words for words in (clause.text, clause.covered)
            )
            taken: list[int] = []
            for form in forms:
                for found in form.pattern.finditer(text if form.whole else covered):
                    at = found.start() if form.whole else found.start("verb")
                    if all(abs(at - other) >= _SAME_PLACE for other in taken):
                        taken.append(at)
                        before = clause.covered[max(0, at - _REACH) : at]
                        modality = self._modality(before, found, form)
                        yield Event(kind, modality, self._who(before), clause.start + at)

    def _who(self, before: str) -> Actor:
        name = "unsaid"
        for found in self._actor.finditer(before):
            name = found.lastgroup or name
        return Actor(name)

    def _modality(self, before: str, found: re.Match[str], form: _Form) -> Modality:
        after = found.string[found.end() :]
        return (
            self._unreal(before, found, form, after)
            or self._wanted(before, found, form)
            or self._real(found, form)
        )

    def _unreal(self, before: str, found: re.Match[str], form: _Form, after: str) -> Modality | None:
        """Supposed, only heard of, denied, or done by somebody else for the speaker."""
        behind_verb = after if form.whole else found.string[found.end("verb") :]
        if self._supposed.search(before) or self._supposed.search(after[:8]):
            return Modality.SUPPOSED
        if self._heard.search(before):
            return Modality.HEARD
        if self._denied.search(before) or (not form.whole and _FAILED.search(behind_verb)):
            return Modality.DENIED
        return Modality.INCOMING if not form.whole and self._came_to_me(before, behind_verb) else None

    def _came_to_me(self, before: str, behind_verb: str) -> bool:
        return bool(
            _TO_ME.search(behind_verb)
            or self._incoming.search(behind_verb[:6])
            or self._for_me.search(before)
        )

    def _wanted(self, before: str, found: re.Match[str], form: _Form) -> Modality | None:
        """Asked for by somebody, or meant to be done, unless the speaker then did it of their own will."""
        if self._own_will.search(before):
            return None
        if self._asked.search(before[-14:]):
            if form.whole or not self._is_done(found):
                return Modality.ASKED
            return Modality.CONDITIONAL if self._is_conditional(found, form) else Modality.COMPLIED
        if self._said.search(before[-5:]):
            return None if form.whole or self._is_done(found) else Modality.ASKED
        return Modality.INTENDED if self._intended.search(before[-12:]) else None

    def _is_conditional(self, found: re.Match[str], form: _Form) -> bool:
        return bool(
            self._conditional.search(found.string[found.end() if form.whole else found.end("verb") :][:10])
        )

    def _real(self, found: re.Match[str], form: _Form) -> Modality:
        if self._is_conditional(found, form):
            return Modality.CONDITIONAL
        return Modality.DONE if form.whole or self._is_done(found) else Modality.MENTIONED

    def _is_done(self, found: re.Match[str]) -> bool:
        groups = found.groupdict()
        if "tail" in groups:  # a verb with its object: the aspect may stand on either side of it
            return bool(self._aspect.search((groups.get("between") or "") + groups["tail"]))
        return bool(groups.get("aspect"))


def _forms(pattern: EventPattern, lexicon: EventLexicon) -> Iterator[_Form]:
    aspect, money = _any(lexicon.aspect), rf"(?:{AMOUNT}|{_any(lexicon.money)})"
    if pattern.phrases:
        yield _Form(re.compile(_any(pattern.phrases)), whole=True)
    if pattern.objects:
        verb, thing = _any(pattern.verbs), _any(pattern.objects)
        yield _part(rf"(?P<verb>{verb})(?P<between>{_GAP}){thing}(?P<tail>[^,。]{{0,5}})")
        yield _part(rf"{thing}{_GAP}(?P<verb>{verb})(?P<tail>[^,。]{{0,5}})")
    elif pattern.verbs:
        yield _part(rf"(?P<verb>{_any(pattern.verbs)})[^,。]{{0,5}}?(?:(?P<aspect>{aspect})|{AMOUNT})")
    if pattern.light:
        verb = _any(pattern.light)
        yield _part(rf"(?P<verb>{verb})[^,。]{{0,3}}?(?P<aspect>{aspect})[^,。]{{0,6}}?{money}")
        yield _part(rf"{money}[^,。]{{0,8}}?(?P<verb>{verb})[^,。]{{0,3}}?(?P<aspect>{aspect})")
        yield _part(rf"(?P<verb>{verb})[^,。]{{0,3}}?{AMOUNT}")


def _cover(found: re.Match[str]) -> str:
    return "〇" * len(found.group())


def _part(pattern: str) -> _Form:
    return _Form(re.compile(pattern), whole=False)


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(_expression(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _expression(word: str) -> str:
    special = {"…": _GAP_IN_PHRASE, "□": AMOUNT}
    return "".join(special.get(character, re.escape(character)) for character in word.lower())


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where each clause begins and ends."""
    start = 0
    for end in _CLAUSE_END.finditer(text):
        if end.start() > start:
            yield start, end.start()
        start = end.end()
    if start < len(text):
        yield start, len(text)
