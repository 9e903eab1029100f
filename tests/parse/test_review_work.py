"""Reading a report is linear: the work is counted, in calls and in the text handed to them.

What happens within one call of a C function does not show here; ``tests.bench.review`` times it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType

import pytest

from mosaic.parse.review import inline
from mosaic.parse.review.reader import read_report
from tests.bench.hostile import FAMILIES, HEAD, PATH, Family, Files

FULL = os.environ.get("MOSAIC_TESTS") == "full"
#: Characters; no less than the reader looks at of one line, whatever stands in it.
SIZE = 4_000 if FULL else 1_300
TIMES = (1, 2, 4) if FULL else (1, 2)
OURS = str(Path(inline.__file__).parent)
#: A generator that goes on does so from behind this instruction, and is handed nothing anew.
BEGINNING = 8
#: Twice the length may take this much of twice the work, and so may four times.
SLACK = 1.25
FINDINGS = 10_000 if FULL else 500


def work(files: Files) -> int:
    """Calls, and characters in the strings handed to functions of the reader, while reading."""
    inline._read.cache_clear()
    count = 0

    def seen(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
        begins = event == "call" and frame.f_lasti <= BEGINNING
        if begins and frame.f_code.co_filename.startswith(OURS):
            given = frame.f_code.co_varnames[: frame.f_code.co_argcount]
            count += sum(len(v) for v in map(frame.f_locals.get, given) if isinstance(v, str))

    sys.setprofile(seen)
    try:
        read_report(files)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])
def test_twice_the_length_is_twice_the_work(family: Family) -> None:
    """For each family of hostile reports, at a size, its double, and that doubled."""
    made = [family.make(SIZE * times) for times in TIMES]
    done = [(sum(len(text) for _, text in files), work(files)) for files in made]
    (small, least), *more = done
    for size, took in more:
        assert took <= least * (size / small) * SLACK + 5_000, done


SHAPES = (
    "### SEC-{}: A thing of some kind (High)\n\n**File:** `a/b{}.py:3-9`\n\nText.\n\n",
    "- **SEC-{}** (Low): A thing of some kind {}\n",
    "**[P1] SEC-{}: A thing of some kind {}**\n\n",
    "### [HIGH] A thing of some kind {}\n\n",
    "| SEC-{} | High | A thing of some kind {} |\n",
)


@pytest.mark.parametrize("shape", SHAPES)
def test_thousands_of_findings_are_all_read(shape: str) -> None:
    """Every one, in order."""
    start = "| ID | Severity | Title |\n|--|--|--|\n" if shape.startswith("|") else ""
    text = HEAD + start + "".join(shape.format(n, n) for n in range(1, FINDINGS + 1))
    found = read_report([(PATH, text)]).findings
    assert len(found) == FINDINGS
    assert [f.id.rpartition("-")[2] for f in found] == [str(n) for n in range(1, FINDINGS + 1)]


@pytest.mark.parametrize(
    "unit", ["- ", "> ", "> - ", "1. ", "# ", "[", "(", "**", "` ", "<a ", "\t- "]
)
def test_depth_is_borne(unit: str) -> None:
    """Containers within containers and openings without ends, a hundred thousand deep."""
    text = f"{HEAD}{unit * 100_000}x\n\n## High\n\n- **A-1** A thing of some kind\n"
    assert [f.id for f in read_report([(PATH, text)]).findings][-1:] == ["A-1"]
