"""A reviewer's prompt, one for each review that the change's kinds ask for."""

from __future__ import annotations

from pathlib import Path

from mosaic.errors import Refused
from mosaic.gates.facts import CommitFacts, read_review_note
from mosaic.gates.review import needed
from mosaic.parse.tasks import Task
from mosaic.views.answer import Answer
from mosaic.views.template import filled


def review_prompts(task: Task, facts: CommitFacts | None, base: str, top: Path) -> Answer:
    """The prompts. Errors: Refused where no result with a commit is recorded."""
    if facts is None or not facts.exists:
        raise Refused(
            f"{task.id} has no recorded commit to review",
            hint=f"run 'mosaic-orchestrator record-result {task.id} --result FILE'",
        )
    kept = (f for f in map(read_review_note, task.notes.all("Review")) if f)
    others = (f for f in kept if f.reviewer.casefold() not in ("unnamed", task["agent"].casefold()))
    there = {f.kind for f in others if facts.oid.startswith(f.commit)}
    prompts = {
        kind: filled(
            "orchestrator/review-prompt.md",
            top,
            {
                "ID": task.id,
                "BRANCH": facts.branch,
                "BASE": base,
                "COMMIT": facts.oid,
                "DESCRIPTION": " ".join(task["description"].split()),
                "KIND": kind,
            },
        )
        for kind in needed(facts.kinds)
        if kind not in there
    }
    options = " ".join(f"--{kind}-review FILE" for kind in prompts)
    following = f"mosaic-orchestrator record-result {task.id} {options}" if prompts else ""
    text = "\n\n".join(prompts.values()) if prompts else f"{task.id} needs no further review"
    data = {"task": task.id, "reviewed": facts.oid, "prompts": prompts, "next": following}
    return Answer("review", text + (f"\n\nnext: {following}" if following else ""), data)
