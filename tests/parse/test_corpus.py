"""Files that other people wrote, where they lie beside the checkout, read and edited.

They are data of others; nothing of them stands in the project.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic.parse import faults, table, tasks

NEW = "x\\|y | new"


def _files(shared: Path) -> list[Path]:
    corpus = shared / "corpus"
    found = [*(corpus / "tasks/dev").iterdir(), *(corpus / "gfm").iterdir()]
    assert found
    return sorted(file for file in found if file.is_file())


def _read(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


def _cells(page: table.Page) -> Iterator[tuple[int, int]]:
    """Every cell of every table: its line and its column."""
    for found in page.tables:
        for number in (found.header, *found.rows):
            yield from ((number, at) for at in range(len(table.spans(page.lines[number].text))))


def test_every_file_reads_losslessly(shared: Path) -> None:
    """Bytes in, the same bytes out."""
    for file in _files(shared):
        text = _read(file)
        assert str(table.parse(text)) == text, file.name
        assert str(tasks.parse(text)).encode("utf-8") == file.read_bytes(), file.name


def test_every_file_has_its_faults_said(shared: Path) -> None:
    """No text is too odd to be judged; and those that are ledgers of some kind are usable."""
    ledgers = 0
    for file in _files(shared):
        document = tasks.parse(_read(file))
        faults.check(document)
        if document.rows and file.parent.name == "dev":
            ledgers += 1
            assert faults.structure(document) == (), file.name
    assert ledgers


def test_an_edit_changes_one_line(shared: Path) -> None:
    """In every cell of every table of every file: one line, one cell, and undone it is gone."""
    edited = 0
    for file in _files(shared):
        page = table.parse(_read(file))
        for number, at in _cells(page):
            before = page.lines[number].text
            after = table.put(before, at, NEW)
            old, new = table.values(before), table.values(after)
            assert new == (*old[:at], NEW, *old[at + 1 :]), (file.name, number + 1)
            assert table.values(table.put(after, at, old[at])) == old, (file.name, number + 1)
            edited += 1
    assert edited > 1_000


def test_an_edited_page_has_the_same_tables(shared: Path) -> None:
    """The last row's last cell of every table is edited, and every table stands where it stood."""
    for file in _files(shared):
        page = table.parse(_read(file))
        for found in page.tables:
            if not found.rows:
                continue
            text = page.lines[found.end - 1].text
            new = table.put(text, len(table.spans(text)) - 1, "")
            again = table.parse(page.with_lines({found.end - 1: new}))
            assert again.tables == page.tables, file.name
            assert again.lines[: found.end - 1] == page.lines[: found.end - 1]
            assert again.lines[found.end :] == page.lines[found.end :]


def test_git_sees_one_line(shared: Path, tmp_path: Path) -> None:
    """``git diff --numstat`` says one line gone and one come, for each ledger-like file."""
    seen = 0
    for file in sorted((shared / "corpus/tasks/dev").iterdir()):
        page = table.parse(_read(file))
        found = [t for t in page.tables if t.rows]
        if not found:
            continue
        number = found[-1].rows[0]
        before, after = tmp_path / "before.md", tmp_path / "after.md"
        before.write_bytes(str(page).encode())
        line = table.put(page.lines[number].text, 0, NEW)
        after.write_bytes(page.with_lines({number: line}).encode())
        said = subprocess.run(
            ["git", "diff", "--no-index", "--numstat", str(before), str(after)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 1, said.stderr
        assert said.stdout.split("\t")[:2] == ["1", "1"], file.name
        seen += 1
    assert seen > 10


@pytest.mark.parametrize("name", ["notes", "status"])
def test_a_ledger_of_anothers_hand_is_edited_by_column(shared: Path, name: str) -> None:
    """Where a task table has the column, its cell is written and reads back."""
    seen = 0
    for file in sorted((shared / "corpus/tasks/dev").iterdir()):
        document = tasks.parse(_read(file))
        for task in document.rows:
            if name not in task.table.index:
                continue
            line = document.page.lines[task.line].text
            new = table.put(line, task.table.index[name], "done")
            again = tasks.parse(document.page.with_lines({task.line: new}))
            assert again.tasks[task.id][name] == "done"
            assert [t.cells for t in again.rows if t.line != task.line] == [
                t.cells for t in document.rows if t.line != task.line
            ]
            seen += 1
    assert seen
