"""What a contract asks to be looked up, as facts: which files are there, how its checks ended."""

from __future__ import annotations

from mosaic.gates.contracts import bound
from mosaic.gates.facts import CheckRun, ContractFacts, read_check_note
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.ran import kept_runs
from mosaic.parse.globs import is_plain, matches
from mosaic.parse.tasks import Task
from mosaic.parse.terms import Contract
from mosaic.standard import Sequence
from mosaic.state import State


def contract_facts(
    ledger: GitLedger, state: State, task: Task, base: str, oid: str
) -> ContractFacts | None:
    """The facts of a commit against the commit that the base is at; None without a contract."""
    contract = bound(task, state)
    if contract is None:
        return None
    there = ledger.files(oid)
    plain = [t.rstrip("/") for t in contract.targets if is_plain(t)]
    gone = (t for t in plain if not any(_is_there(ledger, c, t) for c in (base, oid)))
    return ContractFacts(
        there.tree, tuple(gone), _present(ledger, contract, oid), runs(ledger, task)
    )


def runs(ledger: GitLedger, task: Task) -> tuple[CheckRun, ...]:
    """How the task's checks ended, oldest first: as the row's notes say, then as this clone saw."""
    noted = (read_check_note(text) for text in task.notes.all("Check"))
    return (*(run for run in noted if run), *kept_runs(ledger.repository.private, task.id))


def _is_there(ledger: GitLedger, commit: str, path: str) -> bool:
    return bool(commit) and ledger.reader.get(f"{commit}:{path}") is not None


def _present(ledger: GitLedger, contract: Contract, oid: str) -> tuple[str, ...]:
    """The files of evidence that the commit's tree has; the whole tree is listed for wildcards."""
    plain = [p.rstrip("/") for p in contract.files if is_plain(p)]
    found = [path for path in plain if _is_there(ledger, oid, path)]
    wild = [p for p in contract.files if not is_plain(p)]
    return (*found, *(_listed(ledger, oid, wild) if wild else ()))


def _listed(ledger: GitLedger, oid: str, patterns: Sequence[str]) -> list[str]:
    named = ledger.repository.git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", oid)
    paths = named.text.split("\0")
    return [path for path in paths if path and any(matches(path, p) for p in patterns)]
