"""Stands in for an independent reviewer: one review prompt in, one review's JSON out.

It reads the diff that the prompt names and holds against it the one fault it knows how to look
for: a check of a path's words where the path itself has to be resolved. A checklist that comes
with the prompt it gives back, with its reason for ticking each box.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

NAME = "reviewer-1"


def main() -> None:
    """``reviewer.py PROMPT PROJECT``: the ticked checklist and the review on stdout."""
    prompt = Path(sys.argv[1]).read_text(encoding="utf-8")
    kind = prompt.split("# Independent ", 1)[1].split(" ", 1)[0]
    span = prompt.split("\ngit diff ", 1)[1].split("\n", 1)[0].strip()
    commit = span.rpartition("...")[2]
    done = subprocess.run(
        ("git", "diff", span), cwd=sys.argv[2], capture_output=True, text=True, check=True
    )
    found = _findings(kind, done.stdout)
    review = {
        "verdict": "request-changes" if found else "approve",
        "blockers": len(found),
        "critical_security": len(found),
        "commit": commit,
        "reviewer": NAME,
        "findings": found,
    }
    told = f"{_ticked(prompt)}\n\n```json\n{json.dumps(review, indent=2)}\n```\n"
    sys.stdout.write(f"The {kind} review.\n\n{told}")


def _ticked(prompt: str) -> str:
    """The prompt's checklist with the task and commit that it is of, each box ticked: a fix here
    changes nothing that is described, and the changelog is its phase's documentation task."""
    lines = prompt.split("\n")
    named = [line for line in lines if line.startswith(("Task: ", "Commit: "))]
    boxes = [line for line in lines if line.startswith("- [ ] ")]
    why = "(not applicable: nothing that is described changes; the phase's DOC task adds the line)"
    return "\n".join([*named, *(f"- [x] {box.removeprefix('- [ ] ')} {why}" for box in boxes)])


def _findings(kind: str, diff: str) -> list[dict[str, str]]:
    """Blockers: a path that is judged by its words and never resolved."""
    weak = re.search(r"^\+.*\"\.\.\" in .*", diff, re.MULTILINE)
    if kind != "security" or not weak or re.search(r"^\+.*\.resolve\(", diff, re.MULTILINE):
        return []
    return [
        {
            "severity": "blocker",
            "title": "an absolute name, or a link in the folder, still leaves the folder",
            "file": "linkbox/files.py:13",
            "description": "Joining an absolute name drops the folder; resolve both, then compare.",
        }
    ]


if __name__ == "__main__":
    main()
