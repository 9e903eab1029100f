"""How a command that judges work runs, whoever asks for it: the quality gates and every check.

A shell runs it in a session of its own that ends with it, and with a Ctrl-C; without what is
secret or foreign, and with nothing to read. What it prints goes to the disk, not to memory.
"""

from __future__ import annotations

from mosaic.ledger.bounded import child
from mosaic.ledger.git import tail, theirs
from mosaic.parse.ran import ran_tests
from mosaic.pathname import Path
from mosaic.patterns import IGNORECASE, regex
from mosaic.standard import Callable, Mapping, Sequence
from mosaic.values import dataclass

#: Bytes that a command may print; of these, how many at the end are looked at; and of these, the
#: characters in which the last lines are, which are shown.
MOST, LOOKED_AT, SHOWN = 64 * 1024 * 1024, 1024 * 1024, 16 * 1024
#: Variables of the caller's that say who somebody is, and that no work of a worker needs.
_SECRET = regex(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|SSH_AUTH_SOCK",
    IGNORECASE,
)


@dataclass(frozen=True)
class Ended:
    """How a command ended (see ``CheckRun.ended``), its exit status, and the end of what it
    printed."""

    ended: str
    status: int
    said: str

    @property
    def ran_tests(self) -> bool:
        return ran_tests(self.said)

    @property
    def tail(self) -> Sequence[str]:
        return tail(self.said[-SHOWN:])


def clean() -> dict[str, str]:
    """The environment: the caller's, without secrets by their names, and nothing of git's or
    ours."""
    return {**{k: v for k, v in theirs().items() if not _SECRET.search(k)}, "CI": "true"}


def run_bounded(
    command: str,
    place: Path,
    env: Mapping[str, str],
    patience: float,
    told: Callable[[float], None] | None = None,
) -> Ended:
    """Run a shell's command for ``patience`` seconds at most; ``told`` as ``bounded.child``."""
    done = child(
        ("sh", "-c", command),
        place,
        env,
        patience,
        joined=True,
        most=MOST,
        kept=LOOKED_AT,
        told=told,
    )
    why = "late" if done.late else "flooded" if done.flooded else str(done.status)
    return Ended(why, done.status, done.out.decode("utf-8", "replace"))
