"""What can be wrong in a host repository, each done to one by its own means."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .conftest import Host

LEDGER = "docs/TASKS.md"
CONFIG = ".mosaic/orchestrator/config.toml"


def broken(host: Host, old: str, new: str) -> None:
    """Commit an edit of the ledger as a person does."""
    text = host.tasks()
    assert old in text
    host.commit({LEDGER: text.replace(old, new, 1)}, "by hand")


def no_ledger(host: Host) -> None:
    host.git("rm", "-q", LEDGER)
    host.git("commit", "-qm", "gone")


def short_row(host: Host) -> None:
    broken(host, "| MS-DOC-001 | not-started |", "| MS-DOC-001 |")


def edited(host: Host) -> None:
    host.write(LEDGER, host.tasks().replace("not-started", "done", 1))


def conflict(host: Host) -> None:
    broken(host, "# Tasks\n", "<<<<<<< ours\n# Tasks\n=======\n# tasks\n>>>>>>> theirs\n")


def odd_config(host: Host) -> None:
    host.commit({CONFIG: (host.top / CONFIG).read_text() + "\n[limits]\nworker = 1\n"})


def no_prd(host: Host) -> None:
    host.git("rm", "-q", "docs/PRD.md")
    host.git("commit", "-qm", "no requirements")


def cap(tokens: str) -> Callable[[Host], None]:
    return lambda host: host.ok("config", "budget.cap", tokens, "--reason", "a test")


def all_deferred(host: Host) -> None:
    for row in ("SEC-001", "SEC-002", "DOC-001", "CQ-001", "CQ-002", "DOC-002"):
        defer(host, f"MS-{row}")


def defer(host: Host, task: str) -> None:
    host.ok(
        "defer", task, "--reason", "later", "--category", "Hard", "--risk", "Low",
        "--approach", "slowly",
    )  # fmt: skip


def blocked(host: Host) -> None:
    host.ok("block", "MS-SEC-001", "--reason", "waits for a key")


def one_claimed(host: Host) -> None:
    host.ok("claim-next", "--agent", "other-1")


def two_claimed(host: Host) -> None:
    """Two at work, and a third task ready."""
    cap("900K")(host)
    one_claimed(host)
    for name in ("a", "b"):
        host.ok("add", "--description", name, "--severity", "critical", "--file", f"src/{name}.py")
    host.ok("claim-next", "--agent", "other-2")


def no_identity(host: Host) -> None:
    home = Path(host.git("config", "--show-origin", "--get", "user.name").split("\t")[0][5:])
    home.write_text("[user]\n\tuseConfigOnly = true\n")


def no_key(host: Host) -> None:
    host.git("config", "commit.gpgsign", "true")
    host.git("config", "gpg.program", "false")


def few_columns(host: Host) -> None:
    host.commit({LEDGER: "| id | status |\n|---|---|\n| MS-SEC-001 | not-started |\n"})


def hook(host: Host, name: str, body: str) -> None:
    file = host.top / ".git/hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def refuse_message(host: Host) -> None:
    hook(host, "commit-msg", "echo 'no ticket number' >&2; exit 1")


def refuse_ref(host: Host) -> None:
    hook(host, "reference-transaction", '[ "$1" = prepared ] && exit 1; exit 0')


def drop_trailers(host: Host) -> None:
    hook(host, "commit-msg", 'echo mine > "$1"')


def as_it_is(host: Host) -> None:
    """Nothing is prepared."""


@contextmanager
def held(path: Path) -> Iterator[int]:
    """The kernel's lock on a file, held by another process; its id."""
    code = (
        "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.flock(f, fcntl.LOCK_EX);"
        " f.truncate(0); f.write('4711 mosaic-orchestrator add'); f.flush();"
        " print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        (sys.executable, "-c", code, str(path)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process.pid
        assert process.stdin is not None
        process.stdin.close()


def ended_soon(pid: int) -> bool:
    """Whether a process that was killed ends; the kernel takes its time, and nobody may ask."""
    file = Path(f"/proc/{pid}/stat")
    for _ in range(500):
        try:
            state = file.read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
