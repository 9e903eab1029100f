"""The state files at one moment, as values: the ledger, the config, archives, registry, PRD.

A State is what an event decides on. It reads through a ``Files``, so that the core needs no git;
what is not asked for is not read.
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable
from mosaic.machine import Status
from mosaic.parse import config as config_file
from mosaic.parse import faults, tasks
from mosaic.parse.config import Config, parse_config
from mosaic.parse.paths import ARCHIVES as ARCHIVES
from mosaic.parse.paths import CONTRACTS as CONTRACTS
from mosaic.parse.paths import LEARNINGS as LEARNINGS
from mosaic.parse.paths import PRDS as PRDS
from mosaic.parse.paths import REGISTRY as REGISTRY
from mosaic.parse.paths import RELEASES as RELEASES
from mosaic.parse.paths import STATE_FILES as STATE_FILES
from mosaic.parse.paths import is_state_file as is_state_file
from mosaic.parse.rows import Columns
from mosaic.parse.tasks import Document, Task
from mosaic.standard import Callable, Mapping, Protocol, TypeVar, cached_property
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.registry import Deferral

T = TypeVar("T")


class Files(Protocol):
    """The files of one commit (or of none yet)."""

    def read(self, path: str) -> str | None:
        """The file's text, or None where there is none."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of the files directly in a folder, sorted; () where there is none."""
        ...


@dataclass(frozen=True)
class FileMap:
    """Files held in memory."""

    files: Mapping[str, str]

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def names(self, folder: str) -> tuple[str, ...]:
        head = folder + "/"
        inside = (p[len(head) :] for p in self.files if p.startswith(head))
        return tuple(sorted(n for n in inside if "/" not in n))


@dataclass(frozen=True)
class State:
    """What the ledger's ref says at one moment."""

    files: Files

    def once(self, ask: Callable[[State], T]) -> T:
        """What ``ask`` finds in this state; it is asked once, as the state never changes."""
        found: dict[object, T] = self.__dict__.setdefault("_once", {})
        if ask not in found:
            found[ask] = ask(self)
        return found[ask]

    @cached_property
    def text(self) -> str | None:
        """The ledger's text, or None where there is no file."""
        return self.files.read(tasks.PATH)

    @cached_property
    def config(self) -> Config:
        """The config; its defaults where there is no file. Errors: LedgerUnusable."""
        text = self.files.read(config_file.PATH)
        return parse_config(text) if text is not None else Config()

    @cached_property
    def anything(self) -> Document:
        """The ledger as it reads, whatever is wrong with it; an empty one where there is none."""
        return tasks.parse(self.text or "")

    @cached_property
    def document(self) -> Document:
        """The ledger, fit to be written.

        Errors: LedgerUnusable where it is missing (a table without rows counts as none), broken
        or in conflict, with every fault as ``docs/TASKS.md:41:17: what is wrong``.
        """
        if self.text is None or not (self.anything.columns.ids or self.faults):
            raise LedgerUnusable(
                "there is no ledger here yet",
                code="ledger-missing",
                hint="run 'mosaic-orchestrator bootstrap-from-review docs/reports/NAME', or"
                " 'mosaic-orchestrator resume' to see the archives",
            )
        if self.faults:
            raise LedgerUnusable(
                f"{tasks.PATH} has {len(self.faults)} fault(s); nothing was written",
                code="ledger-conflict" if faults.conflicts(self.anything) else "ledger-broken",
                details=[self.located(fault) for fault in self.faults],
                hint="run 'mosaic-orchestrator repair --dry-run' to see what can be mended",
            )
        return self.anything

    def needed(self) -> State:
        """This state, or LedgerUnusable where there is no ledger to read."""
        if self.text is None or not (self.anything.columns.ids or self.faults):
            _ = self.document
        return self

    @cached_property
    def faults(self) -> tuple[tasks.Fault, ...]:
        """What makes the ledger unsafe to write."""
        return faults.structure(self.anything)

    def located(self, fault: tasks.Fault) -> str:
        """A fault with its place, its line and a caret."""
        text = self.anything.page.lines[fault.line - 1].text
        start = max(0, fault.column - 40)
        shown = text[start : start + 80].replace("\t", " ")
        return f"{tasks.PATH}:{fault}\n  {shown}\n  {' ' * (fault.column - 1 - start)}^"

    @cached_property
    def archives(self) -> Mapping[str, Document]:
        """Every archived ledger by its path, in name order."""
        names = [n for n in self.files.names(ARCHIVES) if n.endswith("-tasks.md")]
        paths = [f"{ARCHIVES}/{name}" for name in names]
        return {path: tasks.parse(self.files.read(path) or "") for path in paths}

    @cached_property
    def archived(self) -> Mapping[str, Task]:
        """Every archived row by id; a row that was restored is not archived any more."""
        rows = {row.id: row for doc in self.archives.values() for row in doc.rows}
        return {i: row for i, row in rows.items() if i not in self.anything.tasks}

    @cached_property
    def mission_rows(self) -> tuple[Task, ...]:
        """The mission's rows: the table's, and those archived under the mission's milestone."""
        if len(self.mission) == 1:
            return self.anything.rows
        return tuple(part.row(at) for part in self.mission for at in range(len(part.ids)))

    @cached_property
    def mission(self) -> tuple[Columns, ...]:
        """The mission's rows in columns: those archived, where there are, and the table's."""
        path = archive_path(self.config.mission.milestone or "milestone")
        here = self.anything
        if path not in self.archives:
            return (here.columns,)
        kept = self.archives[path].columns
        return (kept.only([n for n, i in enumerate(kept.ids) if i not in here.tasks]), here.columns)

    @cached_property
    def phases(self) -> frozenset[int]:
        """The phases that the mission's rows are in, archived ones too."""
        found = {phase for part in self.mission for phase in set(part.phase)}
        return frozenset(phase for phase in found if phase is not None)

    def in_phase(self, number: int, saying: str = "") -> tuple[Task, ...]:
        """The mission's rows of a phase, archived ones too; those that hold a word, if given."""
        found = ((part, part.of_phase(number)) for part in self.mission)
        return tuple(
            part.row(at)
            for part, places in found
            for at in (part.saying(saying, places) if saying else places)
        )

    @cached_property
    def in_progress(self) -> tuple[Task, ...]:
        """The table's rows that are in progress."""
        every = self.anything.columns
        return tuple(map(every.row, every.where(Status.IN_PROGRESS)))

    @cached_property
    def deferrals(self) -> Mapping[str, Deferral]:
        """The registry's entries by the id of their task; of two for one task, the last."""
        if not self.registry:
            return {}
        from mosaic.parse.registry import read_registry

        return {entry.id: entry for entry in read_registry(self.registry)}

    def task(self, name: str) -> Task | None:
        """A row of the table, else of an archive."""
        return self.anything.tasks.get(name) or self.archived.get(name)

    @cached_property
    def prd(self) -> str | None:
        """The path of the PRD that has requirements, or None."""
        for path in PRDS:
            text = self.files.read(path)
            if text is not None and text.strip():
                return path
        return None

    @cached_property
    def registry(self) -> str:
        """The deferral registry's text."""
        return self.files.read(REGISTRY) or ""


def slug(name: str) -> str:
    """A milestone's name as a file name: letters, digits, dots and dashes."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in name)
    return "-".join(part for part in kept.strip("-.").split("-") if part)[:80] or "milestone"


def archive_path(milestone: str) -> str:
    """Where a milestone's rows are archived."""
    return f"{ARCHIVES}/{slug(milestone)}-tasks.md"
