"""A second opinion on the ledger's tables: mistune's table plugin reads them as we do, or says so.

Known differences, where mistune is not asked: a row without its outer pipes, a pipe behind two
backslashes or more (GFM escapes it by the last one, mistune counts them), and tables that have
faults of structure, which mistune reads as a paragraph. Blanks at a cell's ends are compared off.
"""

from __future__ import annotations

from mosaic.parse import faults, table
from mosaic.parse.tasks import Document, Fault, TaskTable
from mosaic.standard import Any, Iterator, Mapping, Sequence


def disagreements(document: Document) -> tuple[Fault, ...]:
    """Each row that mistune reads otherwise than we do."""
    import mistune

    parser = mistune.create_markdown(renderer=None, plugins=["table"]).block
    broken = {fault.line - 1 for fault in faults.structure(document)}
    found: list[Fault] = []
    for place in document.tables:
        numbers = range(place.place.header, place.place.end)
        if broken.isdisjoint(numbers) and _comparable(document, numbers):
            state = parser.state_cls()
            state.process("".join(f"{document.page.lines[n].text}\n" for n in numbers))
            parser.parse(state)
            found += _compare(document, place, state.tokens)
    return tuple(found)


def _comparable(document: Document, numbers: Sequence[int]) -> bool:
    texts = [document.page.lines[n].text.strip(" \t") for n in numbers]
    return all(
        len(t) > 1 and t[0] == "|" and t[-1] == "|" and "\\\\|" not in t and t[-2] != "\\"
        for t in texts
    )


def _compare(
    document: Document, place: TaskTable, tokens: Sequence[Mapping[str, Any]]
) -> Iterator[Fault]:
    numbers = [place.place.header, *place.place.rows]
    if len(tokens) != 1 or tokens[0]["type"] != "table":
        yield _fault(numbers[0], "reads no table here")
        return
    head, body = tokens[0]["children"]
    theirs = [head, *body["children"]]
    if len(theirs) != len(numbers):
        yield _fault(numbers[0], f"reads {len(theirs) - 1} rows, not {len(numbers) - 1}")
        return
    for number, row in zip(numbers, theirs, strict=True):
        text = document.page.lines[number].text
        ours = [text[start:end].strip() for start, end in table.spans(text)]
        if ours != [cell["text"].strip() for cell in row["children"]]:
            yield _fault(number, "reads other cells in this row")


def _fault(number: int, said: str) -> Fault:
    return Fault(number + 1, 1, f"a second reader {said}", "second-opinion", broken=False)
