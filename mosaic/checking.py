"""validate: a ledger's text, its parents and docs/ are gathered, and every check speaks.

Schema and dependencies of the text itself, the moves against HEAD (and what is being merged), a
second reader's opinion, and strays in the root of docs/.
"""

from __future__ import annotations

from mosaic.edits import against
from mosaic.errors import LedgerUnusable
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.objects import no_text
from mosaic.parse import faults, tasks
from mosaic.parse.contract import parse_contract
from mosaic.parse.opinion import disagreements
from mosaic.parse.strays import Stray, strays
from mosaic.parse.tasks import PATH, Document, Fault
from mosaic.parse.terms import LARGEST, Broken, Contract
from mosaic.parse.terms import Fault as ContractFault
from mosaic.pathname import Path
from mosaic.standard import Iterator
from mosaic.state import CONTRACTS, State
from mosaic.values import dataclass

#: How much of a file in docs/ is read to see its heading, in bytes.
HEAD_OF_FILE = 8192


@dataclass(frozen=True)
class Checked:
    """One file that was validated, and what is wrong with it."""

    path: str
    document: Document
    faults: tuple[Fault, ...]


def check_files(ledger: GitLedger, names: tuple[str, ...], staged: bool) -> tuple[Checked, ...]:
    """Check these files, or docs/TASKS.md where none is named; ``staged``: as the index has them.

    Errors: LedgerUnusable where one cannot be read.
    """
    top = ledger.repository.top.resolve()
    found = []
    for file in [Path(name).resolve() for name in names] or [top / PATH]:
        inside = file.relative_to(top).as_posix() if file.is_relative_to(top) else ""
        text = _staged(ledger, inside) if staged and inside else _text(ledger, file, not names)
        found.append(_checked(ledger, inside or str(file), tasks.parse(text)))
    return tuple(found)


def _checked(ledger: GitLedger, path: str, document: Document) -> Checked:
    head = State(ledger.files("HEAD"))
    archived = {row.id: row["status"] for doc in head.archives.values() for row in doc.rows}
    known = frozenset(archived) | frozenset(head.anything.tasks if path != PATH else ())
    found = [*faults.check(document, known), *disagreements(document)]
    if path == PATH:
        found += against(list(_parents(ledger)), document, archived)
    return Checked(path, document, tuple(sorted(found, key=lambda f: (f.line, f.column))))


def _parents(ledger: GitLedger) -> Iterator[Document]:
    """The ledger at HEAD, and at the commit that is being merged."""
    for name in ("HEAD", "MERGE_HEAD"):
        text = ledger.files(name).read(PATH)
        if text is not None:
            yield tasks.parse(text)


def _staged(ledger: GitLedger, path: str) -> str:
    found = ledger.reader.get(f":{path}")
    if found is None or found.kind != "blob":
        raise _unreadable(path, "it is not staged, or in conflict")
    return _decoded(found.body, path)


def _text(ledger: GitLedger, file: Path, default: bool) -> str:
    """A file's text; the ledger's own where none was named and the work tree has no copy."""
    if default and file.exists() and not file.is_file():  # a pipe would be waited for
        raise _unreadable(str(file), "it is no plain file")
    try:
        return _decoded(file.read_bytes(), str(file))
    except FileNotFoundError:
        text = ledger.peek().text if default else None
        if text is None:
            raise _missing(ledger, file, default) from None
        return text
    except OSError as error:
        raise _unreadable(str(file), error.strerror or "it is no plain file") from error


def _missing(ledger: GitLedger, file: Path, default: bool) -> LedgerUnusable:
    """The error for no file: where it is the ledger's own, what makes one."""
    if default:
        _ = ledger.peek().document
    return _unreadable(str(file), "there is no such file")


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise no_text(path, error) from error


def _unreadable(path: str, why: str) -> LedgerUnusable:
    return LedgerUnusable(f"cannot read '{path}': {why}", code="ledger-missing")


def check_docs(ledger: GitLedger) -> tuple[Stray, ...]:
    """The strays in the root of the work tree's docs/."""
    folder = ledger.repository.top / "docs"
    if not folder.is_dir():
        return ()
    files = {}
    for file in folder.iterdir():
        if file.is_file():
            with file.open("rb") as opened:
                files[file.name] = opened.read(HEAD_OF_FILE).decode("utf-8", "replace")
    return strays(files)


def check_contracts(ledger: GitLedger) -> tuple[Broken, ...]:
    """The contracts of the work tree that cannot be used, in name order."""
    top = ledger.repository.top
    files = sorted((top / CONTRACTS).glob("*.json")) if (top / CONTRACTS).is_dir() else []
    read = ((file.relative_to(top).as_posix(), file) for file in files)
    found = (_contract(path, file) for path, file in read)
    return tuple(one for one in found if isinstance(one, Broken))


def _contract(path: str, file: Path) -> Contract | Broken:
    """A contract's file; what it is of is said by its name."""
    if file.is_symlink() or not file.is_file():
        return Broken(path, (ContractFault("is no plain file"),))
    with file.open("rb") as opened:
        data = opened.read(4 * LARGEST + 1)
    try:
        return parse_contract(data.decode("utf-8"), path, file.stem)
    except UnicodeDecodeError as error:
        return Broken(path, (ContractFault(f"byte {error.start} is no UTF-8"),))
