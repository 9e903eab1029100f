"""What must hold of a repository after a fault, told by git and this file alone.

Nothing of Mosaic is imported: rows are split here, as GFM has it (a pipe is escaped by the one
backslash before it), and legal moves are listed here again. Each check raises AssertionError.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.crash.scene import OWN, Scene, git

LEDGER = "docs/TASKS.md"
STATE = re.compile(
    r"docs/(TASKS\.md|PRD\.(md|json)|tasks/[^/]+|tasks/contracts/[^/]+|releases/[^/]+"
    r"|reports/deferred/deferred-errors\.md)|\.mosaic/orchestrator/config\.toml|\.gitignore"
)
#: From and to, by event; a row that comes or goes has '' on one side.
MOVES: Mapping[str, frozenset[tuple[str, str]]] = {
    "bootstrap": frozenset({("", "not-started")}),
    "claim": frozenset({("not-started", "in-progress")}),
    "record": frozenset({("in-progress", "in-progress"), ("in-progress", "done")}),
    "archive": frozenset({("done", ""), ("deferred", "")}),
    "release": frozenset({("done", ""), ("deferred", "")}),
    "note": frozenset({("not-started", "not-started")}),
}
#: The events that are about one row.
SINGLE = ("claim", "record", "note")
Rows = dict[str, tuple[str, ...]]


def split(line: str) -> tuple[str, ...]:
    """The cells of a row, blanks at their ends dropped."""
    cells, cell, before = [], "", ""
    for char in line.strip(" \t"):
        if char == "|" and before != "\\":
            cells.append(cell.strip(" \t"))
            cell = ""
        else:
            cell += char
        before = char
    cells.append(cell.strip(" \t"))
    return tuple(cells[1:-1])


def rows(text: str) -> Rows:
    """Every row of every task table, by id. AssertionError where an id is there twice."""
    found: Rows = {}
    inside = False
    for line in text.split("\n"):
        cells = split(line) if line.startswith("|") else ()
        if cells[:2] == ("id", "status"):
            inside = True
        elif not cells:
            inside = False
        elif inside and not set("".join(cells)) <= set("-:"):
            assert cells[0] not in found, f"{cells[0]} is there twice"
            found[cells[0]] = cells
    return found


def blob(top: Path, commit: str, path: str) -> str | None:
    """A file's text at a commit."""
    names = git(top, "ls-tree", "-r", "--name-only", commit, "--", path) if commit else ""
    return git(top, "show", f"{commit}:{path}") if names else None


def archived(top: Path, commit: str) -> Rows:
    """The rows of all archives at a commit."""
    names = git(top, "ls-tree", "-r", "--name-only", commit, "--", "docs/tasks").split("\n")
    found: Rows = {}
    for name in names:
        if name.endswith("-tasks.md"):
            found |= rows(blob(top, commit, name) or "")
    return found


@dataclass(frozen=True)
class Picture:
    """What there was before the fault: the tip, the ids, a person's own work."""

    tip: str
    ids: frozenset[str]
    own: tuple[tuple[str, str], ...]


def tip(top: Path) -> str:
    """The ledger's tip, or '' where the branch is unborn."""
    return git(top, "for-each-ref", "--format=%(objectname)", "refs/heads/main")


def picture(top: Path) -> Picture:
    at = tip(top)
    ids = rows(blob(top, at, LEDGER) or "") | archived(top, at) if at else {}
    return Picture(at, frozenset(ids), tuple(_own(top)))


def _own(top: Path) -> Iterator[tuple[str, str]]:
    """Each file of the person's with its bytes, and what the index says of it."""
    for name in OWN:
        file = top / name
        yield name, file.read_bytes().decode() if file.exists() else "(gone)"
    for line in git(top, "ls-files", "-s", "--", *OWN).split("\n"):
        yield "index", line


def entries(top: Path, before: str) -> list[tuple[str, str]]:
    """The commits since, oldest first, each with its Mosaic-Event ('' for none)."""
    here = tip(top)
    if not here:
        return []
    span = f"{before}..{here}" if before else here
    form = "--format=%H %(trailers:key=Mosaic-Event,valueonly,separator=%x2C)"
    lines = git(top, "log", "--reverse", form, span).split("\n")
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines if line]


