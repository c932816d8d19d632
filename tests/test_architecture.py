"""Which room may know which, and how big things may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))
ROOMS = (
    "app.domain",
    "app.settings",
    "app.text",
    "app.knowledge",
    "app.matching",
    "app.conversation",
    "app.evaluation",
    "app.wiring",
    "app.live",
    "app.channels",
    "app.main",
    "app.cli",
    "app.__main__",
)
"""From the highest, which knows nobody, to the lowest. Nobody imports from below."""
ONLY_DOMAIN = ("app.settings", "app.text")
MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 40

every_module = pytest.mark.parametrize(
    "path", MODULES, ids=[path.relative_to(ROOT).as_posix() for path in MODULES]
)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[str]:
    """Full names of everything a module imports, wherever in the module it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}:{node.lineno}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(name: str) -> str:
    """The room of a module or of something in it: `app.domain` for `app.domain.entries.Verdict`."""
    return ".".join(name.split(".")[:2])


def own_room(path: Path) -> str:
    return room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))


def importers(*libraries: str) -> set[str]:
    """Modules of app that import one of the libraries."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(name.split(".")[0] in libraries for name in imported(path))
    }


def may_import(importer: str, room: str) -> bool:
    """Whether a module of one room may import from another."""
    if importer in ONLY_DOMAIN:
        return room == "app.domain"
    return ROOMS.index(room) <= ROOMS.index(importer)


def test_every_module_stands_in_a_known_room() -> None:
    assert {own_room(path) for path in MODULES} == {*ROOMS, "app.__init__"}


@every_module
def test_a_module_imports_only_from_its_own_room_and_those_above(path: Path) -> None:
    rooms = {room_of(name) for name in imported(path) if name.split(".")[0] == "app"}
    assert [room for room in sorted(rooms) if not may_import(own_room(path), room)] == []


@every_module
def test_no_module_of_app_knows_the_tests(path: Path) -> None:
    assert [name for name in imported(path) if name.split(".")[0] in ("tests", "pytest", "hypothesis")] == []


@pytest.mark.parametrize(
    ("library", "files"),
    [
        ("sentence_transformers", {"app/matching/encoder.py", "app/matching/ngram_module.py"}),
        ("faiss", {"app/matching/index.py"}),
        ("sklearn", {"app/matching/learning.py"}),
        ("cryptography", {"app/channels/wechat/protocol.py"}),
        ("defusedxml", {"app/channels/wechat/protocol.py"}),
    ],
)
def test_a_heavy_library_is_imported_in_its_own_place_only(library: str, files: set[str]) -> None:
    assert importers(library) == files


def test_only_the_channels_and_the_web_application_know_the_web() -> None:
    files = importers("fastapi", "starlette")
    assert "app/main.py" in files
    assert [file for file in files if not file.startswith("app/channels/") and file != "app/main.py"] == []


def test_importing_the_command_line_loads_no_heavy_library() -> None:
    code = "import sys, app.cli; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"app", "typer"} <= loaded
    assert loaded.isdisjoint(
        {"torch", "sentence_transformers", "faiss", "sklearn", "fastapi", "cryptography"}
    )


@every_module
def test_importing_a_module_only_defines_things(path: Path) -> None:
    if path.name == "__main__.py":
        return
    definitions = (
        ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        | ast.Assign | ast.AnnAssign
    )  # fmt: skip
    others = [
        ast.unparse(statement)
        for statement in tree(path).body
        if not isinstance(statement, definitions) and not is_text(statement) and not for_types_only(statement)
    ]
    assert others == []


def is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def for_types_only(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"


@every_module
def test_a_module_has_at_most_250_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@every_module
def test_a_function_has_at_most_40_lines(path: Path) -> None:
    functions = [
        node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [
        function.name
        for function in functions
        if (function.end_lineno or 0) - function.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []
