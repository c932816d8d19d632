from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cases import Case, Expectation
from app.domain.entries import SayNo, ScamType
from app.knowledge.base import KnowledgeBase
from app.knowledge.content import check_content, shown_texts
from app.knowledge.corpus import Corpus, Located
from app.knowledge.source import Source
from tests.knowledge.spoiling import SCAM, found, messages, replace

SUMMARY = "骗子荐股群骗局，先说好话，再骗走钱。"
UTTERANCE = "股票群带我入金稳赚"
Finding = tuple[int, str, str]
"""Line, code and message."""


def say(root: Path, sentence: str, old: str = SUMMARY) -> tuple[int, list[Finding]]:
    """Write a sentence into the entry; its line, and what is found."""
    line = replace(root, SCAM, old, f'"{sentence}"')
    findings = list(zip(found(root), messages(root), strict=True))
    assert all(file == SCAM for (file, _, _), _ in findings)
    return line, [(at, code, message) for (_, at, code), message in findings]


def codes(root: Path, sentence: str, old: str = SUMMARY) -> list[str]:
    """The codes of what is found in a sentence, all on its line."""
    line, findings = say(root, sentence, old)
    assert all(at == line for at, _, _ in findings)
    return [code for _, code, _ in findings]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("13912345678", "「13912345678」像真的手机号"),
        ("139 1234 5678", "「13912345678」像真的手机号"),
        ("139-1234-5678", "「13912345678」像真的手机号"),
        ("1 3 9 1 2 3 4 5 6 7 8", "「13912345678」像真的手机号"),
        ("13912345678元", "「13912345678」像真的手机号"),
        ("v13912345678x", "「13912345678」像真的手机号"),
        ("11010519900307123X", "「11010519900307123X」像真的身份证号"),
        ("110105 19900307 123x", "「11010519900307123x」像真的身份证号"),
        ("110105199003071234", "「110105199003071234」像真的身份证号"),
        ("622202123456789", "「622202123456789」像真的银行卡号"),
        ("6222021234567890123", "「6222021234567890123」像真的银行卡号"),
        ("6222 0212 3456 7890 123", "「6222021234567890123」像真的银行卡号"),
        ("4392-2500-1234-5678", "「4392250012345678」像真的银行卡号"),
    ],
)
@pytest.mark.parametrize("old", [SUMMARY, UTTERANCE])
def test_a_number_of_a_person_is_told_once(written: str, told: str, old: str, root: Path) -> None:
    line, findings = say(root, f"他说{written}，快打", old)
    assert [finding for finding in findings if finding[1] == "K501"] == [
        (line, "K501", f"{told}。改成 1xx、尾号0000 这类写法。")
    ]


@pytest.mark.parametrize("file", [SCAM, "voices.yaml"])
def test_a_number_of_a_person_is_told_wherever_staff_write_sentences(file: str, root: Path) -> None:
    replace(root, SCAM, "related: []", "utterances_in: {just-paid: [骗子电话是占位]}")
    replace(root, "voices.yaml", "慢慢来，先挂断。", "骗子电话是占位")
    line = replace(root, file, "占位", "13912345678")
    assert [place for place in found(root) if place[2] == "K501"] == [(file, line, "K501")]


@pytest.mark.parametrize(
    "written",
    [
        "139xxxx5678",
        "139****5678",
        "139 0000 5678",
        "13900005678",
        "110105 1990 0000 1234",
        "6222 0000 1234 5678",
        "尾号1234",
        "12912345678",
        "1391234567",
        "139123456789",
        "110105199013071234",
        "110105189003071234",
        "62220212345678",
        "订单20260131123456",
        "2026-01-31",
        "2026-01-31 10:30",
        "123456",
        "10000 20000 30000",
    ],
)
def test_a_placeholder_or_another_number_is_no_persons(written: str, root: Path) -> None:
    assert codes(root, f"他说{written}，快看", UTTERANCE) == []


@pytest.mark.parametrize(
    "written",
    [
        "打110 13912345678",
        "01-31 13912345678",
        "+8613912345678",
        "86 139 1234 5678",
        "13900001234或13912345678",
        "１３９１２３４５６７８",
    ],
)
def test_a_persons_number_is_found_next_to_other_figures_and_in_full_width(written: str, root: Path) -> None:
    assert "K501" in codes(root, f"他说{written}，快打", UTTERANCE)


@pytest.mark.parametrize(
    ("file", "old"),
    [
        (SCAM, "荐股群骗局的别名"),
        (SCAM, "荐股群骗局催你转钱"),
        (SCAM, "荐股群骗局的话"),
        (SCAM, "自己去问就知道"),
        ("cases/cases.yaml", "早上好呀朋友"),
        ("wording.yaml", "v信"),
        ("smalltalk/greeting.yaml", "我在，讲讲碰到的事。"),
    ],
)
def test_a_persons_number_is_found_in_every_kind_of_text(file: str, old: str, root: Path) -> None:
    line = replace(root, file, old, "找13912345678")
    assert found(root) == [(file, line, "K501")]


