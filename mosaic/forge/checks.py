"""A contract's checks, run one after another on one commit, each bounded in time and output.

They run in a worktree of their own, in an environment without what is secret or foreign, and in a
process group that ends with them, whatever they started.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mosaic.gates.facts import CheckRun
from mosaic.ledger.bounded import child
from mosaic.ledger.checkout import WHOLE, checked_out
from mosaic.ledger.git import Git, tail, theirs
from mosaic.ledger.repository import Repository
from mosaic.parse.outside import one_text
from mosaic.parse.ran import ran_tests
from mosaic.parse.terms import Check, key_of
from mosaic.patterns import regex
from mosaic.values import dataclass

#: Bytes that a check may print; and of these, how many at the end are looked at.
MOST, LOOKED_AT = 32 * 1024 * 1024, 16 * 1024
#: Variables of the caller's that say who somebody is, and that no work of a worker needs.
_SECRET = regex(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|SSH_AUTH_SOCK",
    re.IGNORECASE,
)
_PYTHON = ("PYTHONPATH", "PYTHONSAFEPATH")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended (see ``CheckRun.ended``), and the end of what it printed."""

    ended: str
    said: str


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
            said = one_text("\n".join(tail(done.said)))
            ended = "untested" if done.ended == "0" and not ran_tests(done.said) else done.ended
            yield CheckRun(check.name, key_of(command), tree, ended, now(), said)


def clean() -> dict[str, str]:
    """The environment of a check: no secrets by their names, nothing of git's or ours."""
    kept = {k: v for k, v in theirs().items() if not _SECRET.search(k) and k not in _PYTHON}
    return {**kept, "CI": "true"}


def run_bounded(command: str, place: Path, env: dict[str, str], patience: float) -> Ended:
    """Run a shell's command in a session of its own, for ``patience`` seconds at most."""
    done = child(("sh", "-c", command), place, env, patience, joined=True, most=MOST)
    why = "late" if done.late else "flooded" if done.flooded else str(done.status)
    return Ended(why, done.out[-LOOKED_AT:].decode("utf-8", "replace"))
