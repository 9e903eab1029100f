"""A worker's brief: the row, the finding's own words as data, and the rules, in one file."""

from __future__ import annotations

from mosaic.bases import branch_name
from mosaic.events.decision import token_of
from mosaic.events.lease import spoken
from mosaic.events.phases import mended
from mosaic.forge.message import squash_message
from mosaic.gates import budget
from mosaic.gates.attempts import attempts
from mosaic.gates.contracts import bound
from mosaic.gates.scope import scope_of
from mosaic.parse import cells
from mosaic.parse.fences import cleaned, fenced
from mosaic.parse.outside import one_text
from mosaic.parse.tasks import Task
from mosaic.pathname import Path
from mosaic.standard import Iterable, shlex
from mosaic.state import State
from mosaic.views.quoted import quoted
from mosaic.views.task import tokens
from mosaic.views.template import filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.terms import Contract

FOLDER = ".mosaic/orchestrator/briefs"
NO_GATES = 'echo "no quality gates are configured"'
_OPEN_SCOPE = "Not limited; change what the task needs and nothing beside it."
#: By the row's role: what is true when the worker is done.
_GOALS = {
    "": 'The problem under "Specification" is gone, a test would notice if it came back, every'
    " quality gate passes, and the work is committed on your own branch.",
    "qa": 'What the review found under "Specification" is mended on top of the commit that your'
    " branch starts from, a test would notice if it came back, every quality gate passes, and the"
    " work is committed on your own branch.",
    "documentation": "What this phase changed is described where a reader looks for it, and the"
    " work is committed on your own branch.",
    "verification": "You have run every quality gate and the tests that this phase calls for on the"
    " base. What is red you report as `failed`, with the file; you mend and commit nothing.",
}
_NO_COMMIT = {
    "": "`null` only if the base has the fix already; then `notes` name the commit that did it.",
    "qa": "never `null` where you report success.",
    "documentation": "`null` with `success` only if the base says it all already; then `notes` name"
    " the commit that wrote it.",
    "verification": "`null`, whatever the status.",
}
_MODES = {
    "normal": "Normal: look around as far as the task needs.",
    "conservative": "Conservative: the budget is tight. Do exactly this task; no exploratory work.",
}


def brief(state: State, task: Task, top: Path, base: str, heartbeat: str = "") -> str:
    """The filled worker prompt for a claimed task; ``heartbeat``: the file that shows life.

    Errors: Usage for a host's broken template.
    """
    notes = task.notes
    mode, told = budget.position(state).mode, quoted(state, task)
    return filled(
        "orchestrator/worker-prompt.md",
        top,
        {
            "ID": task.id,
            "DESCRIPTION": _line(task["description"]),
            "PROJECT_PATH": str(top),
            "REPO": _line(task["repo"]) or "the whole repository",
            "TASK_PATH": _task_path(top, task),
            "BRANCH": branch_name(state, task),
            "BASE": _start(state, task, base),
            "ISSUE": _line(task["issue"]) or "none",
            "CLAIM": _line(token_of(task)),
            "HEARTBEAT": heartbeat,
            "LEASE": spoken(state.config.limits.lease),
            "AGENT": _line(task["agent"]),
            "ATTEMPT": str(max(attempts(task), 1)),
            "ESTIMATE": tokens(task.estimate),
            "PRD": state.prd or "none yet",
            "FINDING": fenced(told, "markdown") if told else "None.",
            "SOURCE": _line(notes.get("Source")) or "none",
            "FILES": _line(notes.get("Files")) or "none named",
            "SCOPE_RULES": _list(_scope(state, task)),
            "SKILLS": _list(state.config.worker.skills),
            "QUIRKS": _quirks(state, task),
            "GOAL": _GOALS.get(task.role, _GOALS[""]),
            "NO_COMMIT": _NO_COMMIT.get(task.role, _NO_COMMIT[""]),
            "EARLIER_ERRORS": _errors(task),
            "QUALITY_GATES": state.config.mission.quality_gates or NO_GATES,
            "MODE": _MODES.get(mode, _MODES["conservative"]),
            "TITLE": squash_message(state, task).split("\n")[0],
        },
    )


def _scope(state: State, task: Task) -> list[str]:
    """What the work may change: the contract's rules, else the files that the row names."""
    contract = bound(task, state)
    found = _rules(contract) if contract else []
    if contract and contract.scope:
        return found
    files = [f"Change {path} and its tests" for path in scope_of(task, state) or ()]
    return [*(files or [_OPEN_SCOPE]), *found]


def _rules(contract: Contract) -> list[str]:
    """A contract as rules for the worker, a line each."""
    from mosaic.parse.terms import GATES, TESTS

    said = []
    if contract.targets:
        one = "" if len(contract.targets) == 1 else "at least one of "
        said.append(
            f"Your work changes {one}{', '.join(contract.targets)}; if the right place is another"
            " one, change that, and add the key `deviation` with the reason to your result"
        )
    if contract.scope:
        apart = " and its tests" if TESTS in contract.evidence else ""
        said.append(f"Change nothing outside of {', '.join(contract.scope)}{apart}")
    if contract.out_of_bounds:
        said.append(f"Never change {', '.join(contract.out_of_bounds)}")
    if contract.files:
        said.append(f"Bring as evidence: {', '.join(contract.files)}, changed by this work")
    checks = [c for c in contract.checks if c.name != GATES]
    said += [f"This runs on your commit and has to end with 0: {c.command}" for c in checks]
    return said


def _start(state: State, task: Task, base: str) -> str:
    """Where the branch starts: the base; for a -QA row the commit that it is to mend."""
    mends = mended(state.document, task)
    if mends and cells.is_commit(mends.recorded):
        return mends.recorded
    name = base.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    plain = name.isascii() and name.replace("-", "").replace("_", "").replace("/", "").isalnum()
    return name if plain else shlex.quote(name)


def _line(text: str) -> str:
    return " ".join(one_text(text).split())


def _list(items: Iterable[str]) -> str:
    lines = [f"- {_line(item)}" for item in items]
    return "\n".join(lines) or "None."


def _task_path(top: Path, task: Task) -> str:
    """The row's real path: the app or package where there is such a folder, else the top."""
    for folder in ("apps", "packages", "services", "libs", "crates", "modules", ""):
        path = top / folder / task["repo"]
        if task["repo"] and cells.is_branch(task["repo"]) and path.is_dir():
            return path.relative_to(top).as_posix()
    return "."


def _quirks(state: State, task: Task) -> str:
    program = task["agent"].split("-")[0]
    if not cells.is_agent(program) or "/" in program:
        return "None."
    return cleaned(state.files.read(f".mosaic/quirks/{program}.md") or "None.").strip()


def _errors(task: Task) -> str:
    answers = (f"Answered: {text}" for text in task.notes.all("Answer"))
    reopened = (f"Reopened because: {text}" for text in task.notes.all("Reopened"))
    errors = (*task.notes.all("Error"), *reopened, *answers)
    return fenced("\n".join(errors)) if errors else "None."
