"""Two thousand ways to spoil a valid request; none gives a 5xx, and none shows what was inside."""

import contextlib
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.channels.wechat.platform import Call, Mode
from app.channels.wechat.protocol import ProtocolError, parse_xml
from app.conversation.assistant import Assistant
from app.main import create_app
from app.settings import Settings
from tests.channels.wechat.conftest import ACCOUNTS, Server, somebody

MARK = "机密七七九九"
THROUGH_HTTP = 2_000
FIELDS = {
    "MsgType": "text",
    "Content": f"快递丢了要赔我三倍 {MARK} ]]> 😀",
    "MsgId": "23456789012345678",
}
BOT_MESSAGE = json.dumps(
    {"msgid": "m", "aibotid": "a", "from": {"userid": "u"}, "msgtype": "text", "text": {"content": MARK}}
).encode()
BITS = (
    "", "\0", "]]>", "<!DOCTYPE xml>", "<xml>", "</xml>", "&a;", "<Encrypt>x</Encrypt>", "{", "}", "[", "null", '"',
    "=", "%", "&", "&timestamp=1", "&nonce=1", "&encrypt_type=raw", "+", "/", "\u202e", "😀", "9" * 30, "-1", "\\ud800",
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """A few pieces cut out, doubled, replaced, or put somewhere else."""
    for _ in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, len(whole)))
        second = first + draw(st.sampled_from((0, 1, 2, 16, 4000)))
        bit = draw(
            st.sampled_from(BITS).map(str.encode) | st.binary(max_size=8) | st.just(whole[first:second] * 2)
        )
        whole = whole[:first] + bit + whole[second:]
    return whole


@st.composite
def mutations(draw: st.DrawFn) -> Call:
    """A valid request, spoilt in the query, in the body, or inside, rightly encrypted and signed."""
    platform = somebody(draw(st.sampled_from(list(Mode))))
    call = platform.deliver(FIELDS)
    where = draw(st.sampled_from(("query", "body", "both", "inside", "inside", "inside")))
    if where == "inside":
        inner = BOT_MESSAGE if platform.mode is Mode.BOT else somebody(Mode.PLAIN).deliver(FIELDS).body
        return platform.deliver_inner(draw(spoilt(inner)).decode(errors="replace"))
    target = draw(spoilt(call.target.encode())).decode(errors="replace") if where != "body" else call.target
    body = draw(spoilt(call.body)) if where != "query" else call.body
    return Call("GET" if draw(st.integers(0, 3)) == 0 else "POST", target, body)


@pytest.fixture(scope="module")
def quick(settings: Settings) -> Iterator[Server]:
    """A server of its own, so that its memory of messages does not disturb the other tests."""
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Server(client, settings, app.state.live)


@settings(
    max_examples=THROUGH_HTTP, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(call=mutations())
def test_a_spoilt_request_never_gives_a_5xx(quick: Server, call: Call) -> None:
    returned = quick.client.request(call.method, _path(call), content=call.body)
    assert returned.status_code < 500, call
    if returned.status_code >= 400:
        shown = returned.text
        assert [word for word in (MARK, "Traceback", "oPerson", *_SECRETS) if word in shown] == []


_SECRETS = [
    str(ACCOUNTS[name]) for name in ("wechat_token", "wecom_token", "wecom_bot_token", "wechat_aes_key")
]


def _path(call: Call) -> str:
    """Always to one of our routes; whatever follows the question mark is spoilt."""
    path, mark, query = call.target.partition("?")
    known = next((mode.path for mode in (Mode.BOT, Mode.WECOM) if path == mode.path), "/wechat")
    return f"{known}{mark}{quote(query, safe='%&=+/?#')}"


@settings(max_examples=1_000, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_xml_fields_or_a_protocol_error(body: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        assert all(isinstance(value, str) for value in parse_xml(body).values())


def test_the_unspoilt_requests_are_taken(quick: Server) -> None:
    assert isinstance(quick.live.assistant, Assistant)
    for mode in Mode:
        call = somebody(mode).deliver(FIELDS)
        assert quick.client.request(call.method, _path(call), content=call.body).status_code == 200, mode
