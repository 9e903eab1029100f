"""What a task will cost in tokens, and why (guide, Step 3).

The middle of the type's range with its measured multiplier, 5K for each further file, 7.5K where
tests are needed, 2.5K where documentation is; corrected by past cases of the type; whole 100s.
"""

from __future__ import annotations

from mosaic import learning
from mosaic.learning import Learning
from mosaic.parse import cells
from mosaic.parse.review.finding import Finding
from mosaic.plan.files import path_key
from mosaic.plan.subject import subject
from mosaic.standard import Literal, Mapping, Sequence
from mosaic.values import dataclass

Role = Literal["documentation", "verification"]

FURTHER_FILE = 5_000
TESTS = 7_500
DOCS = 2_500
#: Closing a phase: what reading one of its tasks' results costs, and the most that it may.
EACH_TASK = 500
MOST_CLOSING = 40_000

#: Several small findings as one task: what each further one costs, half of the least that the
#: guide gives a task, since the place is read, tested and committed once; and the most for all.
EACH_FINDING = 1_500
MOST_TOGETHER = 40_000
#: What may be one of several: these types, up to the top of the guide's "Refactor pattern".
_SMALL_TYPES = ("STYLE_FIX", "BULK_CLEANUP", "REFACTOR", "OTHER")
MOST_SMALL = 15_000
STYLE = "STYLE_FIX"

#: A fix of a bug, of security or of auth needs a test (PROTOCOL, gate tests).
_TESTED_TYPES = (
    "SECURITY_FIX", "INPUT_VALIDATION", "GUARD_ADD", "AUTH_ADD", "ERROR_HANDLING",
    "BUG_FIX_SIMPLE",
)  # fmt: skip
_BUGS = (
    "bug", "bugs", "crash*", "race", "race condition*", "deadlock*", "incorrect*", "wrong",
    "fails", "data loss", "corrupt*", "broken", "regression*",
)  # fmt: skip
#: Words of a surface that somebody else reads about.
_DOCUMENTED = (
    "api", "apis", "endpoint*", "config*", "environment variable*", "env var*", "deploy*",
    "docker*", "infrastructure", "terraform", "kubernetes", "helm", "pipeline*",
)  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """Tokens, the reason for them in words, and the task type."""

    tokens: int
    reason: str
    type: str


@dataclass(frozen=True)
class Correction:
    """What past cases of a type say: multiply by ``factor``."""

    factor: float
    cases: int


def corrections(learnings: Sequence[Learning]) -> Mapping[str, Correction]:
    """For each type with at least two past cases, the median of actual to estimate (0.5 to 3)."""
    by_type: dict[str, list[Learning]] = {}
    for case in learnings:
        if case.estimate_k > 0:
            by_type.setdefault(case.task_type, []).append(case)
    return {
        kind: Correction(learning.factor(cases), len(cases))
        for kind, cases in by_type.items()
        if len(cases) >= learning.CASES
    }


def estimate(finding: Finding, learnings: Sequence[Learning] = ()) -> Estimate:
    """What fixing one finding will cost, with the learnings of earlier work."""
    return estimate_with(finding, corrections(learnings))


def estimate_with(finding: Finding, known: Mapping[str, Correction]) -> Estimate:
    """``estimate``, with the corrections worked out already."""
    kind, about = work_type(finding), subject(finding)
    files = len({path_key(file.path) for file in finding.files})
    counted = learning.counted_files(finding.title) or files
    base = learning.base_estimate(kind, counted)
    parts = [(f"{kind} {cells.format_tokens(base)}", base)]
    # A type that is counted by files has its further files in the base already.
    if files > 1 and kind != "BULK_CLEANUP":
        more = (files - 1) * FURTHER_FILE
        parts.append((f"{_count(files - 1, 'more file')} +{cells.format_tokens(more)}", more))
    if about not in ("TEST", "DOC") and _needs_tests(finding, kind, about):
        parts.append((f"tests +{cells.format_tokens(TESTS)}", TESTS))
    if about != "DOC" and learning.matches(learning.words(finding.title), _DOCUMENTED):
        parts.append((f"docs +{cells.format_tokens(DOCS)}", DOCS))
    return _corrected(kind, parts, known)


def together(findings: Sequence[Finding], known: Mapping[str, Correction]) -> Estimate:
    """What several small findings cost as one task: the dearest whole, and little for each other.

    Corrected once, by the past cases of ``STYLE_FIX``: that is the type that such a row has.
    """
    dearest = max(estimate_with(finding, {}).tokens for finding in findings)
    more = (len(findings) - 1) * EACH_FINDING
    parts = [(f"{STYLE}, the dearest {cells.format_tokens(dearest)}", dearest)]
    words = f"{_count(len(findings) - 1, 'more finding')} at once +{cells.format_tokens(more)}"
    return _corrected(STYLE, [*parts, (words, more)], known)


def is_small(finding: Finding) -> bool:
    """Whether a finding asks for neither a test nor documents, and for no more than a pattern's
    refactoring (guide, Step 3)."""
    found = estimate_with(finding, {})
    return (
        found.type in _SMALL_TYPES
        and found.tokens <= MOST_SMALL
        and not _needs_tests(finding, found.type, subject(finding))
        and not learning.matches(learning.words(finding.title), _DOCUMENTED)
    )


def closing(role: Role, count: int, known: Mapping[str, Correction]) -> Estimate:
    """What a phase's documentation or verification task will cost, after ``count`` tasks."""
    kind = "DOC_UPDATE" if role == "documentation" else "VERIFICATION"
    base = learning.base_estimate(kind)
    more = min(count * EACH_TASK, MOST_CLOSING - base)
    words = f"{_count(count, 'task')} +{cells.format_tokens(more)}"
    return _corrected(kind, [(f"{kind} {cells.format_tokens(base)}", base), (words, more)], known)


def by_hand(title: str, files: int, known: Mapping[str, Correction]) -> Estimate:
    """What a task that a person adds will cost: the base of its type, and further files."""
    kind, more = learning.task_type(title), max(files - 1, 0) * FURTHER_FILE
    base = learning.base_estimate(kind, learning.counted_files(title) or files)
    parts = [(f"{kind} {cells.format_tokens(base)}", base)]
    if more and kind != "BULK_CLEANUP":
        parts.append((f"{_count(files - 1, 'more file')} +{cells.format_tokens(more)}", more))
    return _corrected(kind, parts, known)


def work_type(finding: Finding) -> str:
    """A finding's task type: by its title, else by what it is about."""
    found = learning.task_type(finding.title)
    return learning.BY_CATEGORY.get(subject(finding), found) if found == "OTHER" else found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _needs_tests(finding: Finding, kind: str, about: str) -> bool:
    buggy = bool(learning.matches(learning.words(finding.title), _BUGS))
    return about == "SEC" or buggy or kind in _TESTED_TYPES


def _corrected(
    kind: str, parts: Sequence[tuple[str, int]], known: Mapping[str, Correction]
) -> Estimate:
    total = sum(tokens for _, tokens in parts)
    words = ", ".join(word for word, _ in parts)
    if kind in known:
        past = known[kind]
        total = round(total * past.factor)
        words += f", corrected ×{past.factor:.3g} by {past.cases} past cases"
    return Estimate(max(100, (total + 50) // 100 * 100), words, kind)
