"""Every gate, in the order of the protocol's table, and how they are asked.

A gate is one function of a proposal: it never fetches, prints, exits or raises. All gates of a
moment speak; none stops the others. ``GATES`` is what the documentation is made from.
"""

from __future__ import annotations

from mosaic.gates.verdict import Refuse, Ruling, Verdict
from mosaic.standard import Callable, Collection, import_module
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.gates.proposal import Moment, Proposal

#: A refusal of one of these makes a recorded row needs-qa.
AGAINST = ("drift", "review")


@dataclass(frozen=True)
class Gate:
    """A rule that must hold; ``hard``: at record its refusal changes nothing at all."""

    name: str
    moments: tuple[Moment, ...]
    judge: Callable[[Proposal], Verdict]
    about: str
    hard: bool = False


def _late(module: str) -> Callable[[Proposal], Verdict]:
    """A gate's judgement, whose module is loaded when it is first asked."""

    def judge(proposal: Proposal) -> Verdict:
        verdict: Verdict = import_module(f"mosaic.gates.{module}").judge(proposal)
        return verdict

    judge.__module__ = f"mosaic.gates.{module}"
    return judge


GATES: tuple[Gate, ...] = (
    Gate(
        "prd", ("claim",), _late("prd"), "docs/PRD.md or docs/PRD.json exists and has requirements."
    ),
    Gate("dependencies", ("claim",), _late("dependencies"), "Everything it depends on is done."),
    Gate(
        "phase-boundary",
        ("claim",),
        _late("phase_boundary"),
        "The phase before its own is verified.",
    ),
    Gate(
        "workers",
        ("claim",),
        _late("workers"),
        "Fewer rows are being worked on than the limit, one in conservative mode.",
    ),
    Gate("attempts", ("retry",), _late("attempts"), "Fewer attempts were made than the limit."),
    Gate(
        "budget",
        ("claim", "bootstrap"),
        _late("budget"),
        "The projected total leaves room within the cap: no new starts above 90 %.",
    ),
    Gate("context", ("claim",), _late("context"), "The orchestrator's context is below the stop."),
    Gate(
        "scope",
        ("claim",),
        _late("scope"),
        "No file of this task is in the scope of a task in progress, shared paths apart.",
    ),
    Gate(
        "result",
        ("record",),
        _late("result"),
        "The result is this task's, by its agent and claim, and its commit is the branch's tip.",
        hard=True,
    ),
    Gate(
        "sole-writer",
        ("record",),
        _late("sole_writer"),
        "No commit of the task's own touches a state file.",
        hard=True,
    ),
    Gate(
        "tests",
        ("record",),
        _late("tests"),
        "A fix changes a test or gives a reason, and no named gate is red.",
    ),
    Gate("drift", ("record",), _late("drift"), "What came is what the task's contract allows."),
    Gate(
        "review",
        ("record",),
        _late("review"),
        "Independent reviews of this commit are there, without blockers or grave findings.",
    ),
    Gate(
        "documentation",
        ("record",),
        _late("documentation"),
        "Changed code or configuration has the documentation checklist complete.",
    ),
    Gate(
        "landing",
        ("done",),
        _late("landing"),
        "The patch is on the base, and the landed tree is the tested one.",
    ),
    Gate(
        "integration",
        ("done",),
        _late("integration"),
        "The pull request is merged, CI is green with tests run, and the issue is closed.",
    ),
    Gate(
        "deployment",
        ("done", "release"),
        _late("deployment"),
        "Where a target is set, what was deployed is shown by digest.",
    ),
    Gate(
        "phase-polish",
        ("done",),
        _late("phase_polish"),
        "A verification ends its phase only when every other task of it is finished.",
    ),
    Gate(
        "version",
        ("bootstrap", "release"),
        _late("version"),
        "0.0.x before the MVP, 0.1.0 for it alone, and above the last tag.",
    ),
    Gate(
        "complete",
        ("release",),
        _late("complete"),
        "Every row is done or deferred, landed and documented, and the PRD is current.",
    ),
)


#: Refusals of these at record change nothing.
HARD = tuple(gate.name for gate in GATES if gate.hard)


def judge(proposal: Proposal, moment: Moment, only: Collection[str] = ()) -> tuple[Ruling, ...]:
    """What every gate of the moment says, in the registry's order; ``only``: these gates alone."""
    return tuple(
        Ruling(gate.name, gate.judge(proposal))
        for gate in GATES
        if moment in gate.moments and (not only or gate.name in only)
    )


def in_order(rulings: Collection[Ruling]) -> tuple[Ruling, ...]:
    """Rulings of one moment, in the registry's order."""
    names = [gate.name for gate in GATES]
    return tuple(sorted(rulings, key=lambda ruling: names.index(ruling.gate)))


def stopping(rulings: Collection[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that let a record change nothing: a hard gate's refusal or unknown."""
    return tuple(r for r in rulings if not r.ok and r.gate in HARD)


def against(rulings: Collection[Ruling]) -> tuple[Ruling, ...]:
    """The rulings that make a recorded row needs-qa."""
    return tuple(r for r in rulings if r.gate in AGAINST and isinstance(r.verdict, Refuse))


def awaiting(rulings: Collection[Ruling]) -> tuple[Ruling, ...]:
    """What is still to be shown: all that is not ok and neither stops nor speaks against."""
    apart = (*stopping(rulings), *against(rulings))
    return tuple(r for r in rulings if not r.ok and r not in apart)
