"""A task's contract from bootstrap to done: what is drafted, what drifts, what is mended."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mosaic.gates.surfaces import apart

from .conftest import GATES, Host
from .desk import FIX, Desk

TASK = "MS-SEC-001"
PATH = f"docs/tasks/contracts/{TASK}.json"


@pytest.fixture
def desk(host: Host) -> Desk:
    return Desk(host)


def record(desk: Desk, commit: str, claimed: Any, **keys: Any) -> Any:
    return desk.host.ok("record-result", "--result", desk.result(claimed, commit, **keys))


def drift(said: Any) -> list[str]:
    """The classes that are held, else those that are awaited."""
    awaited = [i["reason"] for i in said.get("awaiting", []) if i["gate"] == "drift"]
    return [line.partition(":")[0] for text in said.get("drift", awaited) for line in apart(text)]


def test_bootstrap_drafts_one_for_each_row_with_files(host: Host) -> None:
    """In its own entry; rows that close a phase have none."""
    there = host.git("ls-tree", "--name-only", "main", "docs/tasks/contracts/").split("\n")
    assert there == ["docs/tasks/contracts/MS-CQ-001.json", PATH]
    assert len(host.subjects()) == 2
    assert json.loads((host.top / PATH).read_text()) == {
        "schema": "mosaic/contract@1", "task": TASK, "origin": "drafted",
        "targets": ["src/db.py"], "scope": [],
        "out_of_bounds": [".mosaic/", "docs/reports/review/01-security-review.md"],
        "evidence": ["tests", "code-review", "security-review", "documentation"],
        "checks": [{"name": "quality-gates"}],
    }  # fmt: skip
    assert host.run("verify").status == 0
    assert host.git("status", "--porcelain") == ""


def test_a_report_that_asks_for_what_we_would_shut_out(empty: Host) -> None:
    """A finding on our own folder, or on the report, is not made impossible by its draft; what no
    pattern can say is left out."""
    text = "# Review\n\n## High\n\n"
    for name, path in ("CQ-1", ".mosaic/x.toml"), ("CQ-2", "docs/r.md"), ("CQ-3", "src/a*.py"):
        text += f"### {name}: Title of {name}\n\n**File:** `{path}`\n\nIt is so.\n\n"
    empty.commit({"docs/r.md": text})
    empty.ok("bootstrap-from-review", "docs/r.md", "--quality-gates", GATES)
    tasks = json.loads(empty.run("bootstrap-from-review", "docs/r.md", "--explain", "--json").out)
    assert len(tasks["findings"]) == 3
    drafts = [
        json.loads(file.read_text())
        for file in sorted((empty.top / "docs/tasks/contracts").iterdir())
    ]
    bounds = {tuple(d["targets"]): d["out_of_bounds"] for d in drafts}
    assert bounds == {(".mosaic/x.toml",): ["docs/r.md"], ("docs/r.md",): [".mosaic/"]}


def test_appended_rows_have_theirs(host: Host) -> None:
    more = "# More\n\n## Low\n\n### CQ-9: One more\n\n**File:** `src/calc.py:1`\n\nIt is odd.\n"
    host.commit({"docs/reports/more/01.md": more})
    said = host.ok("bootstrap-from-review", "docs/reports/more", "--append")
    name = next(t["id"] for t in said["tasks"] if t["findings"])
    assert host.ok("show", name)["contract"]["targets"] == ["src/calc.py"]


def test_brief_and_show_tell_of_it(desk: Desk) -> None:
    claimed = desk.claim()
    prompt = (desk.host.top / claimed["prompt_file"]).read_text()
    assert "- Change src/db.py and its tests" in prompt
    assert "- Your work changes src/db.py; if the right place is another one" in prompt
    assert "- Never change .mosaic/, docs/reports/review/01-security-review.md" in prompt
    said = desk.host.run("show", TASK).out
    digest = desk.host.ok("show", TASK)["contract"]["digest"]
    assert f"contract      {digest[:12]} (drafted)" in said
    assert "       one of: src/db.py" in said


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"src/web.py": "x = 1\n", "tests/test_web.py": "#\n"}, "missing_selected_surface"),
        ({**FIX, ".mosaic/templates/x.md": "mine\n"}, "unauthorized_surface_added"),
        ({"dist/db.py": "x = 1\n", "tests/test_db.py": "#\n"}, "wrong_runtime_surface"),
    ],
)
def test_drift_in_the_files_is_a_qa_row_that_names_it(
    desk: Desk, files: dict[str, str], kind: str
) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed, files)
    said = record(desk, commit, claimed)
    assert (said["outcome"], drift(said)) == ("needs-qa", [kind])
    row = desk.host.ok("show", said["qa_task"])["task"]
    assert row["description"].startswith(f"Fix drift from the contract of {TASK}: {kind}: ")
    assert any(note.startswith(f"Remedies: {kind}: ") for note in row["notes"])
    noted = desk.host.ok("show", TASK)["task"]["notes"]
    assert any(n.startswith(f"Drift: {kind}: ") and said["qa_task"] in n for n in noted)
    assert desk.host.run("verify").status == 0


def test_a_qa_task_mends_drift_under_the_same_contract(desk: Desk) -> None:
    """What should not have changed is gone again: the chain's whole work is judged."""
    first = desk.claim()
    commit = desk.commit(first, {**FIX, ".mosaic/x.md": "mine\n"})
    record(desk, commit, first)
    remedy = desk.claim()
    assert remedy["task"]["id"] == f"{TASK}-QA"
    assert "Never change .mosaic/" in (desk.host.top / remedy["prompt_file"]).read_text()
    worse = desk.commit(remedy, {"src/db.py": "x = 2\n"}, start=commit)
    assert drift(record(desk, worse, remedy)) == ["unauthorized_surface_added"]
    last = desk.claim()
    assert last["task"]["id"] == f"{TASK}-QA2"
    place = desk.host.top.parent / "work" / last["branch"]
    desk.host.git("worktree", "add", "-q", "-b", last["branch"], str(place), worse)
    desk.host.git("rm", "-qr", ".mosaic/x.md", cwd=place)
    mended = desk.commit(last, {"src/db.py": "x = 3\n"})
    desk.host.ok("record-result", "--result", desk.result(last, mended), *desk.evidence(mended))
    assert desk.host.ok("integrate", f"{TASK}-QA2")["outcome"] == "done"
    assert desk.host.ok("show", TASK)["task"]["status"] == "done"
    assert desk.host.run("verify").status == 0


