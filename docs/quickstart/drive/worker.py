"""Stands in for an LLM worker: one brief in, one answer with its JSON result out.

It knows nothing but the brief. What a model would think of, it takes from prepared patches, one
for each finding; all else is real: the worktree, the failing test, the gates, the commit.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PATCHES = Path(__file__).resolve().parents[1] / "work"
#: How far off the estimates are: what the mission is to learn from.
SPENT = {"SEC-STORE-1": 0.4, "CQ-TEXT-1": 0.3, "SEC-WEB-1": 0.6}


@dataclass(frozen=True)
class Brief:
    """What the brief says."""

    task: str
    agent: str
    attempt: int
    branch: str
    start: str
    estimate: float
    project: Path
    description: str
    subject: str
    gates: str
    claim: str

    @property
    def finding(self) -> str:
        """The finding that the commit's subject names."""
        found = re.match(r"fix\(([^)]+)\)", self.subject)
        return found.group(1) if found else ""


def read_brief(text: str) -> Brief:
    """Read the worker's prompt. Errors: ValueError for a line that is missing."""
    steps = text.split("5. Run every quality gate", 1)[1].split("```sh\n", 1)[1]
    return Brief(
        task=_after(text, "# Task assignment: "),
        agent=_after(text, "- Agent: "),
        attempt=int(_after(text, "- Attempt: ")),
        branch=_after(text, "- Your branch: "),
        start=_after(text, "- It starts from: "),
        estimate=float(_after(text, "- Estimate: ").partition("K")[0]),
        project=Path(_after(text, "Finish task ").partition(" in ")[2].rpartition(" so that")[0]),
        description=_below(text, "What is to be done:"),
        subject=_below(text, "Subject of the commit:"),
        gates=steps.split("```")[0].strip(),
        claim=_after(text, '"claim": ').strip('"'),
    )


def _after(text: str, label: str) -> str:
    for line in text.split("\n"):
        if line.strip().startswith(label):
            return line.strip().removeprefix(label)
    raise ValueError(f"the brief has no line '{label}…'")


def _below(text: str, label: str) -> str:
    return text.split(f"{label}\n\n", 1)[1].split("\n", 1)[0].strip()


def main() -> None:
    """``worker.py BRIEF FOLDER``: work in a worktree below the folder; the answer on stdout."""
    brief = read_brief(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2])
    if " verification: " in brief.description:
        status, commit, notes = _verify(brief, folder)
    elif " documentation: " in brief.description:
        status, commit, notes = _document(brief, folder)
    else:
        status, commit, notes = _mend(brief, folder)
    spent = brief.estimate * SPENT.get(brief.finding, 0.9)
    result = {
        "task_id": brief.task,
        "status": status,
        "used": f"{spent:.1f}K",
        "commit_sha": commit,
        "notes": notes,
        "claim": brief.claim,
    }
    answer = (
        f"{brief.agent} worked on {brief.task}.\n\n```json\n{json.dumps(result, indent=2)}\n```"
    )
    sys.stdout.write(f"{answer}\n")


def _mend(brief: Brief, folder: Path) -> tuple[str, str | None, str]:
    """Test first: it fails, the fix goes in, the gates are green, the work is committed."""
    patch, tree = _patch(brief), _worktree(brief, folder)
    if "\n+++ b/linkbox/" in patch.read_text(encoding="utf-8"):
        _git(tree, "apply", "--include=tests/*", str(patch))
        status, said = _run(brief.gates, tree)
        if status == 0:
            return "failed", None, f"the new test is green before the fix: {said}"
    _git(tree, "reset", "--quiet", "--hard")
    _git(tree, "clean", "-fdq")
    _git(tree, "apply", str(patch))
    status, said = _run(brief.gates, tree)
    if status:
        return "failed", None, f"the quality gates stay red, exit {status}: {said}"
    return "success", _commit(brief, tree), f"test first, then the fix; {brief.gates}: exit 0"


def _patch(brief: Brief) -> Path:
    """The prepared patch: of this attempt, or of the -QA task, or of the finding."""
    names = [f"{brief.finding}-a{brief.attempt}"]
    names.append(f"{brief.finding}-QA" if brief.task.endswith("-QA") else brief.finding)
    return next(p for p in (PATCHES / f"{name}.patch" for name in names) if p.is_file())


def _document(brief: Brief, folder: Path) -> tuple[str, str | None, str]:
    """A line in the changelog for each fix that it does not name yet."""
    tree = _worktree(brief, folder)
    changelog = tree / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8") if changelog.is_file() else "# Changelog\n\n"
    subjects = _git(tree, "log", "--reverse", "--format=%s", "--grep=^fix(").split("\n")
    fresh = [s for s in subjects if s and "-DOC-" not in s and s not in text]
    changelog.write_text(text + "".join(f"- {s}\n" for s in fresh), encoding="utf-8")
    _git(tree, "add", "CHANGELOG.md")
    return "success", _commit(brief, tree), f"{len(fresh)} line(s) in CHANGELOG.md"


def _verify(brief: Brief, folder: Path) -> tuple[str, str | None, str]:
    """The gates on the base as it is; there is nothing to commit."""
    status, said = _run(brief.gates, _worktree(brief, folder))
    if status:
        return "failed", None, f"the base is red, exit {status}: {said}"
    return "success", None, f"{brief.gates}: exit 0"


def _worktree(brief: Brief, folder: Path) -> Path:
    tree = folder / brief.branch
    _git(brief.project, "worktree", "add", "--quiet", "-b", brief.branch, str(tree), brief.start)
    return tree


def _commit(brief: Brief, tree: Path) -> str:
    _git(tree, "add", "--all")
    message = tree.parent / f"{brief.task}.message"
    message.write_text(f"{brief.subject}\n", encoding="utf-8")
    _git(tree, "commit", "--quiet", "-F", str(message))
    return _git(tree, "rev-parse", "HEAD").strip()


def _git(place: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"git {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _run(command: str, place: Path) -> tuple[int, str]:
    """A quality gate's exit status, and its last line."""
    done = subprocess.run(
        ("sh", "-c", command), cwd=place, capture_output=True, text=True, check=False
    )
    lines = (done.stdout + done.stderr).strip().split("\n")
    return done.returncode, lines[-1]


if __name__ == "__main__":
    main()
