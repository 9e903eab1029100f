"""The two checks of a commit: is the staged ledger sound, and is it Mosaic that writes it?

They judge what is staged, in the index of the git that calls, and need nothing but git and the
parser. ``python -m mosaic.hooks validate sole-writer`` runs both. Source: PROTOCOL, "Hooks and
guards".
"""

from __future__ import annotations

import os
import subprocess
import sys

from mosaic.machine import Event, Status, reaches
from mosaic.parse import cells
from mosaic.parse.faults import check
from mosaic.parse.tasks import PATH, Document, Fault, Task, parse
from mosaic.patterns import regex
from mosaic.standard import Iterable, Iterator, Sequence
from mosaic.state import ARCHIVES, LEARNINGS, is_state_file

#: As ``mosaic.ledger.git`` has it, which is not imported: each commit waits for these checks.
SETTLED = (
    "-c", "log.showSignature=false", "-c", "grep.patternType=basic",
    "-c", "protocol.ext.allow=never",
)  # fmt: skip
_PARENT = regex(r"GITHEAD_([0-9a-f]{40}|[0-9a-f]{64})")
_ARCHIVE = "-tasks.md"
_HINT = (
    "hint: take it out of this commit, then run 'mosaic-orchestrator adopt', which checks the"
    " edit and commits it"
)
_USAGE = "usage: python -m mosaic.hooks validate|sole-writer ..."


def validate_tasks() -> int:
    """Console script: 0 where the staged ledger is sound, else 1 and every fault on stderr."""
    return _run("mosaic-validate-tasks", sys.argv[1:], ("validate",))


def sole_writer() -> int:
    """Console script: 0 where no state file is staged by other hands than Mosaic's, else 1."""
    return _run("mosaic-sole-writer", sys.argv[1:], ("sole-writer",))


def main(words: Sequence[str]) -> int:
    """Run the checks that are named and say every fault; an entry was judged before it was made."""
    if not words or not set(words) <= set(_CHECKS):
        return _say([_USAGE], 2)
    if os.environ.get("MOSAIC_ENTRY") == "1":
        return 0
    found = [line for word in dict.fromkeys(words) for line in _CHECKS[word]()]
    return _say(found, 1) if found else 0


def _run(name: str, words: Sequence[str], checks: Sequence[str]) -> int:
    """A console script: file names, as hook runners hand them on, do not matter."""
    if any(word in ("-h", "--help") for word in words):
        return _say([f"usage: {name}\nIt judges what is staged, and takes no options."], 0)
    return main(checks)


def _say(lines: Iterable[str], status: int) -> int:
    sys.stderr.write("".join(f"{cells.visible(line)}\n" for line in lines))
    return status


def staged_faults() -> list[str]:
    """Every fault of the staged ledger, and every move that the machine does not know."""
    others = _other_parents()
    staged, *before = _blobs([f"{rev}:{PATH}" for rev in ("", "HEAD", *others)])
    if staged is None:
        return []
    document = parse(staged.decode("utf-8", "replace"))
    archived = _archived()
    faults = [*_encoding(staged), *check(document, archived)]
    old = [parse(data.decode("utf-8", "replace")) for data in before if data is not None]
    faults += moves(old, document, archived)
    return [f"{PATH}:{f}" for f in sorted(faults, key=lambda f: (f.line, f.column))]


def moves(before: Sequence[Document], after: Document, archived: frozenset[str]) -> Iterator[Fault]:
    """What moved other than the machine allows, between a commit's parents and its ledger.

    A merge may take each row from either parent. Without a parent's ledger, nothing moved.
    """
    if not before:
        return
    for row in after.rows:
        olds = [d.tasks[row.id] for d in before if row.id in d.tasks]
        message = _moved(row, olds) if olds else _came(row, archived)
        if message and row.status:
            yield Fault(row.line + 1, 1, message, "transition", broken=False)
    gone = [i for i in before[0].tasks if all(i in d.tasks for d in before)]
    for name in gone:
        if name not in after.tasks and name not in archived:
            yield Fault(1, 1, f"the row of {name} is gone, and in no archive", "row-removed")


def _moved(row: Task, olds: Sequence[Task]) -> str:
    """The fault of a row whose status no single event explains, or ''."""
    if any(old["status"] == row["status"] or not old.status for old in olds) or not row.status:
        return ""
    if any(old.status and reaches(old.status, row.status, tuple(Event)) for old in olds):
        return ""
    return f"{row.id}: no event leads from {olds[0]['status']} to {row['status']}"


def _came(row: Task, archived: frozenset[str]) -> str:
    """The fault of a new row that does not start at the beginning, or ''."""
    if row.status is Status.NOT_STARTED or row.id in archived:
        return ""
    return f"{row.id} is new and must be {Status.NOT_STARTED}, not {row['status']}"


def _encoding(data: bytes) -> Iterator[Fault]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        yield Fault(line, column, "this is not UTF-8", "encoding")


