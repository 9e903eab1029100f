"""The drivers in real git: merge, rebase, cherry-pick, revert, diff and log, and without Mosaic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mosaic.drivers import FAILED, main
from mosaic.hosting import drivers, hooks
from mosaic.ledger.repository import find_repository
from mosaic.machine import Event
from mosaic.parse import paths, tasks
from mosaic.parse.flat import flat
from mosaic.parse.registry import Deferral, read_registry, with_deferral
from tests.by_hand import TABLE, Place, ask, bootstrapped
from tests.ledgers import HEADER, row

ONE, TWO, LAST = "MS-SEC-001", "MS-SEC-002", "MS-SEC-003"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A ledger, the drivers and hooks, and a branch ``side`` beside main."""
    made = bootstrapped(tmp_path / "a host; of 'mine'")
    hooks.install(find_repository(made.path))
    made.git("branch", "side")
    return made


def tried(place: Place, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """git, which may fail."""
    return subprocess.run(
        ("git", *words),
        cwd=place.path,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_EDITOR": ":", **env},
    )


def two_claims(place: Place, one: str, other: str) -> None:
    """``one`` is claimed on main, ``other`` on side, each by an entry; main is out."""
    place.git("checkout", "-q", "side")
    move_ledger(place, "side")
    place.claim(other, "worker-2")
    place.git("checkout", "-q", "main")
    move_ledger(place, "main")
    place.claim(one, "worker-1")


def move_ledger(place: Place, branch: str) -> None:
    """Let this clone take the ledger to be on a branch, as another clone would."""
    (place.path / ".git/mosaic/ledger-ref").write_text(f"refs/heads/{branch}\n")


def agents(place: Place) -> list[str]:
    return [row["agent"] for row in tasks.parse(place.text).rows]


def test_a_merge_of_neighbours(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Two clones' entries on rows next to each other merge without a word, hooks in place, and
    the history is whole."""
    two_claims(place, ONE, TWO)
    done = tried(place, "merge", "--no-edit", "side")
    assert done.returncode == 0, done.stderr
    assert "mosaic" not in done.stderr
    assert agents(place) == ["worker-1", "worker-2", ""]
    assert place.status == ""
    code, said = ask(place, capsys, "verify")
    assert (code, said) == (0, said | {"entries": 3})


@pytest.mark.parametrize("words", [("rebase", "main", "side"), ("cherry-pick", "side")], ids=str)
def test_entries_that_git_carries_over(
    place: Place, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Rebased or picked, an entry is one still: its trailers say what it does to the new table."""
    two_claims(place, ONE, TWO)
    assert tried(place, *words).returncode == 0
    assert agents(place) == ["worker-1", "worker-2", ""]
    move_ledger(place, place.git("branch", "--show-current"))
    code, said = ask(place, capsys, "verify")
    assert (code, said) == (0, said | {"entries": 3})


def test_a_reverted_entry(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """git takes a claim back although its neighbour was claimed since; verify names the commit."""
    first = place.claim(ONE)
    place.claim(TWO, "worker-2")
    assert tried(place, "revert", "--no-edit", first).returncode == 0
    assert agents(place) == ["", "worker-2", ""]
    code, said = ask(place, capsys, "verify")
    assert (code, len(said["details"])) == (1, 1)
    assert said["details"][0].startswith(f"{place.tip[:10]} changed the ledger by other means")


def test_a_task_claimed_on_both_sides(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """The conflict names row, column and values; nothing works on it until a person has chosen,
    and adopt accounts for the choice."""
    two_claims(place, ONE, ONE)
    done = tried(place, "merge", "side")
    assert done.returncode == 1
    assert (
        "docs/TASKS.md:5: MS-SEC-001 agent: ours 'worker-1', theirs 'worker-2', base ''\n"
        in done.stderr
    )
    text = place.text
    assert text.count("| MS-SEC-001 | in-progress |") == 2
    assert text.count("| MS-SEC-002 |") == 1
    for words in (("claim-next", "--agent", "w"), ("note", TWO, "x"), ("adopt",)):
        code, said = ask(place, capsys, *words)
        assert (code, said["code"]) == (8, "ledger-conflict"), said
        assert any("docs/TASKS.md:5:1: conflict marker" in line for line in said["details"])
    assert place.text == text
    assert tried(place, "commit", "--no-edit").returncode == 128

    lines = text.split("\n")
    kept = [x for x in lines if not x.startswith(("<<<", "|||", "===", ">>>"))]
    kept = [x for x in kept if "worker-1" not in x and f"| {ONE} | not-started" not in x]
    place.file.write_text("\n".join(kept))
    place.git("add", "-A")
    refused = tried(place, "commit", "--no-edit")
    assert "only Mosaic's entries change this file" not in refused.stderr
    assert refused.returncode == 0
    assert agents(place)[0] == "worker-2"
    assert ask(place, capsys, "verify")[0] == 0


def by_hand(place: Place, old: str, new: str) -> None:
    """An edit by hand, past the hooks, on the branch that is out."""
    place.edit(old, new)
    place.git("commit", "-qam", "by hand", "--no-verify")


def test_a_choice_that_is_no_sides(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person writes in place of a conflict is refused by the hook, named by verify, and
    accounted for by adopt."""
    place.git("checkout", "-q", "side")
    by_hand(place, "hide the key", "hide both keys")
    place.git("checkout", "-q", "main")
    by_hand(place, "hide the key", "hide every key")
    assert tried(place, "merge", "side").returncode == 1
    kept = [x for x in place.text.split("\n") if not x.startswith(("<<<", "|||", "===", ">>>"))]
    kept = [x for x in kept if "every key" not in x and "hide the key" not in x]
    place.file.write_text("\n".join(kept).replace("both keys", "all keys"))
    place.git("add", "-A")
    assert tried(place, "commit", "--no-edit").returncode == 1
    assert tried(place, "commit", "--no-edit", "--no-verify").returncode == 0
    code, said = ask(place, capsys, "verify", "--no-cache")
    assert (code, len(said["details"])) == (1, 3)
    assert place.tip[:10] in said["details"][-1]
    assert ask(place, capsys, "adopt")[0] == 0
    assert ask(place, capsys, "verify", "--no-cache")[0] == 0


def test_a_choice_that_no_hand_may_make(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One worker's claim with the other's moment is neither's, and adopt does not take it."""
    two_claims(place, ONE, ONE)
    assert tried(place, "merge", "side").returncode == 1
    kept = [x for x in place.text.split("\n") if not x.startswith(("<<<", "|||", "===", ">>>"))]
    kept = [x for x in kept if "worker-1" not in x and f"| {ONE} | not-started" not in x]
    place.file.write_text("\n".join(kept).replace("2020-01-02", "2020-01-03"))
    place.git("add", "-A")
    assert tried(place, "commit", "--no-edit").returncode == 1
    assert tried(place, "commit", "--no-edit", "--no-verify").returncode == 0
    code, said = ask(place, capsys, "adopt")
    assert (code, said["code"]) == (1, "check-failed")
    assert any("only claims and records write it" in line for line in said["details"])


def test_an_octopus_of_ledgers(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """git merges three heads without any driver; what it makes of three tables is no entry."""
    place.git("branch", "third")
    place.git("checkout", "-q", "third")
    move_ledger(place, "third")
    place.put(Event.NOTE, LAST, {"notes": "Phase: 1\nRole: verification\nNote: third"})
    two_claims(place, ONE, LAST)
    place.git("checkout", "-q", "side")
    place.git("reset", "-q", "--hard", "HEAD~1")
    place.git("commit", "-q", "--allow-empty", "-m", "work")
    place.git("checkout", "-q", "main")
    done = tried(place, "merge", "--no-edit", "--no-verify", "side", "third")
    assert done.returncode == 0, done.stderr
    code, said = ask(place, capsys, "verify")
    assert (code, place.tip[:10] in said["details"][0]) == (1, True)


def test_diff_and_log_by_task(place: Place) -> None:
    """A claim is three lines, each with its task; the hunk's head names the task above."""
    place.claim(TWO)
    shown = place.git("log", "-p", "-1", "--format=", "-U0").split("\n")
    assert [x for x in shown if x[:1] in "+-" and not x.startswith(("+++", "---"))] == [
        "-MS-SEC-002 · status: not-started",
        "+MS-SEC-002 · status: in-progress",
        "+MS-SEC-002 · agent: worker-1",
        "+MS-SEC-002 · started_at: 2020-01-02T03:04:05+00:00",
        "+MS-SEC-002 · notes: Claim: 0badcafe (attempt 1)",
    ]
    assert any(x.startswith("@@") and x.endswith("@@ MS-SEC-001") for x in shown)
    assert place.git("show-ref", drivers.CACHE)


def test_a_criss_cross(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Each side merged the other's first entry and went on: git merges two ancestors first, and
    the history is whole."""
    two_claims(place, ONE, TWO)
    ours, theirs = place.git("rev-parse", "main"), place.git("rev-parse", "side")
    place.git("merge", "-q", "--no-edit", theirs)
    place.put(Event.NOTE, LAST, {"notes": "Phase: 1\nRole: verification\nNote: main"})
    place.git("checkout", "-q", "side")
    move_ledger(place, "side")
    place.git("merge", "-q", "--no-edit", ours)
    place.put(Event.NOTE, LAST, {"notes": "Phase: 1\nRole: verification\nNote: side"})
    assert len(place.git("merge-base", "--all", "main", "side").split("\n")) == 2
    done = tried(place, "merge", "--no-edit", "main")
    assert done.returncode == 0, done.stderr
    notes = tasks.parse(place.text).tasks[LAST].notes
    assert notes.all("Note") == ("side", "main")
    code, said = ask(place, capsys, "verify")
    assert (code, said) == (0, said | {"entries": 5})


def test_in_a_linked_worktree(place: Place, tmp_path: Path) -> None:
    """Config and attributes are the clone's, so every worktree merges so."""
    two_claims(place, ONE, TWO)
    place.git("worktree", "add", "-q", "-b", "third", str(tmp_path / "third"), "main")
    third = Place(tmp_path / "third")
    assert tried(third, "merge", "--no-edit", "side").returncode == 0
    assert agents(third) == ["worker-1", "worker-2", ""]


def test_without_the_program(place: Place) -> None:
    """Merging falls back to git's own and is a conflict in any case; showing to the plain file."""
    config = place.path / ".git/config"
    config.write_text(config.read_text().replace(sys.executable, "/nowhere/python"))
    place.claim(TWO)
    assert "| MS-SEC-002 | in-progress |" in place.git("log", "-p", "-1", "--format=")
    place.git("reset", "-q", "--hard", "HEAD~1")
    two_claims(place, ONE, LAST)
    done = tried(place, "merge", "side")
    assert done.returncode == 1
    assert "mosaic: not found, so docs/TASKS.md was merged line by line" in done.stderr
    assert agents(place) == ["worker-1", "", "worker-2"]
    assert place.git("diff", "--name-only", "--diff-filter=U").split("\n")[0] == tasks.PATH
    place.git("merge", "--abort")
    place.git("checkout", "-qb", "other", "main~1")
    move_ledger(place, "other")
    place.claim(ONE, "worker-3")
    assert tried(place, "merge", "main").returncode == 1
    assert place.text.count("<<<<<<< ours\n") == 1


def test_a_program_that_breaks(place: Place, tmp_path: Path) -> None:
    """One that ends with 1 and has written nothing is not taken for one that left a conflict."""
    fake = tmp_path / "bin/mosaic-merge-driver"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    two_claims(place, ONE, ONE)
    done = tried(place, "merge", "side", PATH=f"{fake.parent}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "mosaic: not found" in done.stderr
    assert "<<<<<<< ours\n" in place.text
    assert "worker-2" in place.text


def test_put_in_and_taken_out_byte_for_byte(tmp_path: Path) -> None:
    """The clone's config and attributes are what they were, and the diff driver's cache is gone."""
    place = bootstrapped(tmp_path / "host")
    config, attributes = place.path / ".git/config", place.path / ".git/info/attributes"
    config.write_bytes(config.read_bytes() + b"[alias]\n\tx = y")
    attributes.write_bytes(b"*.png binary")
    before = config.read_bytes(), attributes.read_bytes()
    repository = find_repository(place.path)
    hooks.install(repository)
    assert place.git("check-attr", "merge", "diff", "--", tasks.PATH).split("\n") == [
        "docs/TASKS.md: merge: mosaic",
        "docs/TASKS.md: diff: mosaic",
    ]
    assert place.git("config", "alias.x") == "y"
    assert "%O %A %B %P %L" in place.git("config", "merge.mosaic.driver")
    once = config.read_bytes(), attributes.read_bytes()
    assert {laid.what for laid in hooks.install(repository)} == {"there"}
    assert (config.read_bytes(), attributes.read_bytes()) == once
    place.git("log", "-p")
    hooks.uninstall(repository)
    assert (config.read_bytes(), attributes.read_bytes()) == before
    assert tried(place, "show-ref", drivers.CACHE).returncode == 1


def test_git_hands_over_all_that_only_grows(place: Place) -> None:
    """Archives by rows and the registry by ids, where git's lines would conflict."""
    for branch, name in (("side", TWO), ("main", ONE)):
        place.git("checkout", "-q", branch)
        for path, text in (
            ("docs/tasks/M1-tasks.md", f"# Archived tasks: M1\n\n{HEADER}{row(f'OLD-{name}')}"),
            (paths.REGISTRY, with_deferral("", Deferral(f"OLD-{name}", "x"))),
        ):
            (place.path / path).parent.mkdir(parents=True, exist_ok=True)
            (place.path / path).write_text(text)
        place.git("add", "-A")
        place.git("commit", "-q", "--no-verify", "-m", "old")
    done = tried(place, "merge", "-q", "--no-edit", "side")
    assert done.returncode == 0, done.stdout + done.stderr
    archive = tasks.parse((place.path / "docs/tasks/M1-tasks.md").read_text())
    assert list(archive.tasks) == [f"OLD-{ONE}", f"OLD-{TWO}"]
    found = read_registry((place.path / paths.REGISTRY).read_text())
    assert [entry.id for entry in found] == [f"OLD-{ONE}", f"OLD-{TWO}"]
    asked = place.git("check-attr", "merge", "--", "docs/tasks/M1-learnings.json")
    assert asked.endswith(": mosaic")


def test_a_config_that_another_git_is_writing(tmp_path: Path) -> None:
    """It is left, and said; nothing of the other's is touched."""
    place = bootstrapped(tmp_path / "host")
    lock = place.path / ".git/config.lock"
    lock.write_text("[core]\n")
    laid = {item.path: item for item in hooks.install(find_repository(place.path))}
    assert laid[".git/config"].what == "left"
    assert lock.read_text() == "[core]\n"


def test_the_clones_own_config_names_what_runs(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """init's --uninstall takes the drivers away as well."""
    code, said = ask(place, capsys, "init", "--uninstall")
    assert code == 0
    assert {".git/config", ".git/info/attributes"} <= {item["path"] for item in said["paths"]}
    assert tried(place, "config", "merge.mosaic.driver").returncode == 1


def test_words_that_the_program_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    """Above 128, so that git takes nothing for merged."""
    assert main([]) == main(["merge", "a", "b", "c"]) == FAILED > 128
    assert capsys.readouterr().err.startswith("usage: ")


def test_one_cell_a_line() -> None:
    """Text stays, a table's spelling does not show, and what cannot be read stands as it is."""
    padded = TABLE.replace("| not-started |", "|  not-started   |")
    assert flat(padded) == flat(TABLE)
    shown = flat(TABLE + "| MS-X-1 | done |\n").split("\n")
    assert shown[:2] == ["# Tasks", ""]
    assert shown[2].startswith("columns: id, status, description, ")
    assert shown[3] == "MS-SEC-001 · status: not-started"
    assert "MS-SEC-003 · notes: Role: verification" in shown
    assert shown[-3:] == ["Words below the table.", "| MS-X-1 | done |", ""]


def test_conflict_markers_stand_between_the_cells() -> None:
    """A table does not end at them in what ``git diff`` shows of a merge that is not finished."""
    lines = TABLE.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("| MS-SEC-002"))
    marked = [*lines[:at], "<<<<<<< ours: x", lines[at], "=======", lines[at], ">>>>>>> theirs: x"]
    shown = flat("\n".join([*marked, *lines[at + 1 :]])).split("\n")
    assert [line for line in shown if line[:7] in ("<<<<<<<", "=======", ">>>>>>>")] == [
        "<<<<<<< ours: x", "=======", ">>>>>>> theirs: x",
    ]  # fmt: skip
    assert not [line for line in shown if line.startswith("| MS-")]
    assert shown.index("=======") > shown.index("MS-SEC-002 · status: not-started")
    assert flat("<<<<<<< a\nx\n>>>>>>> b") == "<<<<<<< a\nx\n>>>>>>> b\n"


def test_a_merge_that_cannot_be_written(tmp_path: Path) -> None:
    """A full disk leaves ours whole, and git is told that nothing was merged."""
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    base.write_text(TABLE)
    ours.write_text(TABLE.replace("hide the key", "lose the key"))
    theirs.write_text(TABLE.replace("hide the key", "find the key"))
    before = ours.read_bytes()
    words = (sys.executable, "-P", "-m", "mosaic.drivers", "merge", base, ours, theirs, "x", "7")
    full = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *map(str, words))
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(full, env=env, capture_output=True, text=True)
    assert done.returncode == FAILED, done.stderr
    assert "nothing was merged" in done.stderr
    assert ours.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["base", "ours", "theirs"]


def amended(place: Place, capsys: pytest.CaptureFixture[str], *words: str) -> None:
    """An amendment of the first task's contract on the branch that is out."""
    move_ledger(place, place.git("symbolic-ref", "--short", "HEAD").strip())
    code, said = ask(place, capsys, "amend", ONE, *words, "--reason", "as agreed")
    assert code == 0, said


def test_a_contract_that_two_branches_amended(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other keys go together; that both amended the row is told by the table's own conflict."""
    amended(place, capsys, "--target", "src/a.py", "--check", "unit=make unit")
    place.git("branch", "-f", "side")
    amended(place, capsys, "--scope", "src/")
    place.git("checkout", "-q", "side")
    amended(place, capsys, "--out-of-bounds", ".github/")
    place.git("checkout", "-q", "main")
    move_ledger(place, "main")
    done = tried(place, "merge", "side")
    assert f"{ONE} notes: ours" in done.stderr
    assert "contracts" not in done.stderr
    file = place.path / f"docs/tasks/contracts/{ONE}.json"
    found = json.loads(file.read_text())
    assert (found["scope"], found["out_of_bounds"]) == (["src/"], [".github/"])
