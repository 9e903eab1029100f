"""The merge of docs/TASKS.md: rows by id, cells by column, the text around them by line.

The result is read again before it is given away: it is a sound ledger with exactly the merged
rows, or it is a conflict. A text that is no sound ledger is merged by lines, as a conflict.
"""

from __future__ import annotations

from mosaic.edits import values
from mosaic.merging.marks import Clash, Conflict, Merged, block, by_lines, newer, shown
from mosaic.merging.order import ROW, Clashing, Place, Side, in_order, side
from mosaic.merging.rows import Row, merge_rows
from mosaic.parse import faults, table
from mosaic.parse.table import Line
from mosaic.parse.tasks import Document, Task, TaskTable, parse
from mosaic.standard import Iterator, Mapping, Sequence
from mosaic.values import dataclass, field

_SIDES = ("the common ancestor", "our version", "their version")


def merge(base: str, ours: str, theirs: str, size: int) -> Merged:
    """Merge two versions of the ledger."""
    documents = [parse(text) for text in (base, ours, theirs)]
    for document, name in zip(documents, _SIDES, strict=True):
        wrong = faults.structure(document)
        if wrong:
            why = f"{name} is no sound ledger ({wrong[0]}), so both versions are kept"
            return by_lines(base, ours, theirs, size, why)
    writer = _Writer(documents, size)
    merged = writer.written()
    why = "" if merged.conflicts else _unsound(parse(merged.text), writer.rows)
    return by_lines(base, ours, theirs, size, why) if why else merged


def _unsound(document: Document, rows: Mapping[str, Row]) -> str:
    """Why a merged text is not what it should be, or ''."""
    wrong = faults.structure(document)
    if wrong:
        return f"merged it would be no sound ledger ({wrong[0]}), so both versions are kept"
    for name in dict.fromkeys((*rows, *document.tasks)):
        row, task = rows.get(name), document.tasks.get(name)
        if row is None or task is None or _said(row.values) != _said(values(task)):
            return f"merged, {name} would not read back equal, so both versions are kept"
    return ""


def _said(row: Mapping[str, str]) -> Mapping[str, str]:
    return {column: value for column, value in row.items() if value}


