"""Fields → one model of a message."""

import pytest

from app.channels.wechat.messages import UNSUPPORTED, Kind, incoming_of, text_reply
from app.channels.wechat.protocol import ProtocolError, parse_xml

BASE = {
    "ToUserName": "gh_1",
    "FromUserName": "oPerson",
    "CreateTime": "1790000000",
    "MsgType": "text",
    "MsgId": "7",
}


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"Content": " 转账了 "}, Kind.TEXT, "转账了"),
        ({"Content": ""}, Kind.TEXT, ""),
        ({}, Kind.TEXT, ""),
        ({"Content": UNSUPPORTED}, Kind.OTHER, ""),
        ({"Content": f" {UNSUPPORTED}\n"}, Kind.OTHER, ""),
        ({"Content": f"他说{UNSUPPORTED}"}, Kind.TEXT, f"他说{UNSUPPORTED}"),
        ({"MsgType": "voice", "Recognition": "公安来电。"}, Kind.TEXT, "公安来电。"),
        ({"MsgType": "voice", "Recognition": ""}, Kind.VOICE, ""),
        ({"MsgType": "voice"}, Kind.VOICE, ""),
        ({"MsgType": "image", "Content": "x"}, Kind.IMAGE, ""),
        ({"MsgType": "location"}, Kind.LOCATION, ""),
        ({"MsgType": "link"}, Kind.LINK, ""),
        ({"MsgType": "TEXT", "Content": "x"}, Kind.OTHER, ""),
        ({"MsgType": "welcome"}, Kind.OTHER, ""),
        ({"MsgType": "event", "Event": "subscribe"}, Kind.WELCOME, ""),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "CHECK"}, Kind.CLICK, "CHECK"),
        ({"MsgType": "event", "Event": "unsubscribe"}, Kind.SILENT, ""),
        ({"MsgType": "event"}, Kind.SILENT, ""),
    ],
)
def test_kind_and_text(fields: dict[str, str], kind: Kind, text: str) -> None:
    message = incoming_of({**BASE, **fields})
    assert (message.kind, message.text) == (kind, text)


@pytest.mark.parametrize("field", ["ToUserName", "FromUserName", "CreateTime", "MsgType"])
def test_a_message_without_what_every_message_has_is_refused(field: str) -> None:
    for fields in ({**BASE, field: ""}, {name: value for name, value in BASE.items() if name != field}):
        with pytest.raises(ProtocolError):
            incoming_of(fields)


def test_an_endless_name_is_refused() -> None:
    incoming_of({**BASE, "FromUserName": "o" * 128})
    for field in ("FromUserName", "ToUserName"):
        with pytest.raises(ProtocolError):
            incoming_of({**BASE, field: "o" * 129})


def test_a_retry_has_the_ticket_of_the_first_try_and_nothing_else_has_it() -> None:
    event = {**BASE, "MsgType": "event", "Event": "CLICK", "EventKey": "CHECK"}
    first = [incoming_of(fields).ticket for fields in (BASE, event)]
    assert [incoming_of(dict(fields)).ticket for fields in (BASE, event)] == first
    others = [
        {**BASE, "MsgId": "8"}, {**BASE, "FromUserName": "oOther"}, {**event, "CreateTime": "1790000001"},
        {**event, "EventKey": "FAMILY"}, {**event, "Event": "VIEW"}, {**event, "FromUserName": "oOther"},
    ]  # fmt: skip
    assert len({*first, *(incoming_of(fields).ticket for fields in others)}) == 8


def test_neither_person_nor_text_shows_in_a_print_out() -> None:
    shown = repr(incoming_of({**BASE, "Content": "机密七七"}))
    assert "oPerson" not in shown
    assert "机密七七" not in shown


def test_the_reply_goes_the_other_way() -> None:
    xml = text_reply(incoming_of(BASE), "先挂断]]>", 1790000005.7)
    assert parse_xml(xml) == {
        "ToUserName": "oPerson", "FromUserName": "gh_1", "CreateTime": "1790000005", "MsgType": "text",
        "Content": "先挂断]]>",
    }  # fmt: skip
