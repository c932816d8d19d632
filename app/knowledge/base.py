"""The knowledge in force: published entries only, checked, with a version."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from app.domain.entries import (
    Entry,
    Followup,
    LegitimateCase,
    ScamType,
    Situation,
    Smalltalk,
    Status,
    Technique,
)
from app.domain.events import EventLexicon
from app.domain.hotlines import Confirmation, Hotline, Region
from app.domain.lists import Family, Voice, WordingGroup
from app.knowledge.content import check_content
from app.knowledge.corpus import CASES_FOLDER, Corpus, read_corpus
from app.knowledge.problems import KnowledgeError, Problem, errors
from app.knowledge.references import check_references


@dataclass(frozen=True)
class KnowledgeBase:
    """What the chatbot knows. Entries are sorted by id."""

    scams: tuple[ScamType, ...]
    legitimate: tuple[LegitimateCase, ...]
    situations: tuple[Situation, ...]
    techniques: tuple[Technique, ...]
    smalltalk: tuple[Smalltalk, ...]
    followups: tuple[Followup, ...]
    families: tuple[Family, ...]
    hotlines: tuple[Hotline, ...]
    wording: tuple[WordingGroup, ...]
    events: EventLexicon
    voices: tuple[Voice, ...]
    version: str
    """First 12 hexadecimal digits of the SHA-256 over all files except the cases."""

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All entries by id."""
        kinds = (
            self.scams,
            self.legitimate,
            self.situations,
            self.techniques,
            self.smalltalk,
            self.followups,
        )
        return {entry.id: entry for kind in kinds for entry in kind}

    def scam(self, scam_id: str) -> ScamType | None:
        """The scam type of that id, if it is published."""
        entry = self.entries.get(scam_id)
        return entry if isinstance(entry, ScamType) else None

    def situations_named(self, ids: Iterable[str]) -> list[Situation]:
        """The published situations of these ids, in their order."""
        entries = map(self.entries.get, ids)
        return [entry for entry in entries if isinstance(entry, Situation)]

    def situation_of(self, code: str) -> Situation | None:
        """The situation of a catalogue code such as P2, if it is published."""
        return next((entry for entry in self.situations if code in entry.codes), None)

    def hotlines_for(self, region: Region) -> tuple[Hotline, ...]:
        """Confirmed numbers to list under an answer; places within the mainland add to its numbers."""
        regions = {region, Region.MAINLAND} if region is Region.SHANGHAI else {region}
        return tuple(
            line
            for line in self.hotlines
            if line.region in regions and line.in_reply and line.status is Confirmation.CONFIRMED
        )


def lint(corpus: Corpus) -> tuple[Problem, ...]:
    """All problems of the knowledge folder, sorted by place."""
    return tuple(sorted((*corpus.problems, *check_references(corpus), *check_content(corpus))))


def load_knowledge(root: Path) -> KnowledgeBase:
    """Read and check the folder.

    Raises:
        KnowledgeError: if a check found an error; it carries all problems.

    """
    corpus = read_corpus(root)
    problems = lint(corpus)
    if errors(problems):
        raise KnowledgeError(problems)
    return knowledge_of(corpus, root)


def knowledge_of(corpus: Corpus, root: Path) -> KnowledgeBase:
    """The published part of a corpus that was read from `root` and found without errors."""
    published = sorted(
        (item.value for item in corpus.entries if item.value.status is Status.PUBLISHED),
        key=lambda entry: entry.id,
    )
    return KnowledgeBase(
        scams=tuple(entry for entry in published if isinstance(entry, ScamType)),
        legitimate=tuple(entry for entry in published if isinstance(entry, LegitimateCase)),
        situations=tuple(entry for entry in published if isinstance(entry, Situation)),
        techniques=tuple(entry for entry in published if isinstance(entry, Technique)),
        smalltalk=tuple(entry for entry in published if isinstance(entry, Smalltalk)),
        followups=tuple(entry for entry in published if isinstance(entry, Followup)),
        families=tuple(item.value for item in corpus.families),
        hotlines=tuple(item.value for item in corpus.hotlines),
        wording=tuple(item.value for item in corpus.wording),
        events=corpus.events[0].value,
        voices=tuple(item.value for item in corpus.voices),
        version=_version(root),
    )


def _version(root: Path) -> str:
    digest = sha256()
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(f"{CASES_FOLDER}/"):
            digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
