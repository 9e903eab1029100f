"""What record-result and integrate answer: where the task stands, and what is still to be shown."""

from __future__ import annotations

from mosaic.advance import Outcome
from mosaic.errors import Usage
from mosaic.given import Given
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.kept import reviews_of
from mosaic.ledger.repository import Repository
from mosaic.machine import Status
from mosaic.parse import outside
from mosaic.parse.results import read_result, read_usage
from mosaic.pathname import Path
from mosaic.standard import Mapping, Sequence, TypeAlias, TypeVar
from mosaic.values import replace
from mosaic.views.answer import Answer
from mosaic.views.changed import changed
from mosaic.views.questions import how

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.reviews import Kind, ReviewReport

T = TypeVar("T")
#: Option -> file name and text.
Files: TypeAlias = Mapping[str, tuple[str, str]]


#: What each text that is handed in is called; a program's own usage figures are only counted.
_CALLED = {
    "result": "the result",
    "code_review": "the code review",
    "security_review": "the security review",
    "docs": "the checklist",
}


def taken(files: Files) -> tuple[Files, tuple[str, ...]]:
    """The texts that were handed in, without hidden characters and secrets, and the warnings.

    Nothing else looks at the texts as they were, so that they are kept nowhere.
    """
    clean, warnings = dict(files), list[str]()
    for option, called in _CALLED.items():
        name, text = files[option]
        found = outside.plain(text, called) if option == "docs" else outside.answer(text, called)
        clean[option] = (name, found.text)
        warnings += found.warnings
    return clean, tuple(warnings)


def given(
    now: str,
    agent: str,
    asserted: Mapping[str, str],
    files: Files,
    reviewed: str,
    here: Repository,
) -> Given:
    """What the caller handed in, read.

    Errors: Usage for what cannot be read.
    """
    result = read_result(files["result"][1]) if files["result"][0] else None
    if files["usage"][0]:
        used = read_usage(files["usage"][1])
        if used is None:
            raise Usage(f"no usage figures in '{files['usage'][0]}'")
        if result is None:
            raise Usage("--usage counts for the --result that it comes with; give both")
        result = replace(result, used=used)
    options: tuple[tuple[str, Kind], ...] = (
        ("code_review", "code"),
        ("security_review", "security"),
    )
    reviews = tuple(_review(*files[name], kind, here) for name, kind in options if files[name][0])
    checklist = files["docs"] if files["docs"][0] else None
    said = {**asserted, "agent": agent} if agent else dict(asserted)
    usage = Path(files["usage"][0]).name
    return Given(now, result, reviews, reviewed, checklist, said, usage=usage)


def _review(name: str, text: str, kind: Kind, here: Repository) -> ReviewReport:
    """A review that was handed in, with where it came from: a file, or our own run."""
    from mosaic.parse.reviews import looks_like_scan, read_review

    if looks_like_scan(text):
        from mosaic.parse.scans import read_scan

        found = read_scan(text, kind, (str(here.top),)) or read_review(text, kind)
    else:
        found = read_review(text, kind)
    ran = name != "-" and Path(name).resolve().parent == reviews_of(here.private).resolve()
    return replace(found, source="stdin" if name == "-" else Path(name).name, ran=ran)


def recorded(
    verb: str,
    ledger: GitLedger,
    outcome: Outcome[T],
    name: str,
    dry_run: bool,
    warnings: Sequence[str] = (),
) -> Answer:
    """The answer: the outcome, what is awaited, and the command for each; ``warnings`` are about
    what was handed in."""
    task = outcome.after.tasks[name]
    awaiting = outcome.decision.answer.get("awaiting") or []
    assert isinstance(awaiting, list)
    lines = [line for item in awaiting for line in _awaited(item)]
    if task.status is Status.FAILED and not outcome.already:
        lines.append(f"  why: {task.notes.get('Error')}")
    said = f"{name} is {task['status']}" + (", awaiting evidence" if awaiting else "")
    return changed(
        verb,
        outcome,
        said,
        text="\n".join(lines),
        following=_next(outcome, name),
        dry_run=dry_run,
        warnings=warnings,
    )


def _awaited(item: Mapping[str, str]) -> tuple[str, ...]:
    """What is still to be shown; of drift with the way to show it, since ``next`` is a review's."""
    said = f"  {item['gate']}: {item['reason']}"
    return (said, f"    {item['command']}") if item["gate"] == "drift" else (said,)


def _next(outcome: Outcome[T], name: str) -> str:
    task = outcome.after.tasks[name]
    awaiting = outcome.decision.answer.get("awaiting")
    if isinstance(awaiting, list) and awaiting:
        if any(item["gate"] == "review" for item in awaiting):
            return f"mosaic-orchestrator review {name}"
        return next(
            (c for c in map(_command, awaiting) if c), f"mosaic-orchestrator integrate {name}"
        )
    if task.status is Status.FAILED:
        return f"mosaic-orchestrator retry {name}"
    if task.status is Status.BLOCKED:
        from mosaic.parse.questions import read_question

        asks = read_question(task.notes)
        return how(name) if asks else f"mosaic-orchestrator unblock {name} --reason WHY"
    return "mosaic-orchestrator claim-next --agent NAME --context PCT"


def _command(item: Mapping[str, str]) -> str:
    """The command in a hint that quotes one, else ''."""
    _, mark, rest = item["command"].partition("'mosaic-orchestrator ")
    words, end, _ = rest.partition("'")
    return f"mosaic-orchestrator {words}" if mark and end else ""
