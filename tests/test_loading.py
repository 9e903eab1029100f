"""A module of ours that is found quickly is the module that Python would have loaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mosaic"
_CODE = """
import sys
sys.path.insert(0, sys.argv[1])
from mosaic.loading import quickly
if sys.argv[2] == "quick":
    quickly()
import mosaic.views.answer
for name, module in sorted(sys.modules.items()):
    if name.startswith("mosaic."):
        spec = module.__spec__
        path = list(getattr(module, "__path__", ()))
        print(name, module.__file__, module.__cached__, module.__package__, path,
              spec.origin, spec.cached, spec.has_location, spec.parent,
              isinstance(module.__loader__, type(sys.modules["mosaic.loading"].__loader__)),
              module.__loader__.get_source(name) is not None,
              module.__loader__.get_code(name).co_filename)
print(type(sys.modules["mosaic.views.answer"].__loader__).__name__, file=sys.stderr)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The package in a folder of its own, compiled."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "mosaic", ignore=leave)
    run(tmp_path, "slow", env={})
    return tmp_path


def run(place: Path, how: str, env: dict[str, str] | None = None) -> tuple[str, str]:
    """What is loaded, and the loader of one module."""
    done = subprocess.run(
        (sys.executable, "-P", "-c", _CODE, str(place), how), check=True, capture_output=True,
        text=True, env={"PYTHONDONTWRITEBYTECODE": "1"} if env is None else env,
    )  # fmt: skip
    return done.stdout, done.stderr.strip()


def test_a_module_is_the_same_module(place: Path) -> None:
    quick, loader = run(place, "quick")
    assert loader == "_Loader"
    assert (quick, "SourceFileLoader") == run(place, "slow")


def test_another_source_is_compiled_anew(place: Path) -> None:
    """Of another size, of another time, without bytecode, with bytecode of another kind."""
    source = place / "mosaic/views/answer.py"
    cached = next(source.parent.glob("__pycache__/answer.*"))
    kept, time = cached.read_bytes(), source.stat().st_mtime
    for spoil in (
        lambda: os.utime(source, (time + 9, time + 9)),
        lambda: source.write_text(source.read_text() + "SIZE = 1\n"),
        lambda: cached.write_bytes(b"\0" * len(kept)),
        lambda: cached.write_bytes(kept[:9]),
        lambda: cached.write_bytes(b""),
        lambda: cached.unlink(),
    ):
        spoil()
        quick, loader = run(place, "quick")
        assert (quick, loader) == run(place, "slow")
        assert loader == "SourceFileLoader"


def test_bytecode_that_was_made_elsewhere_names_its_own_place(place: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(place / "mosaic", moved / "mosaic")
    assert run(moved, "quick")[0] == run(moved, "slow")[0]
    assert str(place / "mosaic/views") not in run(moved, "quick")[0].replace(str(moved), "")


def test_other_ways_to_keep_bytecode_are_pythons(place: Path) -> None:
    env = {"PYTHONPYCACHEPREFIX": str(place / "kept")}
    assert run(place, "quick", env)[1] == "SourceFileLoader"
    assert run(place, "quick", {"PYTHONOPTIMIZE": "1"})[1] == "SourceFileLoader"
