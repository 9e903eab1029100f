"""init lays out what is missing and overwrites nothing; --uninstall leaves no trace of it."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.cli import run
from mosaic.commands import VERBS
from mosaic.hosting import blocks
from mosaic.hosting.configuration import config_text, default
from mosaic.hosting.quality import quality_gates
from mosaic.parse.config import KEYS, Config, parse_config

CONFIG = ".mosaic/orchestrator/config.toml"
GUIDE = ".mosaic/templates/README.md"


def git(top: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=top, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host with one commit."""
    top = tmp_path / "shop"
    top.mkdir()
    git(top, "init", "-q")
    (top / "app.py").write_text("print(1)\n")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    monkeypatch.chdir(top)
    return top


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """A command's JSON, its exit code 0."""
    capsys.readouterr()
    assert run([*words, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert isinstance(value, dict)
    return value


def what(said: dict[str, object]) -> dict[str, str]:
    paths = said["paths"]
    assert isinstance(paths, list)
    return {item["path"]: item["what"] for item in paths}


def snapshot(top: Path) -> dict[str, tuple[str, int, bytes]]:
    """Every file, link and folder of the tree, the hooks and git's config, byte for byte."""
    roots = [p for p in sorted(top.rglob("*")) if ".git" not in p.relative_to(top).parts[:1]]
    hooks = sorted((top / ".git").glob("hooks/**/*"))
    found = {}
    for path in [*roots, *hooks, top / ".git/config", top / ".git"]:
        name, mode = path.relative_to(top).as_posix(), stat.S_IMODE(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = ("link", 0, os.readlink(path).encode())
        elif path.is_dir():
            found[name] = ("folder", mode, b"")
        else:
            found[name] = ("file", mode, path.read_bytes())
    return found


def test_lays_out_a_host(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Config, guide, ignore lines, agent block and hooks; no commit, no PRD, no ledger."""
    head = git(top, "rev-parse", "HEAD")
    said = answer(capsys, "init")
    assert what(said) == {
        CONFIG: "written",
        GUIDE: "written",
        ".gitignore": "written",
        "AGENTS.md": "written",
        ".git/hooks/pre-commit": "written",
        ".git/hooks/pre-merge-commit": "written",
        ".git/config": "added",
        ".git/info/attributes": "written",
    }
    assert (said["already"], said["commit"]) == (False, None)
    assert git(top, "rev-parse", "HEAD") == head
    assert git(top, "status", "--short") == "?? .gitignore\n?? .mosaic/\n?? AGENTS.md\n"
    assert git(top, "diff", "--cached", "--name-only") == ""
    assert not (top / "docs").exists()
    assert parse_config((top / CONFIG).read_text()) == Config()
    assert (top / ".gitignore").read_text() == (
        "# mosaic:begin\n.mosaic/orchestrator/*\n!.mosaic/orchestrator/config.toml\n"
        "docs/reports/qa-automation/\n# mosaic:end\n"
    )
    agents = (top / "AGENTS.md").read_text()
    assert agents.startswith("<!-- mosaic:begin -->\n## ")
    assert agents.endswith("\n<!-- mosaic:end -->\n")
    assert git(top, "check-ignore", ".mosaic/orchestrator/briefs/x").strip()
    assert said["next"] == "mosaic-orchestrator-scaffold-review NAME"


def test_works_before_the_first_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unborn branch is a host too, and a subfolder is inside it."""
    git(tmp_path, "init", "-q", "new")
    (tmp_path / "new/src").mkdir()
    monkeypatch.chdir(tmp_path / "new/src")
    assert what(answer(capsys, "init"))[CONFIG] == "written"
    assert (tmp_path / "new" / CONFIG).is_file()


def test_people_see_the_kickstart(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each path in a line, then the kickstart, then the next command."""
    assert run(["init"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"written: {CONFIG}\nwritten: {GUIDE}\n")
    assert "\nRun `mosaic-orchestrator prime` before anything else" in out
    assert out.endswith("\nnext: mosaic-orchestrator-scaffold-review NAME\n")
    named = re.findall(r"mosaic-orchestrator[ -]([a-z]+(?:-[a-z]+)*)", out)
    assert set(named) <= {verb for verb, _, _ in VERBS}


def test_twice_is_already_so(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time nothing changes, and the answer says so."""
    answer(capsys, "init", "--prefix", "AB")
    before = snapshot(top)
    said = answer(capsys, "init")
    assert said["already"] is True
    assert set(what(said).values()) == {"there"}
    assert snapshot(top) == before


def test_dry_run_changes_nothing(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same list, and no byte of it written."""
    before = snapshot(top)
    said = answer(capsys, "init", "--dry-run")
    assert (what(said)[CONFIG], said["dry_run"]) == ("written", True)
    assert snapshot(top) == before
    assert not (top / ".git/mosaic").exists()
    answer(capsys, "init")
    before = snapshot(top)
    assert what(answer(capsys, "init", "--uninstall", "--dry-run"))[CONFIG] == "removed"
    assert snapshot(top) == before


def test_overwrites_nothing(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that are there are left and named, whatever the options say."""
    (top / ".mosaic/orchestrator").mkdir(parents=True)
    (top / CONFIG).write_text('[mission]\nprefix = "OWN"\n')
    (top / "AGENTS.md").write_text("# Agents\n")
    said = answer(capsys, "init", "--prefix", "MS")
    assert what(said)[CONFIG] == "left"
    assert what(said)["AGENTS.md"] == "added"
    assert (top / CONFIG).read_text() == '[mission]\nprefix = "OWN"\n'
    assert (top / "AGENTS.md").read_text().startswith("# Agents\n<!-- mosaic:begin -->\n")
    assert "- Task prefix: OWN\n" in str(said["kickstart"])


def test_options_go_into_the_config(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is given is a value; all else stays a comment with its default."""
    words = ("--prefix", "AB", "--milestone", 'M1 "x"', "--quality-gates", "make lint && make t")
    answer(capsys, "init", *words)
    mission = parse_config((top / CONFIG).read_text()).mission
    assert (mission.prefix, mission.milestone) == ("AB", 'M1 "x"')
    assert mission.quality_gates == "make lint && make t"


@pytest.mark.parametrize(
    ("option", "value"), [("--prefix", "lower"), ("--milestone", "a\x1bb"), ("--prefix", "A|B")]
)
def test_bad_words_change_nothing(
    top: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    """A value that the config does not take is exit 2, before anything is written."""
    before = snapshot(top)
    assert run(["init", option, value]) == 2
    assert snapshot(top) == before


def test_broken_config_changes_nothing(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A config that is there and cannot be read is exit 8, before anything is written."""
    (top / ".mosaic/orchestrator").mkdir(parents=True)
    (top / CONFIG).write_text("[mission]\nprefx = 1\n")
    before = snapshot(top)
    assert run(["init"]) == 8
    assert "did you mean 'mission.prefix'?" in capsys.readouterr().err
    assert snapshot(top) == before


def test_no_agents_and_no_hooks(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each can be left out."""
    said = answer(capsys, "init", "--no-agents", "--no-hooks")
    assert set(what(said)) == {CONFIG, GUIDE, ".gitignore"}


def test_claude_reads_agents(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A CLAUDE.md that is there imports AGENTS.md, once."""
    (top / "CLAUDE.md").write_text("# Notes\n")
    assert what(answer(capsys, "init"))["CLAUDE.md"] == "added"
    assert (top / "CLAUDE.md").read_text() == (
        "# Notes\n<!-- mosaic:begin -->\n@AGENTS.md\n<!-- mosaic:end -->\n"
    )


def test_claude_that_reads_agents_already(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An import of the host's own is enough."""
    (top / "CLAUDE.md").write_text("@AGENTS.md\n")
    assert "CLAUDE.md" not in what(answer(capsys, "init"))
    assert (top / "CLAUDE.md").read_text() == "@AGENTS.md\n"


def test_links_are_left_alone(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A symlinked AGENTS.md is said and left, and CLAUDE.md does not import what it is."""
    (top / "CLAUDE.md").write_text("# Notes\n")
    (top / "AGENTS.md").symlink_to("CLAUDE.md")
    said = answer(capsys, "init")
    assert what(said)["AGENTS.md"] == "left"
    assert "CLAUDE.md" not in what(said)
    assert (top / "CLAUDE.md").read_text() == "# Notes\n"


def test_what_init_laid_out_can_be_committed(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before there is a ledger, the hooks let a person commit the config."""
    answer(capsys, "init")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "set up")
    assert CONFIG in git(top, "show", "--name-only", "--format=")


# --- uninstall


def _plain(top: Path) -> None:
    """Nothing but the first commit."""


def _crlf(top: Path) -> None:
    (top / "AGENTS.md").write_bytes(b"# Agents\r\n\r\nText.\r\n")
    (top / ".gitignore").write_bytes(b"*.log\r\nbuild/\r\n")


def _no_newline(top: Path) -> None:
    (top / "AGENTS.md").write_bytes(b"# Agents")
    (top / "CLAUDE.md").write_bytes(b"one\r\ntwo")
    (top / ".gitignore").write_bytes(b"*.log")


def _empty(top: Path) -> None:
    for name in ("AGENTS.md", "CLAUDE.md", ".gitignore"):
        (top / name).write_bytes(b"")


def _odd(top: Path) -> None:
    (top / "AGENTS.md").symlink_to("README.md")
    (top / "README.md").write_bytes(b"\xef\xbb\xbf# Caf\xe9 \xff\n\n\n")
    (top / "CLAUDE.md").write_bytes(b"\xff\xfe#\0\n\0")
    (top / ".gitignore").write_bytes(b"# mosaic:begin\nown\n")
    (top / ".gitignore").chmod(0o600)


def _own_templates(top: Path) -> None:
    (top / ".mosaic/templates/orchestrator").mkdir(parents=True)
    (top / ".mosaic/templates/agents").mkdir()
    (top / ".mosaic/templates/agents/AGENTS.md").write_text("Read docs/TASKS.md.\n")
    (top / ".mosaic/orchestrator").mkdir()


def _hooks(top: Path) -> None:
    hooks = top / ".git/hooks"
    (hooks / "pre-commit").write_bytes(b"#!/bin/sh\r\nexit 0")
    (hooks / "pre-commit").chmod(0o750)
    (hooks / "pre-merge-commit").symlink_to("pre-commit")
    (hooks / "post-commit").write_bytes(b"#!/bin/sh\n")


def _no_hook_folder(top: Path) -> None:
    for file in (top / ".git/hooks").iterdir():
        file.unlink()
    (top / ".git/hooks").rmdir()


def _husky(top: Path) -> None:
    (top / ".husky").mkdir()
    (top / ".husky/pre-commit").write_bytes(b"npm test")
    git(top, "config", "core.hooksPath", ".husky")


@pytest.mark.parametrize(
    "host",
    [_plain, _crlf, _no_newline, _empty, _odd, _own_templates, _hooks, _no_hook_folder, _husky],
)
def test_uninstall_leaves_no_trace(
    top: Path, capsys: pytest.CaptureFixture[str], host: Callable[[Path], None]
) -> None:
    """Tree, hooks and git's config are byte for byte what they were; twice as well as once."""
    host(top)
    before = snapshot(top)
    assert answer(capsys, "init")["already"] is False
    answer(capsys, "init")
    assert snapshot(top) != before
    assert answer(capsys, "init", "--uninstall")["already"] is False
    assert snapshot(top) == before
    assert not (top / ".git/mosaic").exists()
    assert answer(capsys, "init", "--uninstall")["already"] is True
    assert snapshot(top) == before


def test_uninstall_takes_only_its_block(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person wrote around the block since stays."""
    (top / "AGENTS.md").write_bytes(b"before")
    answer(capsys, "init")
    text = (top / "AGENTS.md").read_bytes()
    (top / "AGENTS.md").write_bytes(b"first\n" + text + b"\nafter\n")
    answer(capsys, "init", "--uninstall")
    assert (top / "AGENTS.md").read_bytes() == b"first\nbefore\nafter\n"


def test_uninstall_keeps_a_changed_config(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person's work is kept and named."""
    answer(capsys, "init")
    text = (top / CONFIG).read_text().replace('# prefix = "MS"', 'prefix = "AB"')
    (top / CONFIG).write_text(text)
    said = answer(capsys, "init", "--uninstall")
    assert what(said)[CONFIG] == "kept"
    assert (top / CONFIG).read_text() == text
    assert not (top / GUIDE).exists()


def test_uninstall_keeps_what_is_committed(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """State files under git, and above all the ledger, are never touched."""
    answer(capsys, "init")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "set up")
    (top / "docs").mkdir()
    (top / "docs/TASKS.md").write_text("# Tasks\n")
    said = answer(capsys, "init", "--uninstall")
    assert what(said)[CONFIG] == "kept"
    assert (top / "docs/TASKS.md").read_text() == "# Tasks\n"
    assert (top / CONFIG).is_file()
    assert git(top, "status", "--short", "--", CONFIG) == ""


def test_uninstall_keeps_living_claims(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The clone's private folder stays while a claim in it is alive, and so do its briefs."""
    answer(capsys, "init")
    (top / ".git/mosaic/claims").mkdir()
    (top / ".git/mosaic/claims/MS-SEC-001.json").write_text('{"token": "c0ffee"}')
    brief = top / ".mosaic/orchestrator/briefs/MS-SEC-001.md"
    brief.parent.mkdir()
    brief.write_text("# Task\n")
    said = answer(capsys, "init", "--uninstall")
    assert what(said)[str(top / ".git/mosaic")] == "kept"
    assert brief.is_file()
    (top / ".git/mosaic/claims/MS-SEC-001.json").unlink()
    said = answer(capsys, "init", "--uninstall")
    assert what(said)[".mosaic/orchestrator/briefs/"] == "removed"
    assert not (top / ".git/mosaic").exists()


# --- the pieces

TEXTS = st.lists(
    st.sampled_from([b"a", b"\n", b"\r\n", b"\r", b" ", b"#!/bin/sh\n", b"# mosaic:begin", b"\xff"])
).map(b"".join)


@given(TEXTS, st.booleans(), st.sampled_from(["x", "x\n\ny\n"]))
def test_a_block_comes_out_as_it_went_in(data: bytes, script: bool, text: str) -> None:
    """Removing a block gives the very bytes that were there before it was added."""
    added = blocks.add(data, text, blocks.HASH, script=script)
    assert blocks.body(added, blocks.HASH) == text.strip("\n").encode()
    assert blocks.remove(added, blocks.HASH) == data


def test_a_file_made_for_its_block_goes_with_it() -> None:
    """A new file is nothing but its block."""
    assert blocks.remove(blocks.add(None, "x", blocks.HASH), blocks.HASH) is None


def test_half_a_block_is_the_hosts_own() -> None:
    """A marker alone is text."""
    for data in (b"# mosaic:begin\nx\n", b"# mosaic:end\n", b"# mosaic:end\n# mosaic:begin\n"):
        assert blocks.find(data, blocks.HASH) is None
        assert blocks.remove(data, blocks.HASH) == data


def test_every_key_is_shown_with_its_default() -> None:
    """Uncommented, the config says what it says by default; and each key is there once."""
    lines = config_text({}).split("\n")
    for key in KEYS:
        shown = [x for x in lines if x.startswith(f"# {key.name} = ") and default(key) in x]
        assert len(shown) == 1, key.path
        value = key.read(tomllib.loads(shown[0].removeprefix("# "))[key.name])
        held = getattr(getattr(Config(), key.section), key.name)
        assert value == held or (held is None and "not set by default" in shown[0])
    shown = [x[2:] if re.match(r"# [a-z_]+ = ", x) else x for x in lines]
    parse_config("\n".join(shown))


@pytest.mark.parametrize(
    ("files", "gates"),
    [
        ({}, ""),
        ({"Makefile": "lint:\n\ttrue\ncheck: lint\n"}, "make check"),
        ({"Makefile": "lint:\n\ntest:\n"}, "make lint && make test"),
        ({"Makefile": "check := 1\nbuild:\n"}, ""),
        ({"package.json": '{"scripts": {"test": "vitest", "lint": "eslint ."}}'},
         "npm run lint && npm run test"),
        ({"package.json": '{"scripts": {"test": "vitest"}}', "yarn.lock": ""}, "yarn run test"),
        ({"package.json": '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'},
         ""),
        ({"package.json": "{"}, ""),
        ({"package.json": '["scripts"]'}, ""),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n[tool.ruff]\n"}, "ruff check . && pytest"),
        ({"pyproject.toml": '[project]\nname = "x"\ndependencies = ["pytest"]\n'}, "pytest"),
        ({"pyproject.toml": "[project]\n"}, ""),
        ({"pyproject.toml": "["}, ""),
        ({"Cargo.toml": ""}, "cargo test"),
        ({"go.mod": ""}, "go vet ./... && go test ./..."),
        ({"go.mod": "", "Cargo.toml": ""}, ""),
    ],
)  # fmt: skip
def test_quality_gates_are_found_where_they_are_clear(
    tmp_path: Path, files: dict[str, str], gates: str
) -> None:
    """One candidate, or a Makefile that says it; several are no answer."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert quality_gates(tmp_path)[0] == gates


def test_several_quality_gates_become_a_hint(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The config names the candidates and sets none."""
    (top / "go.mod").write_text("")
    (top / "Cargo.toml").write_text("")
    answer(capsys, "init")
    text = (top / CONFIG).read_text()
    assert '# set it before you bootstrap; seen here: "cargo test" or "go vet' in text
    assert parse_config(text).mission.quality_gates == ""
