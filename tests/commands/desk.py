"""A scripted worker and reviewer: what stands outside the program, done with git and files.

Nothing here knows the ledger: a worker has the answer of its claim, a branch, and a file to answer
in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .conftest import Host

BOXES = "- [x] what changed is described\n- [x] API (not applicable)\n"
#: A task's id in its own branch, whatever the attempt.
TASK = re.compile(r"([A-Z]+-[A-Z]+-\d+(?:-QA\d*)?)(?:-a\d+)?$")
FIX: Mapping[str, str] = {
    "src/db.py": "def q(db, n):\n    return db.execute('select ?', n)\n",
    "tests/test_db.py": "# asks for a name with a quote in it\n",
}
#: The task that each commit of a worker was made for, whichever clone asks.
_MADE_FOR: dict[str, str] = {}


def _checklist(task: str, commit: str) -> str:
    return f"# Documentation\n\nTask: {task}\nCommit: {commit}\n\n{BOXES}"


@dataclass(frozen=True)
class Desk:
    """Where workers and reviewers of one host repository work."""

    host: Host

    def file(self, name: str, text: str) -> str:
        """A file outside the repository; its path."""
        place = self.host.top.parent / "inbox" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
        return str(place)

    def claim(self, *words: str, agent: str = "worker-1") -> Any:
        """claim-next's answer."""
        return self.host.ok("claim-next", "--agent", agent, *words)

    def commit(
        self, claimed: Any, files: Mapping[str, str] = FIX, start: str = "main", subject: str = ""
    ) -> str:
        """Commit these files in a worktree on the branch that the claim names; the commit's id."""
        branch, host = claimed["branch"], self.host
        place = host.top.parent / "work" / branch
        if not place.exists():
            host.git("worktree", "add", "-q", "-b", branch, str(place), start)
        for path, text in files.items():
            file = place / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        host.git("add", "-A", cwd=place)
        subject = subject or f"fix({claimed['task']['id']}): what was asked"
        host.git("commit", "-q", "-m", subject, cwd=place)
        commit = host.git("rev-parse", "HEAD", cwd=place)
        _MADE_FOR[commit] = claimed["task"]["id"]
        return commit

    def result(self, claimed: Any, commit: str | None, /, **keys: Any) -> str:
        """The worker's answer, as a file: prose, then the JSON block; keys replace its own."""
        body = {
            "task_id": claimed["task"]["id"],
            "status": "success",
            "used": "12K",
            "commit_sha": commit,
            "notes": "done; lint exit 0, tests exit 0",
            "claim": claimed["claim"],
            **keys,
        }
        text = f"It is done.\n\n```json\n{json.dumps(body)}\n```\n"
        return self.file(f"{body['task_id']}.md", text)

    def review(self, kind: str, commit: str, /, **keys: Any) -> str:
        """An approving review of a commit, as a file; keys replace its own."""
        stats = {"blockers": 0, "critical": 0, "high": 0}
        body = {
            "verdict": "approve", "stats": stats, "commit": commit, "reviewer": "reviewer-1",
            "findings": [], **keys,
        }  # fmt: skip
        return self.file(f"{kind}-{commit[:12]}.json", json.dumps(body))

    def ticked(self, commit: str) -> str:
        """The text of a complete checklist of a commit, for the task that it was made for, else
        whose branch ends there."""
        if commit in _MADE_FOR:
            return _checklist(_MADE_FOR[commit], commit)
        words = ("for-each-ref", "--format=%(refname)", f"--points-at={commit}", "refs/heads")
        found = map(TASK.search, self.host.git(*words).split("\n"))
        task = next(match.group(1) for match in found if match)
        return _checklist(task, commit)

    def evidence(self, commit: str) -> tuple[str, ...]:
        """The options that show all that source asks for: two reviews and the checklist."""
        return (
            "--code-review", self.review("code", commit),
            "--security-review", self.review("security", commit),
            "--docs", self.file("checklist.md", self.ticked(commit)),
        )  # fmt: skip

    def recorded(self, files: Mapping[str, str] = FIX, *words: str) -> Any:
        """A claim whose result is recorded with every evidence; the claim's answer."""
        claimed = self.claim(*words)
        commit = self.commit(claimed, files)
        self.host.ok(
            "record-result", "--result", self.result(claimed, commit), *self.evidence(commit)
        )
        return claimed

    def done(self, files: Mapping[str, str] = FIX, *words: str) -> Any:
        """A task claimed, worked on, recorded and landed; integrate's answer."""
        claimed = self.recorded(files, *words)
        return self.host.ok("integrate", claimed["task"]["id"])

    def failed(self, notes: str = "the gates stay red") -> Any:
        """A claim that ends as failed; the claim's answer."""
        claimed = self.claim()
        answer = self.result(claimed, None, status="failed", notes=notes)
        self.host.ok("record-result", "--result", answer)
        return claimed

    def verified(self, *words: str) -> Any:
        """A verification task claimed, recorded without a commit, and judged on the base."""
        claimed = self.claim(*words)
        self.host.ok("record-result", "--result", self.result(claimed, None))
        return self.host.ok("integrate", claimed["task"]["id"])

    def show(self, task: str) -> Any:
        """A task as ``show`` has it."""
        return self.host.ok("show", task)["task"]

    @property
    def root(self) -> Path:
        return self.host.top.parent
