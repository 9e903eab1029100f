"""What the commit says by which a task lands. No forge closes an issue by it, wherever it is
pushed: a worker's "fixes #1" is a word about it."""

from __future__ import annotations

from mosaic.parse.outside import one_text
from mosaic.parse.tasks import Task
from mosaic.patterns import regex
from mosaic.state import State

#: The words by which forges close an issue when a commit or a pull request with them is merged.
_CLOSING = regex(
    r"(?i)\b((?:clos|fix|resolv|implement)(?:e|es|ed|s|d|ing)?):?[ \t]{1,8}"
    r"(?=(?:[\w.-]{1,64}/[\w.-]{1,64})?[#!]\d|https?://|GH-\d)"
)
#: Notes that say who else had a hand in a task, and the word for it.
_HELPED = (
    ("takeover", ("Takeover",)),
    ("assisted", ("Answer", "Unblocked", "Reopened", "Approved")),
)


def _autonomy(task: Task) -> str:
    """How far alone a task was done: ``full``, ``assisted`` or ``takeover``."""
    found = (word for word, labels in _HELPED if any(task.notes.get(each) for each in labels))
    return next(found, "full")


def squash_message(state: State, task: Task) -> str:
    """The squash commit's message: the configured title, then who did it, for which task."""
    pattern = state.config.forge.title
    _, colon, title = task["description"].replace("\n", " ").partition(": ")
    named = task.notes.get("Finding").split(" ")[0].rstrip(",") if task.role == "qa" else ""
    finding = named or task.finding
    if task.role == "documentation" and pattern.startswith("fix("):
        pattern = pattern.replace("fix(", "docs(", 1)
    subject = pattern.replace("{finding}", finding).replace("{id}", task.id)
    subject = subject.replace("{title}", title if colon else task["description"])
    work = task.notes.get("Work")
    body = f"\n{work}\n" if work else ""
    message = one_text(
        f"{' '.join(subject.split())[:120]}\n{body}\n"
        f"Mosaic-Task: {task.id}\nMosaic-Agent: {task['agent']}\n"
        f"Mosaic-Autonomy: {_autonomy(task)}\n"
    )
    low = message.lower()
    if not any(sign in low for sign in ("#", "!", "://", "gh-")):
        return message
    return _CLOSING.sub(r"\1 about ", message)
