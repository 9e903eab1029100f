"""The published JSON Schemas, held against what the verbs really print with --json."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from mosaic import cli
from mosaic.commands import VERBS
from mosaic.errors import CODES, MosaicError
from mosaic.views.answer import error_envelope
from mosaic.views.template import folder

SCHEMAS = Path(__file__).resolve().parents[1] / "docs" / "schemas"
NAMES = [verb for verb, _, _ in VERBS]
SHARED = ["contract", "envelope", "error", "event", "task"]

REPORT = """# Security review

### SEC-1: A name is pasted into the statement

- **Severity:** Critical
- **File:** `src/db.py:1`

Use a parameter.

### CQ-1: add subtracts

- **Severity:** Medium
- **File:** `src/calc.py:1`

### CQ-2: Something without a severity

- **File:** `src/calc.py:1`
"""
TEST = "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        pass\n"
GATES = "python3 -m unittest discover -s tests"


def load(name: str) -> dict[str, Any]:
    body = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(body, dict)
    return body


def validator(name: str) -> Draft202012Validator:
    """A validator for one schema, which finds the others beside it."""
    found = [(path.name, load(path.stem)) for path in sorted(SCHEMAS.glob("*.json"))]
    registry: Registry[Any] = Registry().with_resources(
        (uri, Resource.from_contents(body)) for uri, body in found
    )
    return Draft202012Validator(load(name), registry=registry)


def faults(name: str, envelope: object) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator(name).iter_errors(envelope)]


@dataclass
class Mission:
    """A host repository, and every envelope that was printed in it."""

    top: Path
    capture: pytest.CaptureFixture[str]
    said: dict[str, list[Any]] = field(default_factory=dict)

    def run(self, *words: str, status: int = 0) -> Any:
        """A verb with --json; its envelope is held against the verb's schema, or the error's."""
        self.capture.readouterr()
        ended = cli.run([words[0], "--repo", str(self.top), *words[1:], "--json"])
        out, err = self.capture.readouterr()
        assert ended == status, out + err
        envelope = json.loads(out)
        name = words[0] if status == 0 else "error"
        assert faults(name, envelope) == [], words
        self.said.setdefault(name, []).append(envelope)
        return envelope

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ("git", *words), cwd=self.top, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, branch: str, path: str, text: str, start: str = "main") -> str:
        """A worker's commit on a branch of its own, with a test where it is source; its id."""
        tree = self.top.parent / branch.replace("/", "-")
        self.git("worktree", "add", "-q", "-b", branch, str(tree), start)
        (tree / path).write_text(text)
        if path.endswith(".py"):
            (tree / "tests" / f"test_{tree.name.replace('-', '_')}.py").write_text(TEST)
        self.git("-C", str(tree), "add", "-A")
        self.git("-C", str(tree), "commit", "-q", "-m", "work")
        return self.git("-C", str(tree), "rev-parse", "HEAD")

    def file(self, name: str, body: object) -> str:
        place = self.top.parent / name
        place.write_text(body if isinstance(body, str) else json.dumps(body))
        return str(place)

    def answer(self, claimed: Any, status: str, commit: str | None) -> str:
        """A worker's answer to a claim."""
        result = {
            "task_id": claimed["task"]["id"], "status": status, "used": "3K",
            "commit_sha": commit, "notes": "ran the gates: exit 0", "claim": claimed["claim"],
        }  # fmt: skip
        return self.file("answer.json", result)

    def evidence(self, task: str, commit: str, blockers: int = 0) -> tuple[str, ...]:
        """Both reviews of a commit and its checklist, as options of record-result."""
        review = {"reviewer": "reviewer-1", "commit": commit, "critical_security": 0}
        good = {**review, "verdict": "approve", "blockers": 0, "findings": []}
        bad = {**review, "verdict": "request-changes", "blockers": blockers, "findings": []}
        checklist = (folder() / "docs/DOCUMENTATION-CHECKLIST.md").read_text(encoding="utf-8")
        checklist += f"\nTask: {task}\nCommit: {commit}\n"
        return (
            "--code-review", self.file("code.json", bad if blockers else good),
            "--security-review", self.file("security.json", good),
            "--docs", self.file("checklist.md", checklist.replace("[ ]", "[x]")),
        )  # fmt: skip

    def landed(self, agent: str) -> None:
        """Claim, work, record, review and land the next task, whatever it is."""
        claimed = self.run("claim-next", "--agent", agent)
        name, role = claimed["task"]["id"], claimed["task"]["notes"]
        commit = None
        if "Role: verification" not in role:
            path = "README.md" if "Role: documentation" in role else "src/calc.py"
            commit = self.commit(claimed["branch"], path, f"# {name}\n")
        self.run("record-result", name, "--result", self.answer(claimed, "success", commit))
        if path_is_source(claimed):
            self.run("review", name)
            self.run("record-result", name, *self.evidence(name, str(commit)))
        self.run("integrate", name)


