import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.identity import Pseudonyms, secret_of
from app.settings import Settings

OPENID = "oABCDEFG0123456789"


def test_the_same_person_has_the_same_name_and_it_fits_a_conversation_id() -> None:
    names = Pseudonyms("k" * 20)
    assert names.of("wechat", OPENID) == names.of("wechat", OPENID)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", names.of("wechat", OPENID))


def test_other_people_channels_and_secrets_have_other_names() -> None:
    names = Pseudonyms("k" * 20)
    others = {
        names.of("wechat", OPENID), names.of("wecom", OPENID), names.of("wechat", OPENID + "1"),
        names.of("wechat", "", OPENID), names.of("wechat" + OPENID), names.of(), names.of("", ""), names.of(""),
        Pseudonyms("l" * 20).of("wechat", OPENID),
    }  # fmt: skip
    assert len(others) == 9


@given(st.lists(st.text(max_size=20), max_size=4), st.lists(st.text(max_size=20), max_size=4))
def test_two_lists_share_a_name_only_if_they_are_equal(first: list[str], second: list[str]) -> None:
    names = Pseudonyms("k" * 20)
    assert (names.of(*first) == names.of(*second)) == (first == second)


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert len(Pseudonyms("k").of("\ud83d")) == 43


def test_neither_secret_nor_person_can_be_seen() -> None:
    names = Pseudonyms("very-secret-word")
    assert "very-secret-word" not in repr(names)
    assert OPENID not in names.of("wechat", OPENID)


def test_the_secret_of_the_settings_is_used() -> None:
    secret = "sixteen letters!"  # noqa: S105  # it guards nothing
    assert secret_of(Settings(secret=secret)) == secret


def test_without_a_secret_each_start_makes_its_own_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        first, second = secret_of(Settings(secret=None)), secret_of(Settings(secret=None))
    assert first != second
    assert len(first) >= 32
    assert "没有设 ANTIFRAUD_SECRET" in caplog.text
    assert first not in caplog.text


def test_with_one_secret_every_process_finds_the_same_names() -> None:
    first, second = (Pseudonyms("k" * 16) for _ in range(2))
    assert first.of("a") == second.of("a")
