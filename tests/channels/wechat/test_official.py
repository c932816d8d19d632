"""公众号 over HTTP: every kind of message in every mode, and everything that is refused."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.channels.wechat.platform import Call, Mode, Platform
from app.channels.wechat.protocol import Codec, Stamp, key_of, parse_xml, render_xml
from app.main import create_app
from app.settings import Settings
from tests.channels.wechat.conftest import ACCOUNTS, OLD_KEY, Server, prompts_copy, somebody

SCAM = "快递丢了要赔我三倍"
every_mode = pytest.mark.parametrize("mode", [Mode.PLAIN, Mode.COMPATIBLE, Mode.SAFE])


@pytest.fixture
def safe() -> Platform:
    return somebody(Mode.SAFE)


@every_mode
def test_the_check_of_the_address_gives_back_what_was_sent(server: Server, mode: Mode) -> None:
    returned = server.send(somebody(mode).check("回声 <1>&"))
    assert (returned.status, returned.body.decode()) == (200, "回声 <1>&")


def test_a_check_by_somebody_else_gives_back_nothing_of_it(server: Server, safe: Platform) -> None:
    returned = server.send(replace(safe, codec=Codec("guessed", "wx0123456789abcdef")).check("marker77"))
    assert returned.status == 403
    assert b"marker77" not in returned.body


@every_mode
def test_a_scam_is_answered_with_what_to_do_taps_and_the_page(server: Server, mode: Mode) -> None:
    answer = server.say(somebody(mode), SCAM)
    assert answer.startswith("这很像骗局：冒充快递理赔\n")
    assert '<a href="https://fanzha.example.org/scams/courier-refund">' in answer
    assert '<a href="weixin://bizmsgmenu?msgmenucontent=我已经转钱了&msgmenuid=1">我已经转钱了</a>' in answer
    assert len(answer.encode()) <= 1900


@every_mode
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"MsgType": "voice", "Recognition": SCAM}, "这很像骗局：冒充快递理赔"),
        ({"MsgType": "voice", "Recognition": ""}, "我听不了语音。"),
        ({"MsgType": "voice", "Recognition": "  "}, "我听不了语音。"),
        ({"MsgType": "voice"}, "我听不了语音。"),
        ({"MsgType": "image", "PicUrl": "http://x"}, "我看不了图片。"),
        ({"MsgType": "location", "Label": "宾馆"}, "我看不了位置。"),
        ({"MsgType": "link", "Url": "http://x"}, "链接我打不开"),
        ({"MsgType": "video"}, "这个我看不了。"),
        ({"MsgType": "shortvideo"}, "这个我看不了。"),
        ({"MsgType": "hologram"}, "这个我看不了。"),
        ({"MsgType": "text", "Content": "【收到不支持的消息类型，暂无法显示】"}, "这个我看不了。"),
        ({"MsgType": "text", "Content": ""}, "没有看到字。"),
        ({"MsgType": "text", "Content": " \n　"}, "没有看到字。"),
        ({"MsgType": "text"}, "没有看到字。"),
        ({"MsgType": "text", "Content": "转" * 4001}, "这一段太长了，最多4000字。"),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "MONEY_GONE"}, "先做这几步"),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "NONE"}, "我是反诈三不助手。"),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": ""}, "我是反诈三不助手。"),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_1"}, "我是反诈三不助手。"),
        ({"MsgType": "event", "Event": "subscribe"}, "我是反诈三不助手。"),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "1"}, "我是反诈三不助手。"),
    ],
)
def test_every_kind_of_message_gets_its_reply(
    server: Server, mode: Mode, fields: dict[str, str], said: str
) -> None:
    platform = somebody(mode)
    returned = server.send(platform.deliver({"MsgId": server.text("")["MsgId"], **fields}))
    assert returned.status == 200
    assert platform.read(returned).startswith(said)


@every_mode
@pytest.mark.parametrize("event", ["unsubscribe", "VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "", "新事件"])
def test_an_event_that_needs_no_reply_is_acknowledged(server: Server, mode: Mode, event: str) -> None:
    returned = server.send(somebody(mode).deliver({"MsgType": "event", "Event": event, "EventKey": "x"}))
    assert (returned.status, returned.body) == (200, b"success")


def test_the_welcome_has_four_examples_to_tap(server: Server, safe: Platform) -> None:
    text = safe.read(server.send(safe.deliver({"MsgType": "event", "Event": "subscribe", "EventKey": ""})))
    assert (
        len(re.findall(r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^"&]+)&msgmenuid=1">\1</a>', text))
        == 4
    )


def test_a_tapped_example_is_an_ordinary_text(server: Server, safe: Platform) -> None:
    fields = {**server.text("老师带我入金稳赚"), "bizmsgmenuid": "1"}
    assert "荐股群骗局" in safe.read(server.send(safe.deliver(fields)))


def test_a_reply_goes_back_to_the_sender_in_valid_xml(server: Server) -> None:
    plain = replace(somebody(Mode.PLAIN), person="oSomebody]]>")
    fields = parse_xml(server.send(plain.deliver(server.text("]]> <xml> " + SCAM))).body)
    assert list(fields) == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
    assert (fields["ToUserName"], fields["FromUserName"]) == ("oSomebody]]>", "gh_simulator")
    assert fields["MsgType"] == "text"


@pytest.mark.parametrize("mode", [Mode.COMPATIBLE, Mode.SAFE])
def test_a_sealed_reply_shows_nothing_in_plain(server: Server, mode: Mode) -> None:
    returned = server.send(somebody(mode).deliver(server.text(SCAM)))
    assert list(parse_xml(returned.body)) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
    assert "快递" not in returned.body.decode()


def test_with_the_previous_key_the_reply_is_sealed_with_the_same(server: Server, safe: Platform) -> None:
    before = replace(safe, codec=replace(safe.codec, keys=(key_of(OLD_KEY),)))
    assert "冒充快递理赔" in server.say(before, SCAM)


@pytest.mark.parametrize(
    "text",
    ["😀🙏", "]]>", "]]]]><![CDATA[>", "{{ 7*7 }}{% if %}", "\u202e反\u202c", "<script>alert(1)</script>",
     '<a href="http://evil.example">', "a" * 4000, "😀" * 2000, "公安說我洗錢", "&amp;&#0;", "\ufeff", "你好\r\n在吗"],
)  # fmt: skip
@every_mode
def test_mean_texts_are_answered_in_readable_xml(server: Server, mode: Mode, text: str) -> None:
    answer = server.say(somebody(mode), text)
    assert 0 < len(answer.encode()) <= 1900
    assert "evil" not in answer
    assert "script" not in answer


def test_in_compatible_mode_what_stands_beside_the_encrypted_text_is_not_read(server: Server) -> None:
    compatible = somebody(Mode.COMPATIBLE)
    call = compatible.deliver(server.text(SCAM))
    forged = replace(call, body=call.body.replace(SCAM.encode(), "股票老师带我入金稳赚".encode()))
    assert forged.body != call.body
    assert "冒充快递理赔" in compatible.read(server.send(forged))


# Refusals


def sealed_call(platform: Platform, encrypted: str, **query: str) -> Call:
    return platform.deliver_sealed(encrypted, Stamp(**query) if query else None)


def bad_calls() -> dict[str, Call]:
    safe, plain = somebody(Mode.SAFE), somebody(Mode.PLAIN)
    fields = {"MsgType": "text", "Content": "机密七七", "MsgId": "1"}
    inner = render_xml(fields.items())
    good, good_plain = safe.deliver(fields), plain.deliver(fields)
    return {
        "wrong signature": replace(safe, codec=replace(safe.codec, token="guessed")).deliver(fields),  # noqa: S106
        "wrong signature, plain": replace(plain, codec=replace(plain.codec, token="guessed")).deliver(fields),  # noqa: S106
        "no query": replace(good, target="/wechat"),
        "no query, said to be sealed": replace(good, target="/wechat?encrypt_type=aes"),
        "wrong receive id": replace(safe, codec=replace(safe.codec, receive_id="wxstranger")).deliver(fields),
        "stale": replace(safe, age=301).deliver(fields),
        "stale, plain": replace(plain, age=301).deliver(fields),
        "from the future": replace(safe, age=-301).deliver(fields),
        "no ciphertext": safe.deliver_sealed("机密七七"),
        "cut ciphertext": safe.deliver_sealed("QUJD" * 10),
        "random ciphertext": safe.deliver_sealed("QUJD" * 16),
        "unknown key": replace(safe, codec=replace(safe.codec, keys=(key_of("z" * 43),))).deliver(fields),
        "doctype": safe.deliver_inner(f'<!DOCTYPE xml [<!ENTITY a "b">]>{inner}'),
        "doctype outside": replace(good, body=b"<!DOCTYPE xml>" + good.body),
        "doctype, plain": plain.deliver_inner(f'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>{inner}'),
        "duplicate field": safe.deliver_inner(inner.replace("</xml>", "<MsgType>x</MsgType></xml>")),
        "duplicate field outside": replace(good, body=good.body.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>")),
        "no sender": safe.deliver_inner(inner),
        "empty sender": replace(safe, person="").deliver(fields),
        "endless sender": replace(safe, person="o" * 129).deliver(fields),
        "not xml": replace(good, body=b"{}"),
        "empty": replace(good, body=b""),
        "not utf-8": replace(good_plain, body="<xml><A>转账</A></xml>".encode("gbk")),
        "one megabyte": replace(good, body=b"<xml>" + b" " * 2**20 + b"</xml>"),
        "just above the limit": replace(good, body=b" " * (64 * 1024 + 1)),
    }  # fmt: skip


@pytest.mark.parametrize("name", bad_calls())
def test_a_bad_request_is_refused_and_nothing_of_it_shown(
    server: Server, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    returned = server.send(bad_calls()[name])
    assert returned.status in (400, 403, 413)
    assert (returned.status == 413) == ("megabyte" in name or "limit" in name)
    shown = returned.body.decode() + caplog.text
    assert [word for word in ("机密七七", "Traceback", "oSimulator", "officialtoken") if word in shown] == []
    assert set(json.loads(returned.body)) == {"error", "message_zh", "message_en"}


def test_a_body_just_within_the_limit_is_read(server: Server) -> None:
    plain = somebody(Mode.PLAIN)
    call = plain.deliver(server.text(SCAM))
    padded = call.body.replace(b"</xml>", b" " * (64 * 1024 - len(call.body)) + b"</xml>")
    assert len(padded) == 64 * 1024
    assert "冒充快递理赔" in plain.read(server.send(replace(call, body=padded)))


def app_with(settings: Settings, **changes: object) -> TestClient:
    return TestClient(create_app(settings.model_copy(update=changes)), raise_server_exceptions=False)


def test_safe_mode_takes_nothing_plain_and_plain_mode_nothing_sealed(settings: Settings) -> None:
    for mode, refused, taken in (("safe", Mode.PLAIN, Mode.SAFE), ("plain", Mode.SAFE, Mode.PLAIN)):
        with app_with(settings, wechat_mode=mode) as client:
            for platform, status in ((somebody(refused), 403), (somebody(taken), 200)):
                call = platform.deliver({"MsgType": "text", "Content": SCAM, "MsgId": "1"})
                response = client.post(call.target, content=call.body)
                assert response.status_code == status, (mode, platform.mode)


def test_a_channel_without_settings_is_not_there(settings: Settings) -> None:
    nothing = dict.fromkeys(ACCOUNTS) | {"wechat_mode": "safe"}
    with app_with(settings, **nothing) as client:
        for path in ("/wechat", "/wecom", "/wecom/bot", "/webhook"):
            assert (client.get(path).status_code, client.post(path).status_code) == (404, 404), path


def test_the_routes_do_not_show_in_the_public_description(server: Server) -> None:
    assert [path for path in server.client.get("/openapi.json").json()["paths"] if "we" in path] == []


def test_the_words_come_from_the_file(settings: Settings, tmp_path: Path) -> None:
    prompts = prompts_copy(tmp_path / "prompts")
    file = prompts / "wechat.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("我看不了图片。", "图片我收到了也看不懂。"), encoding="utf-8"
    )
    with app_with(settings, prompts_dir=prompts) as client:
        plain = somebody(Mode.PLAIN)
        call = plain.deliver({"MsgType": "image", "MsgId": "1"})
        assert "图片我收到了也看不懂。" in client.post(call.target, content=call.body).text
