"""Everything the matching learns from, as one matrix, and who says what about each row."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from app.domain.entries import Situation
from app.knowledge.base import KnowledgeBase
from app.matching.examples import Example, Origin, contact_examples, situation_examples, technique_examples
from app.matching.heads import ALARM
from app.matching.learning import Flags
from app.matching.ngrams import Integers, NgramVocabulary
from app.text import Normaliser


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
    """The rows are: contact examples first (they are indexed), then situations, then techniques."""

    contacts: tuple[Example, ...]
    texts: tuple[str, ...]
    """Normalised, all rows."""
    vocabulary: NgramVocabulary
    matrix: csr_matrix
    """N-gram weights, shape (rows, vocabulary)."""
    tasks: Tasks
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
    contacts, situations, techniques = (
        contact_examples(knowledge),
        situation_examples(knowledge),
        technique_examples(knowledge),
    )
    rows = (*contacts, *situations, *techniques)
    texts = tuple(normalise(example.text) for example in rows)
    vocabulary, matrix = NgramVocabulary.learn(texts)
    tasks, harmless = _tasks(knowledge, rows)
    scam_ids = frozenset(scam.id for scam in knowledge.scams)
    return Material(contacts, texts, vocabulary, matrix, tasks, harmless, scam_ids)


def _tasks(knowledge: KnowledgeBase, rows: tuple[Example, ...]) -> tuple[Tasks, Flags]:
    """Who is an example of what, and which rows are harmless.

    A scam sentence says nothing about the money, so it is no counter-example to situations that go with
    a running scam (their `verdict` is an alarm), nor to techniques.
    """
    entry = np.array([row.entry_id for row in rows])
    utterance = np.array([row.origin is Origin.UTTERANCE for row in rows])
    scam = np.isin(entry, [scam.id for scam in knowledge.scams])
    situation = np.isin(entry, [item.id for item in knowledge.situations])
    technique = np.isin(entry, [item.id for item in knowledge.techniques])
    harmless = utterance & ~scam & ~situation & ~technique

    alarming = np.isin(entry, [item.id for item in knowledge.situations if _goes_with_a_scam(item)])
    calm = np.isin(
        entry, [item.id for item in knowledge.situations if item.verdict and not item.verdict.is_alarm]
    )
    used = {ALARM: (utterance & scam) | harmless | alarming | calm}
    yes = {ALARM: scam | alarming}
    for item in knowledge.situations:
        used[item.id] = situation | harmless | (utterance & scam & (not _goes_with_a_scam(item)))
        yes[item.id] = entry == item.id
    for tool in knowledge.techniques:
        used[tool.id] = technique | harmless
        yes[tool.id] = entry == tool.id
    return Tasks(used, yes), harmless


def _goes_with_a_scam(item: Situation) -> bool:
    return item.verdict is not None and item.verdict.is_alarm
