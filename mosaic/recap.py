"""What a stretch of the history comes to: what was done, by whom, at which cost, how well foreseen.

From the entries, the rows that they left, and what squash commits say of how far alone a task was
done. A task counts for the entry that made it what it is; what took it over or helped it is looked
for in all its entries and squash commits, however old.
"""

from __future__ import annotations

from collections import Counter

from mosaic.audit import Commit
from mosaic.change import CellChange
from mosaic.learning import Band, band, variance
from mosaic.machine import Event, Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import Iterable, Iterator, Literal, Mapping, Sequence
from mosaic.values import dataclass, field

Autonomy = Literal["full", "assisted", "takeover"]

#: Events by which a person, or another orchestrator, helped a task on.
HELP = (Event.ANSWER, Event.UNBLOCK, Event.REOPEN, Event.ADOPT, Event.APPROVE)
#: From alone to not at all; of several words on a task the last in this order counts.
_WORDS: tuple[Autonomy, ...] = ("full", "assisted", "takeover")
_ENDS = (Status.DONE, Status.FAILED, Status.BLOCKED, Status.NEEDS_QA, Status.DEFERRED)


@dataclass(frozen=True)
class Finished:
    """A task that became done: by whom, when, and what it cost against its estimate, in tokens."""

    id: str
    description: str
    agent: str
    when: str
    estimate: int | None
    used: int | None
    autonomy: Autonomy

    @property
    def variance(self) -> float | None:
        """(used - estimate) / estimate, or None where one of them is unknown."""
        known = self.estimate and self.used
        return variance(self.used or 0, self.estimate or 1) if known else None

    @property
    def band(self) -> Band | None:
        return None if self.variance is None else band(self.variance)


@dataclass(frozen=True)
class Takeover:
    """A task that went from one agent to another, and why."""

    task: str
    agent: str
    when: str
    reason: str


@dataclass
class Worker:
    """What one agent did: claims, tasks done and failed, tokens used."""

    claims: int = 0
    done: int = 0
    failed: int = 0
    used: int = 0


@dataclass(frozen=True)
class Forecast:
    """How well the plan foresaw what its measured tasks used; tokens. Shares, 0.5 for half."""

    measured: int
    estimate: int
    used: int
    misses: tuple[float, ...] = ()

    @property
    def error(self) -> float | None:
        """Of the sum: above 0 the plan was too small; None where nothing was measured."""
        return variance(self.used, self.estimate) if self.estimate else None

    @property
    def mean_miss(self) -> float | None:
        """Of a task, either way, in the mean."""
        return sum(self.misses) / len(self.misses) if self.misses else None


@dataclass(frozen=True)
class Recap:
    """The sums; ``spent`` are the tokens that the entries of the stretch added to ``used``."""

    first: str
    last: str
    events: Mapping[str, int]
    done: tuple[Finished, ...]
    others: Mapping[str, tuple[str, ...]]
    workers: Mapping[str, Worker]
    takeovers: tuple[Takeover, ...]
    people: tuple[str, ...]
    spent: int

    @property
    def entries(self) -> int:
        return sum(self.events.values())

    @property
    def forecast(self) -> Forecast:
        """The plan's error over the tasks of this stretch."""
        known = [f for f in self.done if f.variance is not None]
        return Forecast(
            len(known),
            sum(f.estimate or 0 for f in known),
            sum(f.used or 0 for f in known),
            tuple(abs(f.variance or 0.0) for f in known),
        )

    @property
    def bands(self) -> dict[str, int]:
        """How many tasks came out in each band, and how many were not measured."""
        found = Counter[str](f.band or "unmeasured" for f in self.done)
        return {name: found[name] for name in (*BANDS, "unmeasured")}

    def share_of(self, autonomy: Autonomy) -> int:
        return sum(f.autonomy == autonomy for f in self.done)

    @property
    def autonomy(self) -> float | None:
        """The share of done tasks that nobody took over or helped; None where none is done."""
        return self.share_of("full") / len(self.done) if self.done else None

    @property
    def per_day(self) -> float | None:
        """Tasks done in a day, over the days from the first entry to the last, one at least."""
        if not self.done:
            return None
        span = cells.parse_when(self.last) - cells.parse_when(self.first)
        return len(self.done) / max(1.0, span.total_seconds() / 86400)


BANDS: tuple[Band, ...] = ("log", "flag", "capture", "critical")


