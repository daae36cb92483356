"""The arrows of the house go one way, its rooms stay small, and knowledge stays out of the mechanism."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "checker").rglob("*.py"))

# A room -> the rooms it must not import.
FORBIDDEN = {
    "checker.detectors": ("checker.cli", "checker.writers", "checker.config", "checker.engine", "checker.policy"),
    "checker.duplicates": ("checker.cli", "checker.writers", "checker.config", "checker.engine", "checker.policy"),
    "checker.corpus": ("checker.cli", "checker.writers", "checker.config", "checker.detectors", "checker.engine"),
    "checker.writers": ("checker.cli", "checker.config", "checker.engine", "checker.document", "checker.corpus"),
    "checker.text": ("checker.cli", "checker.writers", "checker.config", "checker.engine"),
    "checker.document": ("checker.finding", "checker.rule", "checker.engine"),
    "checker.finding": ("checker.rule", "checker.report", "checker.engine"),
    "checker.engine": ("checker.cli", "checker.config", "checker.writers"),
    "checker.policy": ("checker.cli", "checker.config", "checker.writers", "checker.engine"),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every `checker` module that a file imports when it runs, wherever the import stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checked_only = {
        node
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for statement in branch.body
        for node in ast.walk(statement)
    }
    names = set()
    for node in ast.walk(tree):
        if node in checked_only:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.split(".")[0] == "checker"}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_arrows_go_one_way(path: Path) -> None:
    """No room imports one that stands behind it."""
    name = module_name(path)
    for room, barred in FORBIDDEN.items():
        if name == room or name.startswith(f"{room}."):
            wrong = {i for i in imports(path) for b in barred if i == b or i.startswith(f"{b}.")}
            assert not wrong


def test_there_is_no_circle() -> None:
    """Modules that import each other at the top are read in some order without meeting themselves."""
    known = {module_name(path) for path in MODULES}
    graph = {}
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = {
            name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        }
        graph[module_name(path)] = (top & known) - {module_name(path)}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for other in sorted(graph[name]):
                # a package's own __init__ may name its parts, and they the package
                if not name.startswith(f"{other}.") and not other.startswith(f"{name}."):
                    visit(other, (*above, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_rooms_stay_small(path: Path) -> None:
    """A file longer than 320 lines is two rooms."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


def test_data_does_not_stand_inside_the_package() -> None:
    """`resource()` would find these folders first in a checkout."""
    assert not (ROOT / "checker" / "rules").exists()
    assert not (ROOT / "checker" / "reports").exists()
