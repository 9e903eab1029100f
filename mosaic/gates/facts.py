"""Evidence: everything that was gathered for one proposal, as values.

Its facts (``seen.py``) are here by name too, and are loaded when one is asked for: a claim is
judged without any.
"""

from __future__ import annotations

from mosaic.standard import Mapping, import_module
from mosaic.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.gates.seen import MEANING as MEANING
    from mosaic.gates.seen import ChangedFile as ChangedFile
    from mosaic.gates.seen import ChecklistFact as ChecklistFact
    from mosaic.gates.seen import CheckRun as CheckRun
    from mosaic.gates.seen import CommitFacts as CommitFacts
    from mosaic.gates.seen import ContractFacts as ContractFacts
    from mosaic.gates.seen import Fact as Fact
    from mosaic.gates.seen import GateRun as GateRun
    from mosaic.gates.seen import Kind as Kind
    from mosaic.gates.seen import Landing as Landing
    from mosaic.gates.seen import ReviewFact as ReviewFact
    from mosaic.gates.seen import is_of as is_of
    from mosaic.gates.seen import marked as marked
    from mosaic.gates.seen import read_check_note as read_check_note
    from mosaic.gates.seen import read_checklist_note as read_checklist_note
    from mosaic.gates.seen import read_note as read_note
    from mosaic.gates.seen import read_review_note as read_review_note
    from mosaic.parse.results import WorkerResult


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    value: object = getattr(import_module("mosaic.gates.seen"), name)
    return value


@dataclass(frozen=True)
class Evidence:
    """Everything that was gathered for one proposal; None or empty: nobody looked."""

    now: str = ""
    context: float | None = None
    result: WorkerResult | None = None
    claim: str = ""
    claims: int = 1
    commit: CommitFacts | None = None
    reviews: tuple[ReviewFact, ...] = ()
    unbound_reviews: tuple[str, ...] = ()
    documentation: ChecklistFact | None = None
    gate_run: GateRun | None = None
    landing: Landing | None = None
    pull_request: Fact | None = None
    ci: Fact | None = None
    issue: Fact | None = None
    already_fixed: str = ""
    asserted: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None
    prd_current: Fact | None = None
    forge: str = "local"
    kept: str = ""
    usage: str = ""
    unaccounted: tuple[str, ...] | None = ()
    contract: ContractFacts | None = None
