"""The knowledge → encoder, index, heads and calibration."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from app.matching.calibration import (
    SCAM_FALSE_ALARMS,
    SUSPICIOUS_FALSE_ALARMS,
    UNKNOWN_SHARE,
    Calibration,
    Logistic,
    Softmax,
    head_features,
    match_features,
    threshold_for,
)
from app.matching.encoder import Encoder, in_half_precision, load_libraries
from app.matching.examples import Example, Origin
from app.matching.heads import ALARM, LinearHeads
from app.matching.index import VectorIndex
from app.matching.learning import SEED, learn_heads, learn_ngram_vectors
from app.matching.material import NONE, Material
from app.matching.ngrams import Floats, Integers
from app.matching.sentences import Neighbour, Sentences

FOLDS = 2
CANDIDATES = 5
"""How many entries of a query take part in fitting the match probability."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """What serving needs, before it is saved."""

    encoder: Encoder
    sentences: Sentences
    heads: LinearHeads
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a model that had not seen some rows said about them."""

    rows: Integers
    heads: Floats
    """Shape (rows, heads)."""
    neighbours: dict[int, list[Neighbour]]
    """For each row the nearest indexed sentence of each entry."""


def train(material: Material, pretrained: Encoder | None, progress: Progress) -> Trained:
    """Learn everything; with a pretrained encoder only index, heads and calibration."""
    fixed = pretrained.encode(list(material.texts)) if pretrained else None
    progress(f"学习 {len(material.contacts)} 句话，{len(material.vocabulary)} 个字组")
    # One worker: liblinear draws from one generator for the whole process, and two fits at once would
    # not come out the same twice. It runs without the interpreter lock, so libraries load meanwhile.
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = [pool.submit(_held_out, material, fixed, rows) for rows in _folds(material)]
        final = pool.submit(_final, material, pretrained, fixed)
        load_libraries()
        folds = [fold.result() for fold in running]
        progress("校准：用没见过的句子量一遍")
        encoder, sentences, heads = final.result()
    return Trained(encoder, sentences, heads, _calibrate(material, heads.names, folds))


def _final(
    material: Material, pretrained: Encoder | None, fixed: Floats | None
) -> tuple[Encoder, Sentences, LinearHeads]:
    heads = learn_heads(material.features, material.tasks.within(np.arange(len(material.texts)))).rounded()
    if pretrained is None or fixed is None:
        vectors = learn_ngram_vectors(material.matrix[material.contact_rows], material.labels)
        encoder = Encoder.learned(material.vocabulary, vectors)
        indexed = _embed(material.matrix[material.contact_rows], in_half_precision(vectors))
    else:
        encoder, indexed = pretrained, fixed[material.contact_rows]
    return encoder, Sentences.of(VectorIndex.build(indexed), material.contacts), heads


def _folds(material: Material) -> list[Integers]:
    """Rows to hold out, each once. Card lines are never held out: a new message is not a card line."""
    shuffled = np.random.default_rng(SEED).permutation(len(material.texts))
    asked = [row for row in shuffled if _is_question(material, row)]
    return [np.sort(np.array(asked[i::FOLDS], dtype=np.int64)) for i in range(FOLDS)]


def _is_question(material: Material, row: int) -> bool:
    return row >= len(material.contacts) or material.contacts[row].origin is Origin.UTTERANCE


def _held_out(material: Material, fixed: Floats | None, rows: Integers) -> HeldOut:
    seen = np.setdiff1d(np.arange(len(material.texts)), rows)
    heads = learn_heads(material.features[seen], material.tasks.within(seen))
    seen_contacts = seen[seen < len(material.contacts)]
    if fixed is None:
        labels = [material.contacts[row].entry_id for row in seen_contacts]
        vectors = learn_ngram_vectors(material.matrix[seen_contacts], labels)
        known, queries = (
            _embed(material.matrix[seen_contacts], vectors),
            _embed(material.matrix[rows], vectors),
        )
    else:
        known, queries = fixed[seen_contacts], fixed[rows]
    examples: list[Example] = [material.contacts[row] for row in seen_contacts]
    found = Sentences.of(VectorIndex.build(known), examples).nearest(queries)
    return HeldOut(
        rows, heads.scores_of(material.features[rows]), dict(zip(rows.tolist(), found, strict=True))
    )


