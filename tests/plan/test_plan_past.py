"""Past cases: every measured task counts, not the surprises alone, and none is corrected twice."""

from __future__ import annotations

from mosaic.learning import Learning, factor, proposals
from mosaic.parse import table
from mosaic.parse.learnings import LearningsFile
from mosaic.parse.tasks import COLUMNS, Task, parse
from mosaic.plan.estimate import by_hand, corrections
from mosaic.plan.past import cases


def rows(*found: tuple[str, str, str, str]) -> tuple[Task, ...]:
    """Done rows of (id, estimate, used, reason of the estimate); all are refactorings."""
    lines = [table.render(COLUMNS), "|" + "---|" * len(COLUMNS)]
    for name, estimate, used, reason in found:
        cells = {
            "id": name, "status": "done", "description": "Refactor the parser",
            "estimate": estimate, "used": used, "notes": f"Estimate: {reason}",
        }  # fmt: skip
        lines.append(table.render([cells.get(column, "") for column in COLUMNS]))
    return parse("\n".join(lines) + "\n").rows


def learned(name: str, estimate: float, actual: float) -> Learning:
    percent = round(100 * (actual - estimate) / estimate)
    return Learning(name, "REFACTOR", estimate, actual, percent)


def test_what_came_out_as_estimated_counts_too() -> None:
    """Three tasks on the spot and one surprise: no correction; the surprise alone would double."""
    found = cases(
        rows(("A-1", "10K", "10K", ""), ("A-2", "10K", "11K", ""), ("A-3", "10K", "9K", "")),
        [learned("A-4", 10, 25), learned("A-5", 10, 20)],
    )
    assert len(found) == 5
    assert factor(found) == 1.1
    assert factor(found[3:]) == 2.25


def test_a_row_and_its_learning_are_one_case() -> None:
    """The row counts: it knows what all attempts together used."""
    (one,) = cases(rows(("A-1", "10K", "25K", "")), [learned("A-1", 10, 18)])
    assert (one.estimate_k, one.actual_k, one.variance_pct) == (10, 25, 150)


def test_a_corrected_estimate_counts_as_it_was_before() -> None:
    """Corrected to twice and right on the spot: the next one is corrected to twice again."""
    reason = "REFACTOR 12.5K, corrected ×2 by 4 past cases"
    found = cases(rows(("A-1", "20K", "20K", reason), ("A-2", "20K", "20K", reason)))
    assert [case.estimate_k for case in found] == [10, 10]
    assert factor(found) == 2
    assert by_hand("Refactor the store", 1, corrections(found)).reason == (
        "REFACTOR 12.5K, corrected ×2 by 2 past cases"
    )


def test_what_was_not_measured_is_no_case() -> None:
    (unused,) = rows(("A-1", "10K", "", ""))
    (unknown,) = rows(("A-2", "", "10K", ""))
    assert cases((unused, unknown)) == ()


def test_a_proposal_names_the_largest_surprises() -> None:
    found = [learned(f"A-{n}", 10, 20 + n) for n in range(30)]
    (proposal,) = proposals(LearningsFile(learnings=tuple(found)))
    assert (proposal.cases, len(proposal.evidence)) == (30, 12)
    assert proposal.evidence[0].startswith("A-29: 10K → 49K")


def test_an_added_task_costs_its_type_and_its_files() -> None:
    assert by_hand("Refactor the store", 3, {}).reason == "REFACTOR 12.5K, 2 more files +10K"
    assert by_hand("Refactor the store", 0, {}).tokens == 12500
    assert by_hand("Remove unused imports", 20, {}).tokens == 11000
