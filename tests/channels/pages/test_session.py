import re

import pytest

from app.channels.pages.session import Sessions

SESSIONS = Sessions("a secret of the tests")


def test_a_signed_id_is_read_back_and_cannot_be_guessed() -> None:
    first, second = SESSIONS.new(), SESSIONS.new()
    assert first != second
    assert re.fullmatch(r"[\w-]{32}", SESSIONS.conversation_id(first) or "")


@pytest.mark.parametrize(
    "forged",
    [None, "", "x", "abc.def", SESSIONS.new()[:-1], "\ud800", "😀.😀", Sessions("another secret here").new()],
)
def test_what_we_did_not_sign_is_no_conversation(forged: str | None) -> None:
    assert SESSIONS.conversation_id(forged) is None


def test_the_secret_cannot_be_seen() -> None:
    assert "another secret here" not in repr(Sessions("another secret here"))
