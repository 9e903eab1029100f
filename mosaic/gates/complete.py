"""A milestone is released when nothing of it is left: rows, landings, documentation, PRD.

Every row is done, or deferred with an entry in the registry; each that has a commit says where
it landed; documentation tasks are done; the PRD was changed or confirmed since the last change
of source. Source: the guide, "Stopping Criteria" and "Milestone Completion Protocol".
"""

from __future__ import annotations

from mosaic.gates import rows
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.machine import Status
from mosaic.parse import cells
from mosaic.parse.tasks import Task
from mosaic.standard import Iterator
from mosaic.state import State

#: Rows of each kind that a refusal names; the rest is counted.
NAMED = 8
#: What ``Evidence.prd_current`` says where the PRD still holds.
CURRENT = ("current", "changed", "confirmed")
_PRD_HINT = "read the PRD against what was delivered; change it, or add --evidence prd=confirmed"


def judge(proposal: Proposal) -> Verdict:
    """Pass where the milestone is complete; else all that is left."""
    state, prd = proposal.state, proposal.evidence.prd_current
    wrong = [*rows.some([*_unfinished(state)], NAMED), *rows.some([*_unlanded(state)], NAMED)]
    undocumented = [row for row in state.mission_rows if _is_open_documentation(row)]
    if undocumented:
        wrong.append(f"documentation is not done: {rows.listed([r.id for r in undocumented])}")
    stale = prd is not None and prd.value not in CURRENT
    said = [f"the PRD is not current: {prd.value}"] if prd and stale else []
    if wrong or said:
        hint = _hint(state, undocumented) if wrong else _PRD_HINT
        return Refuse("; ".join([*wrong, *said]), hint)
    if prd is None:
        return Unknown("whether the PRD is current was not looked at", _PRD_HINT)
    return Pass()


def _unfinished(state: State) -> Iterator[str]:
    if not state.mission_rows:
        yield "there are no tasks"
    registry = rows.deferrals(state)
    for row in state.mission_rows:
        deferred = row.status is Status.DEFERRED and row.id in registry
        if row.status is not Status.DONE and not deferred:
            yield rows.standing(row, registry)


def _unlanded(state: State) -> Iterator[str]:
    """Done rows whose commit nothing says to have landed, or whose CI is not said to be green."""
    for row in state.mission_rows:
        if row.status is not Status.DONE or row.recorded in ("", "none"):
            continue
        if not row.notes.get("Landed"):
            yield f"{row.id} has a commit and no landing"
        ci = row.notes.get("CI")
        if ci and not ci.startswith("green"):
            yield f"{row.id} landed with CI {ci}"


def _is_open_documentation(row: Task) -> bool:
    return row.role == "documentation" and row.status is not Status.DONE


def _hint(state: State, undocumented: list[Task]) -> str:
    left = [row for row in undocumented if row.status is Status.DEFERRED]
    if not left:
        return "finish or defer what is left; 'mosaic-orchestrator status' shows it"
    return (
        f"run 'mosaic-orchestrator add --category DOC --description \"{next_doc(state)}:"
        f" documentation left open by {left[0].id}\"'"
    )


def next_doc(state: State) -> str:
    """The id that the next documentation task would have."""
    found = (cells.OWN_ID.fullmatch(name) for name in (*state.anything.tasks, *state.archived))
    used = [int(m.group(3)) for m in found if m and m.group(2) == "DOC"]
    return f"{state.config.mission.prefix}-DOC-{max(used, default=0) + 1:03d}"
