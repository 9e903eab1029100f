"""Imports run one way, and the core knows no command line, git, lock, clock or environment."""

from __future__ import annotations

import ast
import graphlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mosaic"
FILES = sorted(PACKAGE.rglob("*.py"))

#: From the bottom up: a room imports itself and lower ones, never a higher one, nor one beside it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("__init__",),
    ("values", "patterns", "standard"),
    ("errors",),
    ("machine",),
    ("parse",),
    ("change",),
    ("proof",),
    ("state",),
    ("learning", "edits", "step"),
    ("merging", "shown"),
    ("gates", "plan", "audit"),
    ("events", "recap"),
    ("signals", "pathname", "loading"),
    ("ledger",),
    ("forge", "given", "accounts", "contracted", "bases"),
    ("evidence",),
    ("advance",),
    ("landing", "intake", "checking", "auditing", "liveness", "notifying", "reviewing", "tidying"),
    ("releasing", "delivery", "proving", "guarding"),
    ("views", "hosting", "doctor"),
    ("commands", "hooks", "drivers"),
    ("cli",),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
#: Rooms of one layer that may look into each other: what is laid out in a host, what proves it,
#: and their words.
TOGETHER = frozenset({"views", "hosting", "doctor"})
CORE = tuple(itertools.chain(*LAYERS[: RANK["events"] + 1]))
#: What the core may not even import; for three modules, which of their names.
FOREIGN = ("click", "git", "filelock", "subprocess", "time", "random", "secrets", "os", "socket")
CLOCKS = ("now", "utcnow", "today", "fromtimestamp")


def room(path: Path) -> str:
    """The module or package below ``mosaic`` that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Everything that a file imports, at its top or in a function, dotted, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            assert node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def target(module: str) -> str:
    """The room of ``mosaic`` that an import reaches into; ``mosaic.__version__`` is its own."""
    name = module.removeprefix("mosaic").lstrip(".").partition(".")[0]
    return "__init__" if name in ("", "__version__") else name


def breaks(path: Path) -> Iterator[str]:
    """Each import that runs upwards, or sideways into another room of the same layer."""
    own = room(path)
    for line, module in imports(path):
        if module.partition(".")[0] != "mosaic" or target(module) == own:
            continue
        if RANK[target(module)] >= RANK[own] and not {own, target(module)} <= TOGETHER:
            yield f"{path.relative_to(PACKAGE)}:{line} imports {module}"


def test_every_room_has_its_layer() -> None:
    """A new module is given a place in the order before it is used."""
    assert sorted({room(path) for path in FILES} - set(RANK)) == []


def test_every_layer_is_there() -> None:
    """The order names nothing that is gone."""
    assert sorted(set(RANK) - {room(path) for path in FILES}) == []


def test_imports_run_one_way() -> None:
    """No import, wherever it stands in a file, reaches up or sideways."""
    assert [fault for path in FILES for fault in breaks(path)] == []


def test_no_import_goes_in_a_circle() -> None:
    """Module by module, imports in functions too, there is an order to read the files in."""
    names = {_dotted(path): path for path in FILES}
    graph = {
        name: {_module(module, names) for _, module in imports(path)} - {name, ""}
        for name, path in names.items()
    }
    assert list(graphlib.TopologicalSorter(graph).static_order())


def _dotted(path: Path) -> str:
    parts = ("mosaic", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(part for part in parts if part != "__init__")


def _module(name: str, known: Iterable[str]) -> str:
    """The module of ours that an import names, or that has what it names; '' for another's."""
    return next((found for found in (name, name.rpartition(".")[0]) if found in known), "")


@pytest.mark.parametrize("path", [p for p in FILES if room(p) in CORE], ids=str)
def test_the_core_is_pure(path: Path) -> None:
    """Text into text: no click, git, lock, process, clock, chance or environment."""
    roots = {(line, name.partition(".")[0]) for line, name in imports(path)}
    assert sorted((line, name) for line, name in roots if name in FOREIGN) == []
    called = [
        (node.lineno, node.attr)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ]
    assert [(line, name) for line, name in called if _of_a_clock(path, line)] == []


def _of_a_clock(path: Path, line: int) -> bool:
    """Whether the name is asked of datetime, not a field of our own called ``now``."""
    text = path.read_text(encoding="utf-8").split("\n")[line - 1]
    return any(f"{owner}.{name}(" in text for owner in ("datetime", "date") for name in CLOCKS)


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    """What has no better name has no place."""
    odd = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py"}
    assert [str(path) for path in FILES if path.name in odd] == []


def test_a_rule_that_is_broken_is_seen(tmp_path: Path) -> None:
    """The reader of imports sees one in a function, and one by ``from mosaic import``."""
    file = tmp_path / "sample.py"
    file.write_text("def f():\n    from mosaic import cli\n    import mosaic.views.answer\n")
    assert [target(module) for _, module in imports(file)] == ["cli", "views"]
