"""guard: proposed changes judged against a task's contract, before anything is written.

It answers to programs: whatever keeps it from judging is bad input, and never an allowance.
"""

from __future__ import annotations

import os

from mosaic.errors import MosaicError, Usage
from mosaic.evidence import base_of, branches_of
from mosaic.gates.contracts import Violation, contract_of, matches, violations
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import Repository
from mosaic.liveness import beats
from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.parse.terms import Broken, Contract
from mosaic.pathname import Path
from mosaic.standard import Iterator, Sequence
from mosaic.state import State
from mosaic.values import dataclass

#: Bytes of a list of paths that are read, and paths that are judged at once, at most.
LARGEST, MOST = 16 * 1024 * 1024, 200_000


@dataclass(frozen=True)
class Proposed:
    """What is to be judged: ``paths`` as somebody named them, or what git says is changed.

    ``complete``: these are all changes of the task, so that a target has to be among them.
    """

    paths: tuple[str, ...] = ()
    staged: bool = False
    branch: str = ""
    range: str = ""
    task: str = ""
    complete: bool = False


@dataclass(frozen=True)
class Guarded:
    """The verdict: whose contract it was, how many paths were judged, and what is against them."""

    task: Task
    contract: Contract | None
    paths: int
    violations: tuple[Violation, ...]


def listed(text: str) -> tuple[str, ...]:
    """The paths of a list: separated by NUL where it has one, else one a line."""
    parts = text.split("\0") if "\0" in text else text.replace("\r\n", "\n").split("\n")
    return tuple(part for part in parts if part)


def guard(ledger: GitLedger, proposed: Proposed, now: str) -> Guarded:
    """Judge the changes; a sign of life of the task. Errors: Usage, whatever is in the way."""
    try:
        return _guard(ledger, proposed, now)
    except MosaicError as error:
        if isinstance(error, Usage):
            raise
        why = (f"{error.code}: {error.message}", *error.details)
        raise Usage("the changes cannot be judged", details=why, hint=error.hint) from error


def _guard(ledger: GitLedger, proposed: Proposed, now: str) -> Guarded:
    state = ledger.peek().needed()
    task = _task(ledger, state, proposed)
    beats(ledger, state, task, now)
    contract = contract_of(task, state)
    if isinstance(contract, Broken):
        raise Usage(f"the contract of {task.id} cannot be read", details=contract.lines)
    paths, links = _paths(ledger, state, proposed)
    if len(paths) > MOST:
        raise Usage(f"{len(paths):,} paths are more than {MOST:,}")
    against = (*links, *violations(dict.fromkeys(paths), contract, state))
    if proposed.complete and contract and not any(v.path in paths for v in links):
        against = (*against, *_left(contract, paths))
    return Guarded(task, contract, len(paths), tuple(dict.fromkeys(against)))


def _left(contract: Contract, paths: Sequence[str]) -> Iterator[Violation]:
    """The targets, where none of them is among the changes."""
    if not any(matches(path, target) for path in paths for target in contract.targets):
        for target in contract.targets:
            yield Violation(target, "target", "is selected by the contract, and is not changed")


def _task(ledger: GitLedger, state: State, proposed: Proposed) -> Task:
    """The task that is named, else the one that works on the branch."""
    if proposed.task:
        task = state.anything.tasks.get(proposed.task)
        if task is None:
            raise Usage(f"no task '{proposed.task}' in the ledger")
        return task
    branch = proposed.branch or ledger.repository.head
    name = branch.removeprefix("refs/heads/")
    rows = [row for row in state.anything.rows if name in branches_of(state, row)]
    going = [row for row in rows if row.status is Status.IN_PROGRESS] or rows
    if not name or len(going) != 1:
        shown = cells.visible(name)[:80] or "a detached HEAD"
        raise Usage(
            f"{'no task works' if not going else 'several tasks work'} on '{shown}'",
            hint="name the task with --task ID",
        )
    return going[0]


def _paths(
    ledger: GitLedger, state: State, proposed: Proposed
) -> tuple[tuple[str, ...], tuple[Violation, ...]]:
    """The paths from the repository's top, and those that a link leads out of it."""
    git = ledger.repository.git
    words = ("--name-only", "-z", "--no-renames")
    if proposed.staged:
        return listed_by(git.run("diff", "--cached", *words, "--").text), ()
    if proposed.branch:
        tip = _commit(ledger, proposed.branch)
        base = base_of(ledger, state)
        return listed_by(git.run("diff", *words, f"{base.tip}...{tip}", "--").text), ()
    if proposed.range:
        first, dots, last = proposed.range.partition("..")
        if not dots or last.startswith("."):
            raise Usage("--range wants A..B")
        old, new = _commit(ledger, first), _commit(ledger, last)
        return listed_by(git.run("diff", *words, old, new, "--").text), ()
    return _named(ledger.repository, proposed.paths)


def listed_by(text: str) -> tuple[str, ...]:
    """Paths as git lists them with ``-z``."""
    return tuple(path for path in text.split("\0") if path)


def _commit(ledger: GitLedger, name: str) -> str:
    found = ledger.reader.get(f"{name}^{{commit}}") if name else None
    if found is None:
        raise Usage(f"no commit '{cells.visible(name)[:80]}'")
    return found.oid


def _named(
    repository: Repository, names: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Violation, ...]]:
    """Paths that somebody named: from the top, or absolute; each also as links make it."""
    tops = (repository.top, repository.top.resolve())
    found, out = list[str](), list[Violation]()
    for name in names:
        path = _inside(name, tops)
        found.append(path)
        if "\0" in path or path.startswith("/") or ".." in path.split("/"):
            continue  # the rules turn it down as it is
        real = Path(os.path.realpath(repository.top / path))
        if not real.is_relative_to(tops[1]):
            out.append(Violation(path, "outside", "leads out of the repository by a link"))
        elif (inner := real.relative_to(tops[1]).as_posix()) != path and inner != ".":
            found.append(inner)
    return tuple(found), tuple(out)


def _inside(name: str, tops: Sequence[Path]) -> str:
    """A path from the top; one that is elsewhere stays as it is."""
    path = name
    for top in tops:
        if Path(name).is_absolute() and path == name and name.startswith(f"{top.as_posix()}/"):
            path = name[len(top.as_posix()) + 1 :]
    while path.startswith("./"):
        path = path[2:]
    return path.rstrip("/") or path
