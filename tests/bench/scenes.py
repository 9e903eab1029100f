"""Every verb once, in an order that makes each possible: a small play in a repository of its own.

A scene says the words of its verb, and does beforehand, untimed, what the verb needs: a claim, a
worker's commit, a hand's edit. ``SCENES`` and ``LEFT_OUT`` together name every verb, in a test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.hosts import report
from tests.bench.processes import Run, run
from tests.ledgers import git

RESULT = {"status": "failed", "used": "3K", "commit_sha": None, "notes": "the tests stay red"}
#: Words that a deferral is asked for.
_LATER = ("--category", "Hard", "--risk", "Low", "--approach", "split it first")


@dataclass(frozen=True)
class Play:
    """One repository in which scenes run; its tasks count from ``base``."""

    top: Path
    scripts: Path
    env: Mapping[str, str]
    base: int = 0

    def task(self, number: int) -> str:
        """The id of one of the play's tasks, from 1."""
        return f"MS-SEC-{self.base + number:03}"

    def words(self, verb: str, *words: str) -> tuple[str, ...]:
        """The command line of a verb; of the group's own option where it begins with dashes."""
        script = self.scripts / "mosaic-orchestrator"
        return (str(script), verb) if verb.startswith("--") else (f"{script}-{verb}", *words)

    def ask(self, verb: str, *words: str) -> Any:
        """Run a verb untimed; its envelope. Errors: SystemExit where it does not succeed."""
        line = self.words(verb, *words, "--json")
        return json.loads(good(run(line, self.top, self.env), line).out)

    def file(self, name: str, body: object) -> str:
        """A file that git does not see; its path."""
        place = self.top / ".git/bench" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(body if isinstance(body, str) else json.dumps(body))
        return str(place)

    def edit(self, path: str, old: str, new: str) -> None:
        """A person's edit of a file. Errors: SystemExit where there is nothing to edit."""
        text = (self.top / path).read_text()
        if old not in text:
            raise SystemExit(f"{path} has no '{old}'")
        (self.top / path).write_text(text.replace(old, new, 1))


def good(done: Run, words: tuple[str, ...]) -> Run:
    """The run. Errors: SystemExit with what it said, where it did not succeed."""
    if done.status:
        raise SystemExit(f"{' '.join(words)}: {done.status}\n{(done.out + done.err).decode()}")
    return done


@dataclass(frozen=True)
class Scene:
    """A verb, the words that follow it, and the prepared repository in which it is run."""

    verb: str
    words: Callable[[Play], tuple[str, ...]] = lambda play: ()
    host: str = "open"


def _record(play: Play) -> tuple[str, ...]:
    task = play.task(1)
    return (task, "--result", play.file("answer.json", {"task_id": task, **RESULT}))


def _takeover(play: Play) -> tuple[str, ...]:
    play.ask("claim-next", "--agent", "taken", "--task", play.task(7))
    return (play.task(7), "--agent", "taker", "--reason", "no answer")


def _guard(play: Play) -> tuple[str, ...]:
    play.ask("claim-next", "--agent", "worker", "--task", play.task(2))
    return ("api/m1.py", "tests/test_m1.py", "--task", play.task(2))


def _approve(play: Play) -> tuple[str, ...]:
    digest = play.ask("show", play.task(2))["contract"]["digest"]
    return (play.task(2), "--digest", digest, "--by", "Maintainer")


def _commit(play: Play) -> str:
    """A worker's commit for the second task, on its branch; its id."""
    task = play.task(2)
    place = play.top / ".git/bench" / task
    git(play.top, "worktree", "add", "-q", "-b", f"fix/review-{task}", str(place))
    for path in ("api/m1.py", "tests/test_m1.py"):
        (place / path).parent.mkdir(exist_ok=True)
        (place / path).write_text("x = 2\n")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "bind the parameter")
    return git(place, "rev-parse", "HEAD")


def _review(play: Play) -> tuple[str, ...]:
    task, commit = play.task(2), _commit(play)
    done = {"status": "success", "commit_sha": commit, "notes": "lint exit 0, tests exit 0"}
    answer = play.file("done.json", {"task_id": task, **RESULT, **done})
    play.ask("record-result", task, "--result", answer)
    return (task,)


