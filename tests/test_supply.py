"""Where everything that runs comes from: exact versions, hashes, the image, and what is known against them."""

import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.settings import ROOT

TOP_LEVEL = {
    "CHANGELOG.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "app", "docs", "knowledge", "prompts",
    "pyproject.toml", "requirements-run.lock", "requirements-torch.lock", "requirements.lock", "tests",
}  # fmt: skip
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
DEV = PROJECT["dependency-groups"]["dev"]


@dataclass(frozen=True)
class Pin:
    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (exact,) = self.requirement.specifier
        assert exact.operator == "=="
        return exact.version


def pins(name: str) -> dict[str, Pin]:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [
        Pin(Requirement(line.split(" --hash")[0]), frozenset(re.findall(r"--hash=(\S+)", line)))
        for line in lines
    ]
    assert len({pin.name for pin in found}) == len(found), "one version of each, the one that was tested"
    return {pin.name: pin for pin in found}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def test_every_locked_package_has_the_hashes_of_its_files() -> None:
    for pin in pins("requirements.lock").values():
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in pin.hashes)


def test_everything_the_project_names_is_locked_at_a_version_it_allows() -> None:
    locked = pins("requirements.lock") | pins("requirements-torch.lock")
    for text in RUN + DEV:
        wanted = Requirement(text)
        assert locked[canonicalize_name(wanted.name)].version in wanted.specifier, text


def test_torch_stands_alone_and_without_a_hash() -> None:
    assert [(pin.name, pin.hashes) for pin in pins("requirements-torch.lock").values()] == [
        ("torch", frozenset())
    ]
    assert "torch" not in pins("requirements.lock")
    assert [name for name in pins("requirements.lock") if name.startswith(("nvidia", "cuda", "triton"))] == []


def test_the_image_gets_the_same_files_and_no_tool_of_ours() -> None:
    everything, run = pins("requirements.lock"), pins("requirements-run.lock")
    assert {name: everything[name] for name in run} == run
    assert names(RUN) - {"torch"} <= set(run)
    assert {"mypy", "playwright", "pytest", "ruff"} & set(run) == set()


def test_these_tests_run_with_the_locked_versions() -> None:
    here = {"extra": ""}
    wrong = {
        pin.name: metadata.version(pin.name)
        for pin in pins("requirements.lock").values()
        if not pin.requirement.marker or pin.requirement.marker.evaluate(here)
        if metadata.version(pin.name) != pin.version
    }
    assert wrong == {}


def test_the_top_of_the_repository_holds_what_it_should_and_no_more() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # whichever git
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("no git here")
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {top for top in tops if not top.startswith(".")} == TOP_LEVEL


# The image


def stages() -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]


def test_the_image_is_built_from_the_lock_files_alone() -> None:
    build, _ = stages()
    installs = re.findall(r"pip install ([^&\n]*)", build)
    assert len(installs) == 3
    assert all("--no-deps" in install for install in installs)
    assert "--require-hashes -r requirements-run.lock" in installs[1]
    assert "--no-build-isolation ." in installs[2]


def test_the_image_runs_as_nobody_and_carries_no_build_tools() -> None:
    build, final = stages()
    assert "pip uninstall --yes setuptools pip" in build
    assert "pip install" not in final
    assert "--chown" not in final, "what is served is only read"
    assert re.search(r"^USER antifraud$", final, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", final, re.MULTILINE)
    assert "SECRET" not in build + final


def test_no_secret_stands_in_a_file() -> None:
    for path in [ROOT / "Dockerfile", *(ROOT / "docs").rglob("*.y*ml"), *(ROOT / ".ci").iterdir()]:
        assert not re.search(
            r"ANTIFRAUD_SECRET\s*[:=]\s*['\"]?(?!\$\{|\?)\S", path.read_text(encoding="utf-8")
        ), path


# make audit


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Python, and in place of pip-audit something that finds fault with everything."""
    (tmp_path / "python").symlink_to(sys.executable)
    stub = tmp_path / "pip-audit"
    stub.write_text('#!/bin/sh\necho "asked: $*"\nexit 1\n', encoding="utf-8")
    stub.chmod(0o755)
    return tmp_path


@pytest.fixture
def service() -> Iterator[tuple[str, dict[str, bytes]]]:
    """An advisory service: its address, and what it says by path."""
    pages: dict[str, bytes] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(200 if page else 404)
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    thread.join()
    server.server_close()


def audit(tools: Path, url: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(ROOT / ".ci" / "audit")],
        env=os.environ | {"BIN": str(tools), "AUDIT_PYPI_URL": url, "AUDIT_OSV_URL": "http://127.0.0.1:9"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def torch_page() -> str:
    return f"/torch/{pins('requirements-torch.lock')['torch'].version}/json"


def test_a_service_that_cannot_be_reached_is_said_aloud_and_does_not_fail(tools: Path) -> None:
    code, out = audit(tools, "http://127.0.0.1:9")
    assert (code, out.split("：")[0]) == (0, "没有查")


def test_a_mirror_without_advisories_does_not_count_as_nothing_found(
    tools: Path, service: tuple[str, dict[str, bytes]]
) -> None:
    url, pages = service
    pages[torch_page()] = b'{"info": {}}'
    assert audit(tools, url)[1].startswith("没有查")


def test_what_the_service_knows_against_a_package_fails(
    tools: Path, service: tuple[str, dict[str, bytes]]
) -> None:
    url, pages = service
    pages[torch_page()] = b'{"info": {}, "vulnerabilities": []}'
    code, out = audit(tools, url)
    assert code == 1
    assert "--requirement requirements.lock --requirement requirements-torch.lock" in out