def sound(top: Path, before: Picture, whole: bool = True, red: bool = False) -> list[str]:
    """I1, I2, I3, I6, I7 of what is in the repository now; the events of the new entries.

    Not ``whole``: git itself may have been killed while it laid out a worktree aside. ``red``: a
    quality gate's own program was struck, and its task may have been recorded as failed.
    """
    assert tuple(_own(top)) == before.own, "a person's work has changed"
    if whole:
        _fsck(top)
    events = []
    parent = before.tip
    for commit, event in entries(top, before.tip):
        parents = git(top, "show", "-s", "--format=%P", commit).split()
        assert parents == ([parent] if parent else []), f"{commit} has parents {parents}"
        if event:
            _entry(top, parent, commit, event, red)
            events.append(event)
        parent = commit
    if parent:
        there = rows(blob(top, parent, LEDGER) or ""), archived(top, parent)
        assert not there[0].keys() & there[1].keys(), "a row is in the table and in an archive"
        lost = before.ids - there[0].keys() - there[1].keys()
        assert not lost, f"lost: {sorted(lost)}"
    return events


def _fsck(top: Path) -> None:
    words = ("git", "fsck", "--strict", "--no-dangling", "--no-progress")
    done = subprocess.run(words, cwd=top, capture_output=True, text=True, check=False)
    unborn = 8 if not tip(top) else 0  # what git says of a repository without any commit
    assert done.returncode in (0, unborn), done.stderr


def _entry(top: Path, parent: str, commit: str, event: str, red: bool) -> None:
    """One entry: state files only, one legal move of a row (or one declared bulk event)."""
    words = ("diff-tree", "--root", "-r", "--no-commit-id", "--name-only", commit)
    for path in git(top, *words).split("\n"):
        assert not path or STATE.fullmatch(path), f"an entry touches {path}"
    old, new = (rows(blob(top, at, LEDGER) or "") for at in (parent, commit))
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    for name in changed:
        move = (old[name][1] if name in old else "", new[name][1] if name in new else "")
        failed = red and (event, move) == ("record", ("in-progress", "failed"))
        assert failed or move in MOVES[event], f"{event}: {name} {move}"
    assert event not in SINGLE or len(changed) == 1, f"{event} changed {sorted(changed)}"
    for line in _lines(top, parent) - _lines(top, commit) if event in SINGLE else ():
        assert split(line)[0] in changed, f"{event} changed the line {line!r}"


def _lines(top: Path, commit: str) -> set[str]:
    return {line for line in (blob(top, commit, LEDGER) or "").split("\n") if line}


def whole(top: Path, before: Picture) -> None:
    """The work tree's ledger is the old or the new one, never a part of either."""
    file = top / LEDGER
    texts = [blob(top, at, LEDGER) for at in (before.tip, tip(top)) if at]
    copy = file.read_text().rstrip("\n") if file.exists() else None
    assert copy in [text and text.rstrip("\n") for text in [*texts, None]], "a torn file"


def settled(top: Path, scene: Scene) -> None:
    """Nothing is left after the next command: index and files are HEAD's, no lock, no scraps."""
    lines = git(top, "status", "--porcelain", "--untracked-files=all").split("\n")
    dirty = {line[3:] for line in lines if line} - set(OWN)
    assert all(scene.first and not STATE.fullmatch(path) for path in dirty), sorted(dirty)
    here = top / ".git"
    left = list(here.rglob("*.lock"))
    left += [p for p in here.rglob("mosaic-*") if p.is_file()]
    left += [p for p in (here / "mosaic").rglob("*") if p.is_file() and not _kept(p)]
    left += top.rglob(".*.tmp")
    left += (top.parent / "scratch").glob("mosaic-*")
    assert not left, f"left over: {[str(p) for p in left]}"
    out = git(top, "worktree", "list", "--porcelain").count("worktree ")
    assert out == (2 if scene.name == "linked" else 1), "a worktree is left"


def _kept(path: Path) -> bool:
    """Files of Mosaic's own in the common git directory that are meant to be there."""
    if path.parent.name == "claims":
        return path.suffix in (".json", ".heartbeat")
    return path.parent.name == "results" or path.name in ("lock", "ledger-ref")
