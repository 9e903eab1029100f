"""approve: a person's word on a contract or on a recorded result, bound to its digest.

What changes afterwards is not what was approved. An agent never approves its own work, and no name
that works on rows of this ledger is a person's (PROTOCOL, "Hooks and guards").
"""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Refused
from mosaic.events.decision import Decision, row_of, transition
from mosaic.gates.contracts import bound
from mosaic.gates.facts import Fact, marked
from mosaic.gates.surfaces import approved
from mosaic.machine import Event
from mosaic.parse import cells
from mosaic.parse.people import is_same
from mosaic.parse.tasks import Task
from mosaic.standard import Mapping
from mosaic.state import State

#: Characters of a digest that are wanted at least.
SHORTEST = 8


def decide(state: State, name: str, digest: str, by: str, reason: str = "") -> Decision:
    """The approval. ``digest``: of the contract, or the id of the recorded commit.

    Errors: UnknownTask, IllegalMove; Refused where the digest is of neither, or ``by`` is an agent.
    """
    task = row_of(state, name)
    transition(task, Event.APPROVE)
    _person(state, task, by)
    there = digests(state, task)
    what = next((w for w, full in there.items() if full.startswith(digest.lower())), "")
    if not what:
        raise Refused(
            f"{digest[:12]} is neither the contract of {task.id} nor its recorded commit",
            details=[f"{kind}: {full}" for kind, full in there.items()],
            hint=f"look at what is there now with 'mosaic-orchestrator evidence {task.id}'",
        )
    full = there[what]
    told: dict[str, object] = {"approved": what, "digest": full, "by": by}
    said = f"{what} {full[:12]} by {by}"
    if any(
        t == said or t.startswith((f"{said} (", f"{said}: ")) for t in task.notes.all("Approved")
    ):
        return Decision(None, task.id, (), told)
    draft = Draft(state.document)
    why = f": {reason}" if reason else ""
    draft.note(task.id, "Approved", marked(f"{said}{why}", "--by", False))
    change = draft.change(
        Event.APPROVE,
        f"Approve the {what} of {task.id}",
        body=f"Why: {reason}" if reason else "",
        tasks=(task.id,),
        evidence=(str(Fact("approved", f"{what} {full}", f"--by {by}", False)),),
    )
    return Decision(change, task.id, (), told)


def digests(state: State, task: Task) -> Mapping[str, str]:
    """What of a row can be approved: its contract's digest, its recorded commit's id."""
    contract = bound(task, state)
    found = {"contract": contract.digest} if contract else {}
    return found | ({"result": task.recorded} if cells.is_commit(task.recorded) else {})


def is_approved(state: State, task: Task, what: str) -> bool:
    """Whether what stands there now was approved."""
    return approved(task, what, digests(state, task).get(what, ""))


def _person(state: State, task: Task, by: str) -> None:
    rows = state.anything.rows
    before = (t.removeprefix("from ").partition(":")[0] for t in task.notes.all("Takeover"))
    agents = {name for name in (*(row["agent"] for row in rows), *before) if name}
    if any(is_same(by, agent) for agent in agents):
        own = is_same(by, task["agent"])
        raise Refused(
            f"{by} is {'the agent of' if own else 'an agent in'} "
            f"{task.id if own else 'this ledger'}; a person approves, never an agent",
            hint="name the person who looked at it with --by",
        )
