"""What holds for every page: no barrier, no sideways scrolling, and a picture to look at."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext
from tests.browser.screen import (
    ALL_LOOKS,
    ELDER,
    LIGHT,
    Looks,
    Screen,
    enlarge_text,
    overflow,
    take_picture,
    violations,
)

PAGES = {
    "chat": "/chat",
    "embed": "/embed",
    "demo": "/demo",
    "scams": "/scams",
    "found": "/scams?q=有人让我共享屏幕",
    "found-urgent": "/scams?q=我刚转了五万给骗子",
    "found-nothing": "/scams?q=😀😀",
    "scam": "/scams/million-protection-expiry",
    "poster": "/scams/million-protection-expiry/poster",
    "missing": "/scams/no-such-scam",
}
ASKED = {
    "answer": "客服说我的百万保障到期了，不关每个月扣两千，叫我下会议软件共享屏幕",
    "answer-urgent": "我刚转了五万给骗子",
}
"""The chat page after these messages."""
NAMES = (*PAGES, *ASKED)

every_page = pytest.mark.parametrize("name", NAMES)


def opened(new_context: NewContext, name: str, look: Looks, screen: Screen) -> Page:
    page = new_context(
        viewport=screen.viewport,
        device_scale_factor=screen.pixels_per_css_pixel,
        color_scheme="dark" if look.dark_device else "light",
    ).new_page()
    page.goto(look.of(PAGES.get(name, "/chat")))
    if name in ASKED:
        page.fill("#text", ASKED[name])
        page.click(".send")
        page.wait_for_selector("article.answer")
    return page


@every_page
@pytest.mark.parametrize(
    ("screen", "look"),
    [
        *((Screen.PHONE, look) for look in ALL_LOOKS),
        *((Screen.DESKTOP, look) for look in (LIGHT, ELDER)),  # colours do not depend on the size
    ],
    ids=str,
)
def test_a_page_has_no_barrier_and_no_sideways_scrolling(
    new_context: NewContext, pictures: Path, name: str, look: Looks, screen: Screen
) -> None:
    page = opened(new_context, name, look, screen)
    take_picture(page, pictures, f"{name}-{screen}-{look}")
    assert violations(page) == []
    assert overflow(page) == []


@every_page
@pytest.mark.parametrize("look", [LIGHT, ELDER], ids=str)
def test_a_page_at_200_percent_is_read_without_sideways_scrolling(
    new_context: NewContext, name: str, look: Looks
) -> None:
    assert overflow(opened(new_context, name, look, Screen.ZOOMED)) == []


@every_page
def test_a_page_with_text_of_twice_the_size_is_read_without_sideways_scrolling(
    new_context: NewContext, name: str
) -> None:
    page = opened(new_context, name, LIGHT, Screen.DESKTOP)
    enlarge_text(page)
    assert overflow(page) == []


@pytest.mark.parametrize("name", ["chat", "embed"])
@pytest.mark.parametrize("look", [LIGHT, ELDER], ids=str)
@pytest.mark.parametrize("screen", Screen)
def test_every_language_can_be_tapped_in_the_menu(
    new_context: NewContext, name: str, look: Looks, screen: Screen
) -> None:
    page = new_context(viewport=screen.viewport, locale="en-GB").new_page()  # its words are the longest
    page.goto(look.of(PAGES[name]))
    page.click(".languages summary")
    menu = page.locator(".languages ul").bounding_box()
    assert menu
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= screen.viewport["width"]
    page.get_by_role("link", name="繁體中文（台灣）").click(timeout=2000)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-TW")
