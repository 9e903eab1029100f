"""Paths in findings become tracked paths where only one can be meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mosaic.parse.review.finding import FileRef, Finding, Place
from mosaic.parse.review.settle import settle, settled, tracked

PATHS = (
    "README.md", "backend/api/a.py", "backend/api/index.py", "backend/web/index.py", "src/b.py",
    "apps/web/routes/login.ts", "docs/README.md", "setup.py",
)  # fmt: skip


def finding(*files: FileRef, component: str = "") -> Finding:
    return Finding("CQ-1", "low", "x", Place("r.md", 3), component, files)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("backend/api/a.py", "backend/api/a.py"),
        ("./backend/api/a.py", "backend/api/a.py"),
        # what stands before the repository goes
        ("/Users/x/proj/backend/api/a.py", "backend/api/a.py"),
        ("/Users/x/elsewhere/backend/api/a.py", "backend/api/a.py"),
        ("C:\\work\\proj\\src\\b.py", "src/b.py"),
        ("proj/backend/api/a.py", "backend/api/a.py"),
        ("elsewhere/src/b.py", "src/b.py"),
        ("proj/setup.py", "setup.py"),
        ("/Users/x/proj/setup.py", "setup.py"),
        # what is missing comes, where one file alone ends so
        ("a.py", "backend/api/a.py"),
        ("routes/login.ts", "apps/web/routes/login.ts"),
        ("api/index.py", "backend/api/index.py"),
        ("/srv/build/setup.py", "setup.py"),
        # two could be meant, or none
        ("index.py", "index.py"),
        ("/srv/index.py", "/srv/index.py"),
        ("/srv/build/a.py", "/srv/build/a.py"),
        ("c.py", "c.py"),
        ("other/setup.py", "other/setup.py"),
        # the file at the top is the one without a folder
        ("README.md", "README.md"),
        # a file still to be written in a folder that is there
        ("src/a.py", "src/a.py"),
        ("backend/src/b.py", "backend/src/b.py"),
        # somebody else's
        ("node_modules/src/b.py", "node_modules/src/b.py"),
        ("x/y/src/b.py", "x/y/src/b.py"),
        ("../src/b.py", "../src/b.py"),
        ("", ""),
    ],
)
def test_paths(written: str, meant: str) -> None:
    known = tracked(PATHS, [finding(FileRef(written))], "proj")
    assert settle(written, known) == meant


def test_one_file_under_two_names_is_one() -> None:
    """Its lines are joined, and the component is told by the path that was found."""
    one = finding(FileRef("a.py", "3"), FileRef("backend/api/a.py", "3, 9"), component="backend")
    (found,) = settled([one], tracked(PATHS, [one]))
    assert found.files == (FileRef("backend/api/a.py", "3, 9"),)
    short = finding(FileRef("login.ts", "4"))
    assert settled([short], tracked(PATHS, [short]))[0].component == "web"


def test_a_component_of_the_reports_own_stays() -> None:
    one = finding(FileRef("a.py"), component="billing")
    assert settled([one], tracked(PATHS, [one]))[0].component == "billing"


def test_what_the_reader_cut_off_is_looked_up() -> None:
    """Readers cut somebody's machine off at a folder that looks like a top one; the text has it."""
    text = "**File:** `/Users/x/proj/apps/web/src/login.ts:4`\n"
    one = Finding("CQ-1", "low", "x", Place("r.md", 3), "", (FileRef("src/login.ts", "4"),))
    known = tracked((*PATHS, "src/x.py", "apps/web/src/login.ts"), [one])
    assert settled([one], known) == (one,)
    (found,) = settled([replace(one, body=text)], known)
    assert found.files == (FileRef("apps/web/src/login.ts", "4"),)
