"""Building an entry from objects and moving the ref to it: the one commit point.

Blobs, trees and the commit are written as loose objects on top of the tip; then the ref moves by
compare-and-swap. The ref is read again afterwards, whatever git's exit status said.
"""

from __future__ import annotations

import os

from mosaic.errors import Outside, Wait
from mosaic.ledger import Moved
from mosaic.ledger.git import DURABLE, Done, Git, failed, overdue, tail
from mosaic.ledger.objects import Reader, write_blob, write_object, write_tree
from mosaic.ledger.repository import Repository
from mosaic.ledger.settings import Settings
from mosaic.ledger.settings import read_settings as read_settings
from mosaic.ledger.transaction import OWN, transact
from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import Callable, Mapping

_LOCK = regex(r"Unable to create '([^']+\.lock)'")


def store(
    git: Git, reader: Reader, parent_tree: str, files: Mapping[str, bytes | None]
) -> tuple[str, dict[str, tuple[str, bytes] | None]]:
    """Write blobs and trees; the new tree, and each path's blob (id and bytes)."""
    blobs = {
        p: (write_blob(git, data), data) if data is not None else None for p, data in files.items()
    }
    tree = write_tree(git, reader, parent_tree, {p: b[0] if b else None for p, b in blobs.items()})
    return tree or write_object(git, "tree", b""), blobs


def commit_tree(
    git: Git,
    tree: str,
    parents: tuple[str, ...],
    message: str,
    sign: bool,
    env: Mapping[str, str] | None = None,
) -> str:
    """Store a commit; its id. Errors: Outside with git's own words (no identity, no key)."""
    args = [*DURABLE, "-c", "i18n.commitEncoding=utf-8", "commit-tree", tree]
    for parent in parents:
        args += ["-p", parent]
    ask = git.bounded if sign else git.try_
    done = ask(*args, *(["-S"] if sign else []), "-F", "-", stdin=message, env=env)
    if done.late:
        raise overdue("the program that signs commits", done.late, done.err)
    if done.status:
        raise failed(done)
    return done.line


def commit_object(git: Git, tree: str, parent: str, message: str, settings: Settings) -> str:
    """Store an entry's commit; its id. Errors: as ``commit_tree``, which does what is not plain."""
    if git.objects is None or not (settings.author and settings.committer) or "\0" in message:
        return commit_tree(Git(git.cwd), tree, (parent,) if parent else (), message, settings.sign)
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else [])]
    lines += [f"author {settings.author}", f"committer {settings.committer}", "", message]
    return write_object(git, "commit", "\n".join(lines).encode("utf-8", "surrogateescape"))