def _integrate(play: Play) -> tuple[str, ...]:
    task = play.task(2)
    commit = git(play.top, "rev-parse", f"fix/review-{task}")
    stats = {"blockers": 0, "critical": 0, "high": 0}
    said = {"verdict": "approve", "stats": stats, "commit": commit, "reviewer": "reader",
            "findings": []}  # fmt: skip
    boxes = f"# Documentation\n\nTask: {task}\nCommit: {commit}\n\n- [x] described\n"
    play.ask(
        "record-result", task, "--code-review", play.file("code.json", said),
        "--security-review", play.file("security.json", said), "--docs",
        play.file("boxes.md", boxes),
    )  # fmt: skip
    return (task,)


def _answer(play: Play) -> tuple[str, ...]:
    play.ask("block", play.task(3), "--question", "Which?", "--options", "this,that")
    return (play.task(3), "this", "--by", "Maintainer")


def _batch(play: Play) -> tuple[str, ...]:
    return (play.file("lines", json.dumps(["note", play.task(5), "in a batch"]) + "\n"),)


def _adopt(play: Play) -> tuple[str, ...]:
    play.edit("docs/TASKS.md", "# Tasks", "# Tasks of ours")
    return ()


def _repair(play: Play) -> tuple[str, ...]:
    play.edit("docs/TASKS.md", "verify the phase", "verify `a|b`")
    git(play.top, "commit", "-q", "-a", "-m", "by hand")
    return ()


def _bootstrap(play: Play) -> tuple[str, ...]:
    git(play.top, "clean", "-fdq", "docs/reports/second")
    text = report(int((play.top / ".git/rows").read_text()))
    (play.top / "docs/reports/first").mkdir(parents=True)
    (play.top / "docs/reports/first/01-security-review.md").write_text(text)
    git(play.top, "add", "-A")
    git(play.top, "commit", "-q", "-m", "a report")
    return ("docs/reports/first", "--milestone", "M1")


def _resume(play: Play) -> tuple[str, ...]:
    return ("--from", play.ask("resume")["archives"][0])


#: Verbs that start a process for every question or event of an agent, and what has no verb.
HOT: tuple[Scene, ...] = (
    Scene("claim-next", lambda p: ("--agent", f"w{p.base}")),
    Scene("note", lambda p: (p.task(1), f"see the thread {p.base}")),
    Scene("status"),
    Scene("show", lambda p: (p.task(1),)),
    Scene("record-result", _record),
    Scene("next", lambda p: ("--agent", "asker")),
    Scene("--version"),
    Scene("--help"),
)
REST: tuple[Scene, ...] = (
    Scene("retry", lambda p: (p.task(1),)),
    Scene("takeover", _takeover),
    Scene("guard", _guard),
    Scene("amend", lambda p: (p.task(2), "--check", "fits=true", "--reason", "it has to fit")),
    Scene("approve", _approve),
    Scene("review", _review),
    Scene("evidence", lambda p: (p.task(2), "--run")),
    Scene("integrate", _integrate),
    Scene("block", lambda p: (p.task(3), "--reason", "waits")),
    Scene("unblock", lambda p: (p.task(3), "--reason", "goes on")),
    Scene("answer", _answer),
    Scene("defer", lambda p: (p.task(4), "--reason", "not now", *_LATER)),
    Scene("reopen", lambda p: (p.task(4), "--reason", "now")),
    Scene("depend", lambda p: (p.task(5), "--add", p.task(6))),
    Scene("config", lambda p: ("limits.workers", "63", "--reason", "a smaller machine")),
    Scene("add", lambda p: ("--description", "One more", "--severity", "low", "--file", "a.py")),
    Scene("forge", lambda p: ("queue-wait", "--purpose", "push")),
    Scene("batch", _batch),
    Scene("graph"),
    Scene("board"),
    Scene("log"),
    Scene("recap"),
    Scene("validate"),
    Scene("verify"),
    Scene("prime"),
    Scene("kickstart"),
    Scene("checkout-ledger"),
    Scene("compaction-handoff", lambda p: ("--context", "57")),
    Scene("adopt", _adopt),
    Scene("repair", _repair),
    Scene("fmt"),
    Scene("install-hooks"),
    Scene("doctor"),
    Scene("archive", host="ended"),
    Scene("milestone-release",
          lambda p: ("--version", "0.0.1", "--evidence", "prd=confirmed"), "finished"),
    Scene("resume", _resume, "finished"),
    Scene("init", lambda p: ("--quality-gates", "true", "--no-hooks"), "bare"),
    Scene("scaffold-review", lambda p: ("second",), "bare"),
    Scene("bootstrap-from-review", _bootstrap, "bare"),
)  # fmt: skip
SCENES: tuple[Scene, ...] = (*HOT, *REST)
#: Verbs that no scene can have, each with why.
LEFT_OUT: tuple[tuple[str, str], ...] = ()
