"""A pretrained model, made here: no model can be downloaded."""

from pathlib import Path

import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split

KNOWN = "快递丢了赔钱到公安说洗来电要我三倍你好"


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """A pretrained model as small as can be: one random vector for each character."""
    characters = {character: i for i, character in enumerate(sorted({*KNOWN, "?"}))}
    tokenizer = Tokenizer(WordLevel(characters, unk_token="?"))  # noqa: S106  # no password
    tokenizer.pre_tokenizer = Split("", "isolated")
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=16)], device="cpu")
    model.save(str(tmp_path / "tiny"), create_model_card=False)
    return tmp_path / "tiny"
