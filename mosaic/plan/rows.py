"""What a plan holds: the tasks that will be rows, the phases that will be issues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.notes import Notes
from mosaic.parse.review.finding import FileRef, Finding
from mosaic.plan.estimate import Estimate
from mosaic.plan.files import format_files, one_line
from mosaic.plan.subject import PhaseKind

#: How long a description may be; the report has the rest.
LONGEST = 160
GENERATED = " (generated)"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One row to be; ``estimate`` is tokens.

    ``issue`` is the phase's internal reference until a forge has given it a number.
    """

    id: str
    description: str
    phase: int
    role: str
    category: str
    repo: str
    branch: str
    depends_on: tuple[str, ...]
    estimate: int
    issue: str
    finding: Finding | None = None
    files: tuple[FileRef, ...] = ()
    notes: Notes = field(default_factory=Notes)
    blocks: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """The row's cells by column; each value is one that a cell can hold."""
        return {
            "id": self.id,
            "status": Status.NOT_STARTED.value,
            "description": self.description,
            "issue": self.issue,
            "repo": self.repo,
            "branch": self.branch,
            "depends_on": cells.format_ids(self.depends_on),
            "blocks": cells.format_ids(self.blocks),
            "agent": "",
            "started_at": "",
            "completed_at": "",
            "estimate": cells.format_tokens(self.estimate),
            "used": "",
            "notes": str(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase with new tasks; ``estimate`` is their tokens, the verification's among them.

    ``tasks`` are the new ids but the verification's. ``verification`` and ``documentation`` may
    name rows that the ledger has already; ``documentation`` is '' where none is needed.
    """

    number: int
    name: str
    branch: str
    tasks: tuple[str, ...]
    verification: str
    estimate: int
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The new tasks in table order, phase by phase; ``total`` is tokens."""

    tasks: tuple[PlannedTask, ...] = ()
    phases: tuple[Phase, ...] = ()
    warnings: tuple[str, ...] = ()
    total: int = 0


def short_title(finding: Finding) -> str:
    """A finding's title as its row's description has it, behind the id."""
    room = LONGEST - len(_head(finding))
    text = one_line(finding.title) or "see the report"
    if len(text) <= room:
        return text
    # An emoji that is cut in two would leave its joiner behind: clean again.
    return cells.clean(text[: room - 1])[0].rstrip() + "…"


def describe(finding: Finding) -> str:
    """``{FindingID}: {title}`` (guide, Step 6)."""
    return _head(finding) + short_title(finding)


def finding_name(finding: Finding) -> str:
    """What the ``Finding:`` note says: the id, and whether it is a generated one."""
    return one_line(finding.id) + (GENERATED if finding.generated else "")


def source_name(finding: Finding) -> str:
    """What the ``Source:`` note says: ``file:line``."""
    return one_line(str(finding.source))


def work_notes(finding: Finding, phase: int, cost: Estimate) -> Notes:
    """The notes of a work row, in the order in which rows have them (PROTOCOL, "The table")."""
    notes = Notes().add("Phase", str(phase)).add("Finding", finding_name(finding))
    notes = notes.add("Source", source_name(finding))
    files = format_files(finding.files)
    return (notes.add("Files", files) if files else notes).add("Estimate", cost.reason)


def closing_row(
    kind: PhaseKind, role: str, ids: tuple[str, str], depends_on: Sequence[str], cost: Estimate
) -> PlannedTask:
    """A phase's documentation or verification task; ``ids`` are its id and its category."""
    said = "what changed is documented, and the checklist is complete"
    words = kind.check if role == "verification" else said
    notes = Notes().add("Phase", str(kind.number)).add("Role", role).add("Estimate", cost.reason)
    return PlannedTask(
        ids[0],
        f"Phase {kind.number} {role}: {words}",
        kind.number,
        role,
        ids[1],
        "",
        kind.branch,
        tuple(depends_on),
        cost.tokens,
        issue_name(kind.number),
        notes=notes,
    )


def issue_name(phase: int) -> str:
    """The internal reference of a phase's issue (guide, Step 5, without a provider)."""
    return f"TASKS:P{phase}"


def _head(finding: Finding) -> str:
    name = one_line(finding.id)
    return f"{name[: LONGEST // 2]}: " if name else ""
