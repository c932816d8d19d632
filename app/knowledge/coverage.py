"""How complete every entry is: which fields are empty, how many sentences it has."""

from collections.abc import Iterator

from app.domain.entries import Entry
from app.knowledge.corpus import Corpus, Located

_NOT_COUNTED = frozenset(
    {
        "utterances",
        "utterances_in",
        "group",
        "evidence",
        "counter",
        "followup",
        "verdict",
        "alone",
        "status",
        "updated",
        "priority",
    }
)


def coverage(corpus: Corpus) -> Iterator[str]:
    """One line for each entry, then the totals."""
    yield f"{'类别':<12}{'条目':<44}{'字段':<8}{'例句':<6}空着的字段"
    for item in sorted(corpus.entries, key=lambda item: str(item.path)):
        yield _line(item)
    sentences = sum(len(tuple(item.value.spoken())) for item in corpus.entries)
    yield f"共 {len(corpus.entries)} 个条目，{sentences} 句例句，{len(corpus.cases)} 句评测句"


def _line(item: Located[Entry]) -> str:
    entry = item.value
    counted = [name for name in type(entry).model_fields if name not in _NOT_COUNTED]
    empty = [name for name in counted if not getattr(entry, name)]
    filled = f"{len(counted) - len(empty)}/{len(counted)}"
    return f"{item.path.parts[0]:<14}{entry.id:<46}{filled:<10}{len(tuple(entry.spoken())):<8}{'、'.join(empty)}".rstrip()
