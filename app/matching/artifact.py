"""The built artifact: everything learned from one version of the knowledge, in one folder.

Layout: `manifest.json`, `encoder/` (only for the learned encoder), `index.faiss`, `examples.json`,
`heads.npz`, `vocabulary.json`, `events.json`, `idf.npy`, `calibration.json`. A folder is complete or absent.
"""

import json
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from app.knowledge.base import KnowledgeBase
from app.matching.calibration import Calibration
from app.matching.encoder import Encoder
from app.matching.examples import Example, Origin, contact_examples
from app.matching.heads import LinearHeads
from app.matching.index import VectorIndex
from app.matching.material import gather
from app.matching.ngrams import NgramVocabulary
from app.matching.sentences import Sentences
from app.matching.training import Progress, train
from app.text import Normaliser

FORMAT_VERSION = 6
"""Goes up whenever an older artifact can no longer be read or would answer differently."""
KEPT_ARTIFACTS = 3
"""How many artifacts stay on disk, the newest; enough to take a change back at once."""
LEARNED_ENCODER = "learned"
"""The setting's value for the encoder learned from the knowledge."""


class Manifest(BaseModel):
    """What the artifact was built from."""

    model_config = ConfigDict(frozen=True)

    key: str
    knowledge_version: str
    encoder: str
    format_version: int
    sentences: int
    ngrams: int


@dataclass(frozen=True, slots=True)
class Artifact:
    """Everything the matcher needs beside the knowledge itself."""

    manifest: Manifest
    encoder: Encoder
    vocabulary: NgramVocabulary
    event_tokens: tuple[str, ...]
    sentences: Sentences
    heads: LinearHeads
    calibration: Calibration

    def save(self, folder: Path) -> None:
        """Write to `folder` in one step: built beside it, then renamed."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
        try:
            self._write(draft)
            if folder.exists():
                shutil.rmtree(folder)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _write(self, folder: Path) -> None:
        if self.manifest.encoder == LEARNED_ENCODER:
            self.encoder.save(folder / "encoder")
        self.sentences.index.save(folder / "index.faiss")
        self.heads.save(folder / "heads.npz")
        np.save(folder / "idf.npy", self.vocabulary.idf)
        _write_json(folder / "vocabulary.json", list(self.vocabulary.position))
        _write_json(folder / "events.json", self.event_tokens)
        _write_json(folder / "examples.json", [asdict(example) for example in self.sentences.examples])
        (folder / "calibration.json").write_text(self.calibration.model_dump_json(indent=1), encoding="utf-8")
        (folder / "manifest.json").write_text(self.manifest.model_dump_json(indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        manifest = Manifest.model_validate_json((folder / "manifest.json").read_text(encoding="utf-8"))
        learned = manifest.encoder == LEARNED_ENCODER
        terms = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        stored = json.loads((folder / "examples.json").read_text(encoding="utf-8"))
        examples = [
            Example(row["text"], row["entry_id"], Origin(row["origin"]), row["situation"]) for row in stored
        ]
        return cls(
            manifest=manifest,
            encoder=Encoder.restore(folder / "encoder") if learned else Encoder.pretrained(manifest.encoder),
            vocabulary=NgramVocabulary(
                {term: i for i, term in enumerate(terms)}, np.load(folder / "idf.npy")
            ),
            event_tokens=tuple(json.loads((folder / "events.json").read_text(encoding="utf-8"))),
            sentences=Sentences.of(VectorIndex.load(folder / "index.faiss"), examples),
            heads=LinearHeads.load(folder / "heads.npz"),
            calibration=Calibration.model_validate_json(
                (folder / "calibration.json").read_text(encoding="utf-8")
            ),
        )


def artifact_key(knowledge_version: str, encoder: str) -> str:
    """Names the artifact: the same knowledge, encoder and format give the same key."""
    return sha256(f"{knowledge_version}\0{encoder}\0{FORMAT_VERSION}".encode()).hexdigest()[:16]


def build(knowledge: KnowledgeBase, encoder: str, progress: Progress) -> Artifact:
    """Learn an artifact from the knowledge. `encoder` is `learned`, or a model's name or path."""
    progress(f"读入 {len(knowledge.entries)} 个条目（版本 {knowledge.version}）")
    pretrained = None if encoder == LEARNED_ENCODER else Encoder.pretrained(encoder)
    material = gather(knowledge, Normaliser(knowledge.wording))
    trained = train(material, pretrained, progress)
    manifest = Manifest(
        key=artifact_key(knowledge.version, encoder),
        knowledge_version=knowledge.version,
        encoder=encoder,
        format_version=FORMAT_VERSION,
        sentences=len(material.contacts),
        ngrams=len(material.vocabulary),
    )
    return Artifact(
        manifest,
        trained.encoder,
        material.vocabulary,
        material.event_tokens,
        trained.sentences,
        trained.heads,
        trained.calibration,
    )


def provisional(artifact: Artifact, knowledge: KnowledgeBase) -> Artifact:
    """Newer knowledge on an older artifact: its sentences indexed at once, nothing learned anew.

    Takes a second or two where `build` takes ten; what is learned follows with the next build.
    """
    examples = contact_examples(knowledge)
    row_of = {example.text: row for row, example in enumerate(artifact.sentences.examples)}
    normalise = Normaliser(knowledge.wording)
    new = [example.text for example in examples if example.text not in row_of]
    encoded = dict(zip(new, artifact.encoder.encode([normalise(text) for text in new]), strict=True))
    known = [row_of[example.text] for example in examples if example.text in row_of]
    stored = dict(zip(known, artifact.sentences.index.vectors(known), strict=True))
    vectors = np.stack(
        [
            encoded[example.text] if example.text in encoded else stored[row_of[example.text]]
            for example in examples
        ]
    )
    manifest = artifact.manifest.model_copy(update={"knowledge_version": knowledge.version})
    return replace(artifact, manifest=manifest, sentences=Sentences.of(VectorIndex.build(vectors), examples))


def obtain(knowledge: KnowledgeBase, encoder: str, root: Path, progress: Progress) -> Artifact:
    """The artifact for this knowledge: loaded from `root` where it stands, else built and saved there."""
    folder = root / artifact_key(knowledge.version, encoder)
    if _stands(folder):
        return Artifact.load(folder)
    if not _writable(root):
        progress(f"{root} 写不进，学习结果只留在内存里，下次启动要重新学")
        return build(knowledge, encoder, progress)
    with FileLock(root / ".learning.lock"):  # of several processes one learns, the others load
        if _stands(folder):
            return Artifact.load(folder)
        artifact = build(knowledge, encoder, progress)
        artifact.save(folder)
        _prune(root)
    progress(f"存好了：{folder}")
    return artifact


def _stands(folder: Path) -> bool:
    return (folder / "manifest.json").is_file()


def _writable(root: Path) -> bool:
    with suppress(OSError):
        root.mkdir(parents=True, exist_ok=True)
    return os.access(root, os.W_OK | os.X_OK)


def _prune(root: Path) -> None:
    """Keep the newest artifacts only; every version of the knowledge leaves one of some 25 MB."""
    built = sorted(root.glob("*/manifest.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for manifest in built[KEPT_ARTIFACTS:]:
        shutil.rmtree(manifest.parent, ignore_errors=True)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
