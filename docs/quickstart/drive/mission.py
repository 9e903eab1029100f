"""A whole mission on a small host repository: from a review's findings to a tagged release.

Only the real commands move the ledger; a scripted orchestrator, worker and reviewer stand where
language models would. It ends with exit 0 only if everything that it asserts holds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from calls import BIN, Mosaic, Unexpected, git, say
from orchestrator import FINISHED, HANDOFF

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "host"
REPORT = "docs/reports/codebase-review"
GATES = "python3 -W error -m unittest discover -s tests -t . -v"
MILESTONE, VERSION = "M1-Linkbox-Review", "0.0.1"
FINDINGS = (
    "SEC-STORE-1", "SEC-FILES-1", "SEC-WEB-1", "SEC-SESSION-1",
    "CQ-TEXT-1", "CQ-PAGING-1", "TEST-TEXT-1", "TEST-PAGING-1",
)  # fmt: skip


def main() -> None:
    """``mission.py [DIR]``: in DIR, which is kept, else in a temporary folder."""
    # The host's gates call python3: the one that runs this.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1]).resolve()
        if folder.exists() and any(folder.iterdir()):
            raise SystemExit(f"quickstart: {folder} is not empty")
        folder.mkdir(parents=True, exist_ok=True)
        run(folder)
        _where(folder)
        return
    with tempfile.TemporaryDirectory(prefix="mosaic-quickstart-") as name:
        run(Path(name).resolve())
    say("ends", "nothing is kept; 'bin/quickstart --keep DIR' keeps it all")


def run(folder: Path) -> None:
    """The mission. Errors: Unexpected where something does not hold."""
    host = folder / "linkbox"
    (folder / "worktrees").mkdir()
    mosaic = Mosaic(host, folder / "entries.txt")
    _lay_out(host)
    _begin(mosaic)
    _orchestrate(host, folder)
    _release(mosaic)
    faults = [*_faults(mosaic, folder)]
    if faults:
        raise Unexpected("\n".join(["quickstart: this does not hold:", *faults]))
    say("holds", f"{len(FINDINGS)} findings tested on main, one commit an entry, verify clean")


def _lay_out(host: Path) -> None:
    """The host repository: the sample's source, its tests, the review's report."""
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
    shutil.copytree(SAMPLE, host, ignore=ignored)
    git(host, "init", "--quiet", "--initial-branch=main")
    for key, value in (
        ("user.name", "Quickstart"),
        ("user.email", "quickstart@example.invalid"),
        ("commit.gpgSign", "false"),
        ("tag.gpgSign", "false"),
        ("core.autocrlf", "false"),
    ):
        git(host, "config", key, value)
    git(host, "add", "--all")
    git(host, "commit", "--quiet", "-m", "linkbox, as the review saw it")
    say("lays out", f"{host}: a package with {len(FINDINGS)} findings in {REPORT}")


def _begin(mosaic: Mosaic) -> None:
    mosaic("init")
    say("init", "config, templates and hooks are laid out; nothing is committed")
    options = {
        "--prefix": "LB",
        "--milestone": MILESTONE,
        "--version": VERSION,
        "--budget": "500K",
        "--quality-gates": GATES,
    }
    words = [word for pair in options.items() for word in pair]
    made = mosaic("bootstrap-from-review", REPORT, "--strict", *words).said
    found = {finding["id"] for finding in made["findings"]}
    if found != set(FINDINGS):
        raise Unexpected(f"quickstart: read {sorted(found)}")
    say("bootstraps", f"{len(found)} findings are {len(made['tasks'])} tasks in docs/TASKS.md")
    if git(mosaic.host, "status", "--porcelain"):
        git(mosaic.host, "add", "--all")
        git(mosaic.host, "commit", "--quiet", "-m", "what init laid out for people and agents")


def _orchestrate(host: Path, folder: Path) -> None:
    """Orchestrators, one after another: each hand-off brings a fresh one."""
    command = (sys.executable, str(HERE / "orchestrator.py"), str(host), str(folder))
    while True:
        status = subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
        if status == FINISHED:
            return
        if status != HANDOFF:
            raise Unexpected(f"quickstart: the orchestrator ended with {status}")


def _release(mosaic: Mosaic) -> None:
    words = ("--version", VERSION, "--evidence", "prd=confirmed")
    released = mosaic("milestone-release", *words).said
    say("releases", f"{released['tag']}; the ledger is now {released['archive']}")
    git(mosaic.host, "rev-parse", "--verify", f"{released['tag']}^{{tag}}")
    text = (mosaic.host / released["archive"]).read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line.startswith("| LB-"):
            cells = line.split(" | ")
            say(cells[1], f"{cells[0].removeprefix('| ')}  {cells[2][:66]}")
    log = git(mosaic.host, "log", "--oneline", "--no-decorate")
    sys.stdout.write(f"\n$ git log --oneline\n{log}\n")


def _faults(mosaic: Mosaic, folder: Path) -> Iterator[str]:
    """All that does not hold of what the mission promises."""
    host = mosaic.host
    verified = mosaic("verify", ok=(0, 1))
    if verified.status:
        yield f"verify: {verified.said}"
    if git(host, "status", "--porcelain"):
        yield f"the working tree is not clean:\n{git(host, 'status', '--porcelain')}"
    made = [line.split(" ")[0] for line in mosaic.entries.read_text("utf-8").split("\n") if line]
    logged = git(host, "log", "--format=%H", "--grep=^Mosaic-Event: ").split()
    if sorted(made) != sorted(logged) or len(set(made)) != len(made):
        yield f"{len(made)} events made {len(logged)} entries"
    events = git(host, "log", "--format=%(trailers:key=Mosaic-Event,valueonly)").split()
    for event, least in (("claim", 15), ("handoff", 1), ("retry", 1), ("release", 1)):
        if events.count(event) < least:
            yield f"only {events.count(event)} entries of the event {event}"
    if not any("-QA" in task for task in git(host, "log", "--format=%s").split()):
        yield "no review led to a -QA task"
    yield from _red(host, folder)


def _red(host: Path, folder: Path) -> Iterator[str]:
    """Findings whose test does not pass on main, in a worktree that has nothing but main."""
    tree = folder / "worktrees" / "main"
    git(host, "worktree", "add", "--quiet", "--detach", str(tree), "main")
    done = subprocess.run(
        ("sh", "-c", GATES), cwd=tree, capture_output=True, text=True, check=False
    )
    git(host, "worktree", "remove", "--force", str(tree))
    passed = [line for line in done.stderr.split("\n") if line.endswith("... ok")]
    for finding in FINDINGS:
        name = f"test_{finding.lower().replace('-', '_')} "
        if not any(line.startswith(name) for line in passed):
            yield f"{finding}: its test does not pass on main"
    if done.returncode:
        yield f"main is red: {done.stderr}"


def _where(folder: Path) -> None:
    launcher = BIN / "mosaic-orchestrator"
    say("look at", f"{folder}/linkbox: the host; docs/tasks/ has the archive, docs/releases/ notes")
    say("", f"{folder}/worktrees, *.md: the workers' trees, results, reviews, the kickstart")
    say("", f"cd {folder}/linkbox && {launcher} log")


if __name__ == "__main__":
    main()
