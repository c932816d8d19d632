import logging
import re

import pytest

from app.channels.pages.session import Sessions, secret_of
from app.settings import Settings

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


def test_the_secret_of_the_settings_is_used() -> None:
    secret = "sixteen letters!"  # noqa: S105  # it guards nothing
    assert secret_of(Settings(secret=secret)) == secret


def test_without_a_secret_each_process_makes_its_own_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        first, second = secret_of(Settings(secret=None)), secret_of(Settings(secret=None))
    assert first != second
    assert len(first) >= 32
    assert "ANTIFRAUD_SECRET" in caplog.text
    assert first not in caplog.text
