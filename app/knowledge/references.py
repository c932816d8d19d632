"""Checks across entries: ids, references, and sentences that stand twice."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

from app.domain.entries import Entry, Followup, LegitimateCase, ScamType, Situation, Smalltalk, Status
from app.domain.lists import Voice
from app.knowledge.corpus import Corpus, Located
from app.knowledge.problems import Problem, Rule
from app.knowledge.source import Where

MIN_UTTERANCES = 12
"""Below this the matching is a guess (5 a type gave 0.49 right first in cross-validation, 12 gave 0.69)."""
NO_SITUATION = "situations 里没有条目"
NEAR_DUPLICATE = 0.6
"""Share of common character 3-grams (Jaccard) above which two sentences of an entry are too alike."""


def check_references(corpus: Corpus) -> Iterator[Problem]:
    """Everything about names and repetitions."""
    yield from _ids(corpus)
    yield from _cross_references(corpus)
    yield from _case_codes(corpus)
    yield from _utterances(corpus)


def _ids(corpus: Corpus) -> Iterator[Problem]:
    seen: dict[str, PurePosixPath] = {}
    for item in corpus.entries:
        entry = item.value
        if entry.id != item.path.stem:
            message = f"id 是「{entry.id}」，文件名却是「{item.path.name}」。把文件改名为 {entry.id}.yaml。"
            yield Problem.of(Rule.WRONG_ID, item.path, item.line("id"), message)
        own_codes = () if isinstance(entry, Smalltalk) else entry.codes  # small talk shares its broad codes
        for field, name in (("id", entry.id), *(("codes", code) for code in own_codes)):
            if name in seen:
                message = f"「{name}」在 {seen[name]} 里已经有了。换一个，或把两个条目合起来。"
                yield Problem.of(Rule.DUPLICATE_ID, item.path, item.line(field), message)
            seen.setdefault(name, item.path)


def _cross_references(corpus: Corpus) -> Iterator[Problem]:
    scams = {item.value.id: item.value for item in corpus.entries if isinstance(item.value, ScamType)}
    names = _Names.of(corpus)
    for item in corpus.entries:
        yield from _named_in(item, names)
        if isinstance(item.value, ScamType):
            yield from _references_to(item, "related", item.value.related, scams)
        if isinstance(item.value, LegitimateCase):
            yield from _references_to(item, "looks_like", item.value.looks_like, scams)
    seen: set[str] = set()
    for voice in corpus.voices:
        if voice.value.situation:
            yield from _known(voice, ("situation",), voice.value.situation, names.situations, NO_SITUATION)
        if voice.value.id in seen:
            message = f"「{voice.value.id}」在 voices.yaml 里已经有了。换一个。"
            yield Problem.of(Rule.DUPLICATE_ID, voice.path, voice.line("id"), message)
        seen.add(voice.value.id)


@dataclass(frozen=True, slots=True)
class _Names:
    """What entries may name."""

    situations: frozenset[str]
    followups: frozenset[str]
    families: frozenset[str]
    events: frozenset[str]

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        entries = [item.value for item in corpus.entries]
        return cls(
            situations=frozenset(entry.id for entry in entries if isinstance(entry, Situation)),
            followups=frozenset(entry.id for entry in entries if isinstance(entry, Followup)),
            families=frozenset(item.value.id for item in corpus.families),
            events=frozenset(pattern.id for item in corpus.events for pattern in item.value.events),
        )


def _named_in(item: Located[Entry], names: _Names) -> Iterator[Problem]:
    match item.value:
        case ScamType(family=family, utterances_in=told):
            yield from _known(item, ("family",), family, names.families, "families.yaml 里没有家族")
            for name in told:
                yield from _known(item, ("utterances_in", name), name, names.situations, NO_SITUATION)
        case Situation(evidence=evidence, counter=counter):
            for field, kinds in (("evidence", evidence), ("counter", counter)):
                for i, name in enumerate(kinds):
                    yield from _known(item, (field, i), name, names.events, "events.yaml 里没有这种事")
        case Smalltalk(followup=str(name)):
            yield from _known(item, ("followup",), name, names.followups, "followups 里没有条目")


def _known(
    item: Located[Entry] | Located[Voice], where: Where, name: str, names: Collection[str], complaint: str
) -> Iterator[Problem]:
    if name not in names:
        message = f"{complaint}「{name}」。改对名字或删掉。"
        yield Problem.of(Rule.UNKNOWN_REFERENCE, item.path, item.line(*where), message)


def _references_to(
    item: Located[Entry], field: str, names: Iterable[str], scams: dict[str, ScamType]
) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name not in scams:
            message = f"「{field}」写了「{name}」，scams 里没有这个条目。改对名字或删掉。"
            yield Problem.of(Rule.UNKNOWN_REFERENCE, item.path, item.line(field, i), message)
        elif item.value.status is Status.PUBLISHED and scams[name].status is not Status.PUBLISHED:
            message = f"「{field}」写了「{name}」，可它没有发布，读者看不到。"
            yield Problem.of(Rule.HIDDEN_REFERENCE, item.path, item.line(field, i), message)


def _case_codes(corpus: Corpus) -> Iterator[Problem]:
    known = {code for item in corpus.entries for code in item.value.codes}
    for item in corpus.cases:
        case = item.value
        for code in (*case.types, *((case.situation,) if case.situation else ())):
            if code not in known:
                message = f"评测句「{case.id}」写了编号「{code}」，没有条目用这个编号。"
                yield Problem.of(Rule.UNKNOWN_REFERENCE, item.path, item.line(), message)


def _near_duplicates(item: Located[Entry]) -> Iterator[Problem]:
    """Sentences of one entry that share most of their character 3-grams teach nothing new."""
    places: dict[str, list[int]] = {}
    sizes: dict[int, int] = {}
    seen: set[str] = set()
    spoken = tuple(item.value.spoken())
    for i, utterance in enumerate(spoken):
        key = sentence_key(utterance.text)
        if key in seen:
            continue  # told as the same sentence
        grams = {key[start : start + 3] for start in range(max(1, len(key) - 2))}
        shared = Counter(other for gram in grams for other in places.get(gram, ()))
        twins = (other for other, n in shared.items() if n > NEAR_DUPLICATE * (len(grams) + sizes[other] - n))
        if (twin := min(twins, default=None)) is not None:
            message = f"「{utterance.text[:20]}」和「{spoken[twin].text[:20]}」太像，换一种说法，或删掉一句。"
            yield Problem.of(Rule.NEAR_DUPLICATE, item.path, item.line(*utterance.where), message)
        seen.add(key)
        sizes[i] = len(grams)
        for gram in grams:
            places.setdefault(gram, []).append(i)


def sentence_key(text: str) -> str:
    """Two sentences with the same key count as the same: only letters and figures matter."""
    return re.sub(r"[\W_]+", "", text.lower()) or text


def _utterances(corpus: Corpus) -> Iterator[Problem]:
    cases = {sentence_key(item.value.text): item.value.id for item in corpus.cases}
    seen: dict[str, str] = {}
    for item in corpus.entries:
        for utterance, _, where in item.value.spoken():
            key, line = sentence_key(utterance), item.line(*where)
            if key in cases:
                message = f"例句和评测句「{cases[key]}」一样，分数就不作数了。换一句自己写的。"
                yield Problem.of(Rule.CASE_AS_UTTERANCE, item.path, line, message)
            if key in seen:
                message = f"「{utterance[:20]}」在 {seen[key]} 已经有了。留一处，删一处。"
                yield Problem.of(Rule.DUPLICATE_UTTERANCE, item.path, line, message)
            seen.setdefault(key, f"{item.path}:{line}")
        yield from _near_duplicates(item)
        count = len(tuple(item.value.spoken()))
        if item.value.status is Status.PUBLISHED and count < MIN_UTTERANCES:
            message = f"只有 {count} 句例句，至少写 {MIN_UTTERANCES} 句，说法越不一样越好。"
            yield Problem.of(Rule.FEW_UTTERANCES, item.path, item.line("utterances"), message)