def _archived() -> frozenset[str]:
    """The ids of every row in a staged or committed archive."""
    listed = _git("ls-files", "-z", "--", f"{ARCHIVES}/*{_ARCHIVE}").decode("utf-8", "replace")
    names = [name for name in listed.split("\0") if name]
    asked = [f"{rev}:{name}" for name in names for rev in ("", "HEAD")]
    texts = [data.decode("utf-8", "replace") for data in _blobs(asked) if data is not None]
    return frozenset(row.id for text in texts for row in parse(text).rows)


def foreign_changes() -> list[str]:
    """Every staged state file that neither an entry nor a merge accounts for.

    Before there is a ledger only the ledger itself is guarded: init's config may be committed.
    """
    options = ("--cached", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "-z")
    listed = _git("diff", *options).decode("utf-8", "surrogateescape")
    changed = [path for path in listed.split("\0") if is_state_file(path)]
    if changed and not _has_ledger():
        changed = [path for path in changed if path == PATH]
    others = _other_parents() if changed else ()
    found = [p for p in changed if not (others and _merged(p, others))]
    said = [
        f"{path}: only Mosaic's entries change this file, and this commit is none" for path in found
    ]
    return [*said, _HINT] if said else []


def _has_ledger() -> bool:
    """Whether HEAD has a ledger or the archive of one."""
    if not _git("rev-parse", "-q", "--verify", "HEAD^{commit}", fine=(0, 1)):
        return False
    listed = _git("ls-tree", "--name-only", "-z", "HEAD", PATH, f"{ARCHIVES}/")
    names = listed.decode("utf-8", "surrogateescape").split("\0")
    return any(name == PATH or name.endswith(_ARCHIVE) for name in names)


def _merged(path: str, others: Sequence[str]) -> bool:
    """Whether a merge's blob is a parent's, or what the driver makes of two parents.

    What the driver does not know is git's own to merge, and so are archives and the registry,
    where a clone has no driver.
    """
    staged, *theirs = _ids([f"{rev}:{path}" for rev in ("", *others)])
    if staged in theirs:
        return True
    if len(others) > 1:
        return False
    from mosaic.merging import is_known

    if is_known(path) and _driven(path, others[0]):
        return True
    if path in (PATH, LEARNINGS):
        return False
    tree = _git("merge-tree", "--write-tree", "--no-messages", "HEAD", others[0], fine=(0, 1))
    first = tree.split(b"\n", 1)[0].decode()
    return staged in _ids([f"{first}:{path}"])


def _driven(path: str, other: str) -> bool:
    """Whether what is staged is the driver's result of HEAD and another commit."""
    from mosaic.merging import is_result

    bases = _git("merge-base", "--all", "HEAD", other, fine=(0, 1)).decode().split()
    names = [f"{rev}:{path}" for rev in ("", "HEAD", other, *bases)]
    staged, ours, theirs, *older = (
        (data or b"").decode("utf-8", "surrogateescape") for data in _blobs(names)
    )
    return is_result(path, tuple(older) or ("",), ours, theirs, staged)


def _other_parents() -> tuple[str, ...]:
    """The other parents of a merge under way: what MERGE_HEAD says, else git to its merge hook."""
    file = os.fsdecode(_git("rev-parse", "--git-path", "MERGE_HEAD").rstrip(b"\n"))
    if os.path.exists(file):
        with open(file, encoding="ascii") as lines:
            return tuple(lines.read().split())
    named = (_PARENT.fullmatch(name) for name in os.environ)
    return tuple(match.group(1) for match in named if match)


def _ids(names: Sequence[str]) -> list[str]:
    """The object each name means, '' where there is none."""
    asked = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    lines = _git("cat-file", "--batch-check=%(objectname)", stdin=asked).split(b"\n")
    return ["" if line.endswith(b" missing") else line.decode() for line in lines[: len(names)]]


def _blobs(names: Sequence[str]) -> list[bytes | None]:
    """The bytes of each named blob, None where there is none."""
    if not names:
        return []
    answer = _git("cat-file", "--batch", stdin="".join(f"{n}\n" for n in names).encode())
    found: list[bytes | None] = []
    at = 0
    for _ in names:
        end = answer.index(b"\n", at)
        head = answer[at:end].split(b" ")
        at = end + 1
        if head[-1].isdigit():
            size = int(head[-1])
            found.append(answer[at : at + size])
            at += size + 1
        else:
            found.append(None)
    return found


def _git(*words: str, stdin: bytes = b"", fine: tuple[int, ...] = (0,)) -> bytes:
    """Ask the calling git's repository and index, which its environment names; where git fails,
    say so and end with 2."""
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    done = subprocess.run(("git", *SETTLED, *words), input=stdin, capture_output=True, env=env)
    if done.returncode not in fine:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise SystemExit(_say([f"'git {' '.join(words)}' failed: {said}"], 2))
    return done.stdout


_CHECKS = {"validate": staged_faults, "sole-writer": foreign_changes}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
