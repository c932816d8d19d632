import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.lists import WordingGroup
from app.text import Normaliser, cut_bytes, segments

WORDING = [
    WordingGroup(canonical="微信", variants=("V信", "vx", "薇❤️")),
    WordingGroup(canonical="账号", variants=("V信号",)),
    WordingGroup(canonical="验证码", variants=("動態碼",)),
    WordingGroup(canonical="110", variants=("幺幺零",)),
    WordingGroup(canonical="房租", variants=("rent", "weekly rent")),
    WordingGroup(canonical="C++", variants=("c.p.p",)),
]
normalise = Normaliser(WORDING)

ASCII = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60)
HANZI = "微信转账臺灣帳戶驗證碼動態号薇❤幺零。，！？「」（）：😀👍🏽مرحبا"
TYPED = st.text(
    alphabet="aAvVxXwWcChHtTpPsS.:/-@ 0123456789\n\t\u3000\u200b\ufe0fＡｖ１．" + HANZI, max_size=60
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ＡＢＣ，１１０！", "abc,110!"),
        ("ｶﾞ", "ガ"),
        ("㈱", "(株)"),
        ("Ⅷ", "viii"),
        ("ﬁ", "fi"),
        ("转账\u3000给我", "转账 给我"),
    ],
)
def test_width_and_ligatures_are_made_plain(typed: str, read: str) -> None:
    assert normalise(typed) == read


@pytest.mark.parametrize(
    "invisible",
    ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\ufe0f", "\x07", "\ue000", "\ud800"],
)
def test_an_invisible_character_does_not_hide_a_word(invisible: str) -> None:
    assert normalise(f"安全{invisible}账户") == "安全账户"


@pytest.mark.parametrize("gap", ["  ", "\n", "\r\n", "\t", "\u3000", "\u2028", "\xa0", " \n \t "])
def test_any_gap_is_one_space_and_none_at_the_ends(gap: str) -> None:
    assert normalise(f"{gap}转账{gap}给我{gap}") == "转账 给我"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("臺灣銀行", "台湾银行"), ("請轉錢", "请转钱"), ("後面的頭髮", "后面的头发"), ("乾隆", "乾隆")],
)
def test_traditional_is_read_as_simplified(typed: str, read: str) -> None:
    assert normalise(typed) == read


@pytest.mark.parametrize(
    "number",
    ["110", "119", "120", "165", "168", "999", "1799", "1925", "10086", "12321", "18222", "95588", "955888", "96110", "962110"],
)  # fmt: skip
def test_a_service_number_is_kept(number: str) -> None:
    assert normalise(f"是{number}打来的") == f"是{number}打来的"


@pytest.mark.parametrize(
    "number", ["0", "7", "4321", "2026", "1101", "0110", "130", "166", "13800138000", "9558812", "5" * 1000]
)
def test_any_other_number_is_masked(number: str) -> None:
    assert normalise(f"尾号{number}的卡") == "尾号0的卡"


def test_each_part_of_a_separated_number_is_masked() -> None:
    assert normalise("138-0013-8000 转１．５万") == "0-0-0 转0.0万"


@pytest.mark.parametrize(
    "link",
    [
        "https://t.cn/Ab1?x=1&y=2#z",
        "HTTP://EVIL.COM",
        "www.icbc-95588.top/a",
        "t.cn/ab",
        "a-b.cc",
        "ｗｗｗ．ｔ．ｃｎ",
        "t\u200b.cn",
        "110.com",
    ],
)
def test_a_link_between_spaces_is_read_as_url(link: str) -> None:
    assert normalise(f"点 {link} 领钱") == "点 url 领钱"


@pytest.mark.parametrize("link", ["https://t.cn/ab", "www.t.cn"])
def test_a_marked_link_glued_to_chinese_is_read_as_url(link: str) -> None:
    assert normalise(f"点{link}领钱") == "点 url 领钱"