def test_a_reason_waits_for_the_orchestrator(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed, {"src/web.py": "x = 1\n", "tests/test_web.py": "#\n"})
    said = record(desk, commit, claimed, deviation="the input comes in there")
    assert (said["outcome"], drift(said)) == ("in-progress", ["missing_selected_surface"])
    waits = next(i for i in said["awaiting"] if i["gate"] == "drift")
    assert waits["command"] == (
        f"run 'mosaic-orchestrator amend {TASK} --target src/web.py --reason WHY',"
        f" or 'mosaic-orchestrator record-result {TASK} --evidence deviation=rejected'"
    )
    assert f"    {waits['command']}\n" in desk.host.run("record-result", TASK).out
    told = desk.host.ok("amend", TASK, "--target", "src/web.py", "--reason", "it is right")
    assert "the recorded work against the contract" in told["revalidate"]
    done = desk.host.ok("record-result", TASK, *desk.evidence(commit))
    assert drift(done) == []
    assert desk.host.ok("integrate", TASK)["outcome"] == "done"


def test_a_reason_can_be_turned_down(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed, {"src/web.py": "x = 1\n", "tests/test_web.py": "#\n"})
    record(desk, commit, claimed, deviation="it was easier")
    said = desk.host.ok("record-result", TASK, "--evidence", "deviation=rejected")
    assert (said["outcome"], drift(said)) == ("needs-qa", ["missing_selected_surface"])


def test_a_new_attempt_starts_without_the_old_reason(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed, {"src/web.py": "x = 1\n", "tests/test_web.py": "#\n"})
    record(desk, commit, claimed, deviation="it was easier")
    desk.host.ok("block", TASK, "--reason", "no")
    desk.host.ok("retry", TASK)
    again = desk.claim()
    other = desk.commit(again, {"src/web.py": "x = 1\n", "tests/test_web.py": "#\n"})
    assert record(desk, other, again)["outcome"] == "needs-qa"


def test_evidence_files_are_renewed_by_the_work(desk: Desk) -> None:
    host = desk.host
    host.commit({"docs/api.md": "old\n"})
    words = ("--evidence", "file:docs/api.md", "--evidence", "file:notes/*.md")
    host.ok("amend", TASK, *words, "--reason", "readers need them")
    claimed = desk.claim()
    said = record(desk, desk.commit(claimed), claimed)
    assert drift(said) == ["stale_evidence", "validation_gap"]
    remedy = desk.claim()
    files = {"docs/api.md": "new\n", "notes/x.md": "x\n"}
    start = host.ok("show", TASK)["task"]["notes"]
    commit = next(n for n in start if n.startswith("Result: ")).split(" ")[2]
    mended = desk.commit(remedy, files, start=commit)
    assert drift(record(desk, mended, remedy)) == []


def test_a_contract_that_cannot_be_read_stops_judging(desk: Desk) -> None:
    """It is never an empty one; amended as a whole, the task goes on."""
    claimed = desk.claim()
    desk.host.commit({PATH: '{"targets": ["../x"]}\n'}, "by hand")
    commit = desk.commit(claimed)
    said = record(desk, commit, claimed)
    waits = next(i for i in said["awaiting"] if i["gate"] == "drift")
    assert waits["reason"].startswith(f"{PATH}:1:14: '../x' is no path below")
    assert any(PATH in n for n in desk.host.ok("show", TASK)["notices"])
    desk.host.no(1, "check-failed", "evidence", TASK)
    desk.host.no(1, "check-failed", "amend", TASK, "--target", "x", "--reason", "r")
    whole = desk.file("contract.json", '{"targets": ["src/db.py"]}')
    desk.host.ok("amend", TASK, "--contract", whole, "--reason", "it was broken")
    assert drift(desk.host.ok("record-result", TASK)) == []


