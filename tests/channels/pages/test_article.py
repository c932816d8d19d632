from app.channels.pages.article import Article, Call, article_of
from app.channels.pages.look import Lang
from app.domain.answer import Answer, Block, BlockKind
from app.domain.entries import Verdict
from app.domain.reading import Reading
from app.knowledge.base import KnowledgeBase
from tests.readings import reading_of

HEADLINE = Block(BlockKind.HEADLINE, "这很像骗局：冒充快递理赔", ("骗子先说好话。",))
ADVICE = Block(BlockKind.ADVICE, "现在这样做", ("先陪陪他。", "不听：甲", "不信：乙", "不转账：丙"))
NUMBERS = Block(BlockKind.HOTLINES, "", ("110：报警", "96110：反诈咨询，它打来要接"))
EMERGENCY = Block(
    BlockKind.EMERGENCY,
    "先做这几步",
    ("先停下手。", "马上打110。", "· 第一步", "· 第二步", "报警时照着念：昨晚；五万"),
)


def laid_out(*blocks: Block, reading: Reading | None = None, lang: Lang = Lang.SIMPLIFIED) -> Article:
    text = "\n".join(line for block in blocks for line in block.lines)
    return article_of(
        reading or reading_of(Verdict.SCAM), Answer(blocks, text, ("我怎么核实",)), lang, "receipt"
    )


def test_neighbouring_bullets_become_a_list_without_their_dots() -> None:
    (part,) = laid_out(EMERGENCY).parts
    assert [(group.bullets, group.lines) for group in part.groups] == [
        (False, ("先停下手。", "马上打110。")),
        (True, ("第一步", "第二步")),
        (False, ("报警时照着念：昨晚；五万",)),
    ]


def test_hotlines_become_calls_and_are_not_said_twice() -> None:
    article = laid_out(HEADLINE, NUMBERS)
    assert article.calls == (Call("110", "报警"), Call("96110", "反诈咨询，它打来要接"))
    assert article.numbers == ("110", "96110")
    assert [part.kind for part in article.parts] == [BlockKind.HEADLINE]


def test_a_bare_number_is_a_call_and_a_sentence_without_one_stays_a_sentence() -> None:
    assert laid_out(Block(BlockKind.HOTLINES, "", ("999",))).calls == (Call("999", ""),)
    abroad = laid_out(Block(BlockKind.HOTLINES, "", ("人在国外，先打当地的报警电话；国内的家人替你打110。",)))
    assert abroad.calls == ()
    assert abroad.parts[0].groups[0].lines == ("人在国外，先打当地的报警电话；国内的家人替你打110。",)


def test_the_card_for_the_family_holds_the_refusals_and_nothing_the_citizen_told() -> None:
    card = laid_out(EMERGENCY, HEADLINE, ADVICE, NUMBERS).card
    assert card.splitlines() == [
        "这很像骗局：冒充快递理赔",
        "骗子先说好话。",
        "不听：甲",
        "不信：乙",
        "不转账：丙",
        "110：报警",
        "96110：反诈咨询，它打来要接",
    ]


def test_without_a_scam_named_there_is_nothing_to_forward() -> None:
    assert laid_out(HEADLINE, NUMBERS).card == ""
    assert laid_out(EMERGENCY, NUMBERS).card == ""
    assert laid_out().card == ""


def test_an_emergency_is_urgent_and_a_headline_is_not() -> None:
    assert laid_out(EMERGENCY, HEADLINE).urgent
    assert not laid_out(HEADLINE, ADVICE).urgent


def test_despair_is_spoken_to_calmly(sample: KnowledgeBase) -> None:
    despair = next(entry for entry in sample.situations if entry.alone)
    reading = reading_of(Verdict.UNCLEAR, situation=despair)
    assert laid_out(EMERGENCY, reading=reading).alone
    assert not laid_out(EMERGENCY).alone


def test_english_essentials_are_the_emergency_when_something_must_be_done_at_once(
    sample: KnowledgeBase,
) -> None:
    paid = next(entry for entry in sample.situations if entry.is_urgent and not entry.alone)
    reading = reading_of(Verdict.SUSPICIOUS, situation=paid)
    english = Block(BlockKind.HEADLINE, "Treat it as a scam", ("Hang up now.",))
    assert laid_out(english, NUMBERS, reading=reading, lang=Lang.ENGLISH).urgent
    assert not laid_out(english, NUMBERS, lang=Lang.ENGLISH).urgent
    assert not laid_out(HEADLINE, NUMBERS, reading=reading).urgent


def test_the_scam_of_a_warning_is_linked_and_that_of_a_question_is_not(sample: KnowledgeBase) -> None:
    warned = reading_of(Verdict.SCAM, scams=sample.scams[:1])
    asked = reading_of(Verdict.UNCLEAR, scams=sample.scams[:1])
    assert laid_out(HEADLINE, reading=warned).scam == sample.scams[0].id
    assert laid_out(HEADLINE, reading=asked).scam is None
