"""Sentences → vectors. The only file that imports sentence_transformers.

The default encoder is a `SentenceTransformer` whose one module of ours adds up learned n-gram vectors;
any pretrained model takes its place by name or path.
"""

import json
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule
from sentence_transformers.sentence_transformer.modules import Normalize

from app.matching.ngrams import Floats, NgramVocabulary

_VOCABULARY_FILE = "vocabulary.json"
_WEIGHTS_FILE = "ngrams.safetensors"


class NgramEmbedding(InputModule):  # type: ignore[misc]  # untyped base class
    """Adds up one learned vector for each n-gram of a text, weighted by TF-IDF."""

    def __init__(self, vocabulary: NgramVocabulary, vectors: torch.Tensor) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = torch.nn.EmbeddingBag.from_pretrained(vectors, mode="sum")

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: object) -> dict[str, torch.Tensor]:
        """Count the n-grams: flat positions and weights, and where each text begins."""
        weighed = [self.vocabulary.weights((prompt or "") + text) for text in inputs]
        starts = np.cumsum([0, *(len(positions) for positions, _ in weighed[:-1])])
        return {
            "positions": torch.from_numpy(np.concatenate([positions for positions, _ in weighed])),
            "weights": torch.from_numpy(np.concatenate([weights for _, weights in weighed])),
            "starts": torch.from_numpy(starts),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: object) -> dict[str, torch.Tensor]:
        """Write `sentence_embedding`, shape (texts, dimension)."""
        features["sentence_embedding"] = self.embedding(
            features["positions"], features["starts"], per_sample_weights=features["weights"]
        )
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a sentence vector."""
        return int(self.embedding.embedding_dim)

    def save(self, output_path: str, *_: object, **__: object) -> None:
        """Write vocabulary and vectors (half precision) into a folder."""
        folder = Path(output_path)
        terms = list(self.vocabulary.position)
        (folder / _VOCABULARY_FILE).write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
        tensors = {"vectors": self.embedding.weight.half(), "idf": torch.from_numpy(self.vocabulary.idf)}
        save_file(tensors, folder / _WEIGHTS_FILE)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **_: Any) -> Self:  # noqa: ANN401  # ST's signature
        """Read what `save` wrote."""
        folder = Path(model_name_or_path) / subfolder
        terms = json.loads((folder / _VOCABULARY_FILE).read_text(encoding="utf-8"))
        tensors = load_file(folder / _WEIGHTS_FILE)
        vocabulary = NgramVocabulary({term: i for i, term in enumerate(terms)}, tensors["idf"].numpy())
        return cls(vocabulary, tensors["vectors"].float())


class Encoder:
    """Normalised texts → unit vectors, whatever the model behind."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    @classmethod
    def learned(cls, vocabulary: NgramVocabulary, vectors: Floats) -> Self:
        """The default encoder from n-gram vectors, shape (vocabulary, dimension).

        The vectors are rounded to half precision at once, so that the encoder answers the same before
        and after saving.
        """
        rounded = torch.from_numpy(vectors).half().float()
        return cls(SentenceTransformer(modules=[NgramEmbedding(vocabulary, rounded), Normalize()], device="cpu"))

    @classmethod
    def pretrained(cls, name_or_path: str) -> Self:
        """Any model sentence-transformers can load; it may not bring code of its own."""
        return cls(SentenceTransformer(name_or_path, device="cpu"))

    @classmethod
    def restore(cls, folder: Path) -> Self:
        """The learned encoder that `save` wrote; the code it names is `NgramEmbedding` above."""
        return cls(SentenceTransformer(str(folder), device="cpu", trust_remote_code=True))

    def save(self, folder: Path) -> None:
        """Write the model where `restore` finds it."""
        self._model.save(str(folder), create_model_card=False)

    def encode(self, texts: list[str], batch_size: int = 256) -> Floats:
        """Unit vectors, shape (texts, dimension); a text with nothing known in it gets zeros."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(texts, batch_size=batch_size, show_progress_bar=False, normalize_embeddings=True)
        return np.ascontiguousarray(vectors, dtype=np.float32)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())
