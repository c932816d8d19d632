"""Nearest knowledge sentences. The only file that imports faiss."""

from pathlib import Path

import faiss
import numpy as np

from app.matching.ngrams import Floats, Integers


class VectorIndex:
    """Exact inner-product search over unit vectors (FAISS IndexFlatIP)."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Floats) -> "VectorIndex":
        """Index the rows of `vectors`, shape (sentences, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def vectors(self, rows: list[int]) -> Floats:
        """The stored vectors of some rows, shape (rows, dimension)."""
        stored: Floats = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return stored

    def search(self, queries: Floats, k: int) -> tuple[Floats, Integers]:
        """The `k` nearest rows of each query: similarities and row numbers, each of shape (queries, k).

        `k` is cut to the size of the index, so that FAISS never answers row -1. One query is too small to
        share out among cores, and faiss's threads wait by burning them; its setting holds for the calling
        thread only, and web requests come in many.
        """
        faiss.omp_set_num_threads(1)
        similarities, rows = self._index.search(queries, min(k, len(self)))
        return similarities, rows
