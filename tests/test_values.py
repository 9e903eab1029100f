"""Our value classes are what the standard library would have made of the same words."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mosaic import values
from mosaic.parse.notes import Notes
from mosaic.parse.table import Line

ROOT = Path(__file__).resolve().parents[1]
_SOURCE = '''
from __future__ import annotations

@dataclass(frozen=True)
class Point:
    """A place."""
    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list, hash=False)

    @property
    def far(self) -> bool:
        return self.x > 9

@dataclass
class Pad:
    size: int
    lines: dict[str, int] = field(default_factory=dict)
    made: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.made = f"of {self.size}"
'''


def both() -> list[dict[str, Callable[..., object]]]:
    """The same classes, by the standard library and by us."""
    found = []
    for room in (dataclasses, values):
        names: dict[str, Callable[..., object]] = {
            "dataclass": room.dataclass,
            "field": room.field,
        }
        exec(_SOURCE, names)
        found.append(names)
    return found


@pytest.mark.parametrize(
    "expression",
    [
        "Point(1)", "Point(1, 3)", "Point(x=1, y=3, tags=['a'])", "Point(1) == Point(1, 2)",
        "Point(1) == Point(2)", "Point(1) == (1, 2, [])", "hash(Point(1)) == hash(Point(1, 2))",
        "Point(10).far", "Point.__match_args__", "Pad(3)", "Pad(3).made",
        "Pad(3).lines", "Pad.__hash__", "Point.__doc__", "vars(Point(1))",
        "Point(1).tags is Point(1).tags",
    ],
)  # fmt: skip
def test_a_class_is_what_dataclasses_makes(expression: str) -> None:
    theirs, ours = (repr(eval(expression, names)) for names in both())
    assert ours == theirs


@pytest.mark.parametrize("expression", ["Point()", "Point(1, 2, [], 4)", "Point(z=1)", "Pad()"])
def test_wrong_words_are_type_errors(expression: str) -> None:
    for names in both():
        with pytest.raises(TypeError):
            eval(expression, names)


def test_a_value_never_changes() -> None:
    line = Line("a", "\n")
    with pytest.raises(dataclasses.FrozenInstanceError):
        line.text = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del line.text
    assert line == Line("a", "\n")


def test_the_librarys_own_functions_know_our_classes() -> None:
    line = Line("a", "\n")
    assert dataclasses.replace(line, text="b") == values.replace(line, text="b") == Line("b", "\n")
    assert dataclasses.asdict(line) == {"text": "a", "eol": "\n"}
    assert [one.name for one in dataclasses.fields(Notes)] == ["entries"]
    assert [one.name for one in values.fields(Notes)] == ["entries"]
    nested = Notes((line, Line("c", "\n")))  # type: ignore[arg-type]
    assert values.asdict(nested) == dataclasses.asdict(nested)


def test_values_are_copied_and_kept() -> None:
    for value in (Line("a", "\n"), Notes(("Phase: 1",))):
        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value


def test_the_room_is_quick() -> None:
    """What makes classes loads nothing that inspects or compiles them ahead."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import mosaic.values; " + (
        "print([m for m in ('dataclasses', 'inspect', 'typing', 're') if m in sys.modules])"
    )
    done = subprocess.run(
        (sys.executable, "-S", "-P", "-c", code), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_package_takes_its_values_from_one_place() -> None:
    """No module makes its classes by the standard library's decorator: one would pay for all."""
    others = [path for path in (ROOT / "mosaic").rglob("*.py") if path.name != "values.py"]
    assert others
    taken = [str(p) for p in others if "from dataclasses import" in p.read_text(encoding="utf-8")]
    assert taken == []


@pytest.mark.parametrize(
    "expression",
    [
        "Point(9)", "Point(9, 3)", "Point(x=9)", "Point(1, tags=['b'])", "Pad(9)",
        "Pad(9, {'a': 1}).lines", "Point(9) == Point(9)", "hash(Point(9)) == hash(Point(9, 2))",
        "type('Sub', (Point,), {})(9).x", "type('Sub', (Pad,), {})(9).made",
    ],
)  # fmt: skip
def test_a_class_of_many_values_is_the_same(expression: str) -> None:
    """The first values are made one way, those of a class that has many another."""
    for names in both():
        first = repr(eval(expression, names))
        for size in range(200):
            made = eval("Point(size), Pad(size)", names | {"size": size})
            assert repr(made[0]) == f"Point(x={size}, y=2, tags=[])"
            assert repr(made[1]) == f"Pad(size={size}, lines={{}}, made='of {size}')"
        assert repr(eval(expression, names)) == first
        for wrong in ("Point()", "Point(1, x=1)", "Point(1, 2, [], 4)", "Pad(1, {}, 'x')"):
            with pytest.raises(TypeError):
                eval(wrong, names)
