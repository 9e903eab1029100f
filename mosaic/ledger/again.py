"""Entries that only this clone has, made again on an upstream that has moved on.

Each is applied in order, cell by cell, row by row, with its own message and author: where every
cell still holds what the entry found, and every other file too, it is the same event; a claim that
is still worked on has to pass the gates there as well. Anything else is for a person to decide, and
named.
"""

from __future__ import annotations

from mosaic.change import CellChange, Change, NewRow, parse_cell_change
from mosaic.errors import Bug
from mosaic.ledger import entry
from mosaic.ledger.apart import Own, Standing
from mosaic.ledger.git import Git
from mosaic.ledger.objects import CommitFiles, Reader
from mosaic.machine import Event
from mosaic.parse import tasks
from mosaic.parse.tasks import Document, Task
from mosaic.proof import apply, prove
from mosaic.standard import Iterator, Mapping


class Stuck(Exception):
    """An entry that cannot be made again, and why."""

    def __init__(self, own: Own, why: str) -> None:
        super().__init__(why)
        self.own, self.why = own, why


def made_again(git: Git, reader: Reader, here: Standing) -> str:
    """The commit that has all of the clone's own entries on top of the upstream's tip.

    Nothing moves. Errors: Stuck.
    """
    tip = here.remote
    sign = entry.read_settings(git).sign
    for own in here.own:
        commit = reader.get(own.oid)
        assert commit is not None
        head, _, message = commit.body.decode("utf-8", "replace").partition("\n\n")
        parents = [line[7:] for line in head.split("\n") if line.startswith("parent ")]
        if len(parents) != 1 or not own.entry:
            raise Stuck(own, "it is a landing or a merge")
        files = _files(git, reader, own, parents[0], tip)
        stored, _ = entry.store(git, reader, CommitFiles(reader, tip).tree, files)
        tip = entry.commit_tree(git, stored, (tip,), message, sign, _author(head))
    _judged(reader, here, tip)
    return tip


def _judged(reader: Reader, here: Standing, tip: str) -> None:
    """Errors: Stuck where the gates refuse a claim on the fresh table."""
    claimed = []
    for number, own in enumerate(here.own):
        words = dict(_words(reader, own))
        if words.get("Mosaic-Event") == Event.CLAIM:
            claimed.append((number, words["Mosaic-Task"]))
    if claimed:
        from mosaic.ledger.rejudged import refusals

        for number, why in refusals(CommitFiles(reader, tip), claimed):
            raise Stuck(here.own[number], f"{why} (it goes along once that is settled there)")


def _words(reader: Reader, own: Own) -> tuple[tuple[str, str], ...]:
    commit = reader.get(own.oid)
    return entry.trailers((commit.body if commit else b"").decode("utf-8", "replace"))


def _author(head: str) -> dict[str, str]:
    """Who made the entry, and when, for git's environment."""
    line = next(line[7:] for line in head.split("\n") if line.startswith("author "))
    who, _, when = line.rpartition("> ")
    name, _, mail = who.partition(" <")
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail, "GIT_AUTHOR_DATE": f"@{when}"}


def _files(git: Git, reader: Reader, own: Own, parent: str, tip: str) -> Mapping[str, bytes | None]:
    """Every file that the entry writes, as it is to be on the new tip."""
    words = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", parent, own.oid)
    paths = [path for path in git.run(*words).text.split("\0") if path]
    before, after, now = (CommitFiles(reader, oid) for oid in (parent, own.oid, tip))
    found: dict[str, bytes | None] = {}
    for path in paths:
        old, new, here = (files.bytes_of(path) for files in (before, after, now))
        if here in (old, new):
            found[path] = new
        elif path == tasks.PATH and None not in (old, new, here):
            texts = (files.read(path) or "" for files in (before, after, now))
            found[path] = _table(reader, own, *texts).encode()
        else:
            found[path] = _merged(own, path, *(files.read(path) for files in (before, now, after)))
    return found


def _merged(own: Own, path: str, old: str | None, here: str | None, new: str | None) -> bytes:
    """A file besides the ledger that both sides changed. Errors: Stuck."""
    from mosaic.merging import is_known, merge

    if is_known(path) and here is not None and new is not None:
        merged = merge(path, old or "", here, new)
        if not merged.conflicts:
            return merged.text.encode()
    raise Stuck(own, f"{path} was changed there as well")


def _table(reader: Reader, own: Own, old: str, new: str, here: str) -> str:
    """The ledger's text with the entry on it. Errors: Stuck."""
    words = _words(reader, own)
    before, after, now = (tasks.parse(text) for text in (old, new, here))
    rows = tuple(_rows(before, after))
    names = {row.id for row in rows}
    cells = tuple(c for c in _cells(words) if c.task not in names)
    event = Event(dict(words)["Mosaic-Event"])
    change = Change(event, own.subject, cells=cells, rows=rows)
    if set(before.tasks) - set(after.tasks) or apply(before, change) != new:
        raise Stuck(own, "it wrote more than cells and new rows")
    _fits(own, change, now)
    text = apply(now, change)
    try:
        prove(now, text, change)
    except Bug as error:
        raise Stuck(own, error.message) from error
    return text


def _cells(words: tuple[tuple[str, str], ...]) -> Iterator[CellChange]:
    for name, value in words:
        found = parse_cell_change(value) if name == "Mosaic-Change" else None
        if found:
            yield found


def _rows(before: Document, after: Document) -> Iterator[NewRow]:
    last = ""
    for row in after.rows:
        if row.id not in before.tasks:
            yield NewRow(_values(row), last, row.phase)
        last = row.id


def _values(row: Task) -> dict[str, str]:
    return {name: row[name] for name in row.table.index}


def _fits(own: Own, change: Change, now: Document) -> None:
    for row in change.rows:
        if row.id in now.tasks:
            raise Stuck(own, f"{row.id} is there already")
    for cell in change.cells:
        task = now.tasks.get(cell.task)
        if task is None:
            raise Stuck(own, f"{cell.task} is not there any more")
        if task[cell.column] != cell.old:
            raise Stuck(own, f"{cell.column} of {cell.task} is '{task[cell.column][:60]}' there")
