"""The assets are small, ours, and never stale."""

import gzip
import re

import pytest
from starlette.testclient import TestClient

from app.channels.pages.assets import FOLDER, read_assets
from app.channels.pages.embed import launcher
from app.channels.pages.render import Pages
from app.settings import Settings

KIB = 1024
HAN = re.compile("[\u3400-\u9fff]")


def test_all_assets_together_stay_below_30_kib_and_the_launcher_below_5() -> None:
    """What counts is what goes over the wire: compressed, the launcher with its words."""
    assets = read_assets()
    sent = len(gzip.compress(launcher(Pages(Settings())), compresslevel=9))
    assert sent <= 5 * KIB
    rest = sum(len(asset.gzipped) for name, asset in assets.items() if name != "embed.js")
    assert sent + rest <= 30 * KIB


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_asset_holds_a_word_for_citizens_or_a_foreign_address(path: object) -> None:
    text = read_assets()[getattr(path, "name")].content.decode()  # noqa: B009  # pytest gives an object
    code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)
    assert not HAN.search(code)
    assert set(re.findall(r"https?://[^\s\"'`/$]+", code)) <= {"http://www.w3.org"}


def test_the_chat_script_imports_nothing() -> None:
    assert not re.search(rb"^\s*import\b|\bimport\(", read_assets()["chat.js"].content, re.MULTILINE)


def test_an_asset_is_kept_for_ever_under_the_address_of_its_content(client: TestClient) -> None:
    asset = read_assets()["site.css"]
    response = client.get(asset.url)
    assert response.content == asset.content
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    plain = client.get(asset.url, headers={"accept-encoding": "identity"})
    assert (plain.content, plain.headers.get("content-encoding")) == (asset.content, None)


@pytest.mark.parametrize(
    "path",
    ["/static/000000000000/site.css", "/static/x/..%2fassets.py", f"{read_assets()['site.css'].url}.map"],
)
def test_an_address_without_content_is_a_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_asks_for_its_assets_itself_so_that_one_round_trip_is_enough(client: TestClient) -> None:
    html = client.get("/chat").text
    head = html.split("</head>")[0]
    asked = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert sorted(address.rsplit("/")[-1] for address in asked) == ["chat.js", "icon.svg", "site.css"]
    assert all(address in head for address in asked)
    assert b"@import" not in read_assets()["site.css"].content
    assert b"url(" not in read_assets()["site.css"].content