@pytest.mark.parametrize("link", ["t.cn/ab", "abc.com"])
def test_a_bare_link_glued_to_chinese_is_read_as_url(link: str) -> None:
    assert normalise(f"点{link}领钱") == "点 url 领钱"


@pytest.mark.parametrize("text", ["版本v.领钱", "好.坏", "...", "://", "a.b"])
def test_what_only_looks_like_a_link_stays(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("加我v信", "加我微信"),
        ("加我Ｖ信", "加我微信"),
        ("加我v\u200b信", "加我微信"),
        ("加我VX", "加我微信"),
        ("加我薇❤", "加我微信"),
        ("加我薇❤️", "加我微信"),
        ("加我V信号", "加我账号"),
        ("把动态码给我", "把验证码给我"),
        ("把動態碼给我", "把验证码给我"),
        ("打幺幺零", "打110"),
        ("先付rent再看房", "先付房租再看房"),
        ("要weekly Rent。", "要房租。"),
        ("我parents不给current", "我parents不给current"),
        ("加vx聊", "加微信聊"),
        ("avxs", "avxs"),
        ("学c.p.p", "学c++"),
    ],
)
def test_a_variant_is_read_as_its_canonical_wording(typed: str, read: str) -> None:
    assert normalise(typed) == read


def test_a_variant_is_taken_by_letter_not_as_a_pattern() -> None:
    assert normalise("学cxpxp") == "学cxpxp"


def test_without_wording_variants_stay() -> None:
    assert Normaliser([])("加我V信") == "加我v信"


@pytest.mark.parametrize(("typed", "read"), [("😀👍🏽", "😀👍🏽"), ("❤️", "❤"), ("👨‍👩‍👧", "👨👩👧")])
def test_emoji_stay_without_their_joiners(typed: str, read: str) -> None:
    assert normalise(typed) == read


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u3000", "\ufe0f\u200d"])
def test_nothing_visible_is_read_as_nothing(text: str) -> None:
    assert normalise(text) == ""


def test_a_text_of_4000_characters_is_read_to_its_end() -> None:
    assert normalise("臺" * 4000) == "台" * 4000
    assert normalise("V信" * 2000) == "微信" * 2000


def test_a_text_of_4000_hyphens_and_letters_is_read_at_once() -> None:
    start = time.process_time()
    normalise("a-" * 2000)
    assert time.process_time() - start < 0.05


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "שלום עולם"])
def test_right_to_left_letters_keep_their_order(text: str) -> None:
    assert normalise(text) == text
    assert normalise(f"\u202b{text}\u202c") == text


@pytest.mark.parametrize("text", ["]]>", "<![cdata[x]]>", "{{ x }}", "{% raw %}", "{0}", "%s", "\\g", "${x}"])
def test_markup_is_plain_text(text: str) -> None:
    assert normalise(f"说 {text} 吗") == f"说 {text} 吗"


@given(st.text(alphabet=st.characters(), max_size=200))
@example("\ud800\x00\uffff")
def test_every_text_can_be_read_and_has_no_loose_space(text: str) -> None:
    read = normalise(text)
    assert read == " ".join(read.split())


@given(TYPED)
@example("V信V信号")
@example("www.t.cn/1 １１０ 4321")
def test_what_was_read_reads_the_same_again(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(TYPED)
def test_reading_leaves_no_long_number_but_service_numbers(text: str) -> None:
    runs = "".join(character if character.isdigit() else " " for character in normalise(text)).split()
    assert all(run == "0" or len(run) in (3, 4, 5, 6) for run in runs)


@given(ASCII)
def test_full_width_reads_like_half_width(text: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) if character != " " else "\u3000" for character in text)
    assert normalise(wide) == normalise(text)


@given(ASCII)
def test_capitals_read_like_small_letters(text: str) -> None:
    assert normalise(text.upper()) == normalise(text.lower())


