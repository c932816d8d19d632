"""The envelope without HTTP: what opens, what is refused, and that nothing else can happen."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels.wechat.protocol import (
    FRESH_SECONDS,
    Codec,
    ForgedError,
    ProtocolError,
    Stamp,
    key_of,
    parse_xml,
    render_xml,
)

VECTORS = Path(__file__).parent / "vectors"
MODULE = Path(__file__).parents[3] / "app" / "channels" / "wechat" / "protocol.py"
NOW = 1_790_000_000.0
CURRENT, PREVIOUS = key_of("A" * 43), key_of("B" * 43)
CODEC = Codec("token", "wx0000", (CURRENT, PREVIOUS))
WORDS = "骗子叫我转八万"


@dataclass(frozen=True)
class Sample:
    name: str
    token: str
    key: str
    rid: str
    ts: str
    nonce: str
    sig: str
    enc: str
    plaintext: str

    @property
    def codec(self) -> Codec:
        return Codec(self.token, self.rid, (key_of(self.key),))

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.ts, self.nonce, self.sig)


SAMPLES = [
    Sample(**sample)
    for file in ("tencent.json", "own.json")
    for sample in json.loads((VECTORS / file).read_text(encoding="utf-8"))["samples"]
]
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def packed(content: bytes, padding: bytes) -> str:
    """Whatever bytes, encrypted with the current key."""
    step = Cipher(algorithms.AES(CURRENT), modes.CBC(CURRENT[:16])).encryptor()
    return b64encode(step.update(content + padding) + step.finalize()).decode()


def opened(encrypted: str, codec: Codec = CODEC) -> str:
    return codec.open(encrypted, codec.sign(NOW, encrypted), NOW).text


def refused(encrypted: str) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        opened(encrypted)
    assert str(caught.value) == ""
    return caught.value


# Samples


@every_sample
def test_a_sample_opens_to_its_plaintext(sample: Sample) -> None:
    assert sample.codec.open(sample.enc, sample.stamp, float(sample.ts)).text == sample.plaintext


@every_sample
def test_a_sample_with_one_character_changed_anywhere_is_refused(sample: Sample) -> None:
    other = "A" if sample.enc[5] != "A" else "B"
    spoilt = [
        (sample.enc[:5] + other + sample.enc[6:], sample.stamp),
        (sample.enc, Stamp(sample.ts, sample.nonce + "1", sample.sig)),
        (sample.enc, Stamp(str(int(sample.ts) + 1), sample.nonce, sample.sig)),
        (sample.enc, Stamp(sample.ts, sample.nonce, sample.sig[:-1])),
        (sample.enc, Stamp(sample.ts, sample.nonce, sample.sig.upper())),
        (sample.enc, Stamp(sample.ts, sample.nonce, "")),
        (sample.enc, Stamp(sample.ts, sample.nonce, "签名")),
    ]
    for encrypted, stamp in spoilt:
        with pytest.raises(ForgedError):
            sample.codec.open(encrypted, stamp, float(sample.ts))


def test_the_samples_cover_every_kind_of_account_with_chinese_and_emoji() -> None:
    assert [sample.name for sample in SAMPLES] == [
        "tencent-sample-POST", "tencent-sample-GET-echostr",
        "safe", "safe-traditional", "wecom", "bot", "one block exactly", "empty message",
    ]  # fmt: skip
    assert [
        mark
        for mark in ("😱", "👮‍♀️", "🇹🇼", "錢", "📈")
        if mark not in "".join(sample.plaintext for sample in SAMPLES)
    ] == []


def test_a_real_key_carries_spare_bits() -> None:
    """Tencent's own ends in C; a strict reader, or one that encodes it back, would refuse it."""
    key = SAMPLES[0].key
    assert len(key_of(key)) == 32
    assert b64encode(key_of(key)).decode() != f"{key}="


# Seal and open


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=400), receive_id=st.text("wx0123456789", max_size=20))
def test_whatever_is_sealed_opens_again(text: str, receive_id: str) -> None:
    codec = Codec("token", receive_id, (CURRENT,))
    sealed, stamp = codec.seal(text, CURRENT, NOW)
    assert codec.open(sealed, stamp, NOW).text == text
    assert len(b64decode(sealed)) % 32 == 0


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert len({CODEC.seal(WORDS, CURRENT, NOW)[0] for _ in range(50)}) == 50


def test_both_keys_open_and_the_one_that_did_is_told() -> None:
    for key in (CURRENT, PREVIOUS):
        sealed, stamp = CODEC.seal(WORDS, key, NOW)
        found = CODEC.open(sealed, stamp, NOW)
        assert (found.text, found.key) == (WORDS, key)


def test_a_third_key_opens_nothing() -> None:
    sealed, _ = CODEC.seal(WORDS, key_of("C" * 43), NOW)
    assert refused(sealed).status == 400


def test_without_a_key_nothing_opens() -> None:
    codec = Codec("token", "wx0000")
    with pytest.raises(ProtocolError):
        opened(CODEC.seal(WORDS, CURRENT, NOW)[0], codec)


@pytest.mark.parametrize("stranger", ["wx0001", "", "wx00000", "wx000", "WX0000", "微信"])
def test_a_message_for_another_account_is_refused(stranger: str) -> None:
    sealed, _ = Codec("token", stranger, ()).seal(WORDS, CURRENT, NOW)
    assert refused(sealed).status == 403


HEAD = b"r" * 16
WHOLE = HEAD + (6).to_bytes(4) + b"hello!" + b"wx0000"