@dataclass
class _Writer:
    """Writes the merge down line by line; ``table`` is the one that the next row stands in."""

    documents: Sequence[Document]
    size: int
    rows: Mapping[str, Row] = field(init=False)
    table: TaskTable | None = None
    out: list[Line] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    _eols: tuple[str, str, str] = field(init=False)
    _eol: str = field(init=False)
    _heads: list[Mapping[int, TaskTable]] = field(init=False)

    def __post_init__(self) -> None:
        base, ours, theirs = self.documents
        self.rows = merge_rows(base, ours, theirs)
        self._eols = (base.page.eol, ours.page.eol, theirs.page.eol)
        self._eol = newer(*self._eols)
        self._heads = [{t.place.header: t for t in d.tables} for d in self.documents]

    def written(self) -> Merged:
        """The whole text."""
        base, ours, theirs = (side(document) for document in self.documents)
        for item in in_order(base, ours, theirs, self.rows.keys()):
            if isinstance(item, Clashing):
                self._clashing(item, (base, ours, theirs))
            elif item.key[0] == ROW:
                self._row(self.rows[item.key[1]])
            else:
                self._text(item)
        bom = newer(*(document.page.bom for document in self.documents))
        return Merged(bom + self._joined(), tuple(self.conflicts))

    def _joined(self) -> str:
        """The lines as a text; its last line ends as the sides have it."""
        lines = [f"{line.text}{line.eol or self._eol}" for line in self.out]
        if lines and not newer(*(_ended(document) for document in self.documents)):
            lines[-1] = self.out[-1].text
        return "".join(lines)

    def _text(self, item: Place) -> None:
        places = (item.base, item.ours, item.theirs)
        pairs = list(zip(places, self.documents, strict=True))
        ends = [d.page.lines[n].eol for n, d in pairs if n is not None]
        for number, heads in zip(places, self._heads, strict=True):
            if number is not None and number in heads:
                self.table = heads[number]
        self.out.append(Line(item.key[1], self._end(places, ends)))

    def _end(self, places: Sequence[int | None], ends: Sequence[str]) -> str:
        """A line's end: of the side that changed it; of a new line, as the merged file has it."""
        if len(ends) == 3:
            return newer(ends[0], ends[1], ends[2])
        usual = next(e for n, e in zip(places, self._eols, strict=True) if n is not None)
        return self._eol if ends[0] == usual else ends[0]

    def _row(self, row: Row) -> None:
        clashes = row.clashes
        text = None if clashes else self._rendered(row)
        if text is not None:
            self.out.append(text)
            return
        clashes = clashes or tuple(self._homeless(row))
        versions = [[line.text] if (line := self._line(row, n)) else [] for n in range(3)]
        said = [_label(row.id, [(c.column, v) for c, v in _of(clashes, n)]) for n in range(3)]
        self.conflicts += [Conflict(len(self.out) + 1, row.id, clash) for clash in clashes]
        self._block((versions[1], versions[0], versions[2]), (said[1], said[0], said[2]))

    def _line(self, row: Row, number: int) -> Line | None:
        task = row.sides[number]
        return self.documents[number].page.lines[task.line] if task else None

    def _rendered(self, row: Row) -> Line | None:
        """The row's line in the columns of its table; None where they cannot hold it."""
        here = self.table
        if here is None or any(v and c not in here.index for c, v in row.values.items()):
            return None
        eol = self._row_end(row)
        for number in self._preferred(row):
            task, line = row.sides[number], self._line(row, number)
            if task and line and task.table.place.columns == here.place.columns:
                return Line(_put(line.text, task, row.values), eol)
        names = {at: name for name, at in here.index.items()}
        width = range(len(here.place.columns))
        return Line(table.render([row.values.get(names.get(at, ""), "") for at in width]), eol)

    def _preferred(self, row: Row) -> tuple[int, ...]:
        """Whose spelling of the row is kept: that of the side which changed it; else ours."""
        base, ours, theirs = (self._line(row, n) for n in range(3))
        same = base and ours and base.text == ours.text
        return (2, 1) if same and theirs else (1, 2)

    def _row_end(self, row: Row) -> str:
        ends = [line.eol if (line := self._line(row, n)) else None for n in range(3)]
        places = [None if end is None else 0 for end in ends]
        return self._end(places, [end for end in ends if end is not None])

    def _homeless(self, row: Row) -> Iterator[Clash]:
        """The columns of a row that the table it stands in does not have."""
        index = self.table.index if self.table else {}
        lost = [c for c, v in row.values.items() if v and c not in index] or ["id"]
        for column in lost:
            said = (task[column] if task else None for task in row.sides)
            yield Clash(column, *said)

    def _clashing(self, item: Clashing, sides: tuple[Side, Side, Side]) -> None:
        """Text that both sides changed; rows that stand in it stay with it, in both versions."""
        base, ours, theirs = (
            [d.page.lines[n].text for n in lines]
            for d, lines in zip(self.documents, item.lines, strict=True)
        )
        for lines, heads in zip(item.lines[::-1], self._heads[::-1], strict=True):
            for number in lines:
                self.table = heads.get(number, self.table)
        why = "both sides changed these lines"
        self.conflicts.append(Conflict(len(self.out) + 1, why=why))
        self._block((ours, base, theirs), ("", "", ""))

    def _block(
        self, versions: tuple[list[str], list[str], list[str]], said: tuple[str, str, str]
    ) -> None:
        self.out += [Line(text, self._eol) for text in block(versions, said, self.size)]


def _ended(document: Document) -> bool:
    """Whether the text's last line has an end; an empty text counts as ended."""
    lines = document.page.lines
    return not lines or bool(lines[-1].eol)


def _of(clashes: Sequence[Clash], number: int) -> list[tuple[Clash, str | None]]:
    return [(clash, (clash.base, clash.ours, clash.theirs)[number]) for clash in clashes]


def _label(name: str, said: Sequence[tuple[str, str | None]]) -> str:
    """What a marker says of one version: the row, and each column in conflict with its value."""
    if any(value is None for _, value in said):
        return f": {name} {shown(None)}"
    return f": {name} {', '.join(f'{column} {shown(value)}' for column, value in said)}"


def _put(text: str, task: Task, row: Mapping[str, str]) -> str:
    """A row's text with every cell brought to its merged value, and no other byte changed."""
    for column, at in task.table.index.items():
        if column and task[column] != row.get(column, ""):
            text = table.put(text, at, row.get(column, ""))
    return text
