"""Stands in for an LLM orchestrator: it decides by exit codes and JSON answers alone.

It remembers nothing: whatever it knows, the ledger told it. So a fresh one can go on where
another stopped, and in this mission one does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from calls import Mosaic, Unexpected, helper, say

AGENT = "worker-1"
#: Per cent of its context that one more task fills; this orchestrator does not last long.
PER_TASK = 5
FIRST = 8
FINISHED, HANDOFF = 3, 6


def main() -> None:
    """``orchestrator.py HOST FOLDER``: exits as the last claim-next did: 3 finished, 6 handoff."""
    host, folder = Path(sys.argv[1]), Path(sys.argv[2])
    mosaic = Mosaic(host, folder / "entries.txt")
    say("starts", "Now initiating Orchestrator mode...")
    mosaic("prime")
    status, following = mosaic("status").said, mosaic("next", ok=(0, FINISHED))
    upcoming = "nothing" if following.status else following.said["task"]["id"]
    say("status", f"{status['finished']} of {status['tasks']} tasks finished, next {upcoming}")
    context = FIRST
    while True:
        claim = mosaic(
            "claim-next",
            *("--agent", AGENT, "--context", str(context)),
            ok=(0, FINISHED, HANDOFF),
        )
        if claim.status == HANDOFF:
            _hand_off(mosaic, folder, context)
        if claim.status:
            sys.exit(claim.status)
        _carry(mosaic, host, folder, claim.said)
        context += PER_TASK


def _hand_off(mosaic: Mosaic, folder: Path, context: int) -> None:
    answer = mosaic("compaction-handoff", "--context", str(context)).said
    Path(folder, "kickstart.md").write_text(answer["kickstart"], encoding="utf-8")
    if f"Next task: {answer['next_task']}" not in answer["kickstart"]:
        raise Unexpected(f"the kickstart does not name {answer['next_task']}")
    say("hands off", f"context at {context} %; the kickstart is in {folder}/kickstart.md")


def _carry(mosaic: Mosaic, host: Path, folder: Path, claim: dict[str, Any]) -> None:
    """Take one claimed task as far as it goes: done, needs-qa, or failed and claimable again."""
    task = claim["task"]["id"]
    say("claims", f"{task} for {AGENT}: {claim['task']['description'][:60]}")
    result = folder / f"{task}-{claim['claim']}.md"
    brief = str(host / claim["prompt_file"])
    result.write_text(helper("worker.py", brief, str(folder / "worktrees")), encoding="utf-8")
    answer = mosaic("record-result", task, "--result", str(result)).said
    if answer["outcome"] == "failed":
        say("fails", f"{task}; {answer['next']}")
        mosaic("retry", task)
        return
    awaited = [one["gate"] for one in answer["awaiting"]]
    say("records", f"{task}, awaiting {', '.join(awaited)}")
    if {"review", "documentation"} & set(awaited):
        answer = _show(mosaic, host, folder, task)
    if answer["outcome"] == "needs-qa":
        say("needs qa", f"{task}: the review holds something against it; {answer['qa_task']}")
        return
    done = mosaic("integrate", task).said
    if done["outcome"] != "done":
        raise Unexpected(f"integrate {task}: {done['outcome']}")
    say("lands", f"{task}: {_landed(done['task']['notes'])}")


def _show(mosaic: Mosaic, host: Path, folder: Path, task: str) -> dict[str, Any]:
    """Have the work reviewed by somebody else, who ticks the checklist too, and hand all in."""
    asking = mosaic("review", task).said
    options: list[str] = []
    for kind, prompt in asking["prompts"].items():
        asked, told = folder / f"{task}-{kind}.prompt.md", folder / f"{task}-{kind}.md"
        asked.write_text(f"{prompt}\n{asking['checklist'] or ''}\n", encoding="utf-8")
        told.write_text(helper("reviewer.py", str(asked), str(host)), encoding="utf-8")
        options += [f"--{kind}-review", str(told)]
    say("reviews", f"{task}: {len(options) // 2} review(s) by reviewer-1")
    if asking["checklist"]:
        options += ["--docs", options[-1]]
    return mosaic("record-result", task, *options).said


def _landed(notes: list[str]) -> str:
    """What the row's notes say of the landing and of the gates, in short."""
    told = [note for note in notes if note.startswith(("Landed: ", "CI: "))]
    return ", ".join(" ".join(note.split()[:2])[:20] for note in told)


if __name__ == "__main__":
    main()