def test_the_parts_of_the_bad_messages_below_would_make_a_good_one() -> None:
    assert opened(packed(WHOLE, bytes([32]) * 32)) == "hello!"


@pytest.mark.parametrize(
    ("content", "padding"),
    [
        (WHOLE, bytes(32)),
        (WHOLE, bytes([33]) * 32),
        (WHOLE, bytes([255]) * 32),
        (WHOLE, b"\x01" * 31 + b"\x20"),
        (WHOLE, b"\x20" * 30 + b"\x1f\x20"),
        (HEAD + (7).to_bytes(4) + b"hello!wx0000", bytes([32]) * 32),
        (HEAD + (2**32 - 1).to_bytes(4) + b"hello!wx0000", bytes([32]) * 32),
        (HEAD + (13).to_bytes(4) + b"hello!wx0000", bytes([32]) * 32),
        (HEAD + (0).to_bytes(4) + b"hello!wx0000", bytes([32]) * 32),
        (b"", bytes([32]) * 32),
        (HEAD, bytes([16]) * 16),
        (HEAD + b"\x00\x00\x00", bytes([13]) * 13),
        (HEAD + (2).to_bytes(4) + b"\xff\xfe" + b"wx0000", bytes([4]) * 4),
    ],
)  # fmt: skip
def test_bad_padding_or_length_is_refused(content: bytes, padding: bytes) -> None:
    assert refused(packed(content, padding)).status in (400, 403)


@pytest.mark.parametrize(
    "encrypted", ["", "A", "AAAA", "QUJD" * 11, "不是密文", "A" * 43, "===", "QUJD\nQUJD" * 8]
)
def test_what_is_no_ciphertext_is_refused(encrypted: str) -> None:
    assert refused(encrypted).status == 400


@pytest.mark.parametrize("age", [-FRESH_SECONDS, -1, 0, 1, FRESH_SECONDS])
def test_a_request_of_the_last_five_minutes_is_taken(age: int) -> None:
    CODEC.verify(CODEC.sign(NOW - age, "x"), NOW, "x")


@pytest.mark.parametrize("age", [-FRESH_SECONDS - 1, FRESH_SECONDS + 1, 10**9])
def test_an_older_or_later_request_is_refused(age: int) -> None:
    with pytest.raises(ForgedError):
        CODEC.verify(CODEC.sign(NOW - age, "x"), NOW, "x")


@pytest.mark.parametrize(
    "timestamp", ["", "now", "-1", "1e9", " 1790000000", "１７９０００００００", "9" * 13, "٣"]
)
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    with pytest.raises(ProtocolError):
        CODEC.verify(Stamp(timestamp, "n", CODEC._signature(timestamp, "n")), NOW)


def test_secrets_and_messages_do_not_show_in_a_print_out() -> None:
    sealed, stamp = CODEC.seal(WORDS, CURRENT, NOW)
    shown = f"{CODEC!r} {CODEC.open(sealed, stamp, NOW)!r}"
    assert [word for word in ("token'", WORDS, repr(CURRENT), repr(PREVIOUS)) if word in shown] == []


# XML


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_any_text_survives_the_xml_except_what_xml_cannot_say(text: str) -> None:
    expected = "".join(
        c for c in text if c in "\t\n\r" or " " <= c < "\ud800" or "\ue000" <= c not in "\ufffe\uffff"
    )
    expected = expected.replace("\r\n", "\n").replace("\r", "\n")
    assert parse_xml(render_xml([("Content", text)])) == {"Content": expected}


def test_the_end_mark_of_cdata_is_split() -> None:
    assert render_xml([("Content", "a]]>b")]) == "<xml><Content><![CDATA[a]]]]><![CDATA[>b]]></Content></xml>"
    assert parse_xml(render_xml([("Content", "]]>]]>]]")])) == {"Content": "]]>]]>]]"}


def test_only_the_fields_under_the_root_are_read() -> None:
    nested = "<xml><A>1</A><List><A>2</A></List><E/><!-- <A>3</A> --></xml>"
    assert parse_xml(nested) == {"A": "1", "List": "", "E": ""}


def test_characters_that_xml_forbids_do_not_make_a_citizens_message_unreadable() -> None:
    assert parse_xml("<xml><Content><![CDATA[转\x08账\x00]]></Content></xml>".encode()) == {"Content": "转账"}


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{}", b"<xml>", b"<html><A>1</A></html>", b"<XML><A>1</A></XML>", b"<xml><A>1</A><A>1</A></xml>",
        b"<xml><A>1</A></xml><xml/>", b"\xff\xfe<xml/>", "<xml><A>转账</A></xml>".encode("gbk"),
        "<xml><A>1</A></xml>".encode("utf-16"), b"<xml><A>&unknown;</A></xml>", b"<!DOCTYPE xml><xml><A>1</A></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
        b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
        b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml/>', b"<a:xml/>",
    ],
)  # fmt: skip
def test_bad_xml_is_refused_without_its_content(body: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_xml(body)
    assert (str(caught.value), caught.value.__cause__, caught.value.status) == ("", None, 400)


def test_ten_thousand_nested_elements_do_no_harm() -> None:
    assert parse_xml("<xml>" + "<a>" * 10_000 + "</a>" * 10_000 + "</xml>") == {"a": ""}


def test_the_module_is_short_and_knows_no_web() -> None:
    text = MODULE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert [word for word in ("fastapi", "starlette", "urllib", "logging") if word in text] == []
