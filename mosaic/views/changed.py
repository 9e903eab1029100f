"""What a writing command says: what moved, in one line; the diff, in a dry run."""

from __future__ import annotations

from mosaic.advance import Outcome, touches_table
from mosaic.change import Change
from mosaic.machine import Status
from mosaic.parse import tasks
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.standard import Mapping, Sequence, TypeVar
from mosaic.state import State
from mosaic.views.answer import Answer
from mosaic.views.task import task_json

T = TypeVar("T")
_FINISHED = {Status.DONE.value, Status.DEFERRED.value}


def changed(
    verb: str,
    outcome: Outcome[T],
    said: str,
    *,
    extra: Mapping[str, object] | None = None,
    text: str = "",
    following: str = "",
    dry_run: bool = False,
    warnings: Sequence[str] = (),
    notices: Sequence[str] = (),
) -> Answer:
    """The answer of an event: ``said`` in a line, then ``text``; the task as it is now.

    ``following`` is what to do next; ``warnings`` are about what was handed in.
    """
    after = outcome.after
    task = after.tasks.get(outcome.decision.task)
    commit = outcome.entry.oid if outcome.entry else None
    data: dict[str, object] = {"already": outcome.already, "commit": commit}
    if task:
        data["task"] = task_json(task)
    data |= {**outcome.decision.answer, **(extra or {})}
    lines = [f"already so: {said}" if outcome.already else said]
    if dry_run:
        data |= {"dry_run": True, "diff": diff(outcome), "verdicts": verdicts(outcome)}
        lines = [f"would be: {said}", *verdicts(outcome), diff(outcome)]
    elif outcome.entry:
        lines[0] += f" [{outcome.entry.oid[:10]}]"
    if outcome.entry and outcome.entry.behind:
        data["behind"] = True
    if text:
        lines.append(text)
    moved = _phases(outcome.before, after, outcome.decision.change)
    if moved:
        data["phase_report"] = moved
        lines += moved
    if following:
        data["next"] = following
        lines.append(f"next: {following}")
    held = {warning.partition(" held ")[2] for warning in warnings}
    more = (w for w in outcome.decision.warnings if w.partition(" held ")[2] not in held - {""})
    told = (*warnings, *more, *outcome.notices, *notices)
    return Answer(verb, "\n".join(lines), data, told)


def _phases(before: State, after: Document, change: Change | None) -> list[str]:
    """The lines about phases; nothing is looked at where no task was finished or opened again."""
    moved = (cell for cell in (change.cells if change else ()) if cell.column == "status")
    if change is None or not any({cell.old, cell.new} & _FINISHED for cell in moved):
        return []
    from mosaic.views.phases import reports

    return reports(before, after, change)


def verdicts(outcome: Outcome[T]) -> list[str]:
    """Every gate's word."""
    return [f"{r.word}: {r}" for r in outcome.decision.rulings]


def diff(outcome: Outcome[T]) -> str:
    """What the entry would change, as a unified diff of the state files."""
    import difflib

    change = outcome.decision.change
    if change is None:
        return ""
    files = dict(change.files)
    if touches_table(change):
        files[tasks.PATH] = apply(outcome.before.anything, change)
    parts: list[str] = []
    for path, new in files.items():
        old = outcome.before.files.read(path) or ""
        parts += difflib.unified_diff(
            old.split("\n"), (new or "").split("\n"), f"a/{path}", f"b/{path}", "", "", 1, ""
        )
    return "\n".join(parts)
