"""
| projected, of a given cap | mode         | claim          | bootstrap          |
|---------------------------|--------------|----------------|--------------------|
| no cap                    | normal       | pass           | pass               |
| below 70 %                | normal       | pass           | pass               |
| 70 to 90 %                | conservative | pass, said so  | pass               |
| above 90 %, to 100 %      | frozen       | refuse         | pass with warning  |
| above 100 %               | stopped      | refuse         | refuse             |

A soft cap leads at most to conservative. A row counts: done or deferred `used`, else its
estimate, but deferred and never claimed nothing; recorded the larger of both; others both
together; without an estimate the base of its type. The gate can always look, so it never says
unknown.
"""

from __future__ import annotations

import pytest

from mosaic import learning
from mosaic.gates import budget
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, ledger, row, working

EDGES = [
    (0, "normal"), (699, "normal"), (700, "conservative"), (900, "conservative"),
    (901, "frozen"), (1000, "frozen"), (1001, "stopped"),
]  # fmt: skip


@pytest.mark.parametrize(("projected", "mode"), EDGES)
def test_modes_change_exactly_at_their_edges(case: Build, projected: int, mode: str) -> None:
    here = case(row("A-1", "done", used=str(projected)), config="[budget]\ncap = 1000\n")
    found = budget.position(here.state)
    assert (found.mode, found.projected, found.per_cent) == (mode, projected, projected / 10)
    assert (found.used, found.remaining, found.in_force) == (projected, 0, 1000)


@pytest.mark.parametrize(("projected", "mode"), EDGES)
def test_a_soft_cap_leads_at_most_to_conservative(case: Build, projected: int, mode: str) -> None:
    here = case(row("A-1", "done", used=str(projected)), config="[budget]\nsoft_cap = 1000\n")
    found = budget.position(here.state)
    assert found.mode == ("normal" if mode == "normal" else "conservative")
    assert budget.code(found) is None
    assert isinstance(budget.judge(here.propose("A-1")), Pass)
    assert isinstance(budget.judge(here.propose()), Pass)


@pytest.mark.parametrize(
    ("cells", "tokens"),
    [
        ({"status": "done", "used": "3K", "estimate": "8K"}, 3000),
        ({"status": "done", "estimate": "8K"}, 8000),
        ({"status": "deferred", "used": "3K", "estimate": "8K"}, 3000),
        ({"status": "deferred", "estimate": "8K"}, 0),
        ({"status": "deferred", "estimate": "8K", "notes": "Claim: t1 (attempt 1)"}, 8000),
        ({"status": "not-started", "estimate": "8K"}, 8000),
        ({"status": "failed", "used": "3K", "estimate": "8K"}, 11000),
        ({"status": "in-progress", "used": "3K", "estimate": "8K"}, 11000),
        ({"status": "in-progress", "used": "3K", "estimate": "8K",
          "notes": "Result: success none"}, 8000),
        ({"status": "needs-qa", "used": "9K", "estimate": "8K",
          "notes": "Result: success none"}, 9000),
    ],
)  # fmt: skip
def test_what_a_row_counts(case: Build, cells: dict[str, str], tokens: int) -> None:
    here = case({**row("A-1"), **cells})
    assert budget.position(here.state).projected == tokens


def test_without_an_estimate_the_base_of_the_type_counts(case: Build) -> None:
    here = case(row("A-1", description="SEC-1: escape against XSS", used="1K"))
    base = learning.base_estimate("SECURITY_FIX")
    assert budget.position(here.state).projected == base + 1000


def test_archived_rows_of_the_mission_count_and_those_of_others_do_not(case: Build) -> None:
    files = {
        "docs/tasks/m1-tasks.md": ledger(row("A-1", "done", used="3K")),
        "docs/tasks/m0-tasks.md": ledger(row("Z-1", "done", used="90K")),
    }
    config = '[mission]\nmilestone = "m1"\n[budget]\ncap = "10K"\n'
    here = case(row("A-2", estimate="1K"), files=files, config=config)
    found = budget.position(here.state, extra=500)
    assert (found.projected, found.used, found.remaining) == (4500, 3000, 1500)
    assert str(found) == "projected 4.5K of the cap 10K (45.0 %)"


def test_refusals_say_what_to_reduce(case: Build) -> None:
    """Open rows, the lowest priority and the largest first; never a verification."""
    rows = (
        row("A-1", estimate="30", notes="Phase: 1"),
        row("A-2", estimate="10", notes="Phase: 4"),
        row("A-3", estimate="20", notes="Phase: 4"),
        row("A-4", estimate="33", notes="Phase: 4\nRole: verification"),
        working("A-5", estimate="2"),
    )
    frozen = case(*rows, config="[budget]\ncap = 100\n")
    verdict = budget.judge(frozen.propose("A-1"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == "projected 95 of the cap 100 (95.0 %): above 90 %, no new starts"
    assert "A-3 (20), A-2 (10), A-1 (30)" in verdict.hint
    assert "A-4" not in verdict.hint
    assert budget.code(budget.position(frozen.state)) == "budget-frozen"
    stopped = case(*rows, config="[budget]\ncap = 90\n")
    assert budget.code(budget.position(stopped.state)) == "budget-exceeded"
    assert isinstance(budget.judge(stopped.propose("A-1")), Refuse)


def test_bootstrap_warns_above_the_freeze_and_refuses_above_the_cap(case: Build) -> None:
    here = case(config="[budget]\ncap = 100\n")
    proposal = here.propose()
    warned = budget.judge(type(proposal)(here.state, proposal.evidence, extra=95))
    assert warned == Pass("projected 95 of the cap 100 (95.0 %): above 90 %", warning=True)
    assert isinstance(
        budget.judge(type(proposal)(here.state, proposal.evidence, extra=101)), Refuse
    )


def test_no_cap_is_normal(case: Build) -> None:
    found = budget.position(case(row("A-1", estimate="1.3M")).state)
    assert (found.mode, found.per_cent, found.in_force) == ("normal", None, None)
    assert str(found) == "projected 1.3M, no cap"


@pytest.mark.parametrize(
    ("used", "said"), [("69", ""), ("70", "conservative"), ("90", "conservative")]
)
def test_a_claim_in_conservative_mode_says_so(case: Build, used: str, said: str) -> None:
    here = case(row("A-1", "done", used=used), config="[budget]\ncap = 100\n")
    verdict = budget.judge(here.propose("A-1"))
    assert isinstance(verdict, Pass)
    assert verdict.warning is bool(said)
    assert said in verdict.reason
