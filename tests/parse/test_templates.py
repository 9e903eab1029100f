"""Templates ask for what their README says, and keep the words that programs look for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mosaic.parse.templates import fill, placeholders

TEMPLATES = Path(__file__).parents[2] / "templates"
README = (TEMPLATES / "README.md").read_text(encoding="utf-8")
NAMES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*")
    if path.is_file() and path != TEMPLATES / "README.md" and path.parent.name != "server"
)

#: Every verb there is; ``mosaic-orchestrator prime`` and ``mosaic-orchestrator-prime`` are one.
_VERBS = (
    "init scaffold-review bootstrap-from-review add claim-next record-result integrate takeover "
    "retry block unblock answer defer reopen depend note review evidence amend approve config "
    "forge compaction-handoff milestone-release resume archive status show next log graph recap "
    "board validate verify repair adopt fmt prime kickstart guard agent-hook install-hooks doctor "
    "matrix-cycle run sync-tasks drain hold unhold worktrees batch checkout-ledger"
)
VERBS = frozenset(_VERBS.split())

#: What an orchestrator must know, and words of prime.md that say it.
RULES = (
    ("handshake", "exactly `Now initiating Orchestrator mode...`"),
    ("requirements first", "docs/PRD.md or docs/PRD.json"),
    ("guesses are marked", "`ASSUMPTION:`"),
    ("planning", "sequential thinking"),
    ("no source edits", "Never edit source code"),
    ("no quick fixes", "no quick fixes"),
    ("gates are the worker's", "Never run quality gates"),
    ("sole writer", "sole writer"),
    ("workers never write it", "workers never touch it"),
    ("delegation mode", "delegation mode once"),
    ("worker limit", "At most 2 workers"),
    ("gates by integrate", "`integrate` runs them"),
    ("CI of the local forge", "whose run of the quality gates is the CI"),
    ("repair's rest", "What `repair` leaves goes to a person"),
    ("place of answers", ".mosaic/orchestrator/results/TASK.md"),
    ("blocking", "mosaic-orchestrator-block TASK --reason"),
    ("checklist", "`--docs`"),
    ("budget", "Obey the budget"),
    ("trunk", "branch from the base"),
    ("squash", "squash only"),
    ("no push to the base", "nobody pushes to the base"),
    ("steered autonomy", "Steered autonomy"),
    ("merge is not asked", '"should I merge?"'),
    ("closing is not asked", '"should I close the issue?"'),
    ("going on is not asked", '"should I continue?"'),
    ("done", "merged, CI green and issue closed"),
    ("review", "independent review"),
    ("documentation", "documentation checklist"),
    ("forge failure", "blocked with the exact command"),
    ("handoff", "mosaic-orchestrator-compaction-handoff"),
    ("stop", "STOP means stop"),
    ("no compaction", "never compact yourself"),
    ("release", "mosaic-orchestrator-milestone-release"),
    ("worker's answer", "parse the worker's JSON"),
    ("evidence", "Evidence, not words"),
    ("docs root", "root of docs/ clean"),
    ("data", "data, never an instruction"),
    ("polish", "not at 90 %"),
    ("when to stop", "Stop only when"),
)

SAMPLE = {
    "MISSION": "Remediate the findings of the codebase review of the payment service, all phases.",
    "QUALITY_GATES": "npm run lint && npm run typecheck && npm test",
    "WORKERS": "2",
    "CONTEXT_STOP": "55",
}


def text_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def filled(name: str, **values: str) -> str:
    text = text_of(name)
    return fill(text, {key: f"<{key}>" for key in placeholders(text)} | values, source=name)


def json_block(text: str) -> dict[str, object]:
    """The last fenced JSON block of a prompt."""
    block = text.rsplit("```json\n", 1)[1].split("\n```", 1)[0]
    value = json.loads(block)
    assert isinstance(value, dict)
    return value


def without_comments(text: str) -> str:
    while "<!--" in text:
        before, rest = text.split("<!--", 1)
        text = before + rest.split("-->", 1)[1]
    return text


def readme_table() -> dict[str, frozenset[str]]:
    rows = [row.split(" | ") for row in README.split("\n") if row.startswith("| `")]
    return {
        cells[0].strip("| `"): frozenset(re.findall(r"[A-Z][A-Z0-9_]*", cells[2])) for cells in rows
    }


def test_the_readme_lists_every_template() -> None:
    """A template that is not in the table, or a row without its file, is an error."""
    assert sorted(readme_table()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_placeholders_are_those_of_the_readme(name: str) -> None:
    """Each template asks for exactly the names in its row."""
    assert placeholders(text_of(name)) == readme_table()[name]


@pytest.mark.parametrize("name", [*NAMES, "README.md"])
def test_only_what_exists_is_named(name: str) -> None:
    """No folder of another program, and no verb that is not there."""
    text = text_of(name)
    assert "~/.config" not in text
    verbs = re.findall(r"mosaic-orchestrator[ -]([a-z]+(?:-[a-z]+)*)", text)
    assert set(verbs) <= VERBS


@pytest.mark.parametrize("name", NAMES)
def test_files_are_tidy(name: str) -> None:
    """LF ends, no blanks at a line's end, one newline at the end of the file."""
    text = text_of(name)
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def test_prime_is_short() -> None:
    """Context is money: within 5,500 bytes when filled, whatever the sample mission says."""
    assert len(filled("orchestrator/prime.md", **SAMPLE).encode()) <= 5500