@given(TYPED)
def test_zero_width_characters_between_all_others_change_nothing(text: str) -> None:
    assert normalise("\u200b".join(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "size", "pieces"),
    [
        ("一。二！三？四", 4, ["一。二！", "三？四"]),
        ("一二。三四。", 4, ["一二。", "三四。"]),
        ("长" * 25, 10, ["长" * 10, "长" * 10, "长" * 5]),
        ("一。" + "长" * 5, 5, ["一。", "长" * 5]),
        ("一句话", 10, ["一句话"]),
        ("一。\n\n", 2, ["一。"]),
        ("", 5, []),
        (" \n ", 5, []),
    ],
)
def test_a_text_is_cut_at_sentence_ends_else_hard(text: str, size: int, pieces: list[str]) -> None:
    assert list(segments(text, size)) == pieces


@pytest.mark.parametrize("end", list("。！？!?；;\n"))
def test_a_sentence_ends_at_each_of_these_signs(end: str) -> None:
    assert list(segments(f"一二{end}三四", 4)) == [f"一二{end}", "三四"]


PROSE = st.text(alphabet="一二三a。！？!?;；\n \u3000", max_size=80) | st.text(max_size=80)
SIZES = st.integers(min_value=1, max_value=30)


@given(PROSE, SIZES)
def test_segments_lose_nothing_but_white_space_at_the_end(text: str, size: int) -> None:
    joined = "".join(segments(text, size))
    assert text.startswith(joined)
    assert not text[len(joined) :].strip()


@given(PROSE, SIZES)
def test_no_segment_is_empty_or_longer_than_asked(text: str, size: int) -> None:
    assert all(1 <= len(piece) <= size for piece in segments(text, size))


@given(PROSE, SIZES)
def test_two_neighbouring_segments_would_not_have_fitted_in_one(text: str, size: int) -> None:
    pieces = list(segments(text, size))
    ends = "。！？!?；;\n"
    for piece, following in pairwise(pieces):
        first = next((i + 1 for i, character in enumerate(following) if character in ends), len(following))
        assert len(piece) + first > size


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_a_text_that_fits_is_one_segment(text: str) -> None:
    assert list(segments(text, len(text))) == [text]


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("不转账", 9, "不转账"),
        ("不转账", 8, "不转"),
        ("不转账", 6, "不转"),
        ("不转账", 2, ""),
        ("a不", 3, "a"),
        ("😀好", 3, ""),
        ("😀好", 4, "😀"),
        ("é", 1, ""),
        ("abc", 0, ""),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_before_the_character_that_does_not_fit(text: str, limit: int, cut: str) -> None:
    assert cut_bytes(text, limit) == cut


MIXED = st.text(alphabet="aé不转😀\u0301", max_size=40) | st.text(max_size=40)


@given(MIXED, st.integers(min_value=0, max_value=160))
def test_a_cut_text_is_the_longest_beginning_within_the_limit(text: str, limit: int) -> None:
    cut = cut_bytes(text, limit)
    assert text.startswith(cut)
    assert len(cut.encode()) <= limit
    assert cut == text or len(text[: len(cut) + 1].encode()) > limit


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("我今年６８歲，轉了五萬", "我今年68岁,转了五万"),
        ("Ｕ盾\u200b在我這", "u盾在我这"),
        ("加V信13912345678", "加v信13912345678"),
        ("https://X.cn/a?b=1", "https://x.cn/a?b=1"),
        ("一\n二", "一 二"),
        ("半個\ud83d", "半个"),
        ("", ""),
        ("🙏", "🙏"),
    ],
)
def test_in_the_plain_form_only_script_width_and_case_are_made_the_same(typed: str, read: str) -> None:
    assert normalise.plain(typed) == read


@given(TYPED)
def test_the_plain_form_of_a_text_is_its_own_plain_form_and_matches_the_same(text: str) -> None:
    plain = normalise.plain(text)
    assert normalise.plain(plain) == plain
    assert normalise(plain) == normalise(text)
