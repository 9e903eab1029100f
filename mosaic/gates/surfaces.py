"""The classes of drift: how a work can differ from what its contract says, each found by one rule.

``held`` drift speaks against the work, which alone can mend it. The rest is awaited: a command of
the orchestrator's, or somebody's word, can still show that it is none.
"""

from __future__ import annotations

from mosaic.gates import documentation, review, tests
from mosaic.gates.contracts import is_shared, matches
from mosaic.gates.facts import CheckRun, CommitFacts, ContractFacts, Evidence
from mosaic.gates.rows import listed
from mosaic.gates.work import INTEGRATED, kinds_of
from mosaic.parse.globs import is_plain
from mosaic.parse.tasks import Task
from mosaic.parse.terms import GATES, Check, Contract, key_of
from mosaic.patterns import regex
from mosaic.standard import Iterator, Sequence
from mosaic.state import State
from mosaic.values import dataclass

MISSING = "missing_selected_surface"
UNAUTHORIZED = "unauthorized_surface_added"
WRONG = "wrong_runtime_surface"
IMPOSSIBLE = "impossible_runtime_assumption"
STALE = "stale_evidence"
GAP = "validation_gap"
#: Every class, and what it says.
CLASSES: tuple[tuple[str, str], ...] = (
    (MISSING, "no file that the contract selects was changed"),
    (UNAUTHORIZED, "a file outside the scope, or out of bounds, was changed"),
    (WRONG, "a stand-in of a selected file was changed in its place"),
    (IMPOSSIBLE, "a check of the contract cannot be run on the work: no such command"),
    (STALE, "evidence is there, but of another state than this work"),
    (GAP, "a check or a piece of evidence that the contract asks for is missing, or not green"),
)
#: Names that many folders have: the same name elsewhere says nothing.
_COMMON = frozenset({"__init__", "__main__", "index", "main", "mod", "lib", "readme", "package"})
_NEXT = regex(rf"; (?=(?:{'|'.join(name for name, _ in CLASSES)}): )")
#: Files that a hint names, and the names that no shell reads as more than a name.
SAID, _PLAIN = 8, regex(r"[A-Za-z0-9_./@+][A-Za-z0-9_./@+-]{0,200}")
_COPY = regex(r"[._-]?(?:new|fixed|copy|old|orig|backup|v?[0-9]{1,2})$")


@dataclass(frozen=True)
class Drift:
    """One difference; ``command`` shows what is awaited, '' where the drift is held; ``deviates``
    where the worker gave a reason for it."""

    kind: str
    what: str
    command: str = ""
    deviates: bool = False

    @property
    def held(self) -> bool:
        return not self.command

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(frozen=True)
class Bound:
    """A recorded work, and the contract that it is held against."""

    contract: Contract
    task: Task
    work: CommitFacts
    evidence: Evidence
    state: State

    @property
    def facts(self) -> ContractFacts:
        return self.evidence.contract or ContractFacts()

    @property
    def changed(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.work.files)

    @property
    def deviation(self) -> str:
        """The reason that the worker gives for work beside the contract; '' once turned down."""
        if "rejected" in (
            self.evidence.asserted.get("deviation"),
            *(a.partition("deviation=")[2] for a in self.task.notes.all("Asserted")),
        ):
            return ""
        told = self.evidence.result.deviation if self.evidence.result else ""
        return " ".join((told or self.task.notes.get("Deviation")).split())[:200]


def found(case: Bound) -> tuple[Drift, ...]:
    """Every drift of a work, the files' first."""
    return (*_beside(case), *_targets(case), *_files(case), *_checks(case), *_words(case))


def apart(reason: str) -> tuple[str, ...]:
    """Each drift of a verdict's reason by itself."""
    return tuple(_NEXT.split(reason))


def _verb(case: Bound, verb: str, options: str) -> str:
    return f"mosaic-orchestrator {verb} {case.task.id} {options}"


def _beside(case: Bound) -> Iterator[Drift]:
    """Files that the contract does not let the work change."""
    never = [path for path in case.changed if case.contract.forbids(path)]
    if never:
        yield Drift(UNAUTHORIZED, listed(never))
    outside = [
        path
        for path in case.changed
        if path not in never and not case.contract.covers(path) and not is_shared(path, case.state)
    ]
    if outside:
        yield _deviating(case, UNAUTHORIZED, listed(outside), _options("--scope", outside))


def _targets(case: Bound) -> Iterator[Drift]:
    """Whether one of the selected files was changed, or what was changed in its place.

    A draft's file that is gone by now selects nothing: another task may have moved it.
    """
    absent = case.facts.absent if case.contract.drafted else ()
    wanted = [target for target in case.contract.targets if target not in absent]
    if not wanted or any(matches(path, t) for path in case.changed for t in wanted):
        return
    option = _options("--target", case.changed[:1] or ("PATH",))
    files = [file.path for file in case.work.files if file.kind != "tests"]
    for target in wanted:
        stand_in = next((path for path in files if _stands_in(path, target)), "")
        if stand_in:
            what = f"{stand_in} was changed in place of {target}"
            yield _deviating(case, WRONG, what, option)
            return
    what = (
        f"{listed(wanted)} was not changed"
        if len(wanted) == 1
        else (f"none of {listed(wanted)} was changed")
    )
    yield _deviating(case, MISSING, what, option)


