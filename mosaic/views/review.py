"""A reviewer's prompt, one for each review that the change's kinds ask for."""

from __future__ import annotations

import shlex
from pathlib import Path

from mosaic.errors import Refused
from mosaic.gates.documentation import ASKING, COMPLETE, apart
from mosaic.gates.facts import CommitFacts, read_checklist_note, read_review_note
from mosaic.gates.review import needed
from mosaic.parse.outside import one_text
from mosaic.parse.tasks import Task
from mosaic.views.answer import Answer
from mosaic.views.template import filled, template

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


def review_prompts(task: Task, facts: CommitFacts | None, base: str, top: Path) -> Answer:
    """The prompts. Errors: Refused where no result with a commit is recorded."""
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
    missing = [kind for kind in needed(facts.kinds) if kind not in there]
    prompts = {kind: _prompt(task, facts, kind, base, top) for kind in missing}
    wanted = [f"--{kind}-review FILE" for kind in prompts]
    checklist = _checklist(task, facts, top)
    wanted += ["--docs FILE"] if checklist else []
    following = f"mosaic-orchestrator record-result {task.id} {' '.join(wanted)}" if wanted else ""
    text = "\n\n".join(prompts.values()) if prompts else f"{task.id} needs no further review"
    text += f"\n\n{checklist}" if checklist else ""
    data = {
        "task": task.id,
        "reviewed": facts.oid,
        "prompts": prompts,
        "checklist": checklist or None,
        "next": following,
    }
    return Answer("review", text + (f"\n\nnext: {following}" if following else ""), data)


def _prompt(task: Task, facts: CommitFacts, kind: str, base: str, top: Path) -> str:
    values = {
        "ID": task.id,
        "BRANCH": facts.branch,
        "BASE": shlex.quote(base),
        "COMMIT": facts.oid,
        "DESCRIPTION": " ".join(one_text(task["description"]).split()),
        "KIND": kind,
        "PROJECT_PATH": str(top),
        "QUESTIONS": _QUESTIONS[kind],
    }
    return filled("orchestrator/review-prompt.md", top, values)


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
