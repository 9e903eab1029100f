"""repair: what can be mended without a guess is mended; the rest is listed and left.

Where it is a person's own copy that is broken, that is mended and taken in, and the edits in it
are checked as ``adopt`` checks them.
"""

from __future__ import annotations

from mosaic.change import Change
from mosaic.edits import compare, forbidden, wrong_blocks
from mosaic.errors import CheckFailed
from mosaic.events.decision import Decision
from mosaic.machine import Event
from mosaic.parse import faults, tasks
from mosaic.parse.mend import mend
from mosaic.parse.tasks import Document
from mosaic.proof import apply
from mosaic.state import FileMap, State


def is_broken(text: str) -> bool:
    """Whether the text has a fault that makes it unsafe to write."""
    return bool(faults.structure(tasks.parse(text)))


def decide(tip: State, copy: str | None = None) -> Decision:
    """The repair of the ledger at the tip, or of a person's broken ``copy`` of it.

    Errors: LedgerUnusable where there is no ledger; CheckFailed where something broken is left,
    or where the copy holds edits that no hand may make; nothing is changed then.
    """
    before = str(tip.document) if tip.text is None else tip.text
    whole, again = (before, ()) if copy is None else _whole_again(copy, tip.anything)
    mended = mend(whole)
    document = tasks.parse(mended.text)
    _check_rest(document, (*again, *mended.done))
    derived = wrong_blocks(document)
    text = apply(document, Change(Event.REPAIR, "", cells=derived))
    if text == before and not again:
        return Decision(None, answer={"mended": [], "left": _left(text, tip)})
    difference = compare(tip.anything, tasks.parse(text))
    wrong = [f"{task}: {why}" for task, why in forbidden(difference)] if copy is not None else []
    if wrong:
        raise CheckFailed(
            f"the copy holds {len(wrong)} edit(s) that no hand may make; nothing was changed",
            details=wrong,
            hint="take these edits back, or put the whole copy aside with"
            " 'mosaic-orchestrator adopt --discard'",
        )
    done = (*again, *mended.done, *(f"blocks of {c.task} derived again" for c in derived))
    change = Change(
        Event.REPAIR,
        "Repair the ledger's table",
        body="\n".join(done),
        tasks=difference.tasks,
        cells=difference.cells,
        text=text,
    )
    return Decision(change, answer={"mended": list(done), "left": _left(text, tip)})


def _whole_again(copy: str, tip: Document) -> tuple[str, tuple[str, ...]]:
    """A person's copy whose rows that lost cells have them back from the ledger.

    Errors: CheckFailed where a row was changed besides, so that what it lost is a guess.
    """
    document = tasks.parse(copy)
    lines: dict[int, str] = {}
    lost: list[str] = []
    for row in document.rows:
        old = tip.tasks.get(row.id)
        if old is None or len(row.cells) >= len(row.table.place.columns):
            continue
        if old.cells[: len(row.cells)] == row.cells and old.table.index == row.table.index:
            lines[row.line] = tip.page.lines[old.line].text
        elif any(old.cells[len(row.cells) :]):
            lost.append(
                f"{tasks.PATH}:{row.line + 1}: {row.id} was changed and lost its last cells"
            )
    if lost:
        raise CheckFailed(
            "what these rows held cannot be told; nothing was changed",
            details=lost,
            hint="put the cells back, or put the whole copy aside with"
            " 'mosaic-orchestrator adopt --discard'",
        )
    done = tuple(f"{n + 1}: the row's lost cells are back from the ledger" for n in sorted(lines))
    return document.page.with_lines(lines), done


def _check_rest(document: Document, done: tuple[str, ...]) -> None:
    """CheckFailed where a fault remains that makes the file unsafe to write."""
    state = State(FileMap({tasks.PATH: str(document)}))
    if state.faults:
        could = [f"could be mended: {said}" for said in done]
        raise CheckFailed(
            f"{len(state.faults)} fault(s) cannot be mended without a guess; nothing was changed",
            details=[*(state.located(fault) for fault in state.faults), *could],
            hint="let a person correct these lines, then run 'mosaic-orchestrator adopt'",
        )


def _left(text: str, tip: State) -> list[str]:
    """What is still wrong, and only a person can know how to mend."""
    found = faults.check(tasks.parse(text), frozenset(tip.archived))
    return [f"{tasks.PATH}:{fault}" for fault in found]
