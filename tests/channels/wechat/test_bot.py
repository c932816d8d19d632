"""企业微信智能机器人: JSON both ways, and streams for what takes longer."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.channels.wechat.platform import Mode, Platform, Returned
from app.channels.wechat.protocol import Stamp, key_of
from tests.channels.wechat.conftest import OLD_KEY, Counting, Server, somebody

SCAM = "快递丢了要赔我三倍"


@pytest.fixture
def bot() -> Platform:
    return somebody(Mode.BOT)


def said(bot: Platform, returned: Returned) -> dict[str, Any]:
    sealed = json.loads(returned.body)
    assert set(sealed) == {"encrypt", "msgsignature", "timestamp", "nonce"}
    stamp = Stamp(str(sealed["timestamp"]), sealed["nonce"], sealed["msgsignature"])
    inner: dict[str, Any] = json.loads(bot.codec.open(sealed["encrypt"], stamp, time.time()).text)
    return inner


def message(bot: Platform, **more: object) -> str:
    common = {"msgid": f"m-{time.monotonic_ns()}", "aibotid": "AIB", "chattype": "single"}
    return json.dumps({**common, "from": {"userid": bot.person}, **more})


def ask(server: Server, bot: Platform, **more: object) -> dict[str, Any]:
    return said(bot, server.send(bot.deliver_inner(message(bot, **more))))


def test_the_check_of_the_address_is_decrypted(server: Server, bot: Platform) -> None:
    returned = server.send(bot.check("回声5"))
    assert (returned.status, returned.body.decode()) == (200, "回声5")


def test_a_text_is_answered_with_a_finished_stream(server: Server, bot: Platform) -> None:
    reply = ask(server, bot, msgtype="text", text={"content": SCAM})
    assert reply["msgtype"] == "stream"
    stream = reply["stream"]
    assert (stream["finish"], set(stream)) == (True, {"id", "finish", "content"})
    content = str(stream["content"])
    assert content.startswith("这很像骗局：冒充快递理赔")
    assert "· 我已经转钱了" in content
    assert "bizmsgmenu" not in content
    assert len(content.encode()) <= 20_480


def test_who_opens_the_chat_is_greeted_with_plain_text(server: Server, bot: Platform) -> None:
    reply = ask(server, bot, msgtype="event", event={"eventtype": "enter_chat"})
    assert reply["msgtype"] == "text"
    assert str(reply["text"]["content"]).startswith("我是反诈三不助手。")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"msgtype": "text", "text": {"content": f"@反诈助手 {SCAM}"}}, "这很像骗局：冒充快递理赔"),
        ({"msgtype": "text", "text": {"content": ""}}, "没有看到字。"),
        ({"msgtype": "text"}, "没有看到字。"),
        ({"msgtype": "voice", "voice": {"content": SCAM}}, "这很像骗局：冒充快递理赔"),
        ({"msgtype": "voice", "voice": {"content": " "}}, "我听不了语音。"),
        ({"msgtype": "voice"}, "我听不了语音。"),
        ({"msgtype": "image", "image": {"url": "https://x"}}, "我看不了图片。"),
        (
            {
                "msgtype": "mixed",
                "mixed": {"msg_item": [{"msgtype": "image"}, {"msgtype": "text", "text": {"content": SCAM}}]},
            },
            "这很像骗局：冒充快递理赔",
        ),
        ({"msgtype": "file"}, "这个我看不了。"),
        ({"msgtype": "hologram", "new": [1, {"a": None}]}, "这个我看不了。"),
    ],
)
def test_every_kind_of_message_gets_its_reply(
    server: Server, bot: Platform, more: dict[str, object], expected: str
) -> None:
    assert str(ask(server, bot, **more)["stream"]["content"]).startswith(expected)


@pytest.mark.parametrize("event", ["template_card_event", "feedback_event", ""])
def test_other_events_get_an_empty_body(server: Server, bot: Platform, event: str) -> None:
    returned = server.send(bot.deliver_inner(message(bot, msgtype="event", event={"eventtype": event})))
    assert (returned.status, returned.body) == (200, b"")


def test_a_slow_answer_is_an_unfinished_stream_and_the_platform_comes_back_for_it(
    server: Server, bot: Platform, counting: Counting, impatient: Callable[[float], None]
) -> None:
    counting.delay = 0.3
    impatient(0.05)
    begun = ask(server, bot, msgtype="text", text={"content": SCAM})["stream"]
    assert (begun["finish"], str(begun["content"])[:9]) == (False, "正在看你发来的话。")
    again = ask(server, bot, msgtype="stream", stream={"id": begun["id"]})["stream"]
    assert (again["finish"], again["id"]) == (False, begun["id"])
    impatient(2.0)
    done = ask(server, bot, msgtype="stream", stream={"id": begun["id"]})["stream"]
    assert (done["finish"], done["id"]) == (True, begun["id"])
    assert "冒充快递理赔" in str(done["content"])
    assert len(counting.asked) == 1


def test_a_stream_nobody_knows_is_ended_with_a_request_to_write_again(server: Server, bot: Platform) -> None:
    stream = ask(server, bot, msgtype="stream", stream={"id": "x" * 43})["stream"]
    assert (stream["finish"], str(stream["content"])[:10]) == (True, "刚才那句没有算出来。")


def test_with_the_previous_key_the_reply_is_sealed_with_the_same(server: Server, bot: Platform) -> None:
    before = replace(bot, codec=replace(bot.codec, keys=(key_of(OLD_KEY),)))
    assert "冒充快递理赔" in server.say(before, SCAM)


@pytest.mark.parametrize(
    "inner",
    [
        "", "{", "[]", "null", '{"msgtype": "text"}', '{"msgid": "m", "from": {"userid": ""}, "msgtype": "text"}',
        '{"msgid": "m", "from": {"userid": "a"}}', '{"from": {"userid": "a"}, "msgtype": "text"}',
        '{"msgid": "", "from": {"userid": "a"}, "msgtype": "text"}', '{"msgid": "m", "from": {"userid": 5}, "msgtype": "text"}',
        '{"msgid": "m", "from": {"userid": "a"}, "msgtype": "text", "text": "机密七七"}',
        '{"msgid": "m", "from": {"userid": "a"}, "msgtype": "mixed", "mixed": {"msg_item": "机密七七"}}',
        '{"msgid": "m", "from": {"userid": "a"}, "msgtype": "stream", "stream": {"id": "../etc"}}',
        "[" * 30_000, '{"msgid": "m", "from": {"userid": "' + "a" * 200 + '"}, "msgtype": "text"}',
    ],
)  # fmt: skip
def test_a_bad_message_inside_is_refused(server: Server, bot: Platform, inner: str) -> None:
    returned = server.send(bot.deliver_inner(inner))
    assert returned.status == 400
    assert "机密七七" not in returned.body.decode()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<xml/>", b'{"encrypt": 5}', b"[]", b"\xff", b'{"encrypt": ""}']
)
def test_a_bad_envelope_is_refused(server: Server, bot: Platform, body: bytes) -> None:
    call = bot.deliver(server.text(SCAM))
    assert server.send(replace(call, body=body)).status in (400, 403)


def test_strangers_are_refused(server: Server, bot: Platform) -> None:
    fields = server.text(SCAM)
    for codec in (replace(bot.codec, token="guessed"), replace(bot.codec, receive_id="ww1")):  # noqa: S106  # a guess
        assert server.send(replace(bot, codec=codec).deliver(fields)).status == 403
    assert server.send(replace(bot, age=301).deliver(fields)).status == 403
    assert server.send(replace(bot, age=301).check()).status == 403
