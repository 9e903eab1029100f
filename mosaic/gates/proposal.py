"""What gates judge: an event on a task, the state it would move, and the evidence handed in."""

from __future__ import annotations

from mosaic.parse.tasks import Task
from mosaic.standard import Literal
from mosaic.state import State
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.gates.facts import Evidence

#: When a gate is asked. ``done`` follows ``record`` where the row would become done.
Moment = Literal["bootstrap", "claim", "retry", "record", "done", "release"]


@dataclass(frozen=True)
class Proposal:
    """One event that would move the ledger; ``task`` is None for bootstrap and release.

    ``version`` and ``mvp`` are a bootstrap's or release's; ``extra`` the tokens that rows not yet
    in the table would add.
    """

    state: State
    evidence: Evidence
    task: Task | None = None
    version: str = ""
    mvp: bool = False
    extra: int = 0
