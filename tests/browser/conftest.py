"""Fixtures: the application over the real knowledge, a real Chromium, and foreign sites.

Every page is watched: a request to a host other than ours, a script error or a breach of the content
security policy fails the test that caused it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from app.main import create_app
from app.settings import ROOT, Settings
from tests.browser.serving import Foreign, foreign, serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = f"没有找到浏览器（{'、'.join(BROWSERS)}）。Debian 上运行 apt-get install chromium 再试。"
PATIENCE_MS = 10_000
"""How long a page may take for anything before the test fails."""
OWN_HOSTS = frozenset({"127.0.0.1", "localhost"})
OWN_SCHEMES = frozenset({"data", "blob", "about"})
"""Addresses that need no network."""

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Closed after this package: while it is open, no other event loop runs in this thread."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        # The sandbox needs a user other than root and kernel rights that containers do not have.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def host_site() -> Iterator[Foreign]:
    """A site that may show the widget."""
    with foreign() as site:
        yield site


@pytest.fixture(scope="package")
def stranger_site() -> Iterator[Foreign]:
    """A site that may not."""
    with foreign() as site:
        yield site


@pytest.fixture(scope="package")
def url(host_site: Foreign) -> Iterator[str]:
    """Origin of the application, over the real knowledge."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANTIFRAUD_EMBED_ORIGINS", host_site.origin)
        settings = Settings(watch=False)
    with serving(create_app(settings)) as origin:
        yield origin


@pytest.fixture(scope="package")
def pictures() -> Path:
    """Folder for screenshots; look at them after a change of the pages."""
    folder = ROOT / ".screenshots"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages did that they must not do; a test that provokes such a thing empties the list."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def new_context(browser: Browser, url: str, complaints: list[str]) -> Iterator[NewContext]:
    """Makes watched browser contexts (a citizen's browser with its own cookies), closed after the test."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**({"base_url": url, "locale": "zh-CN"} | options))  # type: ignore[arg-type]  # as Playwright checks itself
        context.set_default_timeout(PATIENCE_MS)
        _watch(context, complaints)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A page in a citizen's browser, 1280 pixels wide."""
    return new_context(viewport={"width": 1280, "height": 800}).new_page()


def _watch(context: BrowserContext, complaints: list[str]) -> None:
    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.hostname not in OWN_HOSTS:
            complaints.append(f"asked somebody else: {request.url}")

    context.on("request", asked)
    context.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))
    context.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
