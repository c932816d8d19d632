"""Our one module of a SentenceTransformer: n-grams in, their learned vectors added up out."""

import json
from pathlib import Path
from typing import Self

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.base.modules import InputModule

from app.matching.ngrams import Floats, NgramVocabulary

_VOCABULARY_FILE = "vocabulary.json"
_WEIGHTS_FILE = "ngrams.safetensors"


class NgramEmbedding(InputModule):
    """Adds up one learned vector for each n-gram of a text, weighted by TF-IDF."""

    def __init__(self, vocabulary: NgramVocabulary, vectors: torch.Tensor) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch has no types here
        self.vocabulary = vocabulary
        self.embedding = torch.nn.EmbeddingBag.from_pretrained(vectors, mode="sum")

    @classmethod
    def of(cls, vocabulary: NgramVocabulary, vectors: Floats) -> Self:
        """From vectors of shape (vocabulary, dimension)."""
        return cls(vocabulary, torch.from_numpy(vectors))

    def preprocess(
        self,
        inputs: list[str],  # type: ignore[override]  # texts only, no images or pairs
        prompt: str | None = None,
        **_: object,
    ) -> dict[str, torch.Tensor]:
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
    def load(  # type: ignore[override]  # a folder on disk; the hub options go unused
        cls, model_name_or_path: str, subfolder: str = "", **_: object
    ) -> Self:
        """Read what `save` wrote."""
        folder = Path(model_name_or_path) / subfolder
        terms = json.loads((folder / _VOCABULARY_FILE).read_text(encoding="utf-8"))
        tensors = load_file(folder / _WEIGHTS_FILE)
        vocabulary = NgramVocabulary({term: i for i, term in enumerate(terms)}, tensors["idf"].numpy())
        return cls(vocabulary, tensors["vectors"].float())