def move(
    git: Git,
    reader: Reader,
    moves: tuple[tuple[str, str, str], ...],
    reason: str,
    prepared: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Move refs (name, old, new) together by compare-and-swap; returns notices.

    ``prepared`` is called when git holds all its locks and nothing has moved.

    Errors: Moved where a ref is not at its old value; Outside (hook-refused, git-failed) where
    git refused. The refs are read again: what they say counts, not the exit status.
    """
    updates = "".join(
        f"update {name} {new} {old}\n" if old else f"create {name} {new}\n"
        for name, old, new in moves
    )
    done = transact(git, updates, reason, prepared)
    there = [(name, _at(reader, name), old, new) for name, old, new in moves]
    if all(now == new for _, now, _, new in there):
        late = (f"the entry is made; a hook did not end in {done.late:g} s",) if done.late else ()
        return (*late, *tail(done.err)) if done.status else ()
    if any(now not in (old, new) for _, now, old, new in there):
        raise Moved
    raise _held(done, git) or _refused(done)


def _at(reader: Reader, ref: str) -> str:
    found = reader.get(ref)
    return found.oid if found else ""


def _held(done: Done, git: Git) -> Wait | None:
    """The error where another git process holds a ref, or died and left its lock."""
    match = _LOCK.search(done.err)
    if match is None:
        return None
    from mosaic.ledger.holders import holders

    return Wait(
        "git's own lock on the ledger's ref is taken; nothing changed",
        details=[f"lock: {match.group(1)}", *holders(Path(match.group(1)), (git.cwd,))],
        hint="wait for that git command; if none is running, look at the file and who left it",
    )


def _refused(done: Done) -> Outside:
    if done.late:
        return overdue("your hook reference-transaction", done.late, done.err)
    if "hook" in done.err:
        return failed(
            done, code="hook-refused", message="a hook refused the entry; nothing changed"
        )
    return failed(done, message="git did not move the ledger's ref; nothing changed")


def hooked_message(
    repository: Repository, git: Git, message: str, which: str, names: tuple[str, ...]
) -> str:
    """The message after the user's own prepare-commit-msg and commit-msg hooks.

    Errors: Outside (hook-refused) with the hook's words; nothing has been changed by then.
    """
    present = runnable(repository, which, names)
    if not present:
        return message
    repository.private.mkdir(exist_ok=True)
    file = repository.private / "message.new"
    try:
        file.write_text(message, encoding="utf-8")
        for name in present:
            extra = ("message",) if name == "prepare-commit-msg" else ()
            run_hook(git, name, str(file), *extra)
        after = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"wrote a message that is no UTF-8 (byte {error.start})"
        raise _misbehaved(present, what, "let the hook write UTF-8") from error
    except FileNotFoundError as error:
        hint = "let the hook edit the file in place"
        raise _misbehaved(present, "removed the message", hint) from error
    finally:
        file.unlink(missing_ok=True)
    if trailers(after) != trailers(message):
        hint = "let the hook keep lines that begin with 'Mosaic-'"
        raise _misbehaved(present, "removed or changed the entry's trailers", hint)
    return after


def _misbehaved(ran: tuple[str, ...], what: str, hint: str) -> Outside:
    return Outside(
        f"a commit-message hook {what}; nothing changed",
        code="hook-refused",
        details=[f"hooks that ran: {', '.join(ran)}"],
        hint=f"{hint}, or set ledger.hooks to none",
    )


def runnable(repository: Repository, which: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the hooks that run on an entry, by ``ledger.hooks``."""
    if which == "none":
        return ()
    wanted = (n for n in names if n != "pre-commit" or which == "all")
    return tuple(n for n in wanted if _runs(repository.hooks / n))


def moved_by_hooks(ran: tuple[str, ...]) -> Outside:
    """The error where the tip moved while hooks ran; deciding again would only repeat it."""
    return Outside(
        f"the ledger's branch moved while your hooks ran ({', '.join(ran)});"
        " nothing of the entry was written",
        code="hook-refused",
        hint="if a hook commits by itself, let it not where MOSAIC_ENTRY is set, or set"
        " ledger.hooks to none; if somebody else committed, run the command again",
    )


def _runs(hook: Path) -> bool:
    return hook.is_file() and os.access(hook, os.X_OK)


def run_hook(git: Git, name: str, *args: str) -> None:
    """Run one of the user's hooks as git would. Errors: Outside (hook-refused)."""
    done = Git(git.cwd).bounded("hook", "run", "--ignore-missing", name, "--", *args, env=OWN)
    if done.late:
        raise overdue(f"your hook {name}", done.late, done.err)
    if done.status:
        raise failed(
            done,
            code="hook-refused",
            message=f"your hook {name} refused the entry; nothing changed",
        )


def trailers(message: str) -> tuple[tuple[str, str], ...]:
    """Every ``Mosaic-`` trailer of a message's last paragraph that has any, in order."""
    for block in reversed(message.strip().split("\n\n")):
        found = [
            (name, value.strip())
            for name, colon, value in (line.partition(":") for line in block.split("\n"))
            if colon and name.startswith("Mosaic-")
        ]
        if found:
            return tuple(found)
    return ()
