from app.channels.pages.card import Refusal, cover, inside, refusals, shelves
from app.domain.entries import SayNo
from app.knowledge.base import KnowledgeBase


def test_the_inside_of_a_card_is_changed_in_every_sentence_and_keeps_its_id(sample: KnowledgeBase) -> None:
    card = sample.scams[0]
    changed = inside(card, lambda text: f"<{text}>")
    assert (changed.id, changed.family, changed.updated) == (card.id, card.family, card.updated)
    assert changed.name == f"<{card.name}>"
    assert changed.how_it_works == tuple(f"<{line}>" for line in card.how_it_works)
    assert changed.say_no.transfer == f"<{card.say_no.transfer}>"
    assert changed.rebuttals[0].truth == f"<{card.rebuttals[0].truth}>"
    assert card.name == "冒充快递理赔"


def test_a_cover_changes_what_a_list_shows_and_nothing_else(sample: KnowledgeBase) -> None:
    card = cover(sample.scams[0], str.upper)
    assert card == sample.scams[0]
    assert cover(card, lambda _: "x").summary == "x"
    assert cover(card, lambda _: "x").truth == card.truth


def test_a_shelf_holds_the_cards_of_its_family_and_an_empty_one_is_left_out(sample: KnowledgeBase) -> None:
    (shelf,) = shelves(sample.families, sample.scams, str)
    assert (shelf.id, shelf.name) == ("fake-service", "冒充客服")
    assert [card.id for card in shelf.cards] == ["courier-refund", "fake-police", "stock-group"]


def test_a_refusal_is_cut_after_its_word(sample: KnowledgeBase) -> None:
    said = SayNo(listen="不听：他说：快转", believe="不信他的证件", transfer="不转账： 一分不转")
    card = sample.scams[0].model_copy(update={"say_no": said})
    assert refusals(card) == (
        Refusal("不听：", "他说：快转"),
        Refusal("", "不信他的证件"),
        Refusal("不转账：", "一分不转"),
    )
