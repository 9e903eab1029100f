"""Changed source, config or tests have an independent review of the very commit that is recorded.

Source asks for a code and a security review, config for security, tests alone for code; docs for
none. A review by the row's own agent, by nobody, of no commit or of another one counts as missing.
Source: the guide, "Phase 2b: Post-Coding Review".
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Evidence, Kind, ReviewFact, is_of
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered, kinds_of
from mosaic.parse.people import is_same, mixes_alphabets
from mosaic.parse.tasks import Task
from mosaic.standard import Iterable, Iterator, Literal

ReviewKind = Literal["code", "security"]

#: Which kinds of changed files ask for which review, in the order they are named.
NEEDED: tuple[tuple[ReviewKind, frozenset[Kind]], ...] = (
    ("code", frozenset({"source", "tests"})),
    ("security", frozenset({"source", "config"})),
)
_NOBODY = ("", "unnamed")


def judge(proposal: Proposal) -> Verdict:
    """Pass where every needed review is there and nothing in it speaks against landing."""
    work, task, evidence = delivered(proposal), proposal.task, proposal.evidence
    if not isinstance(work, CommitFacts) or task is None:
        return work if not isinstance(work, CommitFacts) else Pass("no task")
    wanted = needed(kinds_of(work))
    if not wanted:
        return Pass("nothing that asks for a review")
    counted = counting(evidence, task)
    against = findings_against(counted)
    if against:
        return Refuse("; ".join(against))
    missing = [kind for kind in wanted if kind not in {fact.kind for fact in counted}]
    if missing:
        return Unknown("; ".join(_missing(missing, evidence, task, work)), _hint(missing, task))
    noted = [fact.kind for fact in counted if fact.verdict == "request-changes"]
    if not noted:
        return Pass()
    return Pass(f"the {' and '.join(noted)} review asks for changes, none blocking", warning=True)


def needed(kinds: Iterable[Kind]) -> tuple[ReviewKind, ...]:
    """The reviews that changes of these kinds need (guide, "Review Timing Guidelines")."""
    found = frozenset(kinds)
    return tuple(review for review, asking in NEEDED if found & asking)


def counting(evidence: Evidence, task: Task) -> tuple[ReviewFact, ...]:
    """The reviews that count: independent ones of the commit that is recorded."""
    commit = evidence.commit
    return tuple(f for f in evidence.reviews if commit and not _discounted(f, task, commit))


def findings_against(reviews: Iterable[ReviewFact]) -> tuple[str, ...]:
    """What speaks against landing: each such review's findings, else its counts."""
    found: list[str] = []
    for fact in reviews:
        if _blocks(fact):
            found += fact.details or (fact.note,)
    return tuple(dict.fromkeys(found))


def _blocks(fact: ReviewFact) -> bool:
    """Blockers, or critical findings; high ones are a matter of the security review."""
    high = fact.high if fact.kind == "security" else 0
    return fact.blockers > 0 or fact.critical > 0 or high > 0


def _discounted(fact: ReviewFact, task: Task, commit: CommitFacts) -> str:
    """Why a review does not count, or ''."""
    reviewer = fact.reviewer.strip()
    if reviewer.casefold() in _NOBODY or mixes_alphabets(reviewer):
        return f"the {fact.kind} review names no reviewer"
    if is_same(reviewer, task["agent"]):
        return f"the {fact.kind} review is by {reviewer}, who did the work"
    if not is_of(fact.commit, commit.oid):
        reviewed = fact.commit[:12] or "no commit"
        return f"the {fact.kind} review is of {reviewed}, not of {commit.oid[:12]}"
    return ""


def _missing(
    missing: list[ReviewKind], evidence: Evidence, task: Task, commit: CommitFacts
) -> Iterator[str]:
    """Each missing review, or why the one that came does not count."""
    for kind in missing:
        given = [_discounted(f, task, commit) for f in evidence.reviews if f.kind == kind]
        if given:
            yield from given
        elif kind in evidence.unbound_reviews:
            yield f"the {kind} review does not say which commit it is of: give --reviewed COMMIT"
        else:
            yield f"no {kind} review of {commit.oid[:12]}"


def _hint(missing: list[ReviewKind], task: Task) -> str:
    options = " ".join(f"--{kind}-review FILE" for kind in missing)
    return f"run 'mosaic-orchestrator record-result {task.id} {options}'"