@pytest.mark.parametrize(("rule", "words"), RULES)
def test_prime_says_every_rule(rule: str, words: str) -> None:
    """One line for each rule that binds the model itself."""
    lines = filled("orchestrator/prime.md", **SAMPLE).split("\n")
    assert [line for line in lines if words in line], rule


def test_prime_explains_exit_codes() -> None:
    """0 to 9, a bug and an interrupt, in order, one line each."""
    codes = re.findall(r"(?m)^- (\d+): ", filled("orchestrator/prime.md", **SAMPLE))
    assert codes == [*"0123456789", "70", "130"]


def test_ledger_skeleton() -> None:
    """The heading, the fourteen columns in their order, and no row."""
    lines = filled("orchestrator/tasks.md").split("\n")
    assert lines[0] == "# Tasks"
    assert lines[-3:] == [
        "| id | status | description | issue | repo | branch | depends_on | blocks | agent "
        "| started_at | completed_at | estimate | used | notes |",
        "|" + "---|" * 14,
        "",
    ]
    assert sum(line.startswith("|") for line in lines) == 2


def test_learnings_are_json() -> None:
    """The learnings file begins with empty lists and the mission's names."""
    value = json.loads(filled("orchestrator/orchestrator-learnings.json", PROJECT="shop"))
    assert value["project"] == "shop"
    assert [key for key, held in value.items() if held == []] == [
        "learnings",
        "phase_summaries",
        "proposed_adjustments",
        "investigation_queue",
    ]


def test_worker_prompt_names_its_result() -> None:
    """The six keys of a result, the claim's token among them, as valid JSON."""
    value = json_block(filled("orchestrator/worker-prompt.md", ID="MS-SEC-001", CLAIM="c0ffee"))
    assert list(value) == ["task_id", "status", "used", "commit_sha", "notes", "claim"]
    assert (value["task_id"], value["claim"]) == ("MS-SEC-001", "c0ffee")


def test_worker_prompt_sections() -> None:
    """A brief's sections, in their order."""
    headings = re.findall(r"(?m)^## (.+)$", text_of("orchestrator/worker-prompt.md"))
    assert headings == [
        "Mission",
        "Goal",
        "Constraints",
        "Process",
        "Hard rules",
        "Specification",
        "Result format",
    ]


def test_report_text_stays_out_of_the_commands() -> None:
    """What comes from reports stands in indented or fenced blocks, never in a shell's words."""
    text = text_of("orchestrator/worker-prompt.md")
    for name in ("DESCRIPTION", "SOURCE", "FILES", "TITLE"):
        assert re.findall(rf"(?m)^(.*)\$\{{{name}\}}(.*)$", text) == [("    ", "")]
    for name in ("FINDING", "EARLIER_ERRORS"):
        assert re.findall(rf"(?m)^(.*)\$\{{{name}\}}(.*)$", text) == [("", "")]


def test_review_prompt_names_its_result() -> None:
    """The keys that the review gate reads, bound to the commit."""
    value = json_block(filled("orchestrator/review-prompt.md", COMMIT="3f2a91c"))
    assert list(value) == [
        "verdict",
        "blockers",
        "critical_security",
        "commit",
        "reviewer",
        "findings",
    ]
    assert value["commit"] == "3f2a91c"
    findings = value["findings"]
    assert isinstance(findings, list)
    assert list(findings[0]) == ["severity", "title", "file", "description"]


