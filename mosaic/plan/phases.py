"""The four phases of a mission (guide, Step 2): their names, their branches, their checks."""

from __future__ import annotations

from mosaic.standard import Literal
from mosaic.values import dataclass

Category = Literal["SEC", "HIGH", "CQ", "TEST", "PERF", "DOC"]


@dataclass(frozen=True)
class PhaseKind:
    """One of the four phases: its words, its branch, and how its verification is called."""

    number: int
    name: str
    branch: str
    category: Category
    check: str


PHASES: tuple[PhaseKind, ...] = (
    PhaseKind(1, "Critical security fixes", "fix/security", "SEC",
        "security tests and quality gates are green on the base"),
    PhaseKind(2, "High-priority hardening", "fix/security", "HIGH",
        "security tests and quality gates are green on the base"),
    PhaseKind(3, "Code quality", "fix/code-quality", "CQ",
        "quality gates are green on the base"),
    PhaseKind(4, "Tests and documentation", "fix/test-coverage", "TEST",
        "the whole test suite and the final quality gates are green on the base"),
)  # fmt: skip
