"""integrate: the forge's part of done, for the local forge.

The squash is built and its tree tested outside the lock; inside it the squash is built again on
the tip, and lands together with the done entry in one ref update, if only state files moved
meanwhile. Else the gates run again (PROTOCOL, "Forges").
"""

from __future__ import annotations

from mosaic.advance import Outcome, advance
from mosaic.errors import Refused, Wait
from mosaic.events import record
from mosaic.events.decision import Decision, refuse, row_of
from mosaic.evidence import Base, Gathered, base_of, gathered, still_true
from mosaic.forge import local
from mosaic.forge.message import squash_message
from mosaic.forge.pace import Pace
from mosaic.gates import judge
from mosaic.gates.facts import Evidence, Fact, GateRun, Landing
from mosaic.gates.proposal import Proposal
from mosaic.gates.work import INTEGRATED, kinds_of
from mosaic.given import Given
from mosaic.ledger import Below
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Status
from mosaic.parse.results import WorkerResult
from mosaic.parse.tasks import Task
from mosaic.state import State
from mosaic.values import dataclass, replace

#: How often the quality gates run in one command, since the base moved under it.
RUNS = 3


@dataclass
class Work:
    """What is about to land: the evidence, the merge, and the tree that the gates ran on."""

    found: Gathered
    base: Base
    ledger_ref: str
    merge: local.Merge | None = None
    squash: str = ""
    run: GateRun | None = None
    failure: str = ""
    #: What a remote forge answered.
    pull: Fact | None = None
    ci: Fact | None = None
    issue: Fact | None = None
    landing: Landing | None = None


def integrate(
    ledger: GitLedger, name: str, given: Given, pace: Pace, dry_run: bool = False
) -> Outcome[Work]:
    """Land a recorded task and make it done, in one ref update.

    Errors: UnknownTask, IllegalMove, Refused (a gate), as ``advance``; ForgeFailed where git or the
    gates cannot be run; Wait (forge-busy) where the gates do not end in time. A conflict with the
    base, or quality gates that are not green, send the task back: failed, with what went wrong.
    """

    kept: list[Work] = []

    def prepare(state: State) -> Work:
        if not dry_run and base_of(ledger, state).ref.startswith("refs/heads/"):
            ledger.sharing.ask(base_of(ledger, state).ref)
        if not (kept and _fresh(ledger, state, name, kept[-1])):
            if len(kept) == RUNS:
                raise overtaken()
            kept.append(_prepare(ledger, state, name, given, pace))
        return kept[-1]

    return advance(
        ledger,
        prepare,
        lambda state, work: _decide(state, name, work),
        fresh=lambda state, work: _fresh(ledger, state, name, work),
        below=_below,
        dry_run=dry_run,
    )


def overtaken() -> Wait:
    """The error where others land faster than the gates run."""
    return Wait(
        f"the base moved {RUNS} times while the quality gates ran; nothing landed",
        code="contended",
        hint="try again when less is landing",
    )


def _prepare(ledger: GitLedger, state: State, name: str, given: Given, pace: Pace) -> Work:
    """Judge what can be judged before landing, then merge and run the gates."""
    task = row_of(state, name)
    found = gathered(ledger, state, name, given)
    work, evidence = Work(found, found.base, ledger.ref), found.evidence
    if task.status is not Status.IN_PROGRESS or not task.recorded:
        return work
    rulings = judge(Proposal(state, evidence, task), "record")
    if not all(r.ok for r in rulings):
        refuse(f"{name} cannot land", rulings)
    command, commit = state.config.mission.quality_gates, evidence.commit
    docs = commit is not None and commit.exists and not kinds_of(commit) & INTEGRATED
    if not (command or docs):
        raise Refused(
            "no quality gates are configured, so nothing can be shown to be green",
            hint="mosaic-orchestrator config mission.quality_gates 'COMMAND' --reason WHY",
        )
    if not work.base.ref.startswith("refs/heads/"):
        raise Refused(
            f"the base is '{work.base.ref}', which only its remote moves",
            hint="make a local branch of it, or name another with 'config forge.base NAME'",
        )
    _merge(ledger, state, task, work)
    if command and not work.failure:
        run_gates(ledger, work, command, work.squash or work.base.tip, pace)
    return work


