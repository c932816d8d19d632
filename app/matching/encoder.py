"""Sentences → vectors: a `SentenceTransformer` in every case.

The default is learned from the knowledge and has one module of ours (`ngram_module`); any pretrained
model takes its place by name or path. torch and sentence_transformers take seconds to import, so they
are imported by the first encoder that is made, not by whoever imports this file.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from app.matching.ngrams import Floats, NgramVocabulary

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def in_half_precision(vectors: Floats) -> Floats:
    """The vectors as they will be after saving."""
    return vectors.astype(np.float16).astype(np.float32)


def load_libraries() -> None:
    """Import what encoders need, and keep torch on one core.

    A sentence is too small to share out between cores, and waiting threads burn the other one.
    """
    import sentence_transformers  # noqa: F401  # for the sake of loading it
    import torch

    torch.set_num_threads(1)


class Encoder:
    """Normalised texts → unit vectors, whatever the model behind."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model

    @classmethod
    def learned(cls, vocabulary: NgramVocabulary, vectors: Floats) -> Self:
        """The default encoder from n-gram vectors, shape (vocabulary, dimension).

        The vectors are rounded to half precision at once, so that the encoder answers the same before
        and after saving.
        """
        load_libraries()
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Normalize

        from app.matching.ngram_module import NgramEmbedding

        return cls(
            SentenceTransformer(
                modules=[NgramEmbedding.of(vocabulary, in_half_precision(vectors)), Normalize()], device="cpu"
            )
        )

    @classmethod
    def pretrained(cls, name_or_path: str) -> Self:
        """Any model sentence-transformers can load; it may not bring code of its own."""
        load_libraries()
        from sentence_transformers import SentenceTransformer

        return cls(SentenceTransformer(name_or_path, device="cpu"))

    @classmethod
    def restore(cls, folder: Path) -> Self:
        """The learned encoder that `save` wrote; the code it names is our `ngram_module`."""
        load_libraries()
        from sentence_transformers import SentenceTransformer

        return cls(SentenceTransformer(str(folder), device="cpu", trust_remote_code=True))

    def save(self, folder: Path) -> None:
        """Write the model where `restore` finds it."""
        self._model.save(str(folder), create_model_card=False)

    def encode(self, texts: list[str], batch_size: int = 256) -> Floats:
        """Unit vectors, shape (texts, dimension); a text with nothing known in it gets zeros."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            texts, batch_size=batch_size, show_progress_bar=False, normalize_embeddings=True
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._model.get_embedding_dimension() or 0
