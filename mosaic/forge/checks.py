"""A contract's checks, run one after another on one commit, each in its time, in a worktree of
their own. ``running`` says how a command runs.
"""

from __future__ import annotations

from mosaic.forge.running import clean, run_bounded
from mosaic.gates.facts import CheckRun
from mosaic.ledger.checkout import WHOLE, checked_out
from mosaic.ledger.git import Git
from mosaic.ledger.repository import Repository
from mosaic.parse.outside import one_text
from mosaic.parse.terms import Check, key_of
from mosaic.standard import Callable, Iterator, Sequence


def run_checks(
    repository: Repository,
    commit: str,
    checks: Sequence[tuple[Check, str]],
    now: Callable[[], str],
) -> Iterator[CheckRun]:
    """Run each check's command on the commit's tree, and tell each run as soon as it has ended.

    They share one worktree, so that one may build what the next needs; tracked files are put back
    in between.
    """
    tree = repository.git.run("rev-parse", "--verify", f"{commit}^{{tree}}").line
    with checked_out(repository, commit) as place:
        for check, command in checks:
            Git(place).run(*WHOLE, "read-tree", "--reset", "-u", commit)
            done = run_bounded(command, place, clean(), check.patience)
            said = one_text("\n".join(done.tail))
            ended = "untested" if done.ended == "0" and not done.ran_tests else done.ended
            yield CheckRun(check.name, key_of(command), tree, ended, now(), said)
