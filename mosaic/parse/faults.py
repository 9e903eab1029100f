"""What is wrong with a ledger, all of it at once, each with line, column and rule.

``broken`` faults make the file unsafe to write (a row that GFM would drop, two rows with one id);
the others are read as they are, and only refuse to move. Rules are GFM's, "Tables (extension)",
and PROTOCOL's, "The table".
"""

from __future__ import annotations

from mosaic.machine import parse_status
from mosaic.parse import cells, table
from mosaic.parse.tasks import COLUMNS, Document, Fault, Task, TaskTable, column_name
from mosaic.patterns import regex
from mosaic.standard import Callable, Iterator

_IDENTITY = ("id", "status")
_OUTER = ("<" * 7, ">" * 7)
_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_CONFLICT = regex(r"(?:<{7,}|={7,}|>{7,}|\|{7,})(?: |$)")


def conflicts(document: Document) -> tuple[Fault, ...]:
    """Every conflict marker that a merge left.

    A lone ``=======`` may as well underline a heading, so that the middle marks count only where
    one of the outer ones stands in the file.
    """
    texts = document.page.texts
    if not any(texts[n].startswith(_OUTER) for n in loose(document)):
        return ()  # a plain row begins with none of the outer ones
    found = tuple(
        Fault(number + 1, 1, f"conflict marker '{text[:7]}'", "conflict-marker")
        for number, text in enumerate(texts)
        if text.startswith(_MARKS) and _CONFLICT.match(text)
    )
    return found if any(fault.message[-2] in "<>" for fault in found) else ()


def structure(document: Document) -> tuple[Fault, ...]:
    """Every fault that makes the file unsafe to write, in the file's order."""
    marked = conflicts(document)
    lines = {fault.line for fault in marked}
    found = [f for rule in _STRUCTURE for f in rule(document) if f.line not in lines]
    return tuple(sorted((*marked, *found), key=lambda f: (f.line, f.column)))


def check(document: Document, known: frozenset[str] = frozenset()) -> tuple[Fault, ...]:
    """Every fault at all; ``known`` are ids outside the file, such as archived rows.

    A row whose cells stand under other columns than they were meant for is not asked what they
    mean.
    """
    broken = structure(document)
    shifted = {fault.line for fault in broken if fault.rule in _SHIFTING}
    found = [f for rule in _MEANING for f in rule(document)]
    found += _dependencies(document, known)
    kept = (fault for fault in found if fault.line not in shifted)
    return tuple(sorted((*broken, *kept), key=lambda f: (f.line, f.column)))


def _said(value: str) -> str:
    """A value as a message shows it: on one line, its beginning, nothing hidden."""
    return cells.visible(value[:40].replace("\n", " "))


def _outside(document: Document) -> Iterator[int]:
    """The lines that are in no table, in order."""
    at = 0
    for found in document.page.tables:
        yield from range(at, found.header)
        at = found.end
    yield from range(at, len(document.page.texts))


def loose(document: Document) -> tuple[int, ...]:
    """The lines that are not plain rows, in order: all that can be wrong for itself."""
    at, found = 0, set(document.doubts)
    for one in document.tables:
        found.update(range(at, one.place.rows.start))
        at = one.place.end
    found.update(range(at, len(document.page.texts)))
    return tuple(sorted(found))


def _at(document: Document, task: Task, column: str) -> int:
    """The column, from 1, at which a task's cell begins to say something."""
    at = task.table.index.get(column, 0)
    text = task.text
    places = table.spans(text)
    if at >= len(places):
        return len(text) + 1
    start, end = places[at]
    raw = text[start:end]
    return start + len(raw) - len(raw.lstrip(" \t")) + 1


def _nul(document: Document) -> Iterator[Fault]:
    for number in loose(document):
        text = document.page.texts[number]
        if "\0" in text:
            yield Fault(number + 1, text.index("\0") + 1, "a NUL character", "nul")


def _headers(document: Document) -> Iterator[Fault]:
    """Columns named twice, and headers that a wrong delimiter row keeps from being a table."""
    for found in document.tables:
        names = [column_name(c) for c in found.place.columns]
        starts = table.spans(document.page.texts[found.place.header])
        for at, name in enumerate(names):
            if name and name in names[:at]:
                yield Fault(
                    found.place.header + 1, starts[at][0] + 1, f"column '{name}' twice", "columns"
                )
    for number in _outside(document):
        text = document.page.texts[number]
        if not document.page.opened[number] or "|" not in text:
            continue
        names = [column_name(c) for c in table.values(text)]
        if "id" in names and "status" in names:
            yield _near_header(document, number, len(names))


def _near_header(document: Document, number: int, count: int) -> Fault:
    texts = document.page.texts
    below = texts[number + 1] if number + 1 < len(texts) else ""
    marks = table.values(below)
    if count > table.MAX_COLUMNS:
        said = f"has {count} columns, more than {table.MAX_COLUMNS}"
    elif below.strip(" \t|:-") or "-" not in below or len(marks) == count:
        said = "has no delimiter row below it"
    else:
        said = f"has {count} cells, the delimiter row below it {len(marks)}"
    return Fault(number + 1, 1, f"a task table's header {said}, so this is no table", "delimiter")


def _rows(document: Document) -> Iterator[Fault]:
    """Rows with other than the header's number of cells, and rows whose id is none."""
    for task in _doubtful(document):
        want, have = len(task.table.place.columns), len(task.cells)
        text = task.text
        if have < want:
            yield Fault(
                task.line + 1,
                len(text) + 1,
                f"{have} cells where the header has {want}",
                "short-row",
            )
        elif have > want:
            at = table.spans(text)[want][0] + 1
            yield Fault(
                task.line + 1, at, f"{have} cells where the header has {want}; write a pipe as \\|",
                "long-row",
            )  # fmt: skip
        if have and not cells.is_id(task.id):
            yield Fault(task.line + 1, _at(document, task, "id"), _no_id(task.id), "id")


