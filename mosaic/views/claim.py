"""What claim-next answers: the task, the file with the worker's prompt, the budget."""

from __future__ import annotations

from mosaic.advance import Outcome, after
from mosaic.bases import base_of, branch_name
from mosaic.events.claim import Request
from mosaic.events.decision import Decision, token_of
from mosaic.gates import budget
from mosaic.ledger import heartbeats
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.placing import try_put
from mosaic.ledger.repository import Repository
from mosaic.state import State
from mosaic.values import dataclass
from mosaic.views.answer import Answer
from mosaic.views.brief import FOLDER, brief
from mosaic.views.changed import changed
from mosaic.views.task import tokens


@dataclass
class Claiming:
    """A claim under way, and the worker's prompt that goes with it."""

    ledger: GitLedger
    token: str
    dry_run: bool
    prompt: str = ""

    def look(self, state: State) -> None:
        """Read the ledger before its lock is taken. Errors: LedgerUnusable."""
        _ = state.document

    def hold(self, state: State, decision: Decision) -> Decision:
        """Fill the prompt and keep the claim's token in this clone, before the entry is made.

        What cannot be filled moves nothing. The token counts only if the row has it, and an answer
        that is lost later is no lost task. Errors: as ``brief``.
        """
        task, ledger = after(state, decision.change).tasks[decision.task], self.ledger
        heartbeat = str(heartbeats.place(ledger.repository, task.id, token_of(task)))
        start = base_of(ledger, state).start
        self.prompt = brief(state, task, ledger.repository.top, start, heartbeat)
        if decision.change is not None and not self.dry_run:
            ledger.keep_claim(decision.task, self.token)
        return decision


def claimed(
    claiming: Claiming,
    outcome: Outcome[None],
    request: Request,
    prompt: bool = False,
    verb: str = "claim-next",
) -> Answer:
    """Write the brief, and say it all."""
    ledger, dry_run, text = claiming.ledger, claiming.dry_run, claiming.prompt
    task, state = outcome.after.tasks[outcome.decision.task], outcome.before
    path = f"{FOLDER}/{task.id}.md"
    heartbeat = str(heartbeats.place(ledger.repository, task.id, token_of(task)))
    if outcome.entry:
        heartbeats.end(ledger.repository, task.id, token_of(state.document.tasks[task.id]))
        heartbeats.start(ledger.repository, task.id, token_of(task), request.now)
    elif not dry_run:
        from mosaic.liveness import beats

        beats(ledger, state, task, request.now)
    missing = "" if dry_run else _put(ledger.repository, path, text)
    position = budget.position(state)
    shown = text if prompt else f"prompt: {path}" * (not missing)
    extra: dict[str, object] = {
        "prompt_file": None if missing else path,
        "claim": request.token if outcome.entry else ledger.claim(task.id),
        "branch": branch_name(state, task),
        "heartbeat": heartbeat,
        "budget": {
            "mode": position.mode,
            "projected": position.projected,
            "cap": position.cap or position.soft_cap,
        },
    }
    if prompt:
        extra["prompt"] = text
    context = "" if request.context is not None else "; give --context PCT with each claim"
    return changed(
        verb,
        outcome,
        f"{task.id} is claimed for {task['agent']} (estimate {tokens(task.estimate)})",
        extra=extra,
        text="\n".join(filter(None, (shown, f"budget: {position}, {position.mode}"))),
        following=f"give {path} to the worker, then mosaic-orchestrator record-result {task.id}"
        f" --result FILE{context}",
        dry_run=dry_run,
        notices=(missing,) if missing else (),
    )


def _put(repository: Repository, path: str, text: str) -> str:
    """Write the brief; a notice where it cannot be, since the task is claimed all the same."""
    why = try_put(repository.top, path, text.encode()) or _keep_out(repository, path)
    return f"the task is claimed, but not its prompt written: {why}; claim again" if why else ""


def _keep_out(repository: Repository, path: str) -> str:
    """Where no .gitignore of this branch covers briefs, their folder ignores itself."""
    if _ignored(repository):
        return ""
    if repository.git.try_("check-ignore", "-q", "--", path).status == 1:
        return try_put(repository.top, f"{FOLDER}/.gitignore", b"*\n")
    return ""


def _ignored(repository: Repository) -> bool:
    """Whether the lines that init writes keep briefs out, and nothing takes that back."""
    try:
        lines = (repository.top / ".gitignore").read_bytes().split(b"\n")
    except OSError:
        return False
    said = f"{FOLDER}/".encode()
    return said in lines and not any(line.startswith(b"!") for line in lines)
