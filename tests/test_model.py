"""A Hypothesis state machine plays a mission against the ledger, in two speeds.

In memory it is fast and deep; on real git there is interference besides: hand edits, staged
files, a held lock, a moved HEAD, and a kill at a named step, after which the next command must
work without repair. ``MOSAIC_TESTS=full`` plays longer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mosaic.advance import advance
from mosaic.errors import LedgerUnusable, MosaicError
from mosaic.events import (
    add,
    claim,
    defer,
    depend,
    handoff,
    hold,
    note,
    record,
    reopen,
    retry,
    takeover,
)
from mosaic.events.decision import Decision, token_of
from mosaic.gates.facts import Evidence, Fact, GateRun, Landing
from mosaic.ledger import Ledger
from mosaic.ledger.page import GitPage
from mosaic.machine import TRANSITIONS, Status
from mosaic.parse import faults
from mosaic.parse.registry import Deferral
from mosaic.parse.results import WorkerResult
from mosaic.state import State
from tests.ledgers import FILES, git, make_host, open_ledger
from tests.memory_ledger import MemoryLedger

FULL = os.environ.get("MOSAIC_TESTS") == "full"
NOW = "2026-01-01T12:00:00+00:00"
LATER = "2027-01-01T12:00:00+00:00"
AGENTS = st.sampled_from(["w1", "w2", "w3"])
NAMES = st.sampled_from(
    [f"MS-SEC-{n:03}" for n in range(1, 5)] + ["MS-CQ-001", "MS-SEC-001-QA", "MS-NO-404"]
)
WORDS = st.text(st.sampled_from("ab |\\`<>&*_-#\u00e9\U0001f600"), min_size=1, max_size=12).filter(
    lambda t: t.strip(" -—–") == t and bool(t.strip("-")) and "<br>" not in t
)


class Mission(RuleBasedStateMachine):
    """The rules that both speeds share; ``self.ids`` is every id ever seen."""

    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.count = 0

    def tip(self) -> str:
        raise AssertionError("each speed has its own")

    def do(self, decide: Callable[[State], Decision]) -> None:
        """One event: an entry, or already so, or a refusal that changes nothing."""
        before = self.tip()
        old = {t.id: t.status for t in self.ledger.peek().anything.rows}
        try:
            outcome = advance(self.ledger, lambda s: None, lambda s, _: decide(s))
        except MosaicError as error:
            self.refused_well(error, before)
            return
        assert (self.tip() == before) == (outcome.decision.change is None)
        for task in self.ledger.peek().anything.rows:
            was = old.get(task.id)
            if was is not None and was is not task.status:
                assert task.status is not None
                assert any(task.status in t.targets and was in t.sources for t in TRANSITIONS)

    def refused_well(self, error: MosaicError, before: str) -> None:
        """A refusal here is a gate's, the machine's or the ledger's, and nothing moved."""
        assert error.exit not in (70, 9), error
        assert self.tip() == before

    @rule(agent=AGENTS, another=st.booleans())
    def claim(self, agent: str, another: bool) -> None:
        self.count += 1
        wanted = claim.Request(
            agent, f"t{self.count}", NOW, 10, "", another, dict(self.ledger.claims())
        )
        self.do(lambda s: claim.decide(s, wanted))
        for task in self.ledger.peek().document.rows:
            if token_of(task) == wanted.token:
                self.ledger.keep_claim(task.id, wanted.token)

    @rule(
        name=NAMES, status=st.sampled_from(["failed", "blocked"]), text=WORDS, right=st.booleans()
    )
    def fail(self, name: str, status: str, text: str, right: bool) -> None:
        task = self.ledger.peek().anything.tasks.get(name)
        token = token_of(task) if task and right else "no-such-claim"
        result = WorkerResult(name, status, 100, None, text, token, None, (), "", {})  # type: ignore[arg-type]
        evidence = Evidence(now=NOW, result=result, claim=token_of(task) if task else "")
        self.do(lambda s: record.decide(s, name, evidence))

    @rule(name=NAMES, landed=st.booleans())
    def succeed(self, name: str, landed: bool) -> None:
        """A task whose fix was on the base already, or a verification with green gates."""
        task = self.ledger.peek().anything.tasks.get(name)
        token = token_of(task) if task else ""
        result = WorkerResult(name, "success", 900, None, "done", token, None, (), "", {})
        evidence = Evidence(
            now=NOW, result=result, claim=token, already_fixed="a" * 40,
            landing=Landing(landed, "b" * 40, "a" * 40, "fixed already", True),
            gate_run=GateRun("make test", 0, "c" * 40), ci=Fact("ci", "green", "test", True),
        )  # fmt: skip
        self.do(lambda s: record.decide(s, name, evidence))

    @rule(name=NAMES, when=st.sampled_from([NOW, LATER]))
    def retry(self, name: str, when: str) -> None:
        self.do(lambda s: retry.decide(s, name, when))

    @rule(name=NAMES, agent=AGENTS, text=WORDS)
    def takeover(self, name: str, agent: str, text: str) -> None:
        self.count += 1
        token = f"t{self.count}"
        self.do(lambda s: takeover.decide(s, name, agent, text, token))

    @rule(name=NAMES, text=WORDS)
    def block(self, name: str, text: str) -> None:
        self.do(lambda s: hold.block(s, name, text))

    @rule(name=NAMES, text=WORDS)
    def unblock(self, name: str, text: str) -> None:
        self.do(lambda s: hold.unblock(s, name, text))

    @rule(name=NAMES, text=WORDS)
    def reopen(self, name: str, text: str) -> None:
        self.do(lambda s: reopen.decide(s, name, text))

    @rule(name=NAMES, text=WORDS)
    def defer(self, name: str, text: str) -> None:
        entry = Deferral(name, "", "src/a.py", "it fails", "Hard", text, "later", "Low")
        self.do(lambda s: defer.decide(s, name, entry, "# Deferred\n"))

    @rule(name=NAMES, other=NAMES, there=st.booleans())
    def depend(self, name: str, other: str, there: bool) -> None:
        self.do(
            lambda s: depend.add(s, name, other) if there else depend.remove(s, name, other, "so")
        )

    @rule(text=WORDS, severity=st.sampled_from(["critical", "medium"]))
    def add(self, text: str, severity: str) -> None:
        self.do(lambda s: add.decide(s, add.Request(text, severity)))

    @rule(name=NAMES, text=WORDS)
    def note(self, name: str, text: str) -> None:
        self.do(lambda s: note.decide(s, name, text))

    @rule(last=st.sampled_from(["", "handoff"]))
    def handoff(self, last: str) -> None:
        self.do(lambda s: handoff.decide(s, 57, last))

    @invariant()
    def ledger_is_sound(self) -> None:
        """No fault of any kind; ids never shrink (I3); what is done was claimed."""
        document = self.ledger.peek().anything
        assert faults.check(document) == ()
        ids = set(document.tasks)
        assert self.ids <= ids
        self.ids = ids
        for task in document.rows:
            if task.status is Status.IN_PROGRESS:
                assert task["agent"]
                assert token_of(task)


