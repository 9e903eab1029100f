"""What a finished task teaches the next estimate: task types, variance, the learnings file.

Variance is (used - estimate) / estimate; beyond 50 % it is kept in orchestrator-learnings.json,
whose unknown keys survive every write. Source: the guide, "Learning & Retrospective", with the
type multipliers that later missions measured; PROTOCOL, "Learning".
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.learnings import (
    PATH,
    Learning,
    LearningsFile,
    plain_number,
    read_learnings,
    write_learnings,
)
from mosaic.parse.tasks import Task
from mosaic.patterns import regex
from mosaic.standard import Iterable, Literal, Mapping, Sequence, cache, lru_cache
from mosaic.values import dataclass, replace

__all__ = ["PATH", "Learning", "LearningsFile", "read_learnings", "write_learnings"]

Band = Literal["log", "flag", "capture", "critical"]


@dataclass(frozen=True)
class TaskType:
    """A kind of work: how its title is recognised, and what it costs.

    ``keywords`` are words in lower case without punctuation, ``*`` for any ending. ``low`` and
    ``high`` are tokens, for the whole task or (``per_file``) for each file; ``percent`` is the
    measured multiplier.
    """

    name: str
    keywords: tuple[str, ...]
    low: int
    high: int
    percent: int = 100
    per_file: bool = False


#: In the order in which a title is asked; ``OTHER`` takes what nothing else claims.
TASK_TYPES: tuple[TaskType, ...] = (
    TaskType("TEST_ADD", ("add tests", "add test", "add unit tests", "add integration tests",
        "coverage", "untested", "no tests", "no unit tests", "missing tests", "missing test",
        "lacks tests", "without tests"), 15_000, 25_000),
    TaskType("BULK_CLEANUP", ("unused", "warnings", "n files"), 550, 550, per_file=True),
    TaskType("SECURITY_FIX", ("sanitiz*", "sanitis*", "injection", "xss", "csrf", "ssrf",
        "traversal", "unescaped", "prototype pollution", "deserialization"), 8_000, 12_000, 250),
    TaskType("STYLE_FIX", ("formatting", "prettier", "lint*", "code style", "typo*"),
        3_000, 5_000, 64),
    TaskType("COMPLEX_REFACTOR", ("architectural", "architecture", "redesign", "rewrite",
        "multi file", "circular dependenc*", "god class", "decouple"), 25_000, 40_000),
    TaskType("ERROR_HANDLING", ("error handling", "error propagation", "try catch", "swallow*",
        "unhandled", "uncaught"), 8_000, 12_000, 230),
    TaskType("INPUT_VALIDATION", ("input validation", "validate input", "unvalidated input"),
        5_000, 8_000, 170),
    TaskType("CONFIG_DEFAULT_CHANGE", ("insecure default*", "default config*", "default value*",
        "default password*", "by default"), 5_000, 10_000, 180),
    TaskType("CONFIG_EXTERNALIZATION", ("hardcoded", "hard coded", "externalize", "externalise",
        "environment variable*", "env var*"), 8_000, 12_000),
    TaskType("DOC_UPDATE", ("documentation", "undocumented", "docs", "readme", "docstring*",
        "jsdoc", "changelog"), 3_000, 5_000),
    TaskType("GUARD_ADD", ("add guard", "guard", "guards", "decorator*", "validation",
        "rate limit*"), 5_000, 8_000),
    TaskType("AUTH_ADD", ("authentication", "auth", "authorization", "authorisation", "oauth*",
        "unauthenticated", "unauthorized", "login"), 15_000, 25_000),
    TaskType("REFACTOR", ("refactor*", "replace*", "migrate*", "memory leak*", "duplicat*"),
        10_000, 15_000),
    TaskType("BUG_FIX_SIMPLE", ("wrong operator", "null check", "off by one"),
        3_000, 8_000),
    TaskType("FEATURE_ADD", ("implement", "add support", "new service", "new component",
        "new endpoint", "introduce"), 15_000, 25_000),
    TaskType("VERIFICATION", (), 3_000, 5_000),
    TaskType("OTHER", (), 8_000, 12_000),
)  # fmt: skip

#: No task costs less: the smallest figure of the guide's table (Step 3).
LEAST = 3_000
#: A correction or proposal never goes beyond these, whatever the cases say.
LEAST_FACTOR, MOST_FACTOR = 0.5, 3.0
#: How many past cases a correction needs.
CASES = 2
#: How many cases a proposal names, the largest variances first.
EVIDENCE = 12

_BY_NAME = {kind.name: kind for kind in TASK_TYPES}
_BY_ROLE = {"verification": "VERIFICATION", "documentation": "DOC_UPDATE"}
#: What a task without a telling title is, by the category of its id.
BY_CATEGORY = {"TEST": "TEST_ADD", "DOC": "DOC_UPDATE"}
_COUNTED = regex(r"~ ?(\d{1,6}) files?\b")


@lru_cache(maxsize=256)
def words(text: str) -> str:
    """The text as `` word word ``: lower case, punctuation gone; ``~40 files`` is ``n files``."""
    counted = _COUNTED.sub(" n files ", text) if "~" in text else text
    parted = "".join([c if c.isalnum() else " " for c in counted.casefold()])
    return f" {' '.join(parted.split())} "


def matches(plain: str, keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these keywords (``*``: any ending) stand in a text made by ``words``."""
    return tuple(k for needle, k in _needles(keywords) if needle in plain)


