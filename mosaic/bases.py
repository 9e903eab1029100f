"""Where the work on a task starts and lands: the base, and the task's own branch."""

from __future__ import annotations

from mosaic.errors import Refused
from mosaic.gates.attempts import attempts
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.state import State
from mosaic.values import dataclass


@dataclass(frozen=True)
class Base:
    """The branch that work lands on: its full ref, its tip, and the ref that workers start from,
    which is the upstream's where entries are pushed."""

    ref: str
    tip: str
    start: str


def base_of(ledger: GitLedger, state: State) -> Base:
    """The base: forge.base, else origin/HEAD's branch, else the ledger's own.

    Errors: Refused where forge.base names no branch.
    """
    named = state.config.forge.base
    if named:
        found = _branch(ledger, named)
        if found is None:
            raise Refused(
                f"forge.base is '{named}', which is no branch here",
                hint="run 'mosaic-orchestrator config forge.base NAME --reason WHY'",
            )
        return found
    common = ledger.repository.common
    found = None
    if (common / "refs/remotes/origin/HEAD").is_file() or (common / "reftable").is_dir():
        words = ("symbolic-ref", "-q", "--short", "refs/remotes/origin/HEAD")
        head = ledger.repository.git.try_(*words)
        found = None if head.status else _branch(ledger, head.line.removeprefix("origin/"))
    return found or Base(ledger.ref, ledger.tip, ledger.sharing.start(ledger.ref))


def _branch(ledger: GitLedger, name: str) -> Base | None:
    for ref in (f"refs/heads/{name}", f"refs/remotes/origin/{name}"):
        start = ledger.sharing.start(ref)
        tip = ledger.tip if ref == ledger.ref else ledger.sharing.at(start)
        if tip:
            return Base(ref, tip, start)
    return None


def branch_name(state: State, task: Task) -> str:
    """The task's own branch, for its attempt; a -QA row's is ``<branch>-<id>-QA``.

    A cell that is no branch's name counts as an empty one: briefs hand the name to a shell.
    """
    pattern = state.config.forge.branch
    words = "".join(c if c.isalnum() else "-" for c in task["description"].casefold())
    brief = "-".join(w for w in words.split("-") if w and w.isascii())[:40].strip("-")
    named = task["branch"] if cells.is_branch(task["branch"]) else "task"
    name = pattern.replace("{branch}", named).replace("{id}", task.id)
    name = name.replace("{slug}", brief or "task")
    name = name if cells.is_branch(name) else f"task-{task.id}"
    attempt = attempts(task)
    return f"{name}-a{attempt}" if attempt > 1 else name


def branches_of(state: State, task: Task) -> tuple[str, ...]:
    """Branches on which the task's commit may be: its own, and the bare one while it is alone."""
    own = branch_name(state, task)
    names = [own, own.rpartition("-a")[0]] if attempts(task) > 1 else [own]
    others = [
        t
        for t in state.document.rows
        if t.id != task.id and t["branch"] == task["branch"] and t.status is not Status.DONE
    ]
    taken = (state.config.forge.base, state.config.ledger.ref.removeprefix("refs/heads/"))
    if cells.is_branch(task["branch"]) and task["branch"] not in taken and not others:
        names.append(task["branch"])
    return tuple(dict.fromkeys(names))
