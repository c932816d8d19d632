"""Files made to hurt the service that reads them: refused with a reason, quickly, the old version stays."""

import time
from pathlib import Path

import pytest

from app.channels.pages.words import PAGES
from app.knowledge.base import load_knowledge
from app.knowledge.problems import KnowledgeError
from app.knowledge.source import MAX_BYTES, MOST_PROBLEMS

LAUGHS = "a0: &a0 哈\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
BOMBS = {
    "a thousand million laughs": (LAUGHS, "K102"),
    "an alias of itself": ("id: &x [*x]\n", "K102"),
    "a merge of itself": ("a: &a\n  <<: *a\n", "K102"),
    "an object to be made": ("id: !!python/object/apply:os.system ['id']\n", "K102"),
    "an object in the middle": ("id: a\nname: !!python/name:os.system x\n", "K102"),
    "deep brackets": ("id: " + "[" * 200_000 + "\n", "K102"),
    "deep braces": ("{a: " * 50_000, "K102"),
    "deep dashes": ("- " * 100_000 + "x\n", "K102"),
    "one huge word": ("id: " + "骗" * MAX_BYTES + "\n", "K101"),
    "a key longer than any": ("? " + "骗" * 200_000 + "\n: x\n", "K202"),
    "as many keys as fit": ("".join(f"k{i}: x\n" for i in range(100_000)), "K202"),
    "as many aliases as fit": ("a: &a x\nb: [" + "*a," * 200_000 + "]\n", "K102"),
    "the same key as often as fits": ("id: x\n" * 20_000, "K103"),
    "a zero byte": ("id: a\x00b\n", "K101"),
    "two documents": ("id: a\n---\nid: b\n", "K101"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_among_the_knowledge_is_refused(name: str, root: Path) -> None:
    content, code = BOMBS[name]
    (root / "scams" / "bomb.yaml").write_text(content, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(root)
    assert time.monotonic() - started < 20
    told = [problem for problem in caught.value.problems if problem.file == "scams/bomb.yaml"]
    assert code in [problem.code for problem in told]
    assert len(told) <= 2 * MOST_PROBLEMS
    assert all(len(problem.message) < 300 for problem in told)
    assert all(any("一" <= letter <= "鿿" for letter in problem.message) for problem in told)


@pytest.mark.parametrize("name", ["a thousand million laughs", "deep brackets", "an object to be made"])
def test_a_bomb_in_place_of_the_words_of_the_pages_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "pages.yaml").write_text(BOMBS[name][0], encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"pages\.yaml:1: K102"):
        PAGES.load(tmp_path)
