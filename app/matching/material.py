"""Everything the matching learns from, as one matrix, and who says what about each row."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from app.knowledge.base import KnowledgeBase
from app.matching.events import EventReader
from app.matching.examples import (
    Example,
    Origin,
    contact_examples,
    followup_examples,
    situation_examples,
    technique_examples,
)
from app.matching.features import Features
from app.matching.heads import ALARM
from app.matching.learning import Flags
from app.matching.ngrams import Integers, NgramVocabulary
from app.text import Normaliser

NONE = "none"
"""The class of sentences that tell no situation, or ask nothing back."""
SHORT = 40
"""Characters up to which a sentence could be mistaken for a question asked back."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the heads learn: for each name which rows are examples of the question and which answer yes."""

    used: dict[str, Flags]
    yes: dict[str, Flags]

    def within(self, rows: Integers) -> dict[str, tuple[Flags, Flags]]:
        """The tasks cut to some rows, in the order of their names."""
        return {name: (self.used[name][rows], self.yes[name][rows]) for name in sorted(self.used)}


@dataclass(frozen=True, slots=True)
class Material:
    """The rows are: contact examples first (they are indexed), then situations, techniques, follow-ups."""

    contacts: tuple[Example, ...]
    texts: tuple[str, ...]
    """Normalised, all rows."""
    vocabulary: NgramVocabulary
    matrix: csr_matrix
    """N-gram weights, shape (rows, vocabulary)."""
    event_tokens: tuple[str, ...]
    features: csr_matrix
    """Of n-grams and events, shape (rows, features)."""
    tasks: Tasks
    situations: tuple[str | None, ...]
    """For each row the kind of situation it tells, `NONE`, or None where it says nothing about that."""
    followups: tuple[str | None, ...]
    """For each row what it asks back, likewise."""
    harmless: Flags
    """Rows that report no scam and no situation: the thresholds are set on these."""
    scam_ids: frozenset[str]

    @property
    def contact_rows(self) -> Integers:
        """Rows of the contact examples."""
        return np.arange(len(self.contacts))

    @property
    def labels(self) -> list[str]:
        """Entry of each contact example."""
        return [example.entry_id for example in self.contacts]


def gather(knowledge: KnowledgeBase, normalise: Normaliser) -> Material:
    """Normalise and count all sentences of the knowledge."""
    contacts = contact_examples(knowledge)
    situations, techniques = situation_examples(knowledge), technique_examples(knowledge)
    rows = (*contacts, *situations, *techniques, *followup_examples(knowledge))
    texts = tuple(normalise(example.text) for example in rows)
    vocabulary, matrix = NgramVocabulary.learn(texts)
    features, all_features = Features.learn(texts, vocabulary, matrix, EventReader(knowledge.events))
    told, asked = _situations_told(knowledge, rows), _asked_back(knowledge, rows)
    tasks, harmless = _tasks(knowledge, rows, told, asked)
    return Material(
        contacts=contacts,
        texts=texts,
        vocabulary=vocabulary,
        matrix=matrix,
        event_tokens=features.event_tokens,
        features=all_features,
        tasks=tasks,
        situations=_kinds(knowledge, told),
        followups=asked,
        harmless=harmless,
        scam_ids=frozenset(scam.id for scam in knowledge.scams),
    )


def _situations_told(knowledge: KnowledgeBase, rows: tuple[Example, ...]) -> tuple[str | None, ...]:
    """Sentences of techniques and follow-ups and the lines of cards say nothing about a situation."""
    silent = {entry.id for entry in (*knowledge.techniques, *knowledge.followups)}
    return tuple(
        None if row.entry_id in silent or row.origin is not Origin.UTTERANCE else row.situation or NONE
        for row in rows
    )


def _kinds(knowledge: KnowledgeBase, told: tuple[str | None, ...]) -> tuple[str | None, ...]:
    kind = {entry.id: entry.kind for entry in knowledge.situations}
    return tuple(kind.get(label, label) if label else None for label in told)


def _asked_back(knowledge: KnowledgeBase, rows: tuple[Example, ...]) -> tuple[str | None, ...]:
    """Only short sentences are counter-examples: questions asked back are short."""
    meant = {entry.id: entry.id for entry in knowledge.followups}
    meant |= {entry.id: entry.followup for entry in knowledge.smalltalk if entry.followup}
    return tuple(
        meant.get(row.entry_id, NONE) if row.entry_id in meant or len(row.text) <= SHORT else None
        for row in rows
    )


def _tasks(
    knowledge: KnowledgeBase,
    rows: tuple[Example, ...],
    told: tuple[str | None, ...],
    asked: tuple[str | None, ...],
) -> tuple[Tasks, Flags]:
    """Who is an example of what, and which rows are harmless.

    A scam sentence is no counter-example to techniques: it may well show one.
    """
    entry = np.array([row.entry_id for row in rows])
    utterance = np.array([row.origin is Origin.UTTERANCE for row in rows])
    scam = np.isin(entry, [scam.id for scam in knowledge.scams])
    situation = np.isin(entry, [item.id for item in knowledge.situations])
    technique = np.isin(entry, [item.id for item in knowledge.techniques])
    followup = np.isin(entry, [item.id for item in knowledge.followups])
    harmless = utterance & ~scam & ~situation & ~technique & ~followup

    alarming = np.isin(
        entry, [item.id for item in knowledge.situations if item.verdict and item.verdict.is_alarm]
    )
    calm = np.isin(
        entry, [item.id for item in knowledge.situations if item.verdict and not item.verdict.is_alarm]
    )
    used = {ALARM: (utterance & scam) | harmless | alarming | calm}
    yes = {ALARM: scam | alarming}
    kinds = _kinds(knowledge, told)
    for names, labels in (
        ({item.id for item in knowledge.situations}, np.array(told, dtype=object)),
        ({item.kind for item in knowledge.situations} - {NONE}, np.array(kinds, dtype=object)),
        ({item.id for item in knowledge.followups}, np.array(asked, dtype=object)),
    ):
        for name in names:
            used[name] = np.array([label is not None for label in labels])
            yes[name] = labels == name
    for tool in knowledge.techniques:
        used[tool.id] = technique | harmless
        yes[tool.id] = entry == tool.id
    return Tasks(used, yes), harmless