def _embed(matrix: csr_matrix, vectors: Floats) -> Floats:
    raw = np.asarray(matrix @ vectors, dtype=np.float32)
    length = np.linalg.norm(raw, axis=1, keepdims=True)
    length[length == 0] = 1
    unit: Floats = raw / length
    return unit


def _calibrate(material: Material, names: tuple[str, ...], folds: list[HeldOut]) -> Calibration:
    """Fit probabilities on what models said about sentences they had not seen.

    Features of row r and head h: `features[r, h]`, see `head_features`.
    """
    neighbours: dict[int, list[Neighbour]] = {}
    for fold in folds:
        neighbours |= fold.neighbours
    asked = np.concatenate([fold.rows for fold in folds])
    scores = np.concatenate([fold.heads for fold in folds])
    kinds = np.array([nearest_kinds(neighbours[row], material.scam_ids) for row in asked], dtype=np.float32)
    features = np.stack(np.broadcast_arrays(*head_features(scores, kinds[:, :1], kinds[:, 1:])), axis=-1)

    def probability(name: str, *, balanced: bool = False) -> Logistic:
        used, yes = material.tasks.used[name][asked], material.tasks.yes[name][asked]
        return Logistic.fit(features[used, names.index(name)], yes[used], balanced=balanced)

    told, back = _labels(material.situations), _labels(material.followups)
    alarm = probability(ALARM, balanced=True)
    harmless = material.harmless[asked]
    alarms = [alarm(*row) for row in features[harmless, names.index(ALARM)].tolist()]
    return Calibration(
        alarm=alarm,
        suspicious_from=threshold_for(alarms, SUSPICIOUS_FALSE_ALARMS),
        scam_from=threshold_for(alarms, SCAM_FALSE_ALARMS),
        match=_match_probability(material, neighbours),
        known_from=threshold_for(kinds[harmless, 1], 1 - UNKNOWN_SHARE),
        heads={name: probability(name) for name in names if name not in {ALARM, *back}},
        situations=_among(told, material.situations, names, asked, scores),
        followups=_among(back, material.followups, names, asked, scores),
    )


def _labels(labels: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(sorted({label for label in labels if label not in (None, NONE)}))


def _among(
    heads: tuple[str, ...],
    labels: tuple[str | None, ...],
    names: tuple[str, ...],
    asked: Integers,
    scores: Floats,
) -> Softmax:
    """Which one of several heads is meant, or none: fitted on rows that carry a label."""
    rows = [i for i, row in enumerate(asked.tolist()) if labels[row] is not None]
    columns = [names.index(name) for name in heads]
    chosen = [str(labels[row]) for row in asked[rows].tolist()]
    return Softmax.fit(heads, scores[np.ix_(rows, columns)], chosen)


def nearest_kinds(neighbours: list[Neighbour], scam_ids: frozenset[str]) -> tuple[float, float]:
    """Similarity of the nearest scam sentence and of the nearest other one.

    Where no sentence of a kind was found, it cannot be nearer than the last one found.
    """
    last = min((near.similarity for near in neighbours), default=0.0)
    scam = next((near.similarity for near in neighbours if near.entry_id in scam_ids), last)
    other = next((near.similarity for near in neighbours if near.entry_id not in scam_ids), last)
    return scam, other


def _match_probability(material: Material, neighbours: dict[int, list[Neighbour]]) -> Logistic:
    features, right = [], []
    for row, found in neighbours.items():
        if row >= len(material.contacts):
            continue
        for i, candidate in enumerate(found[:CANDIDATES]):
            features.append(match_features(candidate.similarity, best_rival(found, i)))
            right.append(candidate.entry_id == material.contacts[row].entry_id)
    return Logistic.fit(np.array(features, dtype=np.float32), np.array(right))


def best_rival(neighbours: list[Neighbour], i: int) -> float:
    """Similarity of the best entry other than the i-th; 0 where it stands alone."""
    return next((near.similarity for j, near in enumerate(neighbours[:2]) if j != i), 0.0)
