"""Every way a command can end other than well: an exit code, a code word, a message, a hint.

The core raises these; only ``cli.py`` catches them. Inheritance is used here and nowhere else.
"""

from __future__ import annotations

from mosaic.standard import Iterator, Sequence, contextmanager


class MosaicError(Exception):
    """What is so (message), where (details), and what to type next (hint, never destructive)."""

    exit = 70
    code = "bug"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        details: Sequence[str] = (),
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)
        if code is not None:
            self.code = code


@contextmanager
def besides(lines: Sequence[str]) -> Iterator[None]:
    """An error that is raised within says these lines too, behind its own details."""
    try:
        yield
    except MosaicError as error:
        error.details = (*error.details, *lines)
        raise


class Refused(MosaicError):
    """A gate or the machine said no, or a check found faults."""

    exit = 1
    code = "gate-refused"


class IllegalMove(Refused):
    """The machine has no such transition from the task's status."""

    code = "illegal-move"


class UnknownTask(Refused):
    """No row of the ledger has this id."""

    code = "unknown-task"


class CheckFailed(Refused):
    """A check (validate, verify, adopt) found faults; all are in the details."""

    code = "check-failed"


class Usage(MosaicError):
    """The words of the command line, or a file they name, cannot be used."""

    exit = 2
    code = "usage"


class Finished(MosaicError):
    """Nothing to claim: every task is done or deferred."""

    exit = 3
    code = "finished"


class Deadlock(MosaicError):
    """Nothing to claim, and work remains that cannot go on by itself."""

    exit = 4
    code = "deadlock"


class OverBudget(MosaicError):
    """The projected total passes the cap, or the 90 % freeze."""

    exit = 5
    code = "budget-exceeded"


class HandoffRequired(MosaicError):
    """The orchestrator's context is at or above the stop."""

    exit = 6
    code = "handoff-required"


class Wait(MosaicError):
    """Not now: a lock, the worker limit, or nothing ready while others work."""

    exit = 7
    code = "locked"


class LedgerUnusable(MosaicError):
    """TASKS.md or the config is missing, broken, hand-edited or in conflict."""

    exit = 8
    code = "ledger-broken"


class Outside(MosaicError):
    """git, a hook, a forge or a worker's command failed; ``command`` is the exact one where it is
    known."""

    exit = 9
    code = "git-failed"
    command = ""


class ForgeFailed(Outside):
    """A forge did not do what it was asked.

    ``command`` is the exact one, as words or as ``METHOD address``; ``status`` the HTTP status, 0
    where there was none. ``kind``: failed; missing; moved (the head is another than the expected
    one); unmergeable (it answers, and will not merge this).
    """

    code = "forge-failed"

    def __init__(
        self,
        message: str,
        *,
        command: str,
        status: int = 0,
        kind: str = "failed",
        hint: str = "",
        details: Sequence[str] = (),
    ) -> None:
        super().__init__(message, hint=hint, details=details)
        self.command = command
        self.status = status
        self.kind = kind


class Bug(MosaicError):
    """Mosaic is wrong: the proof before a write did not hold."""


class Interrupted(MosaicError):
    """The person pressed Ctrl-C; nothing is half-done."""

    exit = 130
    code = "interrupted"


#: Every ``code`` that an error envelope can carry, with its exit code (PROTOCOL: exit codes).
CODES: tuple[tuple[str, int, str], ...] = (
    ("usage", 2, "the command line, or a file it names, cannot be used"),
    ("gate-refused", 1, "a gate said no; every reason is listed"),
    ("illegal-move", 1, "the machine has no such transition from the task's status"),
    ("unknown-task", 1, "no row of the ledger has this id"),
    ("check-failed", 1, "a check found faults; all are listed"),
    ("finished", 3, "every task is done or deferred"),
    ("deadlock", 4, "work remains, and none of it can go on by itself"),
    ("budget-exceeded", 5, "the projected total passes the cap"),
    ("budget-frozen", 5, "the projected total passes 90 % of the cap"),
    ("handoff-required", 6, "the orchestrator's context is at or above the stop"),
    ("locked", 7, "another command holds the ledger"),
    ("contended", 7, "the ledger moved again and again while the command decided"),
    ("worker-limit", 7, "as many rows are being worked on as the limit allows"),
    ("nothing-ready", 7, "every open task waits for one in progress"),
    ("forge-busy", 7, "the forge's CI checks, queue, or look at a merge did not end in time"),
    ("agent-elsewhere", 7, "this agent holds a task that another clone claimed"),
    ("ledger-missing", 8, "there is no ledger here yet"),
    ("ledger-broken", 8, "docs/TASKS.md has faults; all are listed"),
    ("ledger-edited", 8, "docs/TASKS.md was edited by hand"),
    ("ledger-conflict", 8, "docs/TASKS.md holds conflict markers"),
    ("config-broken", 8, "config.toml has faults; all are listed"),
    ("git-failed", 9, "a git command failed"),
    ("hook-refused", 9, "one of the repository's own hooks refused the entry"),
    ("push-failed", 9, "the remote refused the push"),
    ("outcome-unknown", 9, "the remote did not say whether the push arrived"),
    ("forge-failed", 9, "a forge's command failed"),
    ("worker-failed", 9, "a worker's command failed"),
    ("bug", 70, "Mosaic is wrong; nothing was written"),
    ("interrupted", 130, "stopped by a person; nothing is half-done"),
)