def _doubtful(document: Document) -> Iterator[Task]:
    """The rows that are not plain; a plain one has an id and as many cells as its header."""
    return (t for t in document.rows if t.line in document.doubts) if document.doubts else iter(())


def _no_id(value: str) -> str:
    if not value:
        return "the id is empty"
    bare = value.strip("*_~` ")
    meant = f"; write it as {bare}" if cells.is_id(bare) else ""
    return f"'{_said(value)}' is no id{meant}"


def _twice(document: Document) -> Iterator[Fault]:
    for task in document.rows if len(document.tasks) < len(document.columns.ids) else ():
        first = document.tasks[task.id]
        if first is not task and cells.is_id(task.id):
            yield Fault(
                task.line + 1, _at(document, task, "id"),
                f"{task.id} stands on line {first.line + 1} already", "id-twice",
            )  # fmt: skip


def _orphans(document: Document) -> Iterator[Fault]:
    """Lines that look like rows but stand outside every table: GFM shows them as prose."""
    outline, homes = document.page.outline, list(document.tables)
    for number in _outside(document):
        while len(homes) > 1 and homes[1].place.header < number:
            del homes[0]
        text = document.page.texts[number]
        seen = outline.opened[number] or number in outline.swallowed
        if not homes or not seen or "|" not in text:
            continue
        name = _row_of(homes[0], text)
        if name:
            yield Fault(number + 1, 1, f"the row of {name} is outside every table", "orphan-row")
        elif number == homes[0].place.end and text.strip(" \t") == "|":
            yield Fault(number + 1, 1, "a lone '|' ends the table", "orphan-row")


def _row_of(home: TaskTable, text: str) -> str:
    """The id of what may be a row of this table, or ''; two of three signs must speak for it."""
    row = table.values(text)
    name, status = (row[at] if at < len(row) else "" for at in (home.index[c] for c in _IDENTITY))
    if len(row) < 2 or not cells.is_id(name) or parse_status(name):
        return ""
    signs = text.lstrip(" \t")[0] == "|", any(map(str.isdigit, name)), parse_status(status)
    return name if sum(map(bool, signs)) > 1 else ""


def _statuses(document: Document) -> Iterator[Fault]:
    for task in document.rows:
        if task.status is None:
            said = task["status"]
            message = f"'{_said(said)}' is no status" if said else "the status is empty"
            yield Fault(
                task.line + 1, _at(document, task, "status"), message, "status", broken=False
            )


def _figures(document: Document) -> Iterator[Fault]:
    readers: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("estimate", cells.parse_tokens),
        ("used", cells.parse_tokens),
        ("started_at", cells.parse_when),
        ("completed_at", cells.parse_when),
    )
    for task in document.rows:
        for column, reader in readers:
            fault = _unreadable(task[column], reader)
            if fault:
                yield Fault(
                    task.line + 1, _at(document, task, column), f"{column}: {fault}", "figure",
                    broken=False,
                )  # fmt: skip


def _unreadable(value: str, reader: Callable[[str], object]) -> str:
    if not value:
        return ""
    try:
        reader(value[:60])
    except ValueError as error:
        return cells.visible(str(error).replace("\n", " "))
    return ""


def _hidden(document: Document) -> Iterator[Fault]:
    for task in document.rows:
        for column in COLUMNS:
            value = task[column]
            if value.isascii() and value.isprintable():
                continue
            for _, char in cells.hidden(value.replace("\n", " "))[:1]:
                yield Fault(
                    task.line + 1, _at(document, task, column),
                    f"{column} has a hidden character (U+{ord(char):04X})", "hidden", broken=False,
                )  # fmt: skip


def _dependencies(document: Document, known: frozenset[str]) -> Iterator[Fault]:
    """Unknown ids, cycles, and ``blocks`` that is not the inverse of ``depends_on``."""
    for task in document.rows:
        for other in task.depends_on:
            if other not in document.tasks and other not in known:
                yield _edge(document, task, "depends_on", f"{_said(other)} is no task here")
        wanted = document.dependents.get(task.id, ())
        if "blocks" in task.table.index and _checkable(document, task) != set(wanted):
            said = ", ".join(map(_said, wanted)) or "empty"
            yield _edge(
                document, task, "blocks", f"blocks should be {said}: the inverse of depends_on"
            )
    from mosaic.parse import graph

    loop = graph.cycle({t.id: t.depends_on for t in document.rows})
    if loop:
        task = document.tasks[loop[0]]
        yield _edge(
            document, task, "depends_on", f"a cycle: {' -> '.join(map(_said, (*loop, loop[0])))}"
        )


def _checkable(document: Document, task: Task) -> set[str]:
    """What ``blocks`` says, but for rows of tables that cannot say what they depend on."""
    rows = ((other, document.tasks.get(other)) for other in task.blocks)
    return {other for other, row in rows if row is None or "depends_on" in row.table.index}


def _edge(document: Document, task: Task, column: str, message: str) -> Fault:
    return Fault(task.line + 1, _at(document, task, column), message, "dependencies", broken=False)


def empty_table(found: TaskTable) -> bool:
    """Whether the table has no rows."""
    return not len(found.place.rows)


_SHIFTING = ("conflict-marker", "short-row", "long-row")
_STRUCTURE = (_nul, _headers, _rows, _twice, _orphans)
_MEANING = (_statuses, _figures, _hidden)