@cache
def _needles(keywords: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((f" {k[:-1]}" if k.endswith("*") else f" {k} ", k) for k in keywords)


def counted_files(text: str) -> int | None:
    """The number in ``~N files``, or None."""
    found = _COUNTED.search(text)
    return int(found.group(1)) if found else None


def task_type(text: str) -> str:
    """The type that a title's keywords tell (guide, "Task Type Classification"), else OTHER."""
    plain = words(text)
    return next((kind.name for kind in TASK_TYPES if matches(plain, kind.keywords)), "OTHER")


def title(task: Task) -> str:
    """A row's description without the finding's id in front of it."""
    head, colon, rest = task["description"].partition(": ")
    named = (task.notes.get("Finding").removesuffix(" (generated)"), task.id)
    return rest if colon and (head in named or cells.is_id(head)) else task["description"]


def type_of(task: Task) -> str:
    """A row's type: by its role, its title, or the category of its id."""
    found = _BY_ROLE.get(task.role) or task_type(title(task))
    return BY_CATEGORY.get(cells.category(task.id), found) if found == "OTHER" else found


def unit_base(name: str) -> int:
    """A type's measured base in tokens, for one file where it is counted by files."""
    kind = _BY_NAME.get(name, _BY_NAME["OTHER"])
    return (kind.low + kind.high) * kind.percent // 200


def base_estimate(name: str, files: int = 1) -> int:
    """Tokens of a task of this type before adjustments; an unknown type counts as OTHER."""
    kind = _BY_NAME.get(name, _BY_NAME["OTHER"])
    return max(LEAST, unit_base(name) * (max(files, 1) if kind.per_file else 1))


def variance(used: int, estimate: int) -> float:
    """(used - estimate) / estimate, 0.5 for half as much again; ValueError without an estimate.

    One division of whole numbers is rounded correctly, so 50 % sharp is 0.5 and 30 % is 0.3.
    """
    if estimate <= 0:
        raise ValueError("a variance needs an estimate above 0")
    return (used - estimate) / estimate


def band(value: float) -> Band:
    """What a variance asks for: up to 30 % log, up to 50 % flag, above capture, above 100 %
    critical; either way from the estimate (guide, "Variance Thresholds")."""
    size = abs(value)
    if size <= 0.3:
        return "log"
    if size <= 0.5:
        return "flag"
    return "capture" if size <= 1 else "critical"


@dataclass(frozen=True)
class Proposal:
    """A new base for a type (tokens; for one file where counted by files), and its evidence."""

    type: str
    old: int
    new: int
    cases: int
    evidence: tuple[str, ...]


def capture(
    task: Task, used: int, captured_at: str, file_count: int, analysis: str = ""
) -> Learning | None:
    """The learning of a task that used so many tokens, or None up to 50 % and without estimate."""
    estimate = task.estimate
    if not estimate or band(variance(used, estimate)) in ("log", "flag"):
        return None
    name = type_of(task)
    percent = (200 * (used - estimate) + estimate) // (2 * estimate)
    critical = band(variance(used, estimate)) == "critical"
    return Learning(
        task.id,
        name,
        estimate / 1000,
        used / 1000,
        percent,
        file_count,
        matches(words(title(task)), _BY_NAME[name].keywords),
        analysis or f"{name} used {used / estimate:.2g} times its estimate",
        ("CRITICAL",) if critical else (),
        captured_at,
    )


def with_learning(file: LearningsFile, learning: Learning) -> LearningsFile:
    """The file with one learning more, a critical one also queued for a look at its type.

    A learning that is there already is not added again.
    """
    if learning in file.learnings:
        return file
    queue = file.investigation_queue
    if "CRITICAL" in learning.flags:
        reason = f"{learning.variance_pct:+d} %: is {learning.task_type} the right type?"
        queue = (*queue, {"task_id": learning.task_id, "reason": reason})
    return replace(file, learnings=(*file.learnings, learning), investigation_queue=queue)


def with_phase_summary(file: LearningsFile, summary: Mapping[str, object]) -> LearningsFile:
    """The file with one phase summary more."""
    return replace(file, phase_summaries=(*file.phase_summaries, dict(summary)))


def phase_summary(tasks: Iterable[Task], phase: int, at: str) -> dict[str, object]:
    """What a phase cost (guide, "Retrospective Triggers"): sums and means over its measured rows,
    those with both an estimate and a use, together and by type."""
    rows = [task for task in tasks if task.phase == phase]
    kinds = dict.fromkeys(type_of(task) for task in rows)
    return {
        "phase": phase,
        **_spent(rows),
        "by_type": {kind: _spent([t for t in rows if type_of(t) == kind]) for kind in kinds},
        "captured_at": at,
    }


def _spent(rows: Sequence[Task]) -> dict[str, object]:
    measured = [(t.used, t.estimate) for t in rows if t.estimate and t.used is not None]
    pairs = [(used, estimate) for used, estimate in measured if used is not None and estimate]
    total = sum(variance(used, estimate) for used, estimate in pairs)
    return {
        "count": len(rows),
        "measured": len(pairs),
        "estimate_k": plain_number(sum(estimate for _, estimate in pairs) / 1000),
        "used_k": plain_number(sum(used for used, _ in pairs) / 1000),
        "mean_variance_pct": round(100 * total / len(pairs)) if pairs else None,
    }


def factor(cases: Sequence[Learning]) -> float:
    """What these cases say that an estimate must be multiplied by: the median of actual to
    estimate within 0.5 and 3, or 1 for fewer than two cases."""
    ratios = sorted(case.actual_k / case.estimate_k for case in cases if case.estimate_k > 0)
    if len(ratios) < CASES:
        return 1.0
    middle = (ratios[(len(ratios) - 1) // 2] + ratios[len(ratios) // 2]) / 2
    return min(MOST_FACTOR, max(LEAST_FACTOR, middle))


def proposals(file: LearningsFile) -> tuple[Proposal, ...]:
    """New bases for the types with at least two cases whose median is another than the old."""
    found = []
    for kind in TASK_TYPES:
        cases = [c for c in file.learnings if c.task_type == kind.name and c.estimate_k > 0]
        old = unit_base(kind.name)
        new = round(old * factor(cases) / 10) * 10
        if new != old:
            far = sorted(cases, key=lambda case: -abs(case.variance_pct))[:EVIDENCE]
            found.append(Proposal(kind.name, old, new, len(cases), tuple(map(str, far))))
    return tuple(found)


def with_proposals(file: LearningsFile, found: Iterable[Proposal]) -> LearningsFile:
    """The file with these proposals as adjustments, but for those that are there already."""
    written = [
        {
            "task_type": proposal.type,
            "current_base": proposal.old,
            "proposed_base": proposal.new,
            "cases": proposal.cases,
            "evidence": list(proposal.evidence),
        }
        for proposal in found
    ]
    new = [adjustment for adjustment in written if adjustment not in file.proposed_adjustments]
    return replace(file, proposed_adjustments=(*file.proposed_adjustments, *new))
