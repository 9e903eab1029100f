"""A Change becomes the new text, and that text is proved before anything is written.

``apply`` touches only the lines of the rows that change; ``prove`` reads the result again with the
same reader and finds the Change in it and nothing else.
"""

from __future__ import annotations

from mosaic.change import Change, NewRow
from mosaic.errors import Bug, LedgerUnusable
from mosaic.parse import faults, table
from mosaic.parse.tasks import Document, Task, TaskTable, parse
from mosaic.standard import Sequence, TypeVar

T = TypeVar("T")

#: What was applied last, and to what: a command asks for its new text more than once.
_applied: list[tuple[Document, Change, str]] = []


def apply(document: Document, change: Change) -> str:
    """The ledger's new text: only the lines of touched rows differ."""
    if change.text is not None:
        return change.text
    if not _applied or _applied[0][0] is not document or _applied[0][1] is not change:
        put = _with_rows if change.rows or change.removed else _with_cells
        _applied[:] = [(document, change, put(document, change))]
    return _applied[0][2]


def _cells(document: Document, change: Change) -> dict[int, str]:
    """The new text of each line of which a cell changes."""
    found: dict[int, str] = {}
    for cell in change.cells:
        task = document.tasks[cell.task]
        text = found.get(task.line, task.text)
        found[task.line] = table.put(text, task.table.index[cell.column], cell.new)
    return found


def _with_cells(document: Document, change: Change) -> str:
    return document.page.with_lines(_cells(document, change))


def _with_rows(document: Document, change: Change) -> str:
    page = document.page.put(_cells(document, change))
    behind: dict[int, list[str]] = {}
    for row in change.rows:
        at, text = _place(document, change, row)
        behind.setdefault(at, []).append(text)
    gone = {document.tasks[task].line for task in change.removed}
    out: list[str] = []
    for number, (text, end) in enumerate(zip(page.texts, page.ends, strict=True)):
        if number not in gone:
            if not text and end == "\n":
                _part(out)
            out.append(text + end)
        for new in behind.get(number, ()):
            if out and not out[-1].endswith(("\n", "\r")):
                out[-1] += page.eol
            out.append(new + (end or page.eol))
    return page.bom + "".join(out)


def _part(out: list[str]) -> None:
    """Keep a lone CR, which stands before an LF now that a row is gone, from joining it."""
    at = len(out) - 1
    while at >= 0 and out[at].endswith("\r"):
        out[at] = out[at][:-1] + "\n"
        at -= 1 if out[at] == "\n" else len(out)


def _place(document: Document, change: Change, row: NewRow) -> tuple[int, str]:
    """The line behind which a new row goes, and its text in that table's columns."""
    after = row.after
    while after and after not in document.tasks:
        after = next((r.after for r in change.rows if r.id == after), "")
    if after:
        task = document.tasks[after]
        return task.line, _text(task.table, row)
    home = [t for t in document.tables if row.phase is not None and t.phase == row.phase]
    if not document.tables:
        raise LedgerUnusable("the ledger has no task table", code="ledger-missing")
    found = home[-1] if home else document.tables[-1]
    return max(found.place.header + 1, found.place.end - 1), _text(found, row)


def _text(found: TaskTable, row: NewRow) -> str:
    missing = [c for c in _kept(found, row) if c not in found.index]
    if missing:
        raise LedgerUnusable(
            f"the table has no column '{missing[0]}'",
            hint="run 'mosaic-orchestrator fmt --upgrade' to bring it to the full header",
        )
    names = {at: name for name, at in found.index.items()}
    return table.render(
        [row.values.get(names.get(at, ""), "") for at in range(len(found.place.columns))]
    )


def _kept(found: TaskTable, row: NewRow) -> list[str]:
    """The columns that a new row fills; ``blocks``, being derived, only where the table has it."""
    return [c for c, value in row.values.items() if value and (c != "blocks" or c in found.index)]


def prove(old: Document, text: str, change: Change) -> Document:
    """Read the new text and find the Change in it and nothing else; Bug where that fails.

    A change that writes the ledger whole is proved to be a ledger without faults of structure.
    """
    new = parse(text)
    wrong = [str(fault) for fault in faults.structure(new)]
    if change.text is None and not wrong:
        wrong = _differences(old, new, change)
    if wrong:
        raise Bug(
            "the new ledger is not the old one with this change; nothing was written",
            details=wrong[:20],
            hint="this is a bug in Mosaic: please report it with the command you typed",
        )
    return new


def _differences(old: Document, new: Document, change: Change) -> list[str]:
    came, gone = {r.id for r in change.rows}, set(change.removed)
    names, now = old.columns.ids, new.columns.ids
    if (came or gone or names != now) and set(names) - gone | came != set(now):
        return ["the set of ids is not what the change says"]
    out = {old.tasks[task].line for task in gone}
    into = {new.tasks[task].line for task in came}
    numbers = _but(range(len(old.page.texts)), out)
    texts = numbers, _but(old.page.texts, out), _but(new.page.texts, into)
    ends = numbers, _but(old.page.ends, out), _but(new.page.ends, into)
    if len(texts[1]) != len(texts[2]):
        return ["lines came or went besides the change's rows"]
    said: dict[str, dict[str, str]] = {}
    for cell in change.cells:
        said.setdefault(cell.task, {})[cell.column] = cell.new
    touched = {old.tasks[name].line: old.tasks[name] for name in said}
    wrong = ["the byte order mark came or went"] if old.page.bom != new.page.bom else []
    for number, text, other in zip(*texts, strict=True):
        if text is not other and text != other and number not in touched:
            wrong.append(f"line {number + 1} is another than before")
    for number, end, other in zip(*ends, strict=True) if ends[1] != ends[2] else ():
        parted = out and (end, other) == ("\r", "\n")
        if end != other and (end or not came) and not parted:
            wrong.append(f"line {number + 1} ends in another way than before")
    rows = ((task, new.tasks[task.id]) for task in touched.values())
    wrong += [w for was, row in rows for w in _cells_differ(was, row, said[was.id])]
    return wrong + [w for row in change.rows for w in _row_differs(row, new.tasks[row.id])]


def _but(lines: Sequence[T], gone: set[int]) -> Sequence[T]:
    """What stands for each line, without these lines."""
    return [line for n, line in enumerate(lines) if n not in gone] if gone else lines


def _cells_differ(old: Task, new: Task, said: dict[str, str]) -> list[str]:
    """What is wrong with a touched row: each cell has its new value, or the bytes that it had."""
    wrong = [
        f"{old.id} {column} reads back as {new[column]!r}, not {value!r}"
        for column, value in said.items()
        if new[column] != value
    ]
    touched = {old.table.index[column] for column in said}
    raws, others = _raw(old), _raw(new)
    if len(raws) != len(others):
        return [*wrong, f"{old.id} has another number of cells than before"]
    pairs = enumerate(zip(raws, others, strict=True))
    return wrong + [
        f"{old.id} has another {old.table.place.columns[at]} than before"
        for at, (raw, other) in pairs
        if raw != other and at not in touched
    ]


def _raw(task: Task) -> list[str]:
    return [task.text[start:end] for start, end in table.spans(task.text)]


def _row_differs(row: NewRow, new: Task) -> list[str]:
    want = {column: row.values[column] for column in _kept(new.table, row)}
    return [
        f"{row.id} {column} reads back as {new[column]!r}, not {want.get(column, '')!r}"
        for column in dict.fromkeys((*want, *new.table.index))
        if new[column] != want.get(column, "")
    ]
