"""The local forge: a squash merge built beside the checkout, the quality gates run on its tree.

Nothing here moves a ref. The merge is made of objects (``git merge-tree``); the gates run in a
linked worktree of their own; the base moves only with the entry that says done.
"""

from __future__ import annotations

from mosaic.errors import ForgeFailed, Wait
from mosaic.forge.pace import Pace
from mosaic.forge.running import MOST, clean, run_bounded
from mosaic.gates.facts import GateRun
from mosaic.ledger.checkout import checked_out
from mosaic.ledger.entry import commit_tree, read_settings
from mosaic.ledger.git import DURABLE, Git, failed
from mosaic.ledger.repository import Repository
from mosaic.values import dataclass

_QUIET = Pace()
#: Seconds that the quality gates have at least, however little is to be waited.
LEAST = 1.0
#: How a shell ends where a program is not there, or may not be run. POSIX, "Exit Status for
#: Commands".
CANNOT = (126, 127)


@dataclass(frozen=True)
class Merge:
    """A branch merged with the base in objects alone. ``conflicts`` are paths; then no tree."""

    base: str
    commit: str
    tree: str = ""
    conflicts: tuple[str, ...] = ()


def merge(git: Git, base: str, commit: str) -> Merge:
    """Merge a commit with the base's tip. Errors: Outside where git cannot even try."""
    words = (*DURABLE, "merge-tree", "--write-tree", "--name-only", "-z")
    done = git.bounded(*words, base, commit, ask=False)
    parts = done.text.split("\0")
    if done.status == 0:
        return Merge(base, commit, parts[0])
    if done.status == 1 and not done.late:
        end = parts.index("") if "" in parts else len(parts)
        return Merge(base, commit, conflicts=tuple(dict.fromkeys(parts[1:end])))
    raise failed(done, code="forge-failed")


def squash(git: Git, found: Merge, message: str) -> str:
    """The squash commit of a merge, by the author of the work, on the base. Its id."""
    shown = git.run("show", "-s", "--format=%an%x00%ae%x00%aI", found.commit).line
    name, email, when = shown.split("\0")
    author = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": when}
    sign = read_settings(git).sign
    return commit_tree(git, found.tree, (found.base,), message, sign, author)


def run_gates(repository: Repository, commit: str, command: str, pace: Pace = _QUIET) -> GateRun:
    """Run the quality gates on a commit's tree, in a worktree of their own, as ``running`` says.

    The command is the host's own, from config.toml. The pace is told now and then that it still
    runs. Errors: Wait (forge-busy) where it has not ended within the pace's limit; Outside.
    """
    limit = max(pace.limit, LEAST)
    tree = repository.git.run("rev-parse", "--verify", f"{commit}^{{tree}}").line

    def told(waited: float) -> None:
        pace.tell(f"the quality gates still run ({waited:.0f} s): {command}")

    with checked_out(repository, commit) as place:
        done = run_bounded(command, place, clean(), limit, told)
    if done.ended == "late":
        raise Wait(
            f"the quality gates had not ended after {limit:g} s and were stopped; nothing landed",
            code="forge-busy",
            details=[command, *done.tail],
            hint="run the same command again, with a longer --wait SECONDS",
        )
    flood = [f"it printed more than {MOST:,} bytes and was stopped"] * (done.ended == "flooded")
    status = done.status or len(flood)  # one that ends well when it is stopped is not green either
    return GateRun(command, status, tree, done.ran_tests, "\n".join([*done.tail, *flood]))


def cannot_run(run: GateRun) -> ForgeFailed:
    """The error for gates that cannot be run at all, whatever the tree."""
    return ForgeFailed(
        f"the quality gates cannot be run: '{run.command}': exit status {run.status}",
        command=run.command,
        details=[line for line in run.tail.split("\n") if line],
        hint="see that all it calls is installed where this command runs; or run"
        " 'mosaic-orchestrator config mission.quality_gates COMMAND --reason WHY'",
    )