def personal_numbers(text: str) -> list[str]:
    """What is told of a case with this text, without its file."""
    case = Case(id="c", text=text, expect=Expectation.SCAM)
    source = Source(PurePosixPath("cases/c.yaml"), "", {})
    return [problem.message for problem in check_content(Corpus(cases=[Located(case, source)]))]


SEPARATORS = st.lists(st.sampled_from(["", " ", "-"]), min_size=10, max_size=10)


@given(
    st.from_regex(r"1[3-9][1-9]{9}", fullmatch=True), SEPARATORS, st.sampled_from(["", "加", "，", "x", "\n"])
)
def test_every_mobile_number_is_found_however_it_is_separated(
    number: str, separators: list[str], around: str
) -> None:
    written = number[0] + "".join(map("".join, zip(separators, number[1:], strict=True)))
    assert personal_numbers(f"{around}{written}{around}") == [
        f"「{number}」像真的手机号。改成 1xx、尾号0000 这类写法。"
    ]


@given(st.text(alphabet="123456789", max_size=10), st.text(alphabet="加微信 -，x", min_size=2, max_size=5))
def test_a_number_too_short_for_a_person_is_never_told(number: str, words: str) -> None:
    assert personal_numbers(f"说{number}{words}") == []


@pytest.mark.parametrize("sentence", ["打110", "打 165，快", "看962110来电", "拨打110", "110和165都行"])
def test_a_known_hotline_is_fine(sentence: str, root: Path) -> None:
    assert codes(root, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("打12345问", "12345"),
        ("12306发的短信", "12306"),
        ("来电95588要接", "95588"),
        ("打96110", "96110"),
        ("拨10086", "10086"),
        ("打119", "119"),
        ("致电 88886666", "88886666"),
        ("打电话给5551234", "5551234"),
        ("打4001234567", "4001234567"),
        ("客服400-123-4567", "400-123-4567"),
        ("在1925求助", "1925"),
        ("他说「打12345」", "12345"),
    ],
)
def test_a_number_that_is_not_in_the_list_is_told(sentence: str, number: str, root: Path) -> None:
    line, findings = say(root, sentence)
    assert findings == [
        (
            line, "K502",
            f"号码「{number}」不在 hotlines.yaml。核实后先加进去，或改成「打卡背面的客服电话」这类说法。",
        )
    ]  # fmt: skip


def test_every_unknown_number_of_a_sentence_is_told(root: Path) -> None:
    _, findings = say(root, "打12345或95588，别打110")
    assert [message[3:8] for _, _, message in findings] == ["12345", "95588"]


@pytest.mark.parametrize("sentence", ["打12356", "12356是心理援助"])
def test_a_number_not_verified_is_told(sentence: str, root: Path) -> None:
    line, findings = say(root, sentence)
    assert findings == [(line, "K503", "号码「12356」在 hotlines.yaml 里还没核实，先不要写给读者。")]


@pytest.mark.parametrize(
    "sentence",
    [
        "转了120元", "损失120万", "一共999块", "转走12000元", "有120个人", "等120天", "涨了120%", "涨了120％", "翻了120倍",
        "1.120", "110.5", "1,120", "120,000元", "-120", "110-120", "尾号1234", "2025年", "1998年", "2026-01-31",
        "打3折", "打500块", "打5000万", "12000人", "1799元",
    ],
)  # fmt: skip
def test_an_amount_or_a_year_is_no_hotline(sentence: str, root: Path) -> None:
    assert codes(root, sentence) == []


@pytest.mark.parametrize(
    "sentence", ["转120 元", "打 5000 块", "1925年", "120斤", "等120分钟", "跑了112公里"]
)
def test_an_amount_with_a_space_or_a_rarer_unit_is_no_hotline(sentence: str, root: Path) -> None:
    assert codes(root, sentence) == []


def test_a_dialled_number_with_hyphens_is_told_once(root: Path) -> None:
    assert codes(root, "拨打400-123-4567") == ["K502"]


@pytest.mark.parametrize(
    ("file", "old"),
    [
        (SCAM, "荐股群骗局催你转钱"),
        (SCAM, "荐股群骗局的话"),
        (SCAM, "自己去问就知道"),
        (SCAM, "是荐股群骗局,"),
        ("legitimate/bank-code.yaml", "自己登录时收到几位数字。"),
        ("situations/despair.yaml", "你能来问，已经很好。"),
        ("techniques/screen-share.yaml", "他看得见你的密码。"),
        ("smalltalk/greeting.yaml", "我在，讲讲碰到的事。"),
        ("followups/how-to-check.yaml", "自己找路去核实。"),
        ("followups/how-to-check.yaml", "怎么核实"),
        ("voices.yaml", "慢慢来，先挂断。"),
        ("voices.yaml", "不怪你，请人帮着打110。"),
        ("events.yaml", "扫码付款"),
    ],
)
def test_whatever_a_citizen_may_read_is_checked(file: str, old: str, root: Path) -> None:
    line = replace(root, file, old, "可以放心打12345" + ("," if old.endswith(",") else ""))
    assert found(root) == [(file, line, "K502"), (file, line, "K504")]


