"""cases/*.md: a title, the cells to change, the ledger before and after, each ended by a dot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic.parse import faults, table, tasks

HERE = Path(__file__).parent


def blocks(file: Path, count: int) -> Iterator[list[list[str]]]:
    """The cases of a file, each as its blocks of lines: what comes first, and what dots end."""
    found: list[list[str]] = [[]]
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line != ".":
            if line or len(found) > 1:
                found[-1].append(line)
        elif len(found) == count:
            yield found
            found = [[]]
        else:
            found.append([])
    assert found == [[]], f"{file.name}: the last case has no end"


def cases(folder: str, count: int) -> list[object]:
    """Every case of a folder as a parameter, named by its title."""
    files = sorted((HERE / folder).glob("*.md"))
    assert files
    return [
        pytest.param(found, id=f"{file.stem}: {found[0][0]}")
        for file in files
        for found in blocks(file, count)
    ]


def _value(text: str) -> str:
    read = json.loads(text) if text.startswith('"') else text
    assert isinstance(read, str)
    return read


@pytest.mark.parametrize("case", cases("cases", 3))
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_case(case: list[list[str]], eol: str) -> None:
    """The cells named are changed and nothing else is; the file's line ends do not matter."""
    (_, *edits), before, after = case
    text = eol.join([*before, ""])
    assert faults.structure(tasks.parse(text)) == ()
    for edit in edits:
        name, column, _, value = (*edit.split(" ", 3), "")[:4]
        document = tasks.parse(text)
        task = document.tasks[name]
        line = document.page.lines[task.line].text
        new = table.put(line, task.table.index[column.casefold()], _value(value))
        text = document.page.with_lines({task.line: new})
        assert tasks.parse(text).tasks[name][column.casefold()] == _value(value)
    assert text == eol.join([*after, ""])
