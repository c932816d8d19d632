"""The application callback of 企业微信."""

from dataclasses import replace

import pytest

from app.channels.wechat.platform import Mode, Platform
from app.channels.wechat.protocol import key_of, parse_xml
from tests.channels.wechat.conftest import OLD_KEY, Counting, Server, somebody

SCAM = "快递丢了要赔我三倍"


@pytest.fixture
def wecom() -> Platform:
    return somebody(Mode.WECOM)


def test_the_check_of_the_address_is_decrypted_and_given_back_bare(server: Server, wecom: Platform) -> None:
    returned = server.send(wecom.check("1616140317555161061"))
    assert (returned.status, returned.body) == (200, b"1616140317555161061")


def test_a_check_for_another_company_is_refused(server: Server, wecom: Platform) -> None:
    stranger = replace(wecom, codec=replace(wecom.codec, receive_id="wwstranger"))
    returned = server.send(stranger.check("marker77"))
    assert returned.status == 403
    assert b"marker77" not in returned.body


def test_a_scam_is_answered_without_links_that_only_weixin_understands(
    server: Server, wecom: Platform
) -> None:
    answer = server.say(wecom, SCAM)
    assert answer.startswith("这很像骗局：冒充快递理赔\n")
    assert "· 我已经转钱了" in answer
    assert "bizmsgmenu" not in answer
    assert '<a href="https://fanzha.example.org/scams/courier-refund">' in answer


def test_the_number_of_the_application_does_no_harm(
    server: Server, wecom: Platform, counting: Counting
) -> None:
    fields = {**server.text(SCAM), "AgentID": "218"}
    assert "冒充快递理赔" in wecom.read(server.send(wecom.deliver(fields)))
    assert [inquiry.channel for inquiry in counting.asked] == ["wecom"]


def test_the_same_person_in_two_channels_is_two_people(server: Server, counting: Counting) -> None:
    for mode in (Mode.SAFE, Mode.WECOM, Mode.BOT):
        server.say(replace(somebody(mode), person="zhangsan"), SCAM)
    assert len({inquiry.conversation_id for inquiry in counting.asked}) == 3


def test_the_previous_key_still_opens_and_seals(server: Server, wecom: Platform) -> None:
    before = replace(wecom, codec=replace(wecom.codec, keys=(key_of(OLD_KEY),)))
    assert "冒充快递理赔" in server.say(before, SCAM)
    assert server.send(before.check("7")).body == b"7"


@pytest.mark.parametrize(
    ("event", "answered"), [("subscribe", True), ("enter_agent", False), ("view", False)]
)
def test_events(server: Server, wecom: Platform, event: str, *, answered: bool) -> None:
    returned = server.send(wecom.deliver({"MsgType": "event", "Event": event, "EventKey": ""}))
    assert (returned.status, bool(wecom.read(returned))) == (200, answered)
    assert answered or returned.body == b"", "where nothing is said the body is empty"


def test_a_plain_body_is_never_taken(server: Server, wecom: Platform) -> None:
    call = wecom.deliver(server.text(SCAM))
    plain = b"<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><MsgType>text</MsgType></xml>"
    assert server.send(replace(call, body=plain)).status == 403
    assert server.send(replace(call, target="/wecom", body=plain)).status == 400


def test_a_reply_names_whom_it_is_for(server: Server, wecom: Platform) -> None:
    returned = server.send(wecom.deliver(server.text(SCAM)))
    assert list(parse_xml(returned.body)) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
