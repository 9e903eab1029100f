"""What a recorded task still needs: a prompt for each review that the change's kinds ask for, or
what the reviewers that ran said of it."""

from __future__ import annotations

from mosaic.errors import Refused
from mosaic.gates.documentation import ASKING, COMPLETE, apart
from mosaic.gates.facts import CommitFacts, read_checklist_note, read_review_note
from mosaic.gates.review import needed
from mosaic.parse.config import Review
from mosaic.parse.outside import one_text
from mosaic.parse.reviews import Kind, ReviewReport
from mosaic.parse.tasks import Task
from mosaic.pathname import Path
from mosaic.reviewing import Asked, Ran, told, words_of
from mosaic.standard import Mapping, Sequence, shlex
from mosaic.values import dataclass
from mosaic.views.answer import Answer
from mosaic.views.template import filled, template

#: Findings of one review that are shown to a person.
_SHOWN = 20
_QUESTIONS = {
    "code": """A code review asks:

- Correctness: does it do what the description says, at the edges too: empty input, an error, twice
  at once?
- Tests: would one fail if the fix were taken out? Was one weakened or deleted?
- Upkeep: needless complexity, duplication, misleading names, documentation that is now untrue?
- Scope: does it change anything that the task did not ask for?""",
    "security": """A security review asks:

- Input: can anybody reach an interpreter (SQL, shell, HTML, a path, a template) with words of
  their own?
- Access: is every new way in authenticated and authorised? Can one user reach what is another's?
- Secrets and data: do keys, tokens or personal data reach the code, the logs or an error message?
- The rest of the OWASP Top 10: cryptography, configuration, dependencies, requests to other
  hosts.""",
}


@dataclass(frozen=True)
class Wanted:
    """What a recorded task still needs: which reviews, and the checklist to be ticked, or ''."""

    task: Task
    facts: CommitFacts
    base: str
    top: Path
    kinds: tuple[Kind, ...]
    checklist: str

    def prompt(self, kind: Kind, place: Path | None = None) -> str:
        """A review's prompt; ``place`` is where the commit is out, if not the repository."""
        values = {
            "ID": self.task.id,
            "BRANCH": self.facts.branch,
            "BASE": shlex.quote(self.base),
            "COMMIT": self.facts.oid,
            "DESCRIPTION": " ".join(one_text(self.task["description"]).split()),
            "KIND": kind,
            "PROJECT_PATH": str(place or self.top),
            "QUESTIONS": _QUESTIONS[kind],
        }
        return filled("orchestrator/review-prompt.md", self.top, values)


def wanted(task: Task, facts: CommitFacts | None, base: str, top: Path) -> Wanted:
    """What is still needed. Errors: Refused where no result with a commit is recorded."""
    if facts is not None and not facts.exists:
        raise Refused(
            f"the recorded commit of {task.id} is not in this clone: {task.recorded}",
            hint="run 'git fetch --all'; where no remote has it, go to the clone it was made in",
        )
    if facts is None:
        raise Refused(
            f"{task.id} has no recorded commit to review",
            hint=f"run 'mosaic-orchestrator record-result {task.id} --result FILE'",
        )
    kept = (f for f in map(read_review_note, task.notes.all("Review")) if f)
    others = (f for f in kept if f.reviewer.casefold() not in ("unnamed", task["agent"].casefold()))
    there = {f.kind for f in others if facts.oid.startswith(f.commit)}
    missing = tuple(kind for kind in needed(facts.kinds) if kind not in there)
    return Wanted(task, facts, base, top, missing, _checklist(task, facts, top))


def asked(found: Wanted, config: Review) -> Asked:
    """What the configured reviewers are to be asked; the first is given the checklist too.

    Errors: Refused where a review is needed and no reviewer of its kind is configured.
    """
    words = {kind: words_of(config, kind) for kind in found.kinds}
    lacking = [kind for kind in found.kinds if not words[kind]]
    if lacking:
        raise Refused(
            f"no reviewer is configured for the {' and the '.join(lacking)} review",
            hint="; ".join(
                f"mosaic-orchestrator config review.{kind} 'COMMAND' --reason WHY"
                for kind in lacking
            ),
        )
    first = found.kinds[0] if found.kinds and found.checklist else None

    def prompt(kind: Kind, place: Path) -> str:
        more = f"\n\n{found.checklist}\n" if kind == first else "\n"
        return found.prompt(kind, place) + more

    return Asked(found.task.id, found.facts.oid, words, prompt, config.timeout)


def review_prompts(found: Wanted) -> Answer:
    """The prompts, the checklist, and the command that takes the answers."""
    prompts = {kind: found.prompt(kind) for kind in found.kinds}
    options = [f"--{kind}-review FILE" for kind in prompts]
    options += ["--docs FILE"] if found.checklist else []
    texts = [*prompts.values()] or [f"{found.task.id} needs no further review"]
    data = {"prompts": prompts, "checklist": found.checklist or None}
    return _answer(found, [*texts, found.checklist], options, data)


def reviewed(found: Wanted, done: Sequence[Ran]) -> Answer:
    """What the reviewers that ran say, where it is kept, and the command that takes it."""
    lines = [f"{found.task.id} needs no further review"] if not done else []
    for one in done:
        lines.append(f"{one.kind}: {_said(one.review)} [{one.file}]")
        lines += [f"  {f.severity}: {f.title} ({f.file})" for f in one.review.findings[:_SHOWN]]
    options = list(told(done))
    given = any(one.docs for one in done)
    options += ["--docs FILE"] if found.checklist and not given else []
    reviews = [
        {
            "kind": one.kind, "file": one.file, "command": one.command,
            "verdict": one.review.verdict, "blockers": one.review.blockers,
            "critical": one.review.critical, "high": one.review.high,
            "reviewer": one.review.reviewer,
        }
        for one in done
    ]  # fmt: skip
    checklist = found.checklist if found.checklist and not given else ""
    data: dict[str, object] = {"prompts": {}, "checklist": checklist or None, "reviews": reviews}
    notices = [warning for one in done for warning in one.warnings]
    return _answer(found, ["\n".join(lines), checklist], options, data, notices)


def _said(review: ReviewReport) -> str:
    counts = f"{review.blockers} blockers, {review.critical} critical, {review.high} high"
    return f"{review.verdict} ({counts}) | {review.reviewer}"


def _answer(
    found: Wanted,
    texts: Sequence[str],
    options: Sequence[str],
    data: Mapping[str, object],
    notices: Sequence[str] = (),
) -> Answer:
    task = found.task.id
    following = f"mosaic-orchestrator record-result {task} {' '.join(options)}" if options else ""
    text = "\n\n".join([*filter(None, texts), *([f"next: {following}"] if following else [])])
    head = {"task": task, "reviewed": found.facts.oid}
    return Answer("review", text, {**head, **data, "next": following}, tuple(notices))


def _checklist(task: Task, facts: CommitFacts, top: Path) -> str:
    """The documentation checklist to be ticked, with the task and commit that it speaks for, where
    the change still asks for it; else ''."""
    kept = read_checklist_note(task.notes.get("Documentation"), task.id)
    shown = kept is not None and kept.value == COMPLETE and not apart(kept, task, facts)
    if shown or not facts.kinds & ASKING:
        return ""
    text = template("docs/DOCUMENTATION-CHECKLIST.md", top)[0].strip()
    first, _, rest = text.partition("\n")
    title, rest = (f"{first}\n\n", rest) if first.startswith("#") else ("", text)
    return f"{title}Task: {task.id}\nCommit: {facts.oid}\n\n{rest.lstrip()}"