def _merge(ledger: GitLedger, state: State, task: Task, work: Work) -> None:
    """Build the squash on the base, unless there is nothing to land."""
    commit, landing = work.found.evidence.commit, work.found.evidence.landing
    if commit is None or (landing and landing.landed):
        return
    git = ledger.repository.git
    work.merge = local.merge(git, work.base.tip, commit.oid)
    if work.merge.conflicts:
        work.failure = f"merge conflict with the base in {', '.join(work.merge.conflicts)}"
    else:
        work.squash = local.squash(git, work.merge, squash_message(state, task))


def run_gates(ledger: GitLedger, work: Work, command: str, commit: str, pace: Pace) -> None:
    """Run the quality gates on a commit's tree; what is not green is the work's failure.

    Errors: ForgeFailed where a program of theirs is not there on the base either; Wait.
    """
    work.run = local.run_gates(ledger.repository, commit, command, pace)
    if work.run.status in local.CANNOT and not _runs(ledger, work, command, commit, pace):
        raise local.cannot_run(work.run)
    if not work.run.green:
        why = f"exit {work.run.status}" if work.run.status else "no test ran"
        work.failure = f"quality gates not green ({why}): {command}: {work.run.tail}"


def _runs(ledger: GitLedger, work: Work, command: str, commit: str, pace: Pace) -> bool:
    """Whether the gates' programs are there on the base, so that the work took one away."""
    if commit == work.base.tip:
        return False
    run = local.run_gates(ledger.repository, work.base.tip, command, pace)
    return run.status not in local.CANNOT


def _fresh(ledger: GitLedger, state: State, name: str, work: Work) -> bool:
    """Inside the lock: whether what was tested is what would land; rebuilt where state moved."""
    if not still_true(ledger, state, name, work.found):
        return False
    if work.failure:
        return True
    base = base_of(ledger, state)
    if base.tip != work.base.tip:
        work.base = base
        if work.merge:
            _merge(ledger, state, row_of(state, name), work)
    return not work.failure


def failed(state: State, name: str, work: Work) -> Decision:
    """The work is sent back, with what went wrong."""
    evidence = work.found.evidence
    sent = WorkerResult(name, "failed", None, None, work.failure, evidence.claim, None, (), "", {})
    return record.decide(state, name, replace(evidence, result=sent), "Integrate")


def done(state: State, name: str, evidence: Evidence) -> Decision:
    """The work is done. Errors: Refused with everything that is still to be shown."""
    decision = record.decide(state, name, evidence, "Integrate")
    if decision.change and decision.answer.get("outcome") != "done":
        refuse(f"{name} cannot be done yet", decision.rulings)
    return decision


def _decide(state: State, name: str, work: Work) -> Decision:
    evidence = work.found.evidence
    if work.failure:
        return failed(state, name, work)
    if work.run:
        run = f"{work.run.command}: exit {work.run.status}"
        evidence = replace(
            evidence, gate_run=work.run, ci=Fact("ci", "green", f"local gates, {run}", True)
        )
    if work.squash:
        how = "squash merge of the tested tree" if work.run else "squash merge"
        landing = Landing(True, work.base.tip, work.squash, how, work.run is not None)
        evidence = replace(evidence, landing=landing)
    elif evidence.landing and work.run:
        evidence = replace(evidence, landing=replace(evidence.landing, tree_tested=True))
    return done(state, name, evidence)


def _below(work: Work) -> Below | None:
    if not work.squash or work.failure:
        return None
    if work.base.ref == work.ledger_ref:
        return Below(work.squash)
    return Below(work.squash, work.base.ref, work.base.tip)
