"""What an event decides: a Change, or nothing since it is already so; with every ruling."""

from __future__ import annotations

from mosaic import machine
from mosaic.errors import Refused, UnknownTask
from mosaic.gates.verdict import Pass, Ruling
from mosaic.machine import Event, Transition
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import Iterable, Mapping, NoReturn
from mosaic.state import State
from mosaic.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.change import Change, Draft

#: Labels that belong to one claim's result; a new claim starts without them.
OF_A_RESULT = ("Result", "Review", "Documentation", "Landed", "CI", "PR", "Parked until", "Parked",
               "Tests", "Asserted", "Work", "Issue", "Should-fix", "Red",
               "Check", "Deviation")  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """``change`` None: already so. ``answer`` is what the command says besides the task."""

    change: Change | None
    task: str = ""
    rulings: tuple[Ruling, ...] = ()
    answer: Mapping[str, object] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What gates that passed said all the same, and which secrets were taken out."""
        said = (str(r) for r in self.rulings if isinstance(r.verdict, Pass) and r.verdict.warning)
        return (*said, *_taken_out(self.change))


def _taken_out(change: Change | None) -> tuple[str, ...]:
    """A warning for each kind of secret that stands as taken out where it did not before."""
    if change is None or change.event is Event.BOOTSTRAP:  # which tells it by the finding
        return ()
    from mosaic.parse.outside import held
    from mosaic.parse.secrets import marks

    first: dict[str, str] = {}
    for cell in change.cells:
        before = cell.old.split("\n")
        fresh = "\n".join(line for line in cell.new.split("\n") if line not in before)
        for kind in marks(fresh):
            first.setdefault(kind, f"the {cell.column} of {cell.task}")
    for row in change.rows:
        for kind in marks(" ".join(row.values.values())):
            first.setdefault(kind, f"a text of {row.id}")
    for kind in marks(f"{change.subject} {change.body}"):
        first.setdefault(kind, "the reason")
    return tuple(held(where, kind) for kind, where in first.items())


def row_of(state: State, name: str) -> Task:
    """The row of the table with this id. Errors: UnknownTask, naming where it may be."""
    task = state.document.tasks.get(name)
    if task:
        return task
    if name in state.archived:
        raise UnknownTask(f"{name} is archived", hint="reopen works on rows of the table only")
    near = [i for i in state.document.tasks if name.casefold() in i.casefold()][:5]
    raise UnknownTask(
        f"no task '{name}' in the ledger",
        hint=f"did you mean {', '.join(near)}?" if near else "run 'mosaic-orchestrator status'",
    )


def transition(task: Task, event: Event) -> Transition:
    """The machine's transition for this event. Errors: IllegalMove."""
    return machine.find(task.id, task.status, task["status"], event)


def refuse(what: str, rulings: Iterable[Ruling], kept: str = "") -> NoReturn:
    """Raise Refused (gate-refused) with every reason at once; ``kept``: where the result is."""
    bad = [r for r in rulings if not r.ok]
    hints = list(dict.fromkeys(r.hint for r in bad if r.hint))
    raise Refused(
        f"{what}: {len(bad)} gate{'s' if len(bad) != 1 else ''} said no",
        details=[*(f"{r.word}: {r}" for r in bad), *([f"kept: {kept}"] if kept else [])],
        hint="; ".join(hints),
    )


def token_of(task: Task) -> str:
    """The token of the task's last claim, or ''."""
    return task.notes.get("Claim").partition(" ")[0]


def clear_result(draft: Draft, task: str) -> None:
    """Take what belongs to an ended claim's result out of the notes."""
    notes = draft.notes(task)
    for label in OF_A_RESULT:
        notes = notes.drop(label)
    draft.put(task, "notes", str(notes))


def one_line(text: str, most: int = 0) -> str:
    """Somebody's text for one note: hidden characters and secrets gone, every stretch of blanks
    one blank.

    ``most``: how many characters of it at most.
    """
    from mosaic.parse.outside import one_text

    line = " ".join(one_text(text).replace(cells.BREAK, " ").split())
    # An emoji that is cut in two would leave its joiner behind: clean again.
    return cells.clean(line[:most])[0].strip() if most else line
