"""What waits for what: a tree in plain text, Mermaid, or DOT; never more rows than asked for."""

from __future__ import annotations

from mosaic.events.decision import row_of
from mosaic.machine import Status
from mosaic.parse import graph
from mosaic.parse.tasks import Task
from mosaic.standard import Callable, Iterable, Iterator, Mapping, Sequence
from mosaic.state import State
from mosaic.values import dataclass
from mosaic.views.answer import Answer

_OVER = (Status.DONE, Status.DEFERRED)


@dataclass(frozen=True)
class Network:
    """The rows that are drawn, in table order, with the edges among them; ``left`` are not."""

    rows: tuple[Task, ...]
    left: int

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Pairs of what is waited for and who waits."""
        names = {row.id for row in self.rows}
        return tuple((d, row.id) for row in self.rows for d in row.depends_on if d in names)


def network(state: State, task: str, whole: bool, most: int) -> Network:
    """The open rows (``whole``: all); with a task, it, what it waits for and what waits for it.

    Errors: UnknownTask.
    """
    rows = state.anything.rows
    if task:
        wanted = _around(rows, row_of(state, task).id)
        found = [row for row in rows if row.id in wanted]
    else:
        found = [row for row in rows if whole or row.status not in _OVER]
    return Network(tuple(found[:most]), len(found[most:]))


def _around(rows: Iterable[Task], name: str) -> frozenset[str]:
    waits: dict[str, list[str]] = {}
    needs: dict[str, Sequence[str]] = {}
    for row in rows:
        needs[row.id] = row.depends_on
        for other in row.depends_on:
            waits.setdefault(other, []).append(row.id)
    return graph.reach(needs, name) | graph.reach(waits, name) | {name}


def drawn(found: Network, form: str) -> Answer:
    """The answer: the drawing for people, rows and edges for programs as well."""
    text = _FORMS[form](found) if found.rows else "nothing to draw"
    data = {
        "format": form,
        "nodes": [{"id": r.id, "status": r["status"], "phase": r.phase} for r in found.rows],
        "edges": [{"from": before, "to": after} for before, after in found.edges],
        "left": found.left,
        "text": text,
    }
    notices = (f"{found.left} rows were left out; give a higher --limit",) if found.left else ()
    return Answer("graph", text, data, notices)


def tree(found: Network) -> str:
    """Each row under the first that it waits for, once; elsewhere it says that it stands above."""
    rows = {row.id: row for row in found.rows}
    after: dict[str, list[str]] = {}
    for before, name in found.edges:
        after.setdefault(before, []).append(name)
    waiting = {name for _, name in found.edges}
    seen: set[str] = set()
    lines: list[str] = []
    # Roots first; then what a hand-made cycle keeps from having one.
    for start in [*(r for r in rows if r not in waiting), *rows]:
        if start not in seen:
            lines += _branch(start, rows, after, seen)
    return "\n".join(lines)


def _branch(
    start: str, rows: Mapping[str, Task], after: Mapping[str, Sequence[str]], seen: set[str]
) -> Iterator[str]:
    stack = [(start, 0)]
    while stack:
        name, depth = stack.pop()
        if name in seen:
            yield f"{'  ' * depth}{name}, above"
            continue
        seen.add(name)
        said = " ".join(rows[name]["description"].split())[:60]
        yield f"{'  ' * depth}{name} {rows[name]['status'] or 'no status'}: {said}".rstrip(": ")
        stack += [(other, depth + 1) for other in reversed(after.get(name, ()))]


def mermaid(found: Network) -> str:
    """A Mermaid flowchart; nodes are called n0, n1 …, so that no id can break it."""
    number = {row.id: f"n{at}" for at, row in enumerate(found.rows)}
    nodes = [f'    {number[r.id]}["{_plain(r.id)}<br/>{_plain(r["status"])}"]' for r in found.rows]
    arrows = [f"    {number[before]} --> {number[after]}" for before, after in found.edges]
    return "\n".join(["flowchart LR", *nodes, *arrows])


def dot(found: Network) -> str:
    """A digraph for Graphviz."""
    nodes = [
        f'  "{_plain(r.id)}" [label="{_plain(r.id)}\\n{_plain(r["status"])}"];' for r in found.rows
    ]
    arrows = [f'  "{_plain(before)}" -> "{_plain(after)}";' for before, after in found.edges]
    return "\n".join(["digraph tasks {", "  rankdir=LR;", *nodes, *arrows, "}"])


def _plain(text: str) -> str:
    """A label without what means something in either language."""
    return "".join(char if char.isalnum() or char in " ._-" else "_" for char in text)


_FORMS: Mapping[str, Callable[[Network], str]] = {"tree": tree, "mermaid": mermaid, "dot": dot}
#: The drawings that there are.
FORMATS = tuple(_FORMS)
