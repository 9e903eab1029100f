"""Every rule says what is wrong, where; invalid/*.md are ledgers with their exact messages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mosaic.errors import LedgerUnusable
from mosaic.parse import faults, tasks
from mosaic.state import FileMap, State
from tests.parse.test_cases import cases

HEAD = "| id | status | description | depends_on | blocks | notes |\n|--|--|--|--|--|--|\n"


@pytest.mark.parametrize("case", cases("invalid", 3))
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_invalid(case: list[list[str]], eol: str) -> None:
    """Every fault at once, each as ``line:column: message``, whatever the line ends."""
    _, lines, messages = case
    document = tasks.parse(eol.join([*lines, ""]))
    assert [str(fault) for fault in faults.check(document)] == messages


@dataclass(frozen=True)
class Rule:
    """A rule's name, whether it makes a ledger unsafe to write, and a ledger that breaks it."""

    name: str
    broken: bool
    text: str


RULES = (
    Rule("conflict-marker", True, HEAD + "| MS-1 | done | | | | |\n\n>>>>>>> theirs\n"),
    Rule("nul", True, HEAD + "| MS-1 | done | a\x00b | | | |\n"),
    Rule("columns", True, "| id | status | ID |\n|-|-|-|\n| MS-1 | done | |\n"),
    Rule("delimiter", True, "| id | status |\n|-|\n| MS-1 | done |\n"),
    Rule("short-row", True, HEAD + "| MS-1 | done |\n"),
    Rule("long-row", True, HEAD + "| MS-1 | done | | | | | |\n"),
    Rule("id", True, HEAD + "| MS\u200b-1 | done | | | | |\n"),
    Rule("id-twice", True, HEAD + "| MS-1 | done | | | | |\n" * 2),
    Rule("orphan-row", True, HEAD + "\n| MS-1 | done | | | | |\n"),
    Rule("status", False, HEAD + "| MS-1 | finished | | | | |\n"),
    Rule("figure", False, "| id | status | used |\n|-|-|-|\n| MS-1 | done | lots |\n"),
    Rule("hidden", False, HEAD + "| MS-1 | done | a\u202eb | | | |\n"),
    Rule("dependencies", False, HEAD + "| MS-1 | done | | MS-2 | | |\n"),
)


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_every_rule(rule: Rule) -> None:
    """A ledger that breaks the rule is told so; only what loses rows or values is ``broken``."""
    document = tasks.parse(rule.text)
    found = [fault for fault in faults.check(document) if fault.rule == rule.name]
    assert found
    assert {fault.broken for fault in found} == {rule.broken}
    assert (rule.name in {f.rule for f in faults.structure(document)}) is rule.broken


def test_every_fault_is_of_a_listed_rule() -> None:
    """The list above is whole: no ledger of this file's breaks a rule that it lacks."""
    names = {rule.name for rule in RULES}
    texts = [rule.text for rule in RULES]
    assert {f.rule for text in texts for f in faults.check(tasks.parse(text))} == names


def test_a_sound_ledger_has_none() -> None:
    """Fourteen columns, a dependency with its inverse, emoji and wide text."""
    text = (
        f"| {' | '.join(tasks.COLUMNS)} |\n|{'---|' * 14}\n"
        "| MS-SEC-001 | done | a\\|b 日本語 ❤️ | #12 | app | fix/x | | MS-SEC-002 | w-1 |"
        " 2026-01-31T10:00:00+01:00 | 2026-01-31T11:00:00+01:00 | 8K | 9.1K | Phase: 1 |\n"
        "| MS-SEC-002 | not-started | y | TASKS:P1 | app | fix/x | MS-SEC-001 | | | | | | | |\n"
    )
    assert faults.check(tasks.parse(text)) == ()


def test_a_ledger_that_lacks_columns_is_asked_nothing_about_them() -> None:
    """Hand-made tables without dependencies, dates or notes have no faults for that."""
    text = "| ID | Task | Status |\n|---|---|---|\n| P0-001 | mend the door | done |\n"
    assert faults.check(tasks.parse(text)) == ()


def test_archived_rows_are_known() -> None:
    """A dependency on a row that was archived still holds."""
    document = tasks.parse(HEAD + "| MS-2 | done | | MS-1 | | |\n")
    assert [str(f) for f in faults.check(document)] == ["3:19: MS-1 is no task here"]
    assert faults.check(document, frozenset({"MS-1"})) == ()


