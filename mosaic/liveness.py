"""Who still works: signs of life of a claim, from its heartbeat, its worktree and its branch.

Nothing here judges; ``events/lease.py`` does. What another clone or another machine holds cannot
be seen from here, and that is said.
"""

from __future__ import annotations

import os
from itertools import islice

from mosaic.events.decision import row_of, token_of
from mosaic.events.lease import Sign, Signs
from mosaic.gates.rows import working
from mosaic.ledger import heartbeats
from mosaic.ledger.git import Git
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.heartbeats import Heartbeat
from mosaic.ledger.repository import worktrees_of
from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.pathname import Path
from mosaic.standard import Iterator, TypeVar, timedelta
from mosaic.state import State
from mosaic.values import dataclass

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.advance import Outcome

#: Changed files of a worktree whose times are looked at.
MOST_FILES = 200
T = TypeVar("T")


def signs(ledger: GitLedger, state: State, name: str) -> Signs:
    """Every sign of life of a task in progress. Errors: UnknownTask."""
    task = row_of(state, name)
    if task.status is not Status.IN_PROGRESS:
        return Signs()
    seen: list[Sign] = []
    looked: list[str] = []
    beat = _heartbeat(ledger, task)
    if beat is None:
        looked.append("heartbeat: none in this clone, which did not make the claim")
    else:
        if beat.pid:
            _process(beat, seen, looked)
        seen.append(Sign("heartbeat: it beat", beat.when))
    from mosaic.bases import branches_of

    branch = next(iter(branches_of(state, task)))
    trees = list(_worktrees(ledger, branch))
    moved = list(_branches(ledger, branch))
    looked += [] if trees else [f"worktree: none here has {branch} out"]
    looked += [] if moved else [f"branch: no {branch} here or pushed"]
    return Signs((*seen, *trees, *moved), tuple(looked))


def _heartbeat(ledger: GitLedger, task: Task) -> Heartbeat | None:
    """The heartbeat of the row's claim, where it was this clone that made it."""
    token = token_of(task)
    if ledger.claim(task.id) != token:
        return None
    return heartbeats.read(ledger.repository, task.id, token)


def _process(beat: Heartbeat, seen: list[Sign], looked: list[str]) -> None:
    """Whether the process that a heartbeat names lives."""
    from mosaic.ledger import processes

    if beat.alive:
        said = processes.command(beat.pid)[:80]
        seen.append(Sign(f"process {beat.pid} runs ({said})" if said else f"process {beat.pid}"))
    elif beat.alive is False:
        looked.append(f"process: {beat.pid} has ended")
    else:
        where = f" on {beat.host}" if beat.host and beat.host != processes.host() else ""
        looked.append(f"process: {beat.pid}{where} cannot be told from here")


def _worktrees(ledger: GitLedger, branch: str) -> Iterator[Sign]:
    """Worktrees that have the branch out: when a file that differs, or the index, last moved."""
    place = ledger.repository
    for tree in worktrees_of(place.git, f"refs/heads/{branch}", place):
        words = ("status", "--porcelain", "-z", "--no-renames")
        status = Git(tree.top).bounded(*words, ask=False)
        paths = [line[3:] for line in status.text.split("\0") if len(line) > 3]
        files = [tree.top / path for path in islice(paths, MOST_FILES)]
        own = [tree.git_dir / name for name in ("index", "index.lock", "logs/HEAD")]
        times = [time for file in (*files, *own) if (time := _changed(file))]
        if times:
            yield Sign(f"worktree {tree.top} moved", heartbeats.moment(max(times)))


def _changed(file: Path) -> float:
    try:
        return os.lstat(file).st_mtime
    except OSError:
        return 0.0


def _branches(ledger: GitLedger, branch: str) -> Iterator[Sign]:
    """The branch's last commit, here and on the remote. Errors: Outside (push-failed)."""
    from mosaic.ledger.branches import bring, refs_of

    bring(ledger.sharing, branch)
    for ref, shown in refs_of(ledger.sharing, branch):
        if ledger.reader.get(f"{ref}^{{commit}}"):
            when = ledger.repository.git.run("log", "-1", "--format=%cI", ref, "--").line
            yield Sign(f"branch {shown} moved", when)


@dataclass(frozen=True)
class Lease:
    """One claim's lease: until when (ISO 8601), how many seconds are left (none: below 0), the
    last sign of life that this clone knows of, and whether it was this clone that claimed."""

    task: str
    agent: str
    until: str
    left: int
    seen: str
    held: bool


def leases(ledger: GitLedger, state: State, now: str) -> tuple[Lease, ...]:
    """The leases of all rows that are worked on; only the claims' own folder is looked at."""
    rows = [row for row in state.in_progress if working(row)]
    return tuple(found for row in rows if (found := lease(ledger, state, row, now)))


def lease(ledger: GitLedger, state: State, task: Task, now: str) -> Lease | None:
    """A row's lease; None where nobody works on it, or when it started cannot be read."""
    if not working(task):
        return None
    beat = _heartbeat(ledger, task)
    try:
        since = cells.parse_when(task["started_at"])
    except ValueError:
        return None
    if beat:
        since = max(since, cells.parse_when(beat.when))
    until = since + timedelta(seconds=state.config.limits.lease)
    left = int((until - cells.parse_when(now)).total_seconds())
    seen = beat.when if beat else task["started_at"]
    return Lease(task.id, task["agent"], until.isoformat(), left, seen, beat is not None)


def beats(ledger: GitLedger, state: State, task: Task, now: str) -> None:
    """A command that names a task in progress is a sign of life, where this clone claimed it."""
    if task.status is Status.IN_PROGRESS and _heartbeat(ledger, task):
        heartbeats.beat(ledger.repository, task.id, token_of(task), now)


def settle(ledger: GitLedger, outcome: Outcome[T], now: str) -> None:
    """After an entry: a claim that it ended is forgotten; one that goes on shows a sign of life."""
    change = outcome.decision.change
    if outcome.entry is None or change is None:
        return
    before, after = outcome.before.anything.tasks, outcome.after.tasks
    for name in dict.fromkeys((*change.tasks, *(cell.task for cell in change.cells))):
        was, task = before.get(name), after.get(name)
        if task is not None and task.status is Status.IN_PROGRESS:
            if name in change.tasks:
                beats(ledger, outcome.before, task, now)
        elif was is not None and was.status is Status.IN_PROGRESS:
            _forget(ledger, name, token_of(was))


def sweep(ledger: GitLedger) -> None:
    """Forget every claim whose row is in progress no more; under the lock, where none begins."""
    from mosaic.ledger.lock import locked

    with locked(ledger.repository.private / "lock"):
        rows = ledger.peek().anything.tasks
        for name, token in ledger.claims().items():
            if name not in rows or rows[name].status is not Status.IN_PROGRESS:
                _forget(ledger, name, token)


def _forget(ledger: GitLedger, name: str, token: str) -> None:
    """Forget one claim; a newer one of the same task stays."""
    if ledger.claims().get(name) == token:
        ledger.keep_claim(name, None)
    heartbeats.end(ledger.repository, name, token)
