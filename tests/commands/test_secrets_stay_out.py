"""A secret that a worker, a reviewer, a gate, a hook, a report or a person wrote reaches nothing:
no file, no object of git, no answer, no message; the command goes on and warns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mosaic.parse.paths import REGISTRY

from .conftest import Host
from .desk import Desk

ALPHABET = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0"
#: By name: a secret, and a piece of it that must be nowhere.
SECRETS: dict[str, tuple[str, str]] = {
    "aws": ("AKIA" + "A2BC3DE4FG5HJ6KL", "A2BC3DE4FG5HJ6KL"),
    "github": ("ghp_" + ALPHABET + "aB3dE6", ALPHABET),
    "anthropic": ("sk-ant-api03-" + ALPHABET * 3, ALPHABET),
    "jwt": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + ALPHABET, ALPHABET),
    "password": ("password=" + "tr0ub4dor" + "zz", "tr0ub4dor"),
    "url": ("https://bob:" + "tr0ub4dor@git.invalid/x", "tr0ub4dor"),
    "pem": (
        "\n".join(["-----BEGIN RSA PRIVATE " + "KEY-----", ALPHABET * 2, ALPHABET,
                   "-----END RSA PRIVATE " + "KEY-----"]),
        ALPHABET,
    ),
    "split": ("ghp_" + ALPHABET[:18] + "\n" + ALPHABET[18:] + "aB3dE6", ALPHABET[20:]),
}  # fmt: skip
CASES = pytest.mark.parametrize(("secret", "piece"), SECRETS.values(), ids=list(SECRETS))


def nowhere(host: Host, piece: str) -> None:
    """No file of the repository, its git directory among them, and no object holds the piece."""
    for file in host.top.rglob("*"):
        if file.is_file() and "objects" not in file.parts:
            assert piece.encode() not in file.read_bytes(), file
    objects = host.git(
        "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"
    )
    for line in objects.split("\n"):
        oid, kind = line.split(" ")
        if kind in ("blob", "commit", "tag"):
            assert piece not in host.git("cat-file", kind, oid), line


@CASES
def test_a_workers_result(host: Host, secret: str, piece: str) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    file = desk.result(claimed, commit, notes=f"I used {secret} there", tests_reason=secret)
    Path(file).write_text(f"Here is {secret} for you.\n\n" + Path(file).read_text())
    said = host.run("record-result", "--result", file, "--json")
    assert said.status == 0, said.out
    assert piece not in said.out + said.err
    assert any("held a secret" in notice for notice in said.json["notices"])
    nowhere(host, piece)
    again = host.ok("record-result", "--result", file)
    assert again["already"] is True
    assert host.run("verify").status == 0


@CASES
def test_a_failure_and_the_next_brief(host: Host, secret: str, piece: str) -> None:
    Desk(host).failed(f"it printed {secret}")
    said = host.run("retry", "MS-SEC-001", "--json")
    brief = host.run("claim-next", "--agent", "w2", "--prompt", "--task", "MS-SEC-001")
    assert (said.status, brief.status) == (0, 0)
    assert "[redacted: " in brief.out
    assert piece not in brief.out + said.out
    nowhere(host, piece)


@CASES
def test_a_review_and_the_row_that_it_brings(host: Host, secret: str, piece: str) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    found = [{"severity": "blocker", "title": f"t {secret}", "file": "a", "description": secret}]
    review = desk.review("code", commit, reviewer=f"r {secret}"[:60], findings=found)
    said = host.run(
        "record-result", "--result", desk.result(claimed, commit), "--code-review", review,
        "--docs", desk.file("checklist.md", desk.ticked(commit) + secret), "--json",
    )  # fmt: skip
    assert said.status == 0, said.out
    assert any(n.startswith("the code review's ") for n in said.json["notices"])
    assert piece not in said.out + said.err
    nowhere(host, piece)


@CASES
def test_a_result_that_is_refused_or_broken(host: Host, secret: str, piece: str) -> None:
    desk = Desk(host)
    claimed = desk.claim()
    refused = desk.result(claimed, None, claim="00000000", notes=secret)
    broken = desk.file("broken.md", Path(refused).read_text().replace('"status":', '"status"'))
    odd = desk.result(claimed, None, status=secret, commit_sha=secret, used=secret)
    for file in (refused, broken, odd):
        for words in (("--json",), ()):
            said = host.run("record-result", "MS-SEC-001", "--result", file, *words)
            assert said.status in (1, 2), said.out
            assert piece not in said.out + said.err
            assert "held a secret, which was taken out" in said.out + said.err
    nowhere(host, piece)


CONFIG = ".mosaic/orchestrator/config.toml"


@pytest.mark.parametrize("name", ["aws", "github", "password", "url"])
def test_a_config_value(host: Host, name: str) -> None:
    """Half a value is another value, so it is refused; a reference to a variable is none."""
    secret, piece = SECRETS[name]
    said = host.no(2, "usage", "config", "mission.quality_gates", f"run {secret}", "--reason", "x")
    assert said["message"].startswith("the value for mission.quality_gates holds a secret: ")
    assert piece not in str(said)
    nowhere(host, piece)
    host.ok("config", "mission.quality_gates", 'run --password "$TOKEN"', "--reason", "x")


@pytest.mark.parametrize("name", ["aws", "github", "password", "url"])
def test_a_hand_edit(host: Host, name: str) -> None:
    """What adopt takes in has no secret that the edit brought, nor has the copy afterwards."""
    secret, piece = SECRETS[name]
    host.write("docs/TASKS.md", host.tasks().replace("SQL is built", f"{secret} SQL is built", 1))
    host.write(REGISTRY, f"# Deferred errors\n\n## OLD-1: x\n- Reason: {secret}\n")
    dry = host.ok("adopt", "--dry-run")
    assert piece not in str(dry)
    said = host.ok("adopt", "--reason", "clearer")
    assert piece not in str(said)
    assert any("docs/TASKS.md:" in n and "held a secret" in n for n in said["notices"])
    assert "[redacted: " in host.tasks()
    assert host.git("status", "--porcelain") == ""
    nowhere(host, piece)


def test_a_hand_edit_of_the_config(host: Host) -> None:
    """It is refused with its line; the person's file stays as it is."""
    secret, piece = SECRETS["github"]
    old = (host.top / CONFIG).read_text()
    host.write(CONFIG, f"{old}\n[deploy]\ntarget = '{secret}'\n")
    said = host.no(1, "check-failed", "adopt")
    line = old.count("\n") + 3
    assert said["details"] == [f"{CONFIG}:{line} held a secret: GitHub token; revoke it"]
    assert piece not in str(said)