def path_is_source(claimed: Any) -> bool:
    return not any(note.startswith("Role: ") for note in claimed["task"]["notes"])


@pytest.fixture
def mission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mission:
    top = tmp_path / "host"
    for path, text in {
        "src/calc.py": "def add(a, b):\n    return a - b\n",
        "src/db.py": 'def q(db, n):\n    return db.execute("select %s" % n)\n',
        "tests/test_calc.py": TEST,
        ".gitignore": "__pycache__/\n",
        "docs/reports/review/01-security-review.md": REPORT,
    }.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text)
    made = Mission(top, capsys)
    made.git("init", "-q", "-b", "main")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "start")
    return made


def test_every_verb_has_a_schema_and_there_is_no_other() -> None:
    """docs/schemas has one file a verb, and the shared parts."""
    there = {path.stem for path in SCHEMAS.glob("*.json")}
    assert there == {*NAMES, *SHARED}


@pytest.mark.parametrize("name", [*NAMES, *SHARED])
def test_a_schema_is_one(name: str) -> None:
    """Each is valid JSON Schema 2020-12, says its own name, and closes what it can."""
    body = load(name)
    Draft202012Validator.check_schema(body)
    assert body["$id"] == f"{name}.json"
    assert body["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    if name in NAMES:
        assert body["properties"]["schema"] == {"const": f"mosaic/{name}@1"}
        assert body["unevaluatedProperties"] is False


def test_the_errors_schema_knows_every_code() -> None:
    """An error's ``code`` and ``exit`` are those of the program, no more and no fewer."""
    properties = load("error")["properties"]
    assert properties["code"]["enum"] == [code for code, _, _ in CODES]
    assert sorted(properties["exit"]["enum"]) == sorted({number for _, number, _ in CODES})


def test_a_schema_can_refuse() -> None:
    """An unknown key, a missing one and another verb's name are faults."""
    error = error_envelope(MosaicError("m"))
    assert faults("error", error) == []
    assert faults("error", {**error, "more": 1})
    assert faults("error", {k: v for k, v in error.items() if k != "hint"})
    said = {"schema": "mosaic/prime@1", "ok": True, "text": "x"}
    assert faults("prime", said) == []
    assert faults("prime", {**said, "schema": "mosaic/kickstart@1"})
    assert faults("prime", {**said, "more": 1})


@pytest.mark.slow
def test_what_a_whole_mission_prints(mission: Mission) -> None:
    """Each verb, run for real from set-up to release, prints what its schema says; so do errors."""
    _begins(mission)
    _moves(mission)
    _works(mission)
    _keeps(mission)
    _ends(mission)
    assert sorted(mission.said) == sorted([*NAMES, "error"])
    codes = {said["code"] for said in mission.said["error"]}
    assert codes >= {"ledger-missing", "illegal-move", "unknown-task", "usage", "handoff-required"}


def _begins(m: Mission) -> None:
    m.run("status", status=8)
    m.run("init", "--dry-run")
    m.run("forge", "queue-wait", "--purpose", "push")
    m.run("init", "--no-hooks", "--quality-gates", GATES)
    m.run("init")
    m.run("prime")
    m.run("kickstart")
    m.run("scaffold-review", "second")
    m.run("install-hooks", "--dry-run")
    m.run("install-hooks")
    m.run("install-hooks", "--uninstall")
    m.run("doctor")
    m.run("doctor", "--fix", "--remote")
    m.git("clean", "-fdq", "docs/reports/second")
    m.git("add", "-A")
    m.git("commit", "-q", "-m", "set up")
    report = str(m.top / "docs/reports/review")
    m.run("bootstrap-from-review", report, "--dry-run")
    m.run("bootstrap-from-review", report, "--dry-run", "--explain")
    m.run("bootstrap-from-review", report, "--explain")
    m.run("bootstrap-from-review", report, "--milestone", "M1")
    m.run("bootstrap-from-review", report, "--append")
    m.run("bootstrap-from-review", report, status=1)


def _moves(m: Mission) -> None:
    task = "MS-CQ-002"
    m.run("status", "--limit", "3")
    m.run("validate")
    m.run("show", task)
    m.run("show", "MS-CQ-999", status=1)
    m.run("note", task, "look at this", "--dry-run")
    m.run("note", task, "look at this")
    m.run("note", task, "look at this")
    m.run("add", "--description", "One more", "--severity", "low", "--file", "src/x.py")
    m.run("add", "--description", "One more", status=2)
    m.run("depend", task, "--add", "MS-CQ-001")
    m.run("depend", task, "--remove", "MS-CQ-001", "--reason", "not needed")
    m.run("config", "limits.workers", "3", "--reason", "a big machine")
    m.run("block", task, "--reason", "waits")
    m.run("block", "MS-SEC-001", "--reason", "waits", "--dry-run")
    m.run("unblock", task, "--reason", "goes on")
    m.run("unblock", task, "--reason", "goes on again", status=1)
    m.run("block", task, "--question", "Which?", "--options", "this,that")
    m.run("status")
    m.run("answer", task, "this", "--by", "Ada")
    m.run("answer", task, "this", "--by", "Ada")
    m.run("block", task, "--question", "How many?", "--dry-run")
    how = ("--category", "Hard", "--risk", "Low", "--approach", "later")
    m.run("defer", task, "--reason", "not now", *how)
    m.run("reopen", task, "--reason", "now")


def _works(m: Mission) -> None:
    m.run("claim-next", "--agent", "worker-1", "--context", "60", status=6)
    m.run("claim-next", "--agent", "worker-1", "--dry-run")
    m.run("next")
    claimed = m.run("claim-next", "--agent", "worker-1", "--prompt")
    name = claimed["task"]["id"]
    assert m.run("claim-next", "--agent", "worker-1")["already"] is True
    taken = m.run("takeover", name, "--agent", "worker-2", "--reason", "no answer")
    m.run("record-result", name, "--result", m.answer(taken, "failed", None))
    m.run("retry", name)
    again = m.run("claim-next", "--agent", "worker-1")
    m.run("guard", "src/db.py", "tests/test_db.py", "--task", name)
    m.run("amend", name, "--check", "fits=grep -q def src/db.py", "--reason", "it has to stay")
    shown = m.run("show", name)["contract"]
    m.run("approve", name, "--digest", shown["digest"], "--by", "Maintainer")
    commit = m.commit(again["branch"], "src/db.py", "def q(db, n):\n    return n\n")
    m.run("evidence", name)
    m.run("evidence", name, "--run")
    answer = m.answer(again, "success", commit)
    found = m.run("record-result", name, "--result", answer, *m.evidence(name, commit, blockers=1))
    assert found["outcome"] == "needs-qa"
    remedy = m.run("claim-next", "--agent", "worker-1")
    assert remedy["task"]["id"] == found["qa_task"]
    mended = m.commit(remedy["branch"], "src/db.py", "def q(db, n):\n    return 1\n", commit)
    qa = remedy["task"]["id"]
    m.run("evidence", qa, "--run")
    m.run("record-result", "--result", m.answer(remedy, "success", mended), *m.evidence(qa, mended))
    m.run("integrate", qa)
    m.run("compaction-handoff", "--context", "57")
    while m.run("status")["finished"] < m.run("status")["tasks"]:
        m.landed("worker-3")


def _keeps(m: Mission) -> None:
    m.run("log", "--limit", "3")
    m.run("log", "MS-SEC-001")
    m.run("recap")
    m.run("graph", "--all", "--format", "dot")
    m.run("graph", "MS-SEC-001")
    m.run("board", "--limit", "2")
    m.run("recap", "--since", "2100-01-01")
    m.run("status", "--budget")
    m.run("fmt")
    m.run("batch", m.file("lines", ""))
    m.run("checkout-ledger")
    m.run("repair", "--dry-run")
    m.run("repair")
    m.run("archive")
    table = m.top / "docs/TASKS.md"
    table.write_text(table.read_text() + "\nA line by hand.\n")
    m.run("note", "MS-CQ-001", "another", status=8)
    m.run("adopt", "--dry-run")
    m.run("adopt")
    table.write_text(table.read_text() + "\nAnother line.\n")
    m.run("adopt", "--discard")
    m.run("verify")
    m.run("verify", "--since", "HEAD~1")
    m.run("validate", "--range", "HEAD~1..HEAD")


def _ends(m: Mission) -> None:
    m.run("claim-next", "--agent", "worker-1", status=3)
    m.run("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed", "--dry-run")
    m.run("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed")
    m.run("milestone-release", "--version", "0.0.1", "--evidence", "prd=confirmed")
    listed = m.run("resume")
    m.run("resume", "--from", listed["archives"][0])
    m.run("resume")