def recap(
    entries: Iterable[Commit],
    rows: Mapping[str, Task],
    since: str = "",
    squashes: Iterable[Commit] = (),
) -> Recap:
    """Sum up the entries from ``since`` on (ISO 8601; '': all); they come newest first.

    ``rows`` are the rows of the table and of every archive; ``squashes`` the squash commits by
    which tasks landed.
    """
    book, young = _Book(rows), list[Commit]()
    for entry in entries:
        if not since or cells.is_since(entry.when, since):
            young.append(entry)
        book.helped(entry)
    for squash in squashes:
        book.landed(squash)
    for entry in reversed(young):
        book.turn(entry)
    return book.closed(young)


@dataclass
class _Book:
    rows: Mapping[str, Task]
    help: dict[str, Autonomy] = field(default_factory=dict)
    ended: dict[str, tuple[Status, str, str]] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    takeovers: list[Takeover] = field(default_factory=list)
    people: dict[str, None] = field(default_factory=dict)
    spent: int = 0

    def helped(self, entry: Commit) -> None:
        """Note whom an entry helped on or took over, whenever that was."""
        for name in entry.tasks if entry.event == Event.ADOPT else entry.tasks[:1]:
            if entry.event == Event.TAKEOVER:
                self.help[name] = "takeover"
            elif entry.event in HELP:
                self.help.setdefault(name, "assisted")

    def landed(self, squash: Commit) -> None:
        """Note what a squash commit says of its tasks; it never takes back what entries say."""
        said = [word for word in _WORDS if word in squash.all("Mosaic-Autonomy")]
        for name in squash.tasks if said else ():
            before = self.help.get(name, "full")
            self.help[name] = max(before, said[-1], key=_WORDS.index)

    def turn(self, entry: Commit) -> None:
        """Take one entry, the oldest first."""
        self.people.setdefault(entry.author)
        agent = next(iter(entry.all("Mosaic-Agent")), "")
        if entry.event in (Event.CLAIM, Event.TAKEOVER) and agent:
            self.agents |= dict.fromkeys(entry.tasks[:1], agent)
            self._worker(agent).claims += 1
        if entry.event == Event.TAKEOVER and entry.tasks:
            reason = next(_added(entry, "Takeover"), "")
            self.takeovers.append(Takeover(entry.tasks[0], agent, entry.when, reason))
        for cell in entry.cells:
            if cell is not None:
                self._cell(entry, cell)

    def _cell(self, entry: Commit, cell: CellChange) -> None:
        if cell.column == "used":
            more = _tokens(cell.new) - _tokens(cell.old)
            self.spent += more
            self._worker(self._agent(cell.task)).used += more
        if cell.column == "status":
            self.ended.pop(cell.task, None)
            status = next((s for s in _ENDS if s == cell.new), None)
            if status:
                agent = self._agent(cell.task)
                self.ended[cell.task] = status, entry.when, agent
                self._worker(agent).failed += status is Status.FAILED

    def _agent(self, task: str) -> str:
        """Who works on a task, as the entries of the stretch say, else its row."""
        return self.agents.get(task) or (self.rows[task]["agent"] if task in self.rows else "")

    def _worker(self, name: str) -> Worker:
        return self.workers.setdefault(name, Worker())

    def closed(self, young: Sequence[Commit]) -> Recap:
        """The sums."""
        done = tuple(self._finished())
        for task in done:
            self._worker(task.agent).done += 1
        others = {
            status.value: tuple(n for n, (s, _, _) in self.ended.items() if s is status)
            for status in _ENDS[1:]
        }
        return Recap(
            young[-1].when if young else "",
            young[0].when if young else "",
            Counter(entry.event for entry in reversed(young)),
            done,
            {status: names for status, names in others.items() if names},
            {name: worker for name, worker in self.workers.items() if name and _did(worker)},
            tuple(self.takeovers),
            tuple(self.people),
            self.spent,
        )

    def _finished(self) -> Iterator[Finished]:
        for name, (status, when, agent) in self.ended.items():
            row = self.rows.get(name)
            if status is Status.DONE and row is not None:
                said = " ".join(row["description"].split())
                help = self.help.get(name, "full")
                yield Finished(name, said, agent, when, row.estimate, row.used, help)


def _did(worker: Worker) -> bool:
    return bool(worker.claims or worker.done or worker.failed or worker.used)


def _added(entry: Commit, label: str) -> Iterator[str]:
    """What an entry added to notes under this label."""
    for cell in entry.cells:
        if cell is not None and cell.column == "notes":
            old = cell.old.split("\n")
            for line in cell.new.split("\n"):
                head, colon, text = line.partition(": ")
                if colon and head == label and line not in old:
                    yield text


def _tokens(text: str) -> int:
    """A figure of tokens, or 0 where it is none: what a person wrote is no reason to fail."""
    try:
        return cells.parse_tokens(text) if text else 0
    except ValueError:
        return 0
