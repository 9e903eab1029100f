"""A fix changes a test or says why not, and no gate that it names ended red.

Asked of changed source: of every task but clean-ups and restyling, and of those too where the
row is one of security or high priority. Runs that nobody named are warned of only, since
integration asks for one that Mosaic saw. Source: the guide, "Worker Prompt Template", steps 5-7.
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Evidence
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import listed
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.gates.work import INTEGRATED, delivered, kinds_of
from mosaic.parse import cells
from mosaic.parse.ran import ran_tests
from mosaic.parse.results import WorkerResult
from mosaic.parse.tasks import Task
from mosaic.standard import Iterator

#: The notes' label of each run that a worker named and that was not green.
RED = "Red"
#: Work that changes no behaviour, so that the tests which are there speak for it.
STILL = ("STYLE_FIX", "BULK_CLEANUP", "DOC_UPDATE")
#: Categories and phases whose rows are fixes whatever their words say.
GRAVE = ("SEC", "HIGH")
GRAVE_PHASES = (1, 2)


def judge(proposal: Proposal) -> Verdict:
    """Pass where the tests speak for the work; else what is missing or red."""
    work, task, evidence = delivered(proposal), proposal.task, proposal.evidence
    if not isinstance(work, CommitFacts) or task is None:
        return work if not isinstance(work, CommitFacts) else Pass("no task")
    kinds = kinds_of(work)
    if not kinds & INTEGRATED:
        return Pass("nothing that a test could show")
    red = _red(task, evidence)
    if red:
        return Refuse(f"red: {listed(red)}", _hint(task, "--result FILE"))
    if "source" in kinds and "tests" not in kinds and is_fix(task) and not _reason(task, evidence):
        return Refuse(
            f"{task.id} is a fix that changes no test and gives no reason",
            _hint(task, "--evidence tests-reason=REASON"),
        )
    if _named(evidence):
        return Pass()
    return Pass("the result names no quality gate with its exit status", warning=True)


def is_fix(task: Task) -> bool:
    """Whether the row's work is a bug, security, auth or business-logic fix."""
    grave = cells.category(task.id) in GRAVE or task.phase in GRAVE_PHASES
    if grave:
        return True
    from mosaic.learning import type_of

    return type_of(task) not in STILL


def red_runs(result: WorkerResult) -> Iterator[str]:
    """Each run that a worker names and that is not green, with why."""
    for run in result.tests:
        if run.exit != 0:
            yield f"'{run.command}' ended with {run.exit}"
        elif not ran_tests(run.output):
            yield f"'{run.command}' ran no test"


def _red(task: Task, evidence: Evidence) -> list[str]:
    """The runs that did not end in green, each with why; of a result that was recorded before, as
    the notes have them."""
    found = list(red_runs(evidence.result)) if evidence.result is not None else []
    found += task.notes.all(RED) if evidence.result is None else ()
    own = evidence.gate_run
    if own is not None and not own.green:
        why = "ran no test" if own.status == 0 else f"ended with {own.status}"
        found.append(f"'{own.command}' {why}")
    return found


def _reason(task: Task, evidence: Evidence) -> str:
    told = evidence.result.tests_reason if evidence.result is not None else ""
    asserted = evidence.asserted.get("tests-reason", "")
    kept = [
        a.partition("=")[2] for a in task.notes.all("Asserted") if a.startswith("tests-reason=")
    ]
    return (told or asserted or task.notes.get("Tests") or "".join(kept)).strip()


def _named(evidence: Evidence) -> bool:
    result = evidence.result
    told = result is None or bool(result.tests) or "exit" in result.notes.casefold()
    return told or evidence.gate_run is not None or "tests" in evidence.asserted


def _hint(task: Task, option: str) -> str:
    return f"run 'mosaic-orchestrator record-result {task.id} {option}'"