def test_a_secret_that_was_there_before(host: Host) -> None:
    """A line that the edit leaves alone is not the edit's, and stays as it is."""
    secret, _ = SECRETS["github"]
    host.commit({"docs/TASKS.md": f"{host.tasks()}\nSee {secret}\n"}, "by hand")
    host.write("docs/TASKS.md", host.tasks().replace("SQL is built", "The SQL is built", 1))
    said = host.ok("adopt", "--reason", "clearer")
    assert "notices" not in said
    assert f"See {secret}\n" in host.tasks()


@pytest.mark.parametrize("name", ["aws", "github", "password", "url"])
def test_what_a_person_types(host: Host, name: str) -> None:
    secret, piece = SECRETS[name]
    for words in (
        ("note", "MS-SEC-001", f"see {secret}"),
        ("block", "MS-SEC-001", "--reason", f"see {secret}"),
        ("unblock", "MS-SEC-001", "--reason", f"see {secret}"),
        ("add", "--description", f"rotate {secret}", "--severity", "low"),
        ("config", "limits.workers", "3", "--reason", f"see {secret}"),
        ("defer", "MS-CQ-001", "--reason", secret, "--approach", secret, "--category", "Hard",
         "--risk", "Low", "--error", secret, "--file", secret),
    ):  # fmt: skip
        said = host.run(*words, "--json")
        assert said.status == 0, said.out
        assert piece not in said.out + said.err
        assert any("held a secret" in notice for notice in said.json["notices"]), words
    nowhere(host, piece)


