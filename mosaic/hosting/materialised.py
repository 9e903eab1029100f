"""The state files of a ledger on another ref, as copies to read in a work tree that has it not out.

A file is written where there is none, or over the copy that was written before. Another's, edited
or tracked here, is never touched: then nothing at all is written. Nothing reads the copies back.
"""

from __future__ import annotations

import os

from mosaic.errors import LedgerUnusable
from mosaic.hosting.installed import Laid, digest
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.placing import put_file, read_copy
from mosaic.ledger.repository import Repository
from mosaic.ledger.worktree import staged
from mosaic.pathname import Path
from mosaic.standard import Iterator, Mapping, json
from mosaic.state import is_state_file


def check_out(ledger: GitLedger, dry: bool) -> tuple[Laid, ...]:
    """Put every state file of the ledger's tip into this work tree.

    Errors: LedgerUnusable where another file stands at the path of one, each named.
    """
    repository, record = ledger.repository, _read(ledger.repository)
    wanted = dict(_state_files(ledger))
    odd = [path for path, data in wanted.items() if _foreign(repository, path, data, record)]
    if odd:
        raise LedgerUnusable(
            "other files stand where the ledger's would be written; nothing was written",
            code="ledger-edited",
            details=[f"{path}: tracked or edited here" for path in odd],
            hint="read the ledger with 'mosaic-orchestrator status' and 'show' instead, or move"
            " those files aside",
        )
    laid = [Laid(p, "there" if read_copy(repository.top, p) == d else "written")
            for p, d in wanted.items()]  # fmt: skip
    gone = {path: old for path, old in record.items() if path not in wanted}
    if not dry:
        _keep(repository, {**record, **{path: digest(data) for path, data in wanted.items()}})
        for item in laid:
            if item.what == "written":
                put_file(repository.top, item.path, wanted[item.path])
        laid += _removed(repository, gone, dry)
        _keep(repository, {path: digest(data) for path, data in wanted.items()})
    return tuple(laid)


def remove(repository: Repository, dry: bool) -> tuple[Laid, ...]:
    """Take the copies out again; one that was edited stays, and is named."""
    record = _read(repository)
    laid = tuple(_removed(repository, record, dry))
    if not dry:
        _keep(repository, {})
    return laid


def _removed(repository: Repository, record: Mapping[str, str], dry: bool) -> Iterator[Laid]:
    tracked = staged(repository.git, tuple(record)) if record else {}
    for path, old in record.items():
        copy = read_copy(repository.top, path)
        if copy is None:
            continue
        if digest(copy) != old or path in tracked:
            yield Laid(path, "kept", "it was edited, or is tracked")
            continue
        if not dry:
            (repository.top / path).unlink()
            _drop_empty(repository.top, (repository.top / path).parent)
        yield Laid(path, "removed")


def _drop_empty(top: Path, folder: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _state_files(ledger: GitLedger) -> Iterator[tuple[str, bytes]]:
    """Every state file at the tip, by path. Errors: LedgerUnusable where there is no ledger."""
    tip = ledger.tip
    _ = ledger.peek().needed()
    words = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", tip, "--")
    for path in ledger.repository.git.run(*words).text.split("\0"):
        data = ledger.files(tip).bytes_of(path) if path and is_state_file(path) else None
        if data is not None:
            yield path, data


def _foreign(repository: Repository, path: str, data: bytes, record: Mapping[str, str]) -> bool:
    copy = read_copy(repository.top, path)
    if copy == data:
        return False
    if path in staged(repository.git, (path,)):
        return True
    return copy is not None and digest(copy) != record.get(path)


def _file(repository: Repository) -> Path:
    return repository.git_dir / "mosaic-checkout.json"


def _read(repository: Repository) -> Mapping[str, str]:
    """What was written into this work tree: each path with its digest."""
    file = _file(repository)
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _keep(repository: Repository, record: Mapping[str, str]) -> None:
    """Write down what is about to be written; an empty record is no file."""
    file = _file(repository)
    if not record:
        file.unlink(missing_ok=True)
        return
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    temporary.write_text(json.dumps(dict(record)), encoding="utf-8")
    os.replace(temporary, file)
