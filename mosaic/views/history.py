"""What log and verify say: entries newest first, one task's changes, the flaws of a history."""

from __future__ import annotations

from mosaic.change import SUBJECT
from mosaic.errors import CheckFailed
from mosaic.standard import Sequence
from mosaic.state import State
from mosaic.step import Commit
from mosaic.views.answer import Answer
from mosaic.views.fields import cells_of, picked
from mosaic.views.grid import grid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.auditing import Audited


#: Tasks and changes that are said of each entry, and characters of a value where no task was asked
#: for; what is left out is counted.
NAMED, WIDEST = 20, 200


def logged(entries: Sequence[Commit], task: str, more: bool, fields: Sequence[str] = ()) -> Answer:
    """The entries, newest first; with ``task``, what each did to its cells."""
    said = [_json(entry, task, fields) for entry in entries]
    data: dict[str, object] = {"entries": said, "more": more}
    notices = ("older entries were left out; give a higher --limit",) if more else ()
    return Answer("log", lambda: _text(entries, task, said, fields), data, notices)


def _text(
    entries: Sequence[Commit], task: str, said: Sequence[dict[str, object]], fields: Sequence[str]
) -> str:
    if not entries:
        return f"no entry names {task}" if task else "no entries yet"
    heads = [_cells(one) for one in said] if fields else [
        (e.oid[:10], e.when, e.event, e.subject.removeprefix(SUBJECT)) for e in entries
    ]  # fmt: skip
    lines = []
    for entry, head in zip(entries, grid(heads).split("\n"), strict=False):
        lines += [head, *(f"{'':12}{one}" for one in _changes(entry, "" if fields else task))]
    return "\n".join(lines)


def _cells(row: dict[str, object]) -> tuple[str, ...]:
    """The parts as a person reads them; behind them how much is left."""
    cells = cells_of({name: value for name, value in row.items() if name != "left"})
    return (*cells, f"and {row['left']} more") if "left" in row else cells


def _changes(entry: Commit, task: str) -> list[str]:
    """One task's cells, old and new, of the notes what came and went; nothing without a task."""
    lines = []
    for cell in entry.cells:
        if cell is None or cell.task != task:
            continue
        if cell.column != "notes":
            lines.append(str(cell).partition(" ")[2])
            continue
        old, new = cell.old.split("\n"), cell.new.split("\n")
        lines += [f"notes - {said}" for said in old if said and said not in new]
        lines += [f"notes + {said}" for said in new if said and said not in old]
    return lines


def _json(entry: Commit, task: str, fields: Sequence[str]) -> dict[str, object]:
    """An entry's parts that were asked for; ``left``: how much more there is of a list that is cut
    among them."""
    cells = [cell for cell in entry.cells if cell and (not task or cell.task == task)]
    agents, claims = entry.all("Mosaic-Agent"), entry.all("Mosaic-Claim")
    most, cut = (len(cells), str) if task else (NAMED, _cut)
    asked = fields or ("tasks", "changes")
    left = len(entry.tasks[NAMED:]) * ("tasks" in asked) + len(cells[most:]) * ("changes" in asked)
    row: dict[str, object] = {
        "commit": entry.oid,
        "when": entry.when,
        "author": entry.author,
        "event": entry.event,
        "subject": entry.subject,
        "tasks": list(entry.tasks[:NAMED]),
        "agent": agents[0] if agents else None,
        "claim": claims[0] if claims else None,
        "changes": [
            {"task": c.task, "column": c.column, "old": cut(c.old), "new": cut(c.new)}
            for c in cells[:most]
        ],
        "evidence": list(entry.all("Mosaic-Evidence")),
    }
    return {**picked(row, fields), **({"left": left} if left else {})}


def _cut(value: str) -> str:
    return value if len(value) <= WIDEST else f"{value[: WIDEST - 1]}…"


def verified(found: Audited, state: State) -> Answer:
    """That the history is whole; what was not looked at is said.

    Errors: CheckFailed with every flaw, oldest first; LedgerUnusable where there is neither a
    history nor a ledger.
    """
    from mosaic.audit import flaws

    wrong, entries = flaws(found.replay), found.replay.entries
    if wrong:
        raise CheckFailed(
            f"the ledger's history has {len(wrong)} flaw(s)",
            details=[str(flaw) for flaw in wrong],
            hint="run 'mosaic-orchestrator adopt' to check and account for commits made by hand",
        )
    said = f"{entries} entries, each a legal event, each cell accounted for"
    if not entries and not found.since:
        said = f"no entries yet; {len(state.document.tasks)} rows made by hand are given"
    elif found.since:
        said += f", since {', '.join(commit[:10] for commit in found.since)}"
    older = "this clone is shallow: what is older than that is not here, and was taken as given"
    notices = (f"{older}; 'git fetch --unshallow' brings it",) if found.shallow else ()
    data = {
        "entries": entries,
        "tip": found.tip,
        "since": list(found.since),
        "complete": not found.since,
    }
    return Answer("verify", said, data, notices)
