"""How people look at a page: sizes of screens, and what a page must be in each of them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

WCAG_22_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},  # off by default, though it is of WCAG 2.2 AA
    "resultTypes": ["violations"],
}
TALLEST_PICTURE = 4000
"""CSS pixels."""


class Screen(StrEnum):
    """Screens that the pages are looked at on."""

    PHONE = "phone"
    """320 pixels wide, the narrowest that WCAG 1.4.10 asks for."""
    DESKTOP = "desktop"
    ZOOMED = "zoomed"
    """A desktop of 1280 pixels at 200 %: half as many CSS pixels, each twice as large."""

    @property
    def viewport(self) -> ViewportSize:
        """Its size in CSS pixels."""
        match self:
            case Screen.PHONE:
                return {"width": 320, "height": 640}
            case Screen.DESKTOP:
                return {"width": 1280, "height": 900}
            case Screen.ZOOMED:
                return {"width": 640, "height": 450}

    @property
    def pixels_per_css_pixel(self) -> int:
        """Physical pixels along one CSS pixel."""
        return 2 if self is Screen.ZOOMED else 1


@dataclass(frozen=True)
class Looks:
    """How a reader has set the pages, by their device or by the switches in the header."""

    name: str
    query: str = ""
    dark_device: bool = False

    def of(self, path: str) -> str:
        """The path with this look."""
        return path + ("&" if "?" in path else "?") + self.query if self.query else path

    def __str__(self) -> str:
        return self.name


LIGHT = Looks("light")
DARK = Looks("dark", dark_device=True)
ELDER = Looks("elder", "elder=1")
ELDER_DARK = Looks("elder-dark", "elder=1&theme=dark")
ALL_LOOKS = (LIGHT, DARK, ELDER, ELDER_DARK)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA: rule, place and reason, a line each."""
    found = Axe().run(page, options=WCAG_22_AA).response["violations"]
    return [
        f"{rule['id']} {node['target']} {node['html'][:120]}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Elements that stick out to the right of the window, so that one has to scroll sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const wide = [...document.body.querySelectorAll("*")]
            .filter(element => {
              const box = element.getBoundingClientRect();
              return Math.max(box.right, box.left + element.scrollWidth) > width + 1;
            })
            .map(element => element.outerHTML.slice(0, 120));
          return wide.length ? wide : ["the page itself"];
        }"""
    )
    return found


def enlarge_text(page: Page) -> None:
    """Twice the text size, as set in the browser's preferences (WCAG 1.4.4)."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def take_picture(page: Page, folder: Path, name: str) -> None:
    """A picture of the page for somebody to look at, in a window as tall as it; of a long one the beginning."""
    size = page.viewport_size
    assert size
    height: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(height, TALLEST_PICTURE)})
    page.screenshot(path=folder / f"{name}.png")
    page.set_viewport_size(size)