@pytest.mark.parametrize("old", [UTTERANCE, "荐股群骗局的别名"])
def test_what_a_citizen_never_reads_may_say_anything(old: str, root: Path) -> None:
    assert codes(root, "可以放心,打12345", old) == []


def test_sources_are_not_shown(root: Path) -> None:
    replace(root, SCAM, "related: []", "related: []\nsources: [12345热线,可以放心]")
    assert found(root) == []


@pytest.mark.parametrize(
    "promise",
    [
        "可以放心", "尽管放心", "大可放心", "放心转", "放心付", "放心点", "放心用", "放心买", "放心交", "放心办", "放心去",
        "是安全", "很安全", "绝对安全", "完全安全", "肯定安全", "没有风险", "没有任何风险", "不是骗子", "不是诈骗",
        "不是骗局", "不会是骗子", "不会被骗",
    ],
)  # fmt: skip
def test_a_promise_of_safety_is_told_outside_quotes_only(promise: str, root: Path) -> None:
    line, findings = say(root, f"这个{promise}。")
    assert findings == [(line, "K504", f"「{promise}」像在打包票。只说怎么核实，不说安全。")]


@pytest.mark.parametrize("quoted", ["「{}」", "“{}”", "『{}』", "他说「你{}的」，别信"])
@pytest.mark.parametrize("promise", ["可以放心", "没有风险", "绝对安全", "不是诈骗"])
def test_a_promise_in_quotes_is_the_scammers(promise: str, quoted: str, root: Path) -> None:
    assert codes(root, quoted.format(promise)) == []


def test_a_promise_between_two_quotes_is_ours(root: Path) -> None:
    assert codes(root, "「好」可以放心「坏」") == ["K504"]


@pytest.mark.parametrize(
    "sentence",
    [
        "不可以放心", "别急着放心", "不放心就打110", "这不是安全的做法", "这是安全账户的套路", "先问这是安全吗",
        "不等于不是骗子", "分不清是骗子不是骗子还是别的", "没有匹配到，不等于安全",
    ],
)  # fmt: skip
def test_a_warning_is_no_promise(sentence: str, root: Path) -> None:
    assert codes(root, sentence) == []


@pytest.mark.parametrize("sentence", ["先问他是不是骗子", "是不是诈骗，打110问"])
def test_a_question_is_no_promise(sentence: str, root: Path) -> None:
    assert codes(root, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("你好,我", "好,"),
        ("好, 坏", "好,"),
        ("他说:好", "说:"),
        ("好;坏", "好;"),
        ("真的吗?", "吗?"),
        ("快转!", "转!"),
        ("他(坏)", "他("),
        ("(坏)人", ")人"),
        ("「好」,坏", "」,"),
        ("“好”:坏", "”:"),
        ("OK,好", ",好"),
        ("OK,「好」", ",「"),
    ],
)
def test_half_width_punctuation_next_to_chinese_is_told(sentence: str, told: str, root: Path) -> None:
    line, findings = say(root, sentence)
    assert findings == [(line, "K505", f"「{told}」里的标点是半角，改成全角。")]


@pytest.mark.parametrize(
    "sentence",
    ["你好，我", "1,000元", "a,b", "10:30到", "https://x.cn 别点", "「好」：坏", "App.里", "3-5天"],
)
def test_full_width_and_figures_are_fine(sentence: str, root: Path) -> None:
    assert codes(root, sentence) == []


def test_half_width_is_not_told_in_utterances(root: Path) -> None:
    assert codes(root, "你好,我是客服!", UTTERANCE) == []


def test_a_published_text_left_to_fill_in_is_told(root: Path) -> None:
    line, findings = say(root, "待填：怎么骗")
    assert findings == [(line, "K506", "「待填：怎么骗」还没填。填好，或把 status 改回 draft。")]


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_what_is_not_published_may_be_left_to_fill_in(status: str, root: Path) -> None:
    replace(root, SCAM, "status: published", f"status: {status}")
    assert codes(root, "待填：怎么骗") == []


def test_shown_texts_are_every_sentence_with_its_field(sample: KnowledgeBase) -> None:
    scam = sample.scam("stock-group")
    assert scam is not None
    shown = dict(shown_texts(scam))
    assert shown[("summary",)] == SUMMARY
    assert shown[("say_no", "transfer")] == "不转账：荐股群骗局要的钱"
    assert shown[("rebuttals", 0, "truth")] == "自己去问就知道"
    assert shown[("ask", "options", 1)] == "不是"
    hidden = {"id", "codes", "status", "updated", "sources", "related", "family", "aliases"}
    hidden |= {"utterances", "utterances_in"}
    assert {where[0] for where in shown} == set(ScamType.model_fields) - hidden - {"audience"}  # none written
    assert {where[1] for where in shown if where[0] == "say_no"} == set(SayNo.model_fields)
