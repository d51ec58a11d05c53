"""DESIGN's table of who may import whom, held against every import."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BETAS = ROOT / "betas"

LEAVES = {
    "amounts",
    "address",
    "models",
    "htmx",
    "header",
    "secret",
    "streaming",
    "code",
    "query",
    "navigation",
    "plain",
    "spreadsheet",
    "told",
}
MAY_IMPORT: dict[str, set[str]] = {
    **{leaf: set() for leaf in LEAVES},
    "models": {"header"},
    "access": LEAVES,
    "saved": LEAVES | {"access"},
    "catalogue": LEAVES | {"access", "saved"},
    "upstream": LEAVES,
    "diagnosis": LEAVES | {"catalogue"},
    "simulator": LEAVES - {"header", "code"} | {"catalogue"},
    "history": LEAVES | {"access", "saved", "catalogue", "upstream", "diagnosis"},
    "dispatch": LEAVES | {"access", "catalogue", "diagnosis", "upstream", "history"},
    "playground": LEAVES | {"access", "catalogue", "diagnosis", "upstream", "history", "dispatch"},
    "overview": LEAVES | {"access", "catalogue", "history", "playground"},
    "api": LEAVES | {"access", "catalogue", "diagnosis", "upstream", "history", "dispatch"},
    "templatetags": LEAVES,
}
UNBOUND = {"urls", "admin", "checks", "apps", "management"}
VALUES_ONLY = {
    ("history", "catalogue"): {"advice"},
    ("history", "upstream"): {"call", "answer", "sentences", "sse"},
    ("playground", "upstream"): {"call", "answer"},
    ("overview", "playground"): {"examples"},
}
PACKAGES_OF = {"requests": {"upstream", "simulator"}, "urllib3": {"upstream", "simulator"}}


def room_of(file: Path) -> str:
    return file.relative_to(BETAS).parts[0].removesuffix(".py")


def sources() -> list[Path]:
    found = (file for file in BETAS.rglob("*.py") if "migrations" not in file.parts)
    return sorted(file for file in found if file.name != "__init__.py" or file.stat().st_size)


def imports(file: Path) -> list[tuple[str, ast.stmt]]:
    """Every module a file imports, `from a import b` as a.b."""
    found: list[tuple[str, ast.stmt]] = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            found += [(f"{node.module}.{alias.name}", node) for alias in node.names]
    return found


def inner_imports(file: Path) -> list[int]:
    functions = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef))
    return [
        inner.lineno
        for function in functions
        if not (file.name == "apps.py" and function.name == "ready")
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(BETAS)))
def test_arrows_point_one_way(file: Path) -> None:
    room = room_of(file)
    if room in UNBOUND or room == "__init__" or file.name == "urls.py":
        return
    for module, _ in imports(file):
        head, _, rest = module.partition(".")
        if head in PACKAGES_OF:
            assert room in PACKAGES_OF[head], f"{room} must not import {module}"
        if head != "betas":
            continue
        other, _, inside = rest.partition(".")
        if other != room:
            assert other in MAY_IMPORT[room], f"{room} must not import {module}"
            assert other not in UNBOUND, f"nobody imports {other}"
            if (room, other) in VALUES_ONLY:
                assert inside.partition(".")[0] in VALUES_ONLY[room, other], f"{room} takes only values from {other}"
        assert ".views" not in module, f"nobody imports views: {module}"


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(BETAS)))
def test_no_import_inside_a_function(file: Path) -> None:
    assert inner_imports(file) == []


def test_only_the_adapter_of_the_simulator_knows_requests() -> None:
    importers = {
        str(file.relative_to(BETAS))
        for file in sources()
        for module, _ in imports(file)
        if module.partition(".")[0] in PACKAGES_OF and room_of(file) != "upstream"
    }
    assert importers <= {"simulator/adapter.py"}


def test_every_room_stands_in_the_table() -> None:
    rooms = {room_of(file) for file in sources()} - UNBOUND - {"__init__"}
    assert rooms <= set(MAY_IMPORT)