def test_a_table_too_wide_to_be_a_ledger_says_so() -> None:
    """More than 128 columns are data; the header is told, and nothing is read from it."""
    count = 129
    header = "| id | status |" + " x |" * (count - 2)
    document = tasks.parse(f"{header}\n|{'-|' * count}\n| MS-1 | done |\n")
    assert document.rows == ()
    assert [str(f) for f in faults.structure(document)] == [
        "1:1: a task table's header has 129 columns, more than 128, so this is no table"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Roadmap\n=======\n\n" + HEAD + "| MS-1 | done | | | | |\n",
        HEAD + "| MS-1 | done | | | | |\n\nStatuses: not-started | in-progress | done\n",
        HEAD + "| MS-1 | done | | | | |\n\nnot-started | in-progress | done\n",
        HEAD + "| MS-1 | done | | | | |\n\n| total | 12 | of 15 |\n",
        HEAD + "| MS-1 | done | | | | |\n\n| word | means |\n|---|---|\n| P-1 | first |\n",
        HEAD + "| MS-1 | done | | | | |\n\n```\n| MS-2 | done | | | | |\n```\n",
        HEAD + "| MS-1 | done | | | | |\n\n<!--\n| MS-2 | done | | | | |\n-->\n",
        HEAD + "| MS-1 | done | | | | |\n\n- see\n\n  | MS-2 | done |\n  | MS-3 | done |\n",
        HEAD + "| MS-1 | done | | | | |\n\n> | MS-2 | done | | | | |\n",
        HEAD + "| MS-1 | done | | | | |\n\n    | MS-2 | done | | | | |\n",
    ],
    ids=[
        "a heading underlined by seven", "a legend in words", "a legend with pipes", "a total",
        "another table", "a fence", "a comment", "a list", "a quote", "code",
    ],
)  # fmt: skip
def test_no_false_alarm(text: str) -> None:
    """What only looks like a marker or a row leaves the ledger usable."""
    assert faults.structure(tasks.parse(text)) == ()


def test_a_message_shows_nothing_hidden_and_is_short() -> None:
    """Escapes for what cannot be seen, one line, and no more than is needed to find the cell."""
    text = HEAD + f"| \x1b[31m{'x' * 90}\x1b | {'y' * 500} | | | | |\n"
    found = [str(fault) for fault in faults.check(tasks.parse(text))]
    assert found[0] == f"3:3: '\\x1b[31m{'x' * 35}' is no id"
    assert all("\x1b" not in line and len(line) < 120 for line in found)


@pytest.mark.parametrize(
    ("row", "caret"),
    [
        ("| MS-1 | done |", "^"),
        ("|\tMS 1\t| done | | | | |", "^"),
        ("| " + "x" * 200 + " y | done | | | | |", "^"),
        ("| MS-1 | done | " + "z" * 300 + " | | | | lost |", "^"),
    ],
)
def test_a_located_fault_points_at_its_place(row: str, caret: str) -> None:
    """Path, line and column, the line cut to what fits, and a caret under the very character."""
    state = State(FileMap({tasks.PATH: HEAD + row + "\n"}))
    fault = state.faults[0]
    head, shown, mark = state.located(fault).split("\n")
    assert head == f"docs/TASKS.md:{fault}"
    assert mark.strip() == caret
    assert len(shown) <= 82
    at = mark.index("^")
    line = row.replace("\t", " ")
    if fault.column <= len(row):
        assert shown[at] == line[fault.column - 1]
    else:
        assert at == len(shown)


def test_a_broken_ledger_is_refused_with_every_fault() -> None:
    """Nothing is written to it: the state says all that is wrong, and where, at once."""
    state = State(FileMap({tasks.PATH: HEAD + "| MS-1 | done |\n| MS 2 | done | | | | |\n"}))
    with pytest.raises(LedgerUnusable) as refused:
        _ = state.document
    assert refused.value.code == "ledger-broken"
    assert [line.split("\n")[0] for line in refused.value.details] == [
        "docs/TASKS.md:3:16: 2 cells where the header has 6",
        "docs/TASKS.md:4:3: 'MS 2' is no id",
    ]


def test_a_ledger_in_conflict_is_called_so() -> None:
    """Conflict markers have their own code, since their mending is another."""
    state = State(FileMap({tasks.PATH: HEAD + "<<<<<<< ours\n| MS-1 | done | | | | |\n"}))
    with pytest.raises(LedgerUnusable) as refused:
        _ = state.document
    assert refused.value.code == "ledger-conflict"
