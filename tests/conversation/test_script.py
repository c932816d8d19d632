"""How the citizen writes, and an answer put into that script, with the numbers of that place."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conversation.reply import ReplyWriter, as_text
from app.conversation.script import Scribe
from app.domain.answer import Answer, Block, BlockKind
from app.domain.conversation import Script
from app.domain.entries import Verdict
from app.domain.hotlines import Confirmation, Hotline, Region, Role
from app.knowledge.base import KnowledgeBase
from tests.readings import first_plan, reading_of

NEUTRAL = (
    "",
    " ",
    "\n",
    "🙏🙏",
    "110",
    "？？？",
    "\u200b",
    "OK",
    "wechat",
    "שלום",
    "مرحبا",
    "ありがとう",
    "한국어",
    "5000",
    "我在",
    "你好",
)
"""What is written the same everywhere, or is no Chinese and hardly any English."""


@pytest.fixture(scope="module")
def scribe(real: KnowledgeBase) -> Scribe:
    return Scribe(real.hotlines)


def of_lines(*lines: str) -> Answer:
    """An answer of one block without a title."""
    return Answer((Block(BlockKind.ADVICE, "", lines),), "\n".join(lines), ())


def rewritten(
    scribe: Scribe,
    line: str,
    script: Script = Script.SIMPLIFIED,
    region: Region = Region.MAINLAND,
    *,
    polite: bool = False,
) -> str:
    return scribe.rewrite(of_lines(line), script, region, polite=polite).text


# Recognising


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("我转了五万给骗子", Script.SIMPLIFIED),
        ("怎么核实", Script.SIMPLIFIED),
        ("钱已经转了", Script.SIMPLIFIED),
        ("我轉了五萬給騙子", Script.TAIWAN),
        ("為什麼說是詐騙", Script.TAIWAN),
        ("有人打來說我是買家要解除分期付款", Script.TAIWAN),
        ("佢叫我轉錢", Script.HONGKONG),
        ("點解話佢係騙子", Script.HONGKONG),
        ("我畀咗三千蚊佢，用轉數快過嘅", Script.HONGKONG),
        ("轉咗港幣五萬", Script.HONGKONG),
        ("I got a call from the police", Script.ENGLISH),
        ("HELP I WAS SCAMMED!!! 😭", Script.ENGLISH),
        ("{{ plan.scam.name }}", Script.ENGLISH),
    ],
)
def test_a_first_message_shows_how_its_writer_writes(scribe: Scribe, text: str, script: Script) -> None:
    assert scribe.script_of(text, Script.SIMPLIFIED, None) is script


@pytest.mark.parametrize(
    "text", ["我在台灣", "我在台北被騙了", "群主叫我付錢", "他把我加到LINE群組", "他說他是台北的警察"]
)
def test_signs_that_taiwan_and_hong_kong_share_with_the_mainland_do_not_make_a_text_simplified(
    scribe: Scribe, text: str
) -> None:
    assert scribe.script_of(text, Script.SIMPLIFIED, None) is Script.TAIWAN
    assert scribe.script_of(text, Script.SIMPLIFIED, Region.HONGKONG) is Script.HONGKONG


@pytest.mark.parametrize(
    "text", ["轉賬 转账 发来的链接", "我被骗了 please help me", "他发来一句「轉帳給我」，我没理"]
)
def test_a_mixed_text_is_what_most_of_it_is(scribe: Scribe, text: str) -> None:
    assert scribe.script_of(text, Script.TAIWAN, None) is Script.SIMPLIFIED


@pytest.mark.parametrize("text", ["https://abcdefgh.xyz/pay?id=1", "www.freegiftcards.top"])
def test_a_link_alone_is_no_english(scribe: Scribe, text: str) -> None:
    assert scribe.script_of(text, Script.SIMPLIFIED, None) is Script.SIMPLIFIED


@pytest.mark.parametrize(("text", "script"), [("abcdefg", Script.TAIWAN), ("abcd efgh", Script.ENGLISH)])
def test_english_needs_some_letters(scribe: Scribe, text: str, script: Script) -> None:
    assert scribe.script_of(text, Script.TAIWAN, None) is script


@pytest.mark.parametrize("text", NEUTRAL)
@pytest.mark.parametrize("before", [Script.SIMPLIFIED, Script.TAIWAN, Script.HONGKONG])
def test_what_shows_no_script_leaves_it_as_it_was(scribe: Scribe, text: str, before: Script) -> None:
    assert scribe.script_of(text, before, None) is before


@pytest.mark.parametrize(
    ("text", "script"), [("你好", Script.SIMPLIFIED), ("OK", Script.ENGLISH), ("😀", Script.ENGLISH)]
)
def test_the_first_chinese_after_english_is_answered_in_chinese(
    scribe: Scribe, text: str, script: Script
) -> None:
    assert scribe.script_of(text, Script.ENGLISH, None) is script


@pytest.mark.parametrize(
    ("before", "region", "script"),
    [
        (Script.SIMPLIFIED, None, Script.TAIWAN),
        (Script.TAIWAN, None, Script.TAIWAN),
        (Script.HONGKONG, None, Script.HONGKONG),
        (Script.SIMPLIFIED, Region.HONGKONG, Script.HONGKONG),
        (Script.HONGKONG, Region.TAIWAN, Script.TAIWAN),
        (Script.SIMPLIFIED, Region.SINGAPORE, Script.TAIWAN),
        (Script.SIMPLIFIED, Region.MAINLAND, Script.TAIWAN),
    ],
)
def test_traditional_without_cantonese_goes_by_the_place_then_by_what_came_before(
    scribe: Scribe, before: Script, region: Region | None, script: Script
) -> None:
    assert scribe.script_of("我轉錢給騙子了", before, region) is script


@pytest.mark.parametrize("region", [None, *Region])
def test_who_writes_simplified_is_answered_so_wherever_they_are(
    scribe: Scribe, region: Region | None
) -> None:
    assert scribe.script_of("我转钱给骗子了", Script.HONGKONG, region) is Script.SIMPLIFIED


@pytest.mark.parametrize("text", ["快递丢了要赔我\ud83d", "\ude4f", "我轉了五萬\udc00"])
def test_half_an_emoji_is_passed_over(scribe: Scribe, text: str) -> None:
    whole = text.encode(errors="ignore").decode()
    assert scribe.script_of(text, Script.SIMPLIFIED, None) is scribe.script_of(whole, Script.SIMPLIFIED, None)


@given(text=st.text(max_size=60), before=st.sampled_from(Script), region=st.none() | st.sampled_from(Region))
def test_any_text_has_a_script_and_keeps_it_when_written_twice(
    real: KnowledgeBase, text: str, before: Script, region: Region | None
) -> None:
    script = Scribe(real.hotlines).script_of(text, before, region)
    assert Scribe(real.hotlines).script_of(text + text, script, region) in (script, Script.ENGLISH)


@pytest.mark.parametrize("unit", ["我", "轉", "a", "🙏", "{{ }}", "אב"])
def test_4000_characters_are_judged_at_once(scribe: Scribe, unit: str) -> None:
    started = time.process_time()
    scribe.script_of((unit * 4000)[:4000], Script.SIMPLIFIED, None)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("script", "said", "region"),
    [
        (Script.SIMPLIFIED, None, Region.SHANGHAI),
        (Script.ENGLISH, None, Region.SHANGHAI),
        (Script.TAIWAN, None, Region.TAIWAN),
        (Script.HONGKONG, None, Region.HONGKONG),
        (Script.TAIWAN, Region.OVERSEAS, Region.OVERSEAS),
        (Script.HONGKONG, Region.MAINLAND, Region.MAINLAND),
    ],
)
def test_numbers_are_those_of_the_place_said_else_of_the_script_else_the_usual_ones(
    scribe: Scribe, script: Script, said: Region | None, region: Region
) -> None:
    assert scribe.region_of(script, said, Region.SHANGHAI) is region


# Rewriting


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (Script.SIMPLIFIED, "软件里的短信、网络和屏幕，头发干净，里面只有信息"),
        (Script.TAIWAN, "軟體裡的簡訊、網路和螢幕，頭髮乾淨，裡面只有資訊"),
        (Script.HONGKONG, "軟件裏的短信、網絡和屏幕，頭髮乾淨，裏面只有信息"),
        (Script.ENGLISH, "软件里的短信、网络和屏幕，头发干净，里面只有信息"),
    ],
)
def test_an_answer_is_put_into_the_words_of_the_place(scribe: Scribe, script: Script, line: str) -> None:
    assert rewritten(scribe, "软件里的短信、网络和屏幕，头发干净，里面只有信息", script) == line


@pytest.mark.parametrize("script", [Script.TAIWAN, Script.HONGKONG])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("签字、签合同", "簽字、簽合同"),
        ("发卡行", "發卡行"),
        ("头发、理发店", "頭髮、理髮店"),
        ("一出门", "一出門"),
        ("只有他", "只有他"),
        ("一只狗", "一隻狗"),
        ("十分钟", "十分鐘"),
    ],
)
def test_one_simplified_character_becomes_the_right_one_of_two(
    scribe: Scribe, script: Script, line: str, said: str
) -> None:
    assert rewritten(scribe, line, script) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("注销校园贷", "註銷校園貸"),
        ("视频来电", "視訊來電"),
        ("短视频", "短影片"),
        ("退出登录", "退出登入"),
        ("他的微信号", "他的微信號"),
    ],
)
def test_one_word_becomes_the_right_one_of_two(scribe: Scribe, line: str, said: str) -> None:
    assert rewritten(scribe, line, Script.TAIWAN) == said


NUMBERS = "打110，再打96110；110：报警。别打962110、1100、9611、12110、010-110110"


@pytest.mark.parametrize(
    ("region", "police", "advice"),
    [
        (Region.MAINLAND, "110", "96110"),
        (Region.SHANGHAI, "110", "96110"),
        (Region.OVERSEAS, "110", "96110"),
        (Region.TAIWAN, "110", "165"),
        (Region.HONGKONG, "999", "18222"),
        (Region.SINGAPORE, "999", "1799"),
    ],
)
def test_the_numbers_of_the_cards_become_those_of_the_place_and_no_others_change(
    scribe: Scribe, region: Region, police: str, advice: str
) -> None:
    assert rewritten(scribe, NUMBERS, region=region) == (
        f"打{police}，再打{advice}；{police}：报警。别打962110、1100、9611、12110、010-110110"
    )


@pytest.mark.parametrize("line", ["报警时照着念：昨晚；110元", "转了110块", "一共110万"])
def test_an_amount_is_no_number_to_dial(scribe: Scribe, line: str) -> None:
    assert rewritten(scribe, line, region=Region.HONGKONG) == line


def number(
    region: Region, digits: str, role: Role | None, status: Confirmation = Confirmation.CONFIRMED
) -> Hotline:
    return Hotline(region=region, number=digits, purpose="报警", status=status, source="试", role=role)


HERE = (number(Region.MAINLAND, "110", Role.POLICE), number(Region.MAINLAND, "96110", Role.ADVICE))


@pytest.mark.parametrize(
    "there",
    [
        (number(Region.TAIWAN, "911", None),),
        (number(Region.TAIWAN, "911", Role.POLICE, Confirmation.TO_VERIFY),),
        (number(Region.SINGAPORE, "911", Role.POLICE),),
        (),
    ],
    ids=["without a role", "not confirmed", "of another place", "none"],
)
def test_a_number_is_replaced_only_by_a_confirmed_one_of_that_place_for_the_same(
    there: tuple[Hotline, ...],
) -> None:
    assert rewritten(Scribe((*HERE, *there)), "打110或96110", region=Region.TAIWAN) == "打110或96110"


def test_of_several_numbers_for_the_same_the_first_one_is_given() -> None:
    there = (number(Region.TAIWAN, "911", Role.POLICE), number(Region.TAIWAN, "912", Role.POLICE))
    assert rewritten(Scribe((*HERE, *there)), "打110或96110", region=Region.TAIWAN) == "打911或96110"


def test_numbers_that_change_places_are_replaced_once() -> None:
    crossed = (number(Region.TAIWAN, "96110", Role.POLICE), number(Region.TAIWAN, "110", Role.ADVICE))
    assert rewritten(Scribe((*HERE, *crossed)), "打110或96110", region=Region.TAIWAN) == "打96110或110"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("你先挂断，把你的卡交给家里人", "您先挂断，把您的卡交给家里人"),
        ("告诉你们家里人，你也听着", "告诉你们家里人，您也听着"),
        ("他说「你别告诉你妈」，你别听", "他说「你别告诉你妈」，您别听"),
        ("“你中奖了”、『你涉案了』，都是骗你的", "“你中奖了”、『你涉案了』，都是骗您的"),
        ("「你」你「你」", "「你」您「你」"),
        ("没有称呼的一句", "没有称呼的一句"),
        ("您好，你", "您好，您"),
        ("", ""),
    ],
)
def test_an_old_person_is_addressed_politely_but_not_by_the_scammer(
    scribe: Scribe, line: str, said: str
) -> None:
    assert rewritten(scribe, line, polite=True) == said
    assert rewritten(scribe, line, polite=False) == line


def test_title_lines_text_and_suggestions_all_change_and_nothing_else_does(scribe: Scribe) -> None:
    block = Block(BlockKind.HOTLINES, "你打110", ("软件", "你打96110"))
    answer = Answer((block,), "你打110\n软件\n你打96110", ("我打110", "软件"))
    assert scribe.rewrite(answer, Script.TAIWAN, Region.HONGKONG, polite=True) == Answer(
        (Block(BlockKind.HOTLINES, "您打999", ("軟體", "您打18222")),),
        "您打999\n軟體\n您打18222",
        ("我打999", "軟體"),
    )


def test_in_the_mainlands_own_script_and_numbers_nothing_changes(scribe: Scribe) -> None:
    answer = of_lines(NUMBERS, "你、软件、「你」")
    assert scribe.rewrite(answer, Script.SIMPLIFIED, Region.MAINLAND, polite=False) == answer


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_answer_says_the_same_in_its_text_as_in_its_blocks_in_any_script(
    real: KnowledgeBase, writer: ReplyWriter, data: st.DataObject
) -> None:
    scam = data.draw(st.sampled_from(real.scams))
    situation = data.draw(st.none() | st.sampled_from(real.situations))
    reading = reading_of(Verdict.SCAM, scams=[scam], situation=situation, red_flags=scam.red_flags)
    answer = writer.write(first_plan(reading, real, Region.MAINLAND, 0))
    script, region = data.draw(st.sampled_from(Script)), data.draw(st.sampled_from(Region))
    made = Scribe(real.hotlines).rewrite(answer, script, region, polite=data.draw(st.booleans()))
    assert made.text == as_text(list(made.blocks))
    assert [block.kind for block in made.blocks] == [block.kind for block in answer.blocks]
    assert made.text.count("\n") == answer.text.count("\n")


@pytest.mark.parametrize("region", [Region.HONGKONG, Region.SINGAPORE])
def test_no_mainland_number_to_call_is_left_for_who_is_elsewhere(
    real: KnowledgeBase, writer: ReplyWriter, region: Region
) -> None:
    scribe = Scribe(real.hotlines)
    for situation in real.situations:
        answer = writer.write(first_plan(reading_of(Verdict.SCAM, situation=situation), real, region, 0))
        text = scribe.rewrite(answer, Script.SIMPLIFIED, region, polite=False).text
        assert "110" not in text
        assert "999" in text