def _stands_in(path: str, target: str) -> bool:
    """Whether a path looks like another copy of the target: its name elsewhere, or a new one."""
    if not is_plain(target):
        return False
    name, wanted = (p.rstrip("/").rpartition("/")[2].casefold() for p in (path, target))
    head, _, end = name.rpartition(".")
    stem, _, suffix = wanted.rpartition(".")
    if stem in _COMMON or not stem:
        return False
    return name == wanted or head == wanted or (end == suffix and _COPY.sub("", head) == stem)


def _options(option: str, paths: Sequence[str]) -> str:
    """The option for each path; names that a shell would read as more than a name are left out."""
    plain = [path if _PLAIN.fullmatch(path) else "PATTERN" for path in paths[:SAID]]
    return " ".join(f"{option} {path}" for path in dict.fromkeys(plain))


def _deviating(case: Bound, kind: str, what: str, option: str) -> Drift:
    """Drift in the files: held, unless the worker gave a reason, which then waits for a word."""
    why = case.deviation
    if not why:
        return Drift(kind, what)
    command = _verb(case, "amend", f"{option} --reason WHY")
    return Drift(kind, f"{what} (the worker says: {why})", command, True)


def _files(case: Bound) -> Iterator[Drift]:
    """Evidence that is a file of the work."""
    for pattern in case.contract.files:
        if not any(matches(path, pattern) for path in case.changed):
            there = next((p for p in case.facts.present if matches(p, pattern)), "")
            if there:
                yield Drift(STALE, f"{there} is there, and this work did not renew it")
            else:
                yield Drift(GAP, f"{pattern} is not there")


def _checks(case: Bound) -> Iterator[Drift]:
    """The checks; the quality gates are asked by integration, and speak here only when red."""
    for check in case.contract.checks:
        runs = [run for run in case.facts.runs if run.name == check.name]
        fresh = [run for run in runs if is_fresh(run, check, case.facts.tree, case.state)]
        if fresh:
            yield from _ended(fresh[-1])
        elif check.name != GATES:
            command = _verb(case, "evidence", "--run")
            if runs:
                yield Drift(STALE, _stale(runs[-1], case.facts.tree), command)
            else:
                said = f"the check '{check.name}' did not run on {case.facts.tree[:12]}"
                yield Drift(GAP, said, command)


def _stale(run: CheckRun, tree: str) -> str:
    if run.tree[:12] == tree[:12]:
        return f"the check '{run.name}' ran with another command"
    return f"the check '{run.name}' ran on {run.tree[:12]}, and the work is {tree[:12]}"


def is_fresh(run: CheckRun, check: Check, tree: str, state: State) -> bool:
    """Whether a run is of this very command, on this very tree."""
    key = key_of(check.command or state.config.mission.quality_gates)
    return bool(tree) and run.tree[:12] == tree[:12] and run.key == key


def _ended(run: CheckRun) -> Iterator[Drift]:
    last = run.tail.strip().rpartition("\n")[2][:160]
    said = f"the check '{run.name}' {run.said}"
    if not run.green:
        yield Drift(IMPOSSIBLE if run.unable else GAP, f"{said}: {last}" if last else said)


def _words(case: Bound) -> Iterator[Drift]:
    """Evidence by its name, where no other gate asks for it already; a draft only repeats what
    these ask, and of docs alone a word is all that can be asked."""
    kinds = kinds_of(case.work)
    asked = {f"{kind}-review" for kind in review.needed(kinds)}
    asked |= {"documentation"} if kinds & {"source", "config"} else set()
    asked |= {"tests"} if "source" in kinds and tests.is_fix(case.task) else set()
    for word in case.contract.evidence:
        if word in asked or word not in _SHOWN or case.contract.drafted:
            continue
        if word != "approval" and not kinds & INTEGRATED:
            continue
        shown, option = _SHOWN[word]
        if not shown(case):
            verb = "approve" if word == "approval" else "record-result"
            digest = option.replace("COMMIT", case.work.oid)
            yield Drift(GAP, f"no {word} of {case.work.oid[:12]}", _verb(case, verb, digest))


def _reviewed(case: Bound, kind: str) -> bool:
    return any(fact.kind == kind for fact in review.counting(case.evidence, case.task))


def _tested(case: Bound) -> bool:
    result = case.evidence.result
    told = [result.tests_reason] if result else []
    told += [case.task.notes.get("Tests"), case.evidence.asserted.get("tests-reason", "")]
    kept = any(a.startswith("tests-reason=") for a in case.task.notes.all("Asserted"))
    return "tests" in kinds_of(case.work) or kept or any(text.strip() for text in told)


def _documented(case: Bound) -> bool:
    fact = case.evidence.documentation
    complete = fact is not None and fact.value == documentation.COMPLETE
    return complete and fact is not None and not documentation.apart(fact, case.task, case.work)


def approved(task: Task, what: str, digest: str) -> bool:
    """Whether a person approved this contract or result, by its digest."""
    head = f"{what} {digest[:12]} by "
    return bool(digest) and any(text.startswith(head) for text in task.notes.all("Approved"))


#: Evidence by its name: how it is seen, and how it is shown.
_SHOWN = {
    "tests": (_tested, "--evidence tests-reason=REASON"),
    "code-review": (lambda case: _reviewed(case, "code"), "--code-review FILE"),
    "security-review": (lambda case: _reviewed(case, "security"), "--security-review FILE"),
    "documentation": (_documented, "--docs FILE"),
    "approval": (
        lambda case: approved(case.task, "result", case.work.oid),
        "--digest COMMIT --by NAME",
    ),
}