def test_validate_lists_the_faults_of_contracts(host: Host) -> None:
    host.write(PATH, '{"scope": 1, "x": 2}')
    (host.top / "docs/tasks/contracts/MS-A.json").symlink_to("/etc/passwd")
    said = host.run("validate", "--json")
    assert said.status == 1
    assert said.json["details"] == [
        "docs/tasks/contracts/MS-A.json:1:1: is no plain file",
        f"{PATH}:1:14: no key 'x'",
        f"{PATH}:1:11: scope wants a list",
    ]
    assert "amend" in said.json["hint"]
    assert host.run("validate", str(host.top / "docs/TASKS.md")).status == 0


def test_a_contract_that_is_no_text(desk: Desk) -> None:
    (desk.host.top / PATH).write_bytes(b"{\xff}")
    desk.host.git("commit", "-qam", "by hand")
    said = desk.host.no(1, "check-failed", "evidence", TASK)
    assert said["details"] == [f"{PATH}:1:1: byte 1 is no UTF-8"]
    whole = desk.file("contract.json", "{}")
    desk.host.ok("amend", TASK, "--contract", whole, "--reason", "it was broken")
    assert desk.host.ok("show", TASK)["contract"]["targets"] == []


def test_missing_tests_and_pinned_versions_select_no_source(empty: Host) -> None:
    """The file that lacks a test need not change; a manifest's lock file may be all that does."""
    text = "# Review\n\n## Medium\n\n"
    for name, title, path in (
        ("TEST-1", "add has no tests", "src/calc.py"),
        ("CQ-2", "The README does not say how to start", "src/db.py"),
        ("CQ-3", "An old version is pinned", "web/package.json"),
    ):
        text += f"### {name}: {title}\n\n**File:** `{path}`\n\nIt is so.\n\n"
    empty.commit({"docs/r.md": text})
    empty.ok("bootstrap-from-review", "docs/r.md", "--quality-gates", GATES)
    found = {}
    for file in (empty.top / "docs/tasks/contracts").iterdir():
        name = file.stem
        row = empty.ok("show", name)["task"]
        found[row["description"].partition(":")[0]] = empty.ok("show", name)["contract"]["targets"]
    assert found["TEST-1"] == found["CQ-2"] == []
    assert found["CQ-3"][:2] == ["web/package.json", "web/package-lock.json"]


def test_a_link_in_place_of_a_contract(desk: Desk) -> None:
    """The committed text counts, and that of a link is no contract; an entry does not follow it."""
    host = desk.host
    (host.top / PATH).unlink()
    (host.top / PATH).symlink_to("/etc/passwd")
    host.git("add", "-A")
    host.git("commit", "-qm", "by hand")
    claimed = desk.claim()
    said = record(desk, desk.commit(claimed), claimed)
    assert "a value is wanted" in next(
        i["reason"] for i in said["awaiting"] if i["gate"] == "drift"
    )
    whole = desk.file("contract.json", "{}")
    words = ("amend", TASK, "--contract", whole, "--reason", "r", "--json")
    refused = host.run(*words)
    assert (refused.status, refused.json["code"]) == (8, "ledger-broken")
    assert (host.top / PATH).is_symlink()


def test_a_worker_cannot_change_its_contract(desk: Desk) -> None:
    claimed = desk.claim()
    commit = desk.commit(claimed, {**FIX, PATH: "{}"})
    result = desk.result(claimed, commit)
    said = desk.host.no(1, "gate-refused", "record-result", "--result", result)
    assert any(line.startswith("refuse: sole-writer") for line in said["details"])


def test_many_contracts_come_in_one_entry(empty: Host) -> None:
    """git itself finds nothing wrong, and every one is read back."""
    text = "# Review\n\n## Medium\n\n" + "".join(
        f"### CQ-{n}: Title number {n}\n\n**File:** `src/f{n}.py:1`\n\nIt is so.\n\n"
        for n in range(40)
    )
    empty.commit({"docs/r.md": text, **{f"src/f{n}.py": f"x = {n}\n" for n in range(40)}})
    empty.ok("bootstrap-from-review", "docs/r.md", "--quality-gates", GATES)
    files = sorted((empty.top / "docs/tasks/contracts").iterdir())
    assert len(files) == 40
    empty.git("fsck", "--strict")
    for file in files:
        path = file.relative_to(empty.top).as_posix()
        assert empty.git("show", f"main:{path}") + "\n" == file.read_text()
    assert empty.git("status", "--porcelain") == ""
