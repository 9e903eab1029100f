"""What the ledger has already, as a plan sees it in append mode.

New rows may depend on standing ones and never the other way, but for the verification of a phase,
which takes in every new row of its phase. So a new row of phase N may depend on a standing row
only if that one does not itself wait for a verification of phase N or later.
"""

from __future__ import annotations

from mosaic.machine import Status
from mosaic.parse.tasks import Document, Task
from mosaic.plan.files import parse_files, path_key
from mosaic.plan.named import named
from mosaic.standard import Iterable, Sequence
from mosaic.values import dataclass


@dataclass(frozen=True)
class _Row:
    task: Task
    phase: int | None
    role: str


class Standing:
    """The rows of a ledger by phase, by role and by file; of no ledger, none."""

    def __init__(self, document: Document | None) -> None:
        self._rows: dict[str, _Row] = {}
        self._by_file: dict[str, list[_Row]] = {}
        self._late: dict[int, frozenset[str]] = {}
        #: The unfinished work rows by a finding's own id in lower case, then by its report's file.
        self.by_finding: dict[str, dict[str, str]] = {}
        self.verifications: dict[int, str] = {}
        self.documentations: dict[int, str] = {}
        for task in document.rows if document else ():
            self._take(task)

    def _take(self, task: Task) -> None:
        row = self._rows.setdefault(task.id, _Row(task, task.phase, task.role))
        if row.phase is not None and row.role == "verification":
            self.verifications[row.phase] = task.id
        if row.phase is not None and row.role == "documentation":
            self.documentations[row.phase] = task.id
        if task.status not in (Status.DONE, Status.DEFERRED):
            for path in _paths(task):
                self._by_file.setdefault(path, []).append(row)
            for one in named(task) if not row.role else ():
                if not one.generated:
                    files = self.by_finding.setdefault(one.id.lower(), {})
                    files.setdefault(one.file, task.id)

    def phase(self, name: str) -> int:
        """A row's phase; 0 where it has none."""
        return self._rows[name].phase or 0

    @property
    def ids(self) -> Iterable[str]:
        return self._rows.keys()

    @property
    def edges(self) -> dict[str, tuple[str, ...]]:
        """What each row depends on."""
        return {name: row.task.depends_on for name, row in self._rows.items()}

    def late(self, phase: int) -> frozenset[str]:
        """The rows that are, or wait for, a verification of this phase or a later one."""
        if phase not in self._late:
            waiting: dict[str, list[str]] = {}
            for name, row in self._rows.items():
                for other in row.task.depends_on:
                    waiting.setdefault(other, []).append(name)
            stack = [name for number, name in self.verifications.items() if number >= phase]
            seen: set[str] = set()
            while stack:
                name = stack.pop()
                if name not in seen:
                    seen.add(name)
                    stack += waiting.get(name, ())
            self._late[phase] = frozenset(seen)
        return self._late[phase]

    def of_phase(self, phase: int, *, work_only: bool = False) -> tuple[str, ...]:
        """The rows of a phase that its closing tasks can wait for."""
        late = self.late(phase)
        return tuple(
            name
            for name, row in self._rows.items()
            if row.phase == phase and name not in late and not (work_only and row.role)
        )

    def last_on(self, path: str, phase: int, gate: int) -> tuple[str, ...]:
        """The unfinished rows on a file that a new row of this phase must come after.

        ``gate`` is the phase whose verification the new row waits for: what that one covers is
        not named again. Of rows that follow each other the last is enough.
        """
        late = self.late(phase)
        found = [
            row.task
            for row in self._by_file.get(path, ())
            if row.task.id not in late and (row.phase is None or gate < row.phase <= phase)
        ]
        covered = {other for task in found for other in task.depends_on}
        return tuple(task.id for task in found if task.id not in covered)


def _paths(task: Task) -> Sequence[str]:
    files = parse_files(task.notes.get("Files"))
    return tuple(dict.fromkeys(path_key(file.path) for file in files))