class InMemory(Mission):
    def __init__(self) -> None:
        super().__init__()
        self.ledger = MemoryLedger([dict(FILES)])

    def tip(self) -> str:
        assert isinstance(self.ledger, MemoryLedger)
        return self.ledger.tip


STEPS = ("lock", "prepare", "left", "moved", "file", "index")


class InGit(Mission):
    """Real git, with interference."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="mosaic-model-"))
        self.top = make_host(self.folder / "host")
        self.git_ledger = open_ledger(self.top)
        self.ledger = self.git_ledger
        self.own = "x = 1\n"
        self.branches = 0

    def tip(self) -> str:
        return git(self.top, "rev-parse", "main")

    @property
    def on_main(self) -> bool:
        return git(self.top, "rev-parse", "--abbrev-ref", "HEAD") == "main"

    def teardown(self) -> None:
        self.git_ledger.reader.close()
        assert git(self.top, "fsck", "--strict", "--no-dangling") == ""
        shutil.rmtree(self.folder)

    @rule(text=WORDS)
    def user_works(self, text: str) -> None:
        """A person stages one file and edits another."""
        self.own = f"x = {text!r}\n"
        (self.top / "src/own.py").write_text(self.own)
        (self.top / "staged.py").write_text(self.own)
        git(self.top, "add", "staged.py")

    @rule()
    def user_commits(self) -> None:
        self.branches += 1
        (self.top / "other.py").write_text(f"y = {self.branches}\n")
        git(self.top, "add", "other.py")
        git(self.top, "commit", "-q", "-m", "own work", "--", "other.py")

    @precondition(lambda self: self.on_main)
    @rule()
    def hand_edit_is_refused(self) -> None:
        file = self.top / "docs/TASKS.md"
        old = file.read_bytes()
        file.write_bytes(old.replace(b"do it", b"do it by hand", 1))
        before = self.tip()
        with pytest.raises(LedgerUnusable):
            self.git_ledger_note("x")
        assert self.tip() == before
        file.write_bytes(old)

    def git_ledger_note(self, text: str) -> None:
        advance(self.ledger, lambda s: None, lambda s, _: note.decide(s, "MS-SEC-001", text))

    @rule()
    def head_moves(self) -> None:
        """On another branch the same ref is written, and this work tree stays as it is."""
        if self.on_main:
            self.branches += 1
            git(self.top, "checkout", "-q", "-b", f"b{self.branches}")
        else:
            git(self.top, "checkout", "-q", "main")

    @precondition(lambda self: self.on_main)
    @rule(step=st.sampled_from(STEPS))
    def killed_at(self, step: str) -> None:
        """A process of ours dies at a step; the next command works without repair (I6)."""
        self.count += 1
        text = f"killed at {step} {self.count}"
        child = os.fork()
        if child == 0:  # pragma: no cover - the child ends in os._exit
            _die_at(step)
            with open_ledger(self.top) as ledger:
                advance(ledger, lambda s: None, lambda s, _: note.decide(s, "MS-SEC-001", text))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 9
        self.git_ledger_note(f"after {text}")
        noted = self.ledger.peek().document.tasks["MS-SEC-001"].notes.all("Note")
        assert f"after {text}" in noted
        assert (text in noted) == (step in ("moved", "file", "index"))

    @invariant()
    def files_follow(self) -> None:
        """Index and work tree are the ledger's tip, where it is out; nothing is left (I6)."""
        assert not list((self.top / ".git").glob("*.lock"))
        assert not list((self.top / ".git").glob("mosaic-index-*"))
        assert git(self.top, "status", "--porcelain", "--", "docs", ".mosaic") == ""
        if self.on_main:
            tip = git(self.top, "show", "main:docs/TASKS.md")
            assert (self.top / "docs/TASKS.md").read_text().rstrip("\n") == tip

    @invariant()
    def users_work_is_kept(self) -> None:
        """I7: what a person has not committed is byte-equal."""
        assert (self.top / "src/own.py").read_text() == self.own

    @precondition(lambda self: self.count % 5 == 0)
    @invariant()
    def entries_touch_state_files_only(self) -> None:
        """I1: an entry changes only state files and has one parent."""
        done = subprocess.run(
            ("git", "log", "--format=%x00%P", "--name-only", "--grep=^Mosaic-Event:", "main"),
            cwd=self.top, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for block in done.stdout.split("\0")[1:]:
            parents, *paths = [line for line in block.split("\n") if line]
            assert len(parents.split()) == 1
            assert all(path.startswith(("docs/", ".mosaic/")) for path in paths)


def _die_at(step: str) -> None:  # pragma: no cover - runs in a child that dies
    """Let this process die, as kill -9 would, when it reaches a step."""
    from mosaic.ledger import entry, worktree

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    targets: dict[str, tuple[object, str]] = {
        "lock": (GitPage, "commit"),
        "prepare": (worktree.Follower, "prepare"),
        "left": (entry, "move"),
        "moved": (worktree.Follower, "follow"),
        "file": (worktree.Follower, "_settle"),
        "index": (worktree.Follower, "release"),
    }
    where, name = targets[step]
    if step in ("file", "index"):
        real = entry.move

        def arm(*args: object, **words: object) -> object:
            found = real(*args, **words)  # type: ignore[arg-type]
            setattr(where, name, die)
            return found

        entry.move = arm  # type: ignore[assignment]
    else:
        setattr(where, name, die)


InMemory.TestCase.settings = settings(
    max_examples=600 if FULL else 200,
    stateful_step_count=60 if FULL else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=tuple(Phase) if FULL else (Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)
InGit.TestCase.settings = settings(
    max_examples=150 if FULL else 15,
    stateful_step_count=40 if FULL else 15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=tuple(Phase) if FULL else (Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)


TestInMemory = InMemory.TestCase
TestInGit = pytest.mark.slow(InGit.TestCase)
