"""
| limit | claims in the notes                    | verdict |
|-------|----------------------------------------|---------|
| 3     | none, or attempts 1, 2                 | pass    |
| 3     | attempt 3, by its number or by count   | refuse  |

The notes are always there to be looked at, so the gate never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import attempts
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, row


@pytest.mark.parametrize(
    ("notes", "made"),
    [
        ("", 0),
        ("Claim: t1 (attempt 1)", 1),
        ("Claim: t2 (attempt 2)", 2),
        ("Claim: t1\nClaim: t2", 2),
        ("Claim: t9 (attempt 3)", 3),
        ("Claim: a\nClaim: b\nClaim: c", 3),
        ("Claim: t (attempt 7)", 7),
    ],
)
def test_claims_are_counted(case: Build, notes: str, made: int) -> None:
    here = case(row("A-1", "failed", notes=notes))
    assert attempts.attempts(here.state.anything.tasks["A-1"]) == made
    verdict = attempts.judge(here.propose("A-1"))
    if made < 3:
        assert verdict == Pass(f"attempt {made + 1} of 3")
    else:
        assert isinstance(verdict, Refuse)
        assert verdict.reason == f"A-1 had {made} of 3 attempts"
        assert "defer A-1" in verdict.hint


def test_the_limit_is_the_configs(case: Build) -> None:
    here = case(row("A-1", "failed", notes="Claim: t (attempt 1)"), config="[limits]\nattempts=1\n")
    assert isinstance(attempts.judge(here.propose("A-1")), Refuse)
    assert isinstance(attempts.judge(here.propose()), Pass)
