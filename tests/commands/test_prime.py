"""prime says every rule of the protocol within its bytes, and names only what is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from mosaic.commands import VERBS
from mosaic.views.template import folder, names, template
from tests.commands.conftest import Host

#: Each rule of the guide that binds the model itself, and words of prime that say it.
RULES = (
    ("handshake", ("Your first answer is exactly `Now initiating Orchestrator mode...`",)),
    ("requirements before coding", ("docs/PRD.md or docs/PRD.json", "ASSUMPTION:")),
    ("planning", ("sequential thinking", "before you start workers")),
    ("never edits source", ("Never edit source code", "never commit it", "no quick fixes")),
    ("gates are the worker's", ("Never run quality gates", "`integrate` runs them")),
    ("sole writer", ("sole writer", "workers never touch it")),
    ("delegation mode", ("delegation mode once", "native subagents")),
    ("worker limit", ("At most 2 workers", "wait for one to end")),
    ("budget", ("over 70 % one worker", "over 90 % no new starts", "over the cap stop")),
    ("trunk", ("workers branch from the base", "squash only", "nobody pushes to the base")),
    ("steered autonomy", ("Steered autonomy",)),
    ("never asks", ('"should I merge?"', '"should I close the issue?"', '"should I continue?"')),
    ("done", ("merged, CI green and issue closed", "landed by `integrate`")),
    ("review", ("independent review", "never by their author")),
    ("documentation", ("documentation checklist complete", "`review` prints it")),
    ("worker's result", ("parse the worker's JSON",)),
    (
        "failing command",
        ("blocked with the exact command", "-block TASK --reason", "use no other way"),
    ),
    ("two-phase completion", ("done or deferred with its reason, not at 90 %",)),
    ("docs root", ("root of docs/ clean",)),
    ("handoff", ("Context at 55 %", "mosaic-orchestrator-compaction-handoff")),
    ("stop", ("STOP means stop", "never compact yourself")),
    ("release", ("mosaic-orchestrator-milestone-release --version V",)),
    ("when to stop", ("Stop only when",)),
    ("recovery", ("No ledger yet: `mosaic-orchestrator-resume`",)),
    ("claiming", ("mosaic-orchestrator-claim-next --agent NAME --context PCT",)),
    ("recording", ("mosaic-orchestrator-record-result TASK --result FILE",)),
    ("a place for answers", ("its whole answer", "`.mosaic/orchestrator/results/TASK.md`")),
    ("a command that fails", ("exit 9", "`block` the task", "`--reason`", "`unblock`")),
    ("what repair leaves", ("`repair` leaves goes to a person",)),
)
CONFIG = ".mosaic/orchestrator/config.toml"


@pytest.mark.parametrize(("rule", "words"), RULES)
def test_every_rule_in_one_line(empty: Host, rule: str, words: tuple[str, ...]) -> None:
    """One line says the whole rule."""
    lines = empty.run("prime").out.split("\n")
    assert [line for line in lines if all(word in line for word in words)], rule


def test_works_before_there_is_a_ledger(empty: Host) -> None:
    """The defaults are filled in; the exit code is 0 and nothing is on stderr."""
    said = empty.run("prime")
    assert (said.status, said.err) == (0, "")
    assert "bootstrap takes `--quality-gates CMD`" in said.out
    assert "${" not in said.out


def test_is_filled_from_the_ledgers_config(host: Host) -> None:
    """From any branch, and whatever the copy beside it says."""
    host.ok("config", "limits.workers", "3", "--reason", "try")
    host.ok("config", "limits.context_stop", "42", "--reason", "try")
    host.git("checkout", "-q", "--detach", "HEAD~1")
    said = host.run("prime").out
    assert "At most 3 workers" in said
    assert "Context at 42 %" in said
    assert "python3 -m unittest discover -s tests" in said
    assert host.ok("prime") == {"schema": "mosaic/prime@1", "ok": True, "text": said}


def test_works_on_a_detached_head_without_a_config(empty: Host) -> None:
    """Where no ref can hold the ledger, the rules are the same."""
    empty.git("checkout", "-q", "--detach")
    empty.git("branch", "-qD", "main")
    assert empty.run("prime").status == 0


@pytest.mark.parametrize("word", ["long ", "é", "\U0001f600"])
def test_is_short_whatever_the_mission_says(empty: Host, word: str) -> None:
    """At most 6,000 bytes; a long command is named, never cut in half."""
    text = f'[mission]\ndescription = "{word * 3000}"\nquality_gates = "{"x" * 3000} && y"\n'
    empty.write(CONFIG, text)
    said = empty.run("prime")
    assert (said.status, len(said.out.encode()) <= 6000) == (0, True)
    assert "…" in said.out
    assert f"mission.quality_gates in {CONFIG}" in said.out


def test_a_hosts_own_prime(empty: Host) -> None:
    """It comes first, and is refused where it is too long or asks for what is not there."""
    own = ".mosaic/templates/orchestrator/prime.md"
    empty.write(own, "Two: ${WORKERS}\n")
    assert empty.run("prime").out == "Two: 2\n"
    empty.write(own, "x" * 6001)
    assert f"{own} fills to 6001 bytes" in empty.no(2, "usage", "prime")["message"]
    empty.write(own, "${NOBODY}\n")
    assert "asks for what has no value" in empty.no(2, "usage", "prime")["message"]


def test_explains_every_exit_code(empty: Host) -> None:
    """0 to 9, a bug and an interrupt, in order, one line each."""
    codes = re.findall(r"(?m)^- (\d+): ", empty.run("prime").out)
    assert codes == [*"0123456789", "70", "130"]


@pytest.mark.parametrize("name", names())
def test_templates_name_only_what_there_is(name: str) -> None:
    """Each verb that a text of ours names can be called, each with options that it has."""
    text, _ = template(name, None)
    verbs = {verb for verb, _, _ in VERBS}
    assert set(re.findall(r"mosaic-orchestrator[ -]([a-z]+(?:-[a-z]+)*)", text)) <= verbs
    for gone in ("~/.config", "matrix", " rail", "agent-hook"):
        assert gone not in text.casefold()


def test_the_worktree_of_a_brief_can_be_made(host: Host) -> None:
    """The commands of a brief work as printed, twice named branches and blanks in paths too."""
    moved = host.top.rename(host.top.parent / "the host")
    host = Host(moved, host.capture)
    said = host.ok("claim-next", "--agent", "w-1", "--prompt")
    block = said["prompt"].split("```sh\n", 1)[1].split("```", 1)[0]
    shell = "\n".join(line.removeprefix("   ") for line in block.split("\n"))
    done = subprocess.run(
        ("sh", "-eu", "-c", f"{shell}\npwd\ngit branch --show-current"),
        cwd=moved,
        capture_output=True,
        text=True,
        check=True,
    )
    place, branch = done.stdout.split("\n")[-3:-1]
    assert branch == said["branch"] == "fix/security-MS-SEC-001"
    assert Path(place) == moved.parent / "the host-worktrees/MS-SEC-001-1"
    assert host.git("status", "--porcelain") == ""
    assert "branch." not in host.git("config", "--list")


def test_our_own_templates_are_found() -> None:
    """The folder is beside the package, or in it."""
    assert (folder() / "orchestrator/prime.md").is_file()
