"""What one clone keeps beside the ledger: claim tokens and workers' answers, never committed."""

from __future__ import annotations

import zlib

from mosaic.ledger.files import forget, keep, sweep_folder
from mosaic.ledger.objects import CommitFiles
from mosaic.ledger.placing import read_copy
from mosaic.ledger.sharing import Sharing
from mosaic.parse import tasks
from mosaic.pathname import Path
from mosaic.standard import Callable, Mapping, json

Blobs = Mapping[str, tuple[str, bytes] | None]
#: What stands before and behind a claim's token in its file, which is JSON.
_BEFORE, _BEHIND = '{"token": "', '"}'


def keep_result(private: Path, task: str, text: str) -> str:
    """Keep a worker's answer, whatever is judged of it, on the disk before anything is said of it;
    where it is."""
    data = text.encode("utf-8", "replace")
    file = private / "results" / f"{task}-{zlib.crc32(data):08x}.txt"
    keep(file, data, locked=False)
    sweep_folder(file.parent)
    return str(file)


def reviews_of(private: Path) -> Path:
    """Where the reviews of our own runs are kept."""
    return private / "reviews"


def claims(private: Path) -> Mapping[str, str]:
    """The claim tokens that this clone holds, by task id."""
    found: dict[str, str] = {}
    folder = private / "claims"
    for file in folder.iterdir() if folder.is_dir() else ():
        if not file.name.endswith(".json"):
            continue
        try:
            found[file.name.removesuffix(".json")] = _token(file.read_text())
        except FileNotFoundError:
            continue  # its task was recorded since the folder was listed
        except (ValueError, KeyError, TypeError):
            continue  # cut off by a loss of power: a claim that this clone cannot prove
    return found


def claim(private: Path, task: str) -> str | None:
    """The token of one task's claim, where this clone holds one."""
    if not task.replace("-", "").isalnum():
        return claims(private).get(task)  # a name that may lead elsewhere, by what is there
    try:
        return _token((private / "claims" / f"{task}.json").read_text())
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None  # as above


def _token(text: str) -> str:
    """The token that a file of ours keeps."""
    plain = text.removeprefix(_BEFORE).removesuffix(_BEHIND)
    if plain.isascii() and plain.isalnum() and text == f"{_BEFORE}{plain}{_BEHIND}":
        return plain
    return str(json.loads(text)["token"])


def keep_claim(private: Path, task: str, token: str | None) -> None:
    """Remember a claim's token; None forgets it."""
    file = private / "claims" / f"{task}.json"
    if token is None:
        forget(file)
    else:
        plain = token.isascii() and token.isalnum()
        keep(file, f"{_BEFORE}{token}{_BEHIND}" if plain else json.dumps({"token": token}))


def unlike(top: Path, edited: tuple[str, ...], old: Blobs, new: Blobs) -> tuple[str, ...]:
    """Those of the edited copies, of an older state, whose edit the ledger's tip has not."""
    from mosaic.ledger.rebased import has

    def body(blobs: Blobs, path: str) -> bytes | None:
        blob = blobs[path]
        return blob[1] if blob else None

    return tuple(p for p in edited if not has(p, body(old, p), body(new, p), read_copy(top, p)))


def beside(
    files: Callable[[str], CommitFiles], copy: bytes | None, head: str, ref: str, sharing: Sharing
) -> tuple[str, ...]:
    """A notice where a worktree's copy of the ledger is not the ledger's tip."""
    tip = sharing.tip
    if copy == files(tip).bytes_of(tasks.PATH) or (copy is None and head != ref):
        return ()
    branch, name = (r.removeprefix("refs/heads/") or "a detached HEAD" for r in (head, ref))
    if head != ref:
        return (f"this is the ledger on {name}; the copy of {tasks.PATH} on {branch} differs",)
    if sharing.upstream and copy == files(sharing.at(ref)).bytes_of(tasks.PATH):
        how = "has commits of its own" if sharing.standing.mine else "is behind it"
        return (f"this is the ledger on {sharing.upstream.shown}; {branch} here {how}",)
    from mosaic.ledger.conflicts import unfinished

    going = unfinished(sharing.repository.git_dir)
    if going:
        return (f"{going} is not finished here; this is the ledger's tip, as it was before",)
    return (f"the copy of {tasks.PATH} here was edited by hand; this is the ledger's tip",)
