"""What a contract's checks say of a task's work: looked up, or run now and kept by their tree."""

from __future__ import annotations

from mosaic.contracted import contract_facts, runs
from mosaic.errors import Refused
from mosaic.events.decision import row_of
from mosaic.evidence import base_of, branches_of, commit_facts, gather
from mosaic.forge.checks import run_checks
from mosaic.gates.contracts import contract_of
from mosaic.gates.facts import CheckRun, ContractFacts, Evidence
from mosaic.gates.surfaces import Bound, Drift, found
from mosaic.given import Given
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.ran import keep_run
from mosaic.liveness import beats
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.parse.terms import Broken, Contract
from mosaic.standard import Callable
from mosaic.state import State
from mosaic.values import dataclass, replace


@dataclass(frozen=True)
class Looked:
    """A task's contract, and what is known of its work; ``commit``: id and tree, '' for none."""

    task: Task
    state: State
    contract: Contract
    evidence: Evidence
    runs: tuple[CheckRun, ...]

    @property
    def commit(self) -> tuple[str, str]:
        work, facts = self.evidence.commit, self.evidence.contract
        return (work.oid, facts.tree) if work and work.exists and facts else ("", "")

    def drift(self, ran: tuple[CheckRun, ...]) -> tuple[Drift, ...]:
        """What drifts, once these checks have run."""
        work = self.evidence.commit
        if work is None or not work.exists:
            return ()
        facts = replace(self.evidence.contract or ContractFacts(), runs=ran)
        evidence = replace(self.evidence, contract=facts)
        return found(Bound(self.contract, self.task, work, evidence, self.state))


def looked(ledger: GitLedger, name: str, now: str) -> Looked:
    """What there is to know of a task under its contract; a sign of life.

    Errors: UnknownTask; Refused where it has no contract, or one that cannot be read.
    """
    state = ledger.peek()
    task = row_of(state, name)
    beats(ledger, state, task, now)
    contract = contract_of(task, state)
    if contract is None:
        raise Refused(
            f"{task.id} has no contract",
            hint=f"run 'mosaic-orchestrator amend {task.id} --target PATH --reason WHY'",
        )
    if isinstance(contract, Broken):
        raise Refused(
            f"the contract of {task.id} cannot be read",
            code="check-failed",
            details=contract.lines,
            hint=f"run 'mosaic-orchestrator amend {task.id} --contract FILE --reason WHY'",
        )
    evidence = _evidence(ledger, state, task, now)
    return Looked(task, state, contract, evidence, runs(ledger, task))


def _evidence(ledger: GitLedger, state: State, task: Task, now: str) -> Evidence:
    """The evidence of the recorded commit; where none is recorded, of the tip of the branch."""
    if task.recorded or not task["agent"]:
        return gather(ledger, state, task, Given(now))
    tip = _tip(ledger, branches_of(state, task)[0])
    if not tip:
        return Evidence(now=now)
    commit = commit_facts(ledger, state, task, base_of(ledger, state), tip)
    facts = contract_facts(ledger, state, task, base_of(ledger, state).tip, tip)
    return Evidence(now=now, commit=commit, contract=facts)


def _tip(ledger: GitLedger, branch: str) -> str:
    if not cells.is_branch(branch):
        return ""
    for ref in (f"refs/heads/{branch}", f"refs/remotes/origin/{branch}"):
        tip = ledger.reader.get(f"{ref}^{{commit}}")
        if tip:
            return tip.oid
    return ""


def ran(ledger: GitLedger, seen: Looked, now: Callable[[], str]) -> tuple[CheckRun, ...]:
    """Run every check of the contract on the work, keep how each ended, and say all that is known.

    Errors: Refused where there is no commit to run them on, or nothing to run.
    """
    oid, _ = seen.commit
    task = seen.task
    gates = seen.state.config.mission.quality_gates
    checks = [(c, c.command or gates) for c in seen.contract.checks if c.command or gates]
    if not oid:
        raise Refused(
            f"{task.id} has no commit to run checks on",
            hint=f"run 'mosaic-orchestrator record-result {task.id} --result FILE'",
        )
    if not checks:
        raise Refused(
            f"the contract of {task.id} names no check that can run",
            hint=f"run 'mosaic-orchestrator amend {task.id} --check NAME=COMMAND --reason WHY'",
        )
    done = []
    for run in run_checks(ledger.repository, oid, checks, now):
        keep_run(ledger.repository.private, task.id, run)
        beats(ledger, seen.state, task, now())
        done.append(run)
    return (*seen.runs, *done)