@CASES
def test_a_gates_output(host: Host, secret: str, piece: str) -> None:
    file = host.top.parent / "secret.txt"
    file.write_text(secret)
    host.ok("config", "mission.quality_gates", f"cat {file}; exit 1", "--reason", "a test")
    Desk(host).recorded()
    said = host.run("integrate", "MS-SEC-001", "--json")
    assert said.json["outcome"] == "failed", said.out
    assert "[redacted: " in said.out
    assert any("held a secret" in notice for notice in said.json["notices"])
    assert piece not in said.out + said.err
    nowhere(host, piece)


@CASES
def test_a_hooks_words(host: Host, secret: str, piece: str) -> None:
    hook = Path(host.git("rev-parse", "--absolute-git-dir")) / "hooks" / "commit-msg"
    words = host.top.parent / "secret.txt"
    words.write_text(secret)
    hook.write_text(f"#!/bin/sh\ncat {words} >&2\nexit 1\n")
    hook.chmod(0o755)
    for flag in (("--json",), ()):
        said = host.run("note", "MS-SEC-001", "a word", *flag)
        assert said.status == 9, said.out
        assert "[redacted: " in said.out + said.err
        assert piece not in said.out + said.err


@pytest.mark.parametrize("name", ["aws", "github", "password", "url", "pem"])
def test_a_reports_finding(empty: Host, name: str) -> None:
    """The report is the user's and stays; the ledger, the PRD and the brief are without it."""
    secret, piece = SECRETS[name]
    title = secret.split("\n")[0] if name != "pem" else "a key in the code"
    report = empty.top / "docs/reports/review/01-security-review.md"
    report.write_text(
        f"# Security review\n\nThe key {title} was found in the code.\n\n## Critical\n\n"
        f"### SEC-KEY-1: hard-coded {title}\n\n**File:** `src/db.py:1`\n\n```\n{secret}\n```\n"
    )
    whole = report.read_bytes()
    for words in (("--explain", "--dry-run"), ("--dry-run",), ()):
        said = empty.run("bootstrap-from-review", str(report.parent), *words, "--json")
        assert said.status == 0, said.out
        assert piece not in said.out + said.err
        if not words and name != "pem":
            assert "held a secret" in said.out
    row = empty.ok("show", "MS-SEC-001")["task"]
    assert row["description"].startswith("SEC-KEY-1: hard-coded ")
    brief = empty.run("claim-next", "--agent", "w1", "--prompt")
    assert brief.status == 0
    assert piece not in brief.out
    assert report.read_bytes() == whole
    for path in ("docs/TASKS.md", "docs/PRD.md", ".mosaic/orchestrator/briefs/MS-SEC-001.md"):
        assert piece not in (empty.top / path).read_text(), path
    assert piece not in empty.git("log", "--format=%B")


def test_evidence_that_names_an_image_is_evidence(host: Host) -> None:
    """Digests, commits and our own claim tokens are no secrets."""
    digest = "sha256:" + "0123456789abcdef" * 4
    desk = Desk(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    said = host.ok(
        "record-result", "--result", desk.result(claimed, commit, notes=f"{digest} {commit}"),
        "--evidence", f"image=registry.invalid/a@{digest}",
    )  # fmt: skip
    notes = " ".join(desk.show("MS-SEC-001")["notes"])
    assert f"{digest} {commit}" in notes
    assert f"registry.invalid/a@{digest}" in notes
    assert claimed["claim"] in notes
    assert "secret" not in json.dumps(said.get("notices", []))
