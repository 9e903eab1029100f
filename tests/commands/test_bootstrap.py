"""bootstrap-from-review: reports become ledger, config, learnings and PRD, in one entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import GATES, Host

REPORT = "docs/reports/review"
CONFIG = ".mosaic/orchestrator/config.toml"
WORDS = ("bootstrap-from-review", REPORT)


def test_one_entry_with_everything(empty: Host) -> None:
    said = empty.ok(*WORDS, "--milestone", "M1", "--budget", "400K", "--quality-gates", GATES)
    assert (said["schema"], said["already"]) == ("mosaic/bootstrap-from-review@1", False)
    first = said["findings"][0]
    assert first == {
        "id": "SEC-DB-1", "severity": "critical", "title": "SQL is built from user input",
        "component": first["component"], "files": [{"path": "src/db.py", "lines": "1-2"}],
        "source": {"file": f"{REPORT}/01-security-review.md", "line": 5}, "lines": [5, 10],
        "rule": "heading with an id", "severity_from": "label", "severity_words": "Critical",
        "generated": False,
    }  # fmt: skip
    assert [p["verification"] for p in said["phases"]] == ["MS-SEC-002", "MS-CQ-002"]
    message = empty.git("show", "-s", "--format=%B", "main").split("\n")
    assert message[0] == "chore(orchestrator): Bootstrap tasks.md from review report"
    assert message[2] == "Parsed 2 findings into 6 tasks across 2 phases."
    assert message[3].startswith("Estimated total: ")
    assert message[3].endswith("K tokens.")
    assert empty.git("rev-list", "--count", "main") == "2"
    config = (empty.top / CONFIG).read_text()
    assert all(line in config for line in ('milestone = "M1"', 'cap = "400K"', 'ref = "main"'))
    assert "ASSUMPTION: SEC-DB-1" in (empty.top / "docs/PRD.md").read_text()
    assert empty.git("status", "--porcelain") == ""


def test_a_dry_run_shows_everything_and_writes_nothing(empty: Host) -> None:
    before = empty.picture()
    said = empty.ok(*WORDS, "--dry-run")
    assert len(said["tasks"]) == 6
    assert "+++ b/docs/PRD.md" in said["diff"]
    assert empty.picture() == before
    assert empty.ok(*WORDS)["tasks"] == said["tasks"]


def test_a_dry_run_reads_a_config_that_is_not_committed_yet(empty: Host) -> None:
    """What init wrote is taken in by bootstrap, so the dry run reads it too."""
    empty.write(CONFIG, '[mission]\nprefix = "ACME"\n')
    said = empty.ok(*WORDS, "--dry-run")
    assert said["tasks"][0]["id"] == "ACME-SEC-001"
    assert empty.ok(*WORDS)["tasks"] == said["tasks"]


def test_a_ledger_that_is_there_refuses(host: Host) -> None:
    said = host.no(1, "gate-refused", *WORDS)
    assert "--append" in said["hint"]


def test_append_takes_in_only_what_no_row_names(host: Host) -> None:
    assert host.ok(*WORDS, "--append")["already"] is True
    text = "# Quality\n\n### CQ-NEW-1: a leak\n\n**Severity:** Medium\n**File:** `src/new.py:3`\n"
    host.commit({f"{REPORT}/02-code-quality-review.md": text})
    said = host.ok(*WORDS, "--append")
    assert [t["finding"] for t in said["tasks"]] == ["CQ-NEW-1"]
    (row,) = (t["id"] for t in said["tasks"])
    assert row in host.ok("show", "MS-CQ-002")["task"]["depends_on"]
    assert (
        host.subjects()[0] == "chore(orchestrator): Append findings to tasks.md from review report"
    )
    assert host.run("validate").status == 0
    assert host.run("verify").status == 0


def test_an_own_prd_is_added_to(empty: Host) -> None:
    empty.commit({"docs/PRD.md": "# Ours\n\nWhat we want.\n"})
    empty.ok(*WORDS)
    text = (empty.top / "docs/PRD.md").read_text()
    assert text.startswith("# Ours\n\nWhat we want.\n")
    assert "ASSUMPTION: SEC-DB-1" in text


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("no/where",), 2, "usage"),
        ((REPORT, "--prefix", "ms"), 2, "usage"),
        ((REPORT, "--budget", "some"), 2, "usage"),
        ((REPORT, "--push", "perhaps"), 2, "usage"),
        ((REPORT, "--milestone", "a\nb"), 2, "usage"),
        ((REPORT, "--quality-gates", "a\nb"), 2, "usage"),
        (("src",), 2, "usage"),
        ((REPORT, "--version", "0.1.0"), 1, "gate-refused"),
        ((REPORT, "--version", "0.1.0", "--strict"), 1, "gate-refused"),
        ((REPORT, "--budget", "40K"), 5, "budget-exceeded"),
    ],
)
def test_words(empty: Host, words: tuple[str, ...], status: int, code: str) -> None:
    empty.no(status, code, "bootstrap-from-review", *words)
    assert not (empty.top / "docs/TASKS.md").exists()


def test_a_report_without_findings(empty: Host) -> None:
    empty.write("docs/reports/none/01.md", "# All is well\n\nNothing to say.\n")
    empty.no(1, "gate-refused", "bootstrap-from-review", "docs/reports/none")


def test_a_report_outside_the_repository(empty: Host, tmp_path: Path) -> None:
    outside = tmp_path / "report.md"
    outside.write_text("### SEC-X-1: x\n\n**Severity:** High\n")
    empty.no(2, "usage", "bootstrap-from-review", str(outside))
    (empty.top / "docs/reports/link.md").symlink_to(outside)
    empty.no(2, "usage", "bootstrap-from-review", "docs/reports/link.md")


def test_a_tight_budget_is_warned_of(empty: Host) -> None:
    said = empty.ok(*WORDS, "--budget", "50K")
    assert any("above 90 %" in warning["message"] for warning in said["warnings"])


def test_for_people(empty: Host) -> None:
    said = empty.run(*WORDS)
    assert said.out.startswith("2 finding(s) are 6 task(s) in 2 phase(s), ")
    assert "phase 1: Critical security fixes, 2 task(s) and MS-SEC-002" in said.out


def test_a_branch_of_its_own(empty: Host) -> None:
    """--ledger-ref: the branch that is out here gets no file; every command finds the ledger."""
    empty.git("branch", "ledger")
    head = empty.git("rev-parse", "HEAD")
    empty.ok(*WORDS, "--ledger-ref", "ledger")
    assert empty.git("rev-parse", "HEAD") == head
    assert not (empty.top / "docs/TASKS.md").exists()
    assert empty.ok("status")["tasks"] == 6
    empty.ok("note", "MS-SEC-001", "a word")
    assert "a word" in empty.git("show", "ledger:docs/TASKS.md")


def test_a_branch_of_its_own_that_is_not_there_yet(empty: Host) -> None:
    empty.ok(*WORDS, "--ledger-ref", "refs/heads/mosaic-ledger")
    assert empty.git("rev-list", "--count", "mosaic-ledger") == "1"
    assert empty.ok("claim-next", "--agent", "worker-1")["task"]["id"] == "MS-SEC-001"
    for name in ("../x", "HEAD", "a b", "-x"):
        assert empty.run(*WORDS, f"--ledger-ref={name}", "--json").json["exit"] == 2
