import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.channels.callers import conversation_of, network_of
from app.channels.identity import Pseudonyms

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def request(host: str | None = None, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (host, 1) if host is not None else None, "headers": raw})


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
        ("", ""),
        (None, "unknown"),
    ],
)
def test_a_network_is_an_ipv4_address_or_64_bits_of_ipv6(host: str | None, network: str) -> None:
    assert network_of(request(host)) == network


@pytest.mark.parametrize(
    ("kind", "body", "cookie", "conversation"),
    [
        (JSON, '{"message": "你好", "conversation_id": "abc"}', "", "abc"),
        (JSON, '{"message": "你好", "conversation_\\u0069d": "abc"}', "", "abc"),
        (JSON, '{"message": "你好"}', "", None),
        (JSON, '{"conversation_id": ["abc"]}', "", None),
        (JSON, '{"conversation_id": ""}', "", None),
        (JSON, '["conversation_id"]', "", None),
        (JSON, "[" * 20_000, "", None),
        (JSON, "", "", None),
        (FORM, "message=a&talk=abc.sig", "", "abc.sig"),
        (FORM, "talk=abc&talk=def", "", "abc"),
        (FORM, "message=talk%3Dabc", "", None),
        (FORM, "message=a", "conversation=from-cookie", "from-cookie"),
        (FORM, "message=a&talk=abc", "conversation=from-cookie", "abc"),
        (f"{FORM}; charset=utf-8", "talk=abc", "", "abc"),
        ("", "", "conversation=from-cookie", "from-cookie"),
    ],
)
def test_the_conversation_stands_in_the_json_the_form_or_the_cookie(
    kind: str, body: str, cookie: str, conversation: str | None
) -> None:
    assert conversation_of(request(content_type=kind, cookie=cookie), body.encode()) == conversation


@given(st.binary(max_size=200), st.sampled_from([JSON, FORM, "", "multipart/form-data"]))
def test_no_body_breaks_the_count(body: bytes, kind: str) -> None:
    found = conversation_of(request(content_type=kind), body)
    assert found is None or found


def test_a_lone_surrogate_can_be_counted() -> None:
    body = b'{"conversation_id": "\\ud800"}'
    found = conversation_of(request(content_type=JSON), body)
    assert found == json.loads(body)["conversation_id"]
    assert len(Pseudonyms("key").of(str(found))) == 43