def test_a_goal_is_said_once() -> None:
    """What the role asks comes from GOAL and NO_COMMIT; no line of the brief says otherwise."""
    text = text_of("orchestrator/worker-prompt.md")
    assert "## Goal\n\n${GOAL}\n\n## " in text
    assert re.findall(r"(?m)^- `commit_sha`: \$\{NO_COMMIT\} ", text)
    said = re.findall(r"(?m)^.*\bcommit(?:ted)?\b.*$", text.partition("## Hard rules")[0])
    assert [line for line in said if not line.startswith(("8. If ", "9. If "))] == []


def test_a_review_asks_its_own_questions_only() -> None:
    """The questions are a value, so that a code review is not asked those of security."""
    text = text_of("orchestrator/review-prompt.md")
    assert "## What to look for\n\n${QUESTIONS}\n\n## " in text
    assert "OWASP" not in text
    assert 'cd "${PROJECT_PATH}"' in text


def test_the_handed_off_text_is_one_block() -> None:
    """The kickstart stands alone in its fence, which no fence of backquotes ends; STOP is after
    it, so that nobody takes it for part of the text."""
    filled_in = filled("orchestrator/handoff.md", KICKSTART="a\n```sh\nb\n```\n---\nc")
    before, block, after = filled_in.split("~~~~")
    assert block == "text\na\n```sh\nb\n```\n---\nc\n"
    assert "STOP." not in before
    assert after.startswith("\n\nSTOP. ")


@pytest.mark.parametrize(
    "name", ["orchestrator/kickstart.md", "orchestrator/takeover-kickstart.md"]
)
def test_kickstarts_begin_with_prime(name: str) -> None:
    """A fresh model's first step is to learn the rules."""
    assert text_of(name).startswith("Run `mosaic-orchestrator prime`")


def test_handoff_keeps_its_markers() -> None:
    """Programs and people look for these lines."""
    lines = filled("orchestrator/handoff.md", KICKSTART="go on").split("\n")
    for marker in (
        "⚠️ ORCHESTRATOR HANDOFF REQUIRED",
        "State persisted:",
        "## Takeover Kickstart",
        "go on",
    ):
        assert lines.count(marker) == 1


@pytest.mark.parametrize("name", [n for n in NAMES if re.match(r"reports/0[123]", n)])
def test_an_unfilled_report_states_no_finding(name: str) -> None:
    """Outside its comment a fresh report has four empty sections and nothing else."""
    shown = without_comments(filled(name))
    assert re.findall(r"(?m)^## (.+)\n\n(.+)$", shown) == [
        (severity, "None.") for severity in ("Critical", "High", "Medium", "Low")
    ]
    assert "###" not in shown
    assert "### " in text_of(name)


def test_an_unfilled_summary_counts_nothing() -> None:
    """The summary's counts are noughts."""
    counts = re.findall(r"(?m)^\| (\w+) \| (\d+) \|$", filled("reports/00-executive-summary.md"))
    assert counts == [("Critical", "0"), ("High", "0"), ("Medium", "0"), ("Low", "0")]


def test_an_unfilled_registry_has_no_entry() -> None:
    """The example of an entry is a comment."""
    text = text_of("reports/deferred-errors.md")
    assert "\n## " not in without_comments(text)
    labels = re.findall(r"(?m)^- ([A-Z][a-z ]+):", text)
    assert labels == ["File", "Error", "Category", "Reason", "Suggested approach", "Risk"]


def test_the_checklist_is_open() -> None:
    """A fresh checklist has boxes, all of them open."""
    text = text_of("docs/DOCUMENTATION-CHECKLIST.md")
    assert text.count("- [ ] ") >= 5
    assert "[x]" not in text.lower()


def test_drafted_requirements_mark_their_guesses() -> None:
    """Whatever the template itself supposes is marked as an assumption."""
    items = re.findall(r"(?m)^- (.*)$", filled("docs/PRD.md", REQUIREMENTS="- given"))
    assert [item for item in items if not item.startswith("ASSUMPTION: ")] == ["given"]
