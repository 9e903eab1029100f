"""repair: what can be mended without a guess is mended; the rest is listed and left.

Where it is a person's own copy that is broken, that is mended and taken in, and the edits in it
are checked as ``adopt`` checks them.
"""

from __future__ import annotations

from mosaic.change import Change, apply
from mosaic.edits import compare, forbidden, wrong_blocks
from mosaic.errors import CheckFailed
from mosaic.events.decision import Decision
from mosaic.machine import Event
from mosaic.parse import faults, tasks
from mosaic.parse.mend import mend
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
    mended = mend(before if copy is None else copy)
    document = tasks.parse(mended.text)
    _check_rest(document, mended.done)
    derived = wrong_blocks(document)
    text = apply(document, Change(Event.REPAIR, "", cells=derived))
    if text == before:
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
    done = (*mended.done, *(f"blocks of {c.task} derived again" for c in derived))
    change = Change(
        Event.REPAIR,
        "Repair the ledger's table",
        body="\n".join(done),
        tasks=difference.tasks,
        cells=difference.cells,
        text=text,
    )
    return Decision(change, answer={"mended": list(done), "left": _left(text, tip)})


def _check_rest(document: tasks.Document, done: tuple[str, ...]) -> None:
    """CheckFailed where a fault remains that makes the file unsafe to write."""
    state = State(FileMap({tasks.PATH: str(document)}))
    if state.faults:
        could = [f"could be mended: {said}" for said in done]
        raise CheckFailed(
            f"{len(state.faults)} fault(s) cannot be mended without a guess; nothing was changed",
            details=[*(state.located(fault) for fault in state.faults), *could],
            hint="correct these lines by hand, then run 'mosaic-orchestrator adopt'",
        )


def _left(text: str, tip: State) -> list[str]:
    """What is still wrong, and only a person can know how to mend."""
    found = faults.check(tasks.parse(text), frozenset(tip.archived))
    return [f"{tasks.PATH}:{fault}" for fault in found]
