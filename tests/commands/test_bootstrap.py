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
        "generated": False, "task": "MS-SEC-001",
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


def test_explain_reads_and_changes_nothing(empty: Host) -> None:
    """No prefix, no ledger and no gates are asked for: it only says how the report is read."""
    before = empty.picture()
    said = empty.ok(*WORDS, "--explain")
    assert (said["commit"], said["dry_run"]) == (None, True)
    assert [f["id"] for f in said["findings"]] == ["SEC-DB-1", "CQ-CALC-1"]
    assert "tasks" not in said
    assert said["explained"] == [
        {"file": f"{REPORT}/01-security-review.md", "candidate": None, "turned_down": [], "more": 0}
    ]
    assert empty.picture() == before


def test_explain_works_where_a_ledger_is(host: Host) -> None:
    before = host.picture()
    assert host.ok(*WORDS, "--explain")["findings"]
    assert host.picture() == before


def test_explain_for_people(empty: Host) -> None:
    """Each finding with its rule, each candidate with its reason, each empty file with a line."""
    empty.write("docs/reports/x/01-a.md", (
        "# Findings\n\n### A-1: It leaks (High)\n\n### B-2: Gone — **FIXED**\n\n"
        "### [Low] Without an id\n"
    ))  # fmt: skip
    empty.write("docs/reports/x/02-b.md", "# Thoughts\n\n## Refuted\n\n- **C-3** (Low): not so\n")
    said = empty.run("bootstrap-from-review", "docs/reports/x", "--explain")
    out = said.out.rstrip().split("\n")
    assert out[:11] == [
        "docs/reports/x/01-a.md:3  A-1  high  It leaks",
        "    seen as heading with an id; high because head: “High”",
        "docs/reports/x/01-a.md:7  CQ-1 (made here)  low  Without an id",
        "    seen as heading with a severity; low because head: “Low”",
        "docs/reports/x/01-a.md:5  no finding: “B-2: Gone — FIXED”",
        "    says it is closed",
        "",
        "docs/reports/x/02-b.md:5  nothing was recognised; begin to look here",
        "docs/reports/x/02-b.md:5  no finding: “C-3 (Low): not so”",
        "    closed section, closed findings: “Refuted”",
        "",
    ]
    assert out[-1].startswith("2 finding(s) in 2 file(s), 2 candidate(s) turned down; nothing was")


def test_explain_where_nothing_is_recognised(empty: Host) -> None:
    """It is no refusal: whoever asks wants to see why."""
    empty.write("docs/reports/none/01.md", "# All is well\n\n- **Refuted: High** or so\n")
    said = empty.ok("bootstrap-from-review", "docs/reports/none", "--explain")
    assert (said["findings"], said["explained"][0]["candidate"]) == ([], 3)


def test_explain_with_a_dry_run_has_the_plan_too(empty: Host) -> None:
    said = empty.ok(*WORDS, "--explain", "--dry-run")
    assert len(said["tasks"]) == 6
    assert len(said["explained"]) == 1
    assert "explained" not in empty.ok(*WORDS, "--dry-run")


def test_explain_lets_no_control_reach_the_terminal(empty: Host) -> None:
    """What stands in a report, or in a file's name, is shown and never obeyed."""
    text = (
        "# F\n\n### A-1: \x1b[2J\u202eleak (High)\n\n## Refuted\n\n- **B-2** (Low): \x1b]0;\x07\n"
    )
    empty.write("docs/reports/x/a\x1bb.md", text)
    out = empty.run("bootstrap-from-review", "docs/reports/x", "--explain").out
    assert "B-2 (Low): \\x1b]0;\\x07" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_strict_refuses_doubts_and_no_remarks(empty: Host) -> None:
    """Ids that were made and findings told twice are no fault of the report."""
    told = (
        "# Findings\n\n| ID | Title | Severity |\n|--|--|--|\n| A-1 | Short | High |\n\n"
        "### A-1: The whole title\n\n### [Low] Without an id\n"
    )
    empty.write("docs/reports/x/01-a.md", told)
    words = ("bootstrap-from-review", "docs/reports/x", "--strict")
    said = empty.ok(*words, "--dry-run")
    assert [w["kind"] for w in said["warnings"] if w["source"]] == ["remark", "remark"]
    assert empty.run(*words, "--explain").status == 0
    assert "2 remark(s) besides; --explain shows them" in empty.run(*words, "--dry-run").out
    empty.write("docs/reports/x/01-a.md", f"{told}\n### SEC-9: Unrated\n")
    doubted = empty.run(*words, "--explain", "--json")
    assert (doubted.status, doubted.json["ok"]) == (1, False)
    refused = empty.no(1, "check-failed", *words, "--dry-run")
    assert refused["details"] == [
        "docs/reports/x/01-a.md:11: SEC-9 has no severity; read as medium"
    ]


def test_a_report_in_latin_1(empty: Host) -> None:
    """A report that is no UTF-8 is read with a doubt; committed, it keeps no task from a claim."""
    report = empty.top / "docs/reports/r/01-code.md"
    report.parent.mkdir(parents=True)
    report.write_bytes("# Code\n\n### BUG-1: Größe falsch (High)\n\nMaß.\n".encode("latin-1"))
    empty.git("add", "docs")
    empty.git("commit", "-qm", "report")
    made = empty.run(
        "bootstrap-from-review",
        "docs/reports/r",
        "--prefix",
        "AB",
        "--quality-gates",
        GATES,
        "--json",
    ).json
    said = [w for w in made["warnings"] if "save it as UTF-8" in w["message"]]
    assert [w["source"]["line"] for w in said] == [3]
    claim = empty.run("claim-next", "--agent", "worker-1", "--json").json
    assert claim["task"]["id"] == "AB-HIGH-001"
    assert "Ma\ufffd." in (empty.top / claim["prompt_file"]).read_text()
