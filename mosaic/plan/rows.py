"""What a plan holds: the tasks that will be rows, the phases that will be issues."""

from __future__ import annotations

from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.notes import Notes
from mosaic.parse.review.finding import FileRef, Finding, ReportWarning
from mosaic.plan.estimate import Estimate
from mosaic.plan.files import format_files, one_line, parse_files
from mosaic.plan.subject import PhaseKind
from mosaic.standard import Sequence
from mosaic.values import dataclass, field

#: How long a description may be; the report has the rest.
LONGEST = 160
GENERATED = " (generated)"
#: What stands between two findings in a note, and between a part's title and its files.
LIST = ", "
APART = " -- "


@dataclass(frozen=True)
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
    findings: tuple[Finding, ...] = ()
    files: tuple[FileRef, ...] = ()
    notes: Notes = field(default_factory=Notes)
    blocks: tuple[str, ...] = ()

    @property
    def finding(self) -> Finding | None:
        """The one finding that this row is of; None for none, and for several."""
        return self.findings[0] if len(self.findings) == 1 else None

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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Plan:
    """The new tasks in table order, phase by phase; ``total`` is tokens.

    ``notices`` are warnings that have a place in the report.
    """

    tasks: tuple[PlannedTask, ...] = ()
    phases: tuple[Phase, ...] = ()
    warnings: tuple[str, ...] = ()
    total: int = 0
    notices: tuple[ReportWarning, ...] = ()


def short_title(finding: Finding) -> str:
    """A finding's title as its row's description has it, behind the id."""
    room = LONGEST - len(_head(finding))
    text = one_line(finding.title)
    text = "see the report" if cells.is_empty(text) else text
    if len(text) <= room:
        return text
    # An emoji that is cut in two would leave its joiner behind: clean again.
    return cells.clean(text[: room - 1])[0].rstrip() + "…"


def describe(findings: Sequence[Finding]) -> str:
    """``{FindingID}: {title}`` (guide, Step 6); of several, where, how many and which."""
    if len(findings) == 1:
        return _head(findings[0]) + short_title(findings[0])
    component = one_line(findings[0].component)
    where = f"Code style in {component[: LONGEST // 4]}" if component else "Code style"
    text = f"{where}: {len(findings)} findings ("
    for number, finding in enumerate(findings):
        name = (LIST if number else "") + one_line(finding.id)
        if len(text) + len(name) > LONGEST - 3:
            return f"{text}, …)"
        text += name
    return f"{text})"


def finding_name(finding: Finding) -> str:
    """What the ``Finding:`` note says: the id, and whether it is a generated one."""
    return one_line(finding.id) + (GENERATED if finding.generated else "")


def source_name(finding: Finding) -> str:
    """What the ``Source:`` note says: ``file:line``."""
    return one_line(str(finding.source))


def part(finding: Finding) -> str:
    """What the ``Part:`` note of one finding among several says."""
    return f"{short_title(finding)}{APART}{format_files(finding.files)}".rstrip()


def work_notes(findings: Sequence[Finding], phase: int, cost: Estimate) -> Notes:
    """The notes of a work row, in the order in which rows have them (PROTOCOL, "The table")."""
    notes = Notes().add("Phase", str(phase))
    notes = notes.add("Finding", LIST.join(map(finding_name, findings)))
    notes = notes.add("Source", LIST.join(map(source_name, findings)))
    files = format_files(merged_files(findings))
    notes = notes.add("Files", files) if files else notes
    notes = notes.add("Estimate", cost.reason)
    for finding in findings if len(findings) > 1 else ():
        notes = notes.add("Part", part(finding))
    return notes


def merged_files(findings: Sequence[Finding]) -> tuple[FileRef, ...]:
    """The files of all, each once with the lines of all."""
    if len(findings) == 1:
        return findings[0].files
    lines: dict[str, list[str]] = {}
    for file in (one for finding in findings for one in parse_files(format_files(finding.files))):
        told = lines.setdefault(file.path, [])
        told += [file.lines] if file.lines and file.lines not in told else []
    return tuple(FileRef(path, ",".join(told)) for path, told in lines.items())


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
