"""Every process that is started is git, by a list of words, through one of few doors; what comes
from outside never stands where git would take it for an option or another revision."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic import hooks
from mosaic.ledger import git
from mosaic.ledger.git import Git

PACKAGE = Path(git.__file__).resolve().parents[1]
FILES = sorted(PACKAGE.rglob("*.py"))
#: The modules that start processes, and what the first words of each are.
DOORS = {
    "hooks.py": ("'git'", "*SETTLED"),
    # What is waited for, and what may run for so many seconds; CHILDREN are their callers.
    "ledger/children.py": ("*words",),
    "ledger/bounded.py": ("*words",),
}
#: Who hands words to those two, and the first of them.
CHILDREN = {
    "ledger/git.py": {"words", "('git', *SETTLED, *args)"},
    "ledger/objects.py": {"('git', *SETTLED, 'cat-file', '--batch')"},
    "ledger/transaction.py": {"('git', *SETTLED, *args)"},
    "ledger/children.py": {"words"},
    "ledger/remote.py": {"('git', *SETTLED, *words)"},
    # A reviewer's command: the host's own words, from its own config; no shell sees them.
    "reviewing.py": {"words"},
    # The quality gates, the host's own command from its own config, and a contract's checks,
    # commands of a state file, which only entries write: a shell's.
    "forge/running.py": {"('sh', '-c', command)"},
    "doctor/trial.py": {"('git', *SETTLED, *words)"},
    # The program that hooks call, asked for its version.
    "doctor/programs.py": {"words"},
    # The user's own pre-push, as git would run it.
    "ledger/publish.py": {"words", "('sh', *words)"},
    # The host's own command, from its own config, that tells a person of a question.
    "notifying.py": {"('sh', '-c', command)"},
    # gh or glab, with ``api``; a body goes by standard input.
    "forge/program.py": {"words"},
}
STARTS = ("child", "bounded.child", "start", "begun", "finish")
FORBIDDEN = (
    "system", "popen", "startfile", "execv", "execve", "execvp", "execvpe", "execl", "spawnv",
    "spawnl", "posix_spawn", "posix_spawnp", "fork", "forkpty", "getoutput", "getstatusoutput",
)  # fmt: skip
#: Words that stand in a call of git before ``--`` and are no literal: ids of objects that git gave
#: itself, full names of refs, commits that ``cells.is_commit`` passed, a hook's name, and rows
#: of literals.
KNOWN = {
    "oid", "old", "new", "tip", "tree", "base", "commit", "ref", "found.oid", "tip.oid", "base.tip",
    "ledger.tip", "mends.recorded", "found.commit", "self.page.tip", "reason", "name",
    "*WHOLE", "kind", "message", "CACHE", "_WANTED", "local", "remote",
    "below.base_old", "*kinds", "*asked", "*since", "*order",
    "commit.oid", "landed", "work.base.tip",
    "*args", "*words", "*DURABLE", "*(['-S'] if sign else [])",
}  # fmt: skip
#: The beginnings of words that are made with a value in them.
PREFIXES = ("--grep=^Mosaic-", "--path=", "--git-dir=", "^{", "...", "..", "Release ")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_processes_start_at_few_doors(path: Path) -> None:
    """No shell but the gates' own, no string that a shell would split, no other way out."""
    tree = ast.parse(path.read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    } | {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert not imported & {"pty", "multiprocessing", "asyncio", "commands", "pexpect"}
    assert ("subprocess" in imported) == (name(path) in DOORS)
    for call in calls(tree):
        said = ast.unparse(call.func)
        inside = said == "os.posix_spawnp" and name(path) == "ledger/spawned.py"
        assert inside or said.rpartition(".")[2] not in FORBIDDEN, f"{path}:{call.lineno}"
        assert said != "spawned.spawn" or name(path) == "ledger/children.py"
        assert not any(word.arg == "shell" for word in call.keywords), f"{path}:{call.lineno}"
        if said.startswith("subprocess."):
            words = call.args[0]
            assert isinstance(words, ast.Tuple), f"{path}:{call.lineno}: no list of words"
            first = tuple(ast.unparse(word) for word in words.elts)
            assert first[: len(DOORS[name(path)])] == DOORS[name(path)]


def test_who_starts_what_is_bounded() -> None:
    """A child that ends in its time is git with settled words, the user's pre-push, or a forge's
    program."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        for call in calls(ast.parse(path.read_text())):
            if ast.unparse(call.func) in STARTS:
                found.setdefault(name(path), set()).add(ast.unparse(call.args[0]))
    assert found == CHILDREN
    assert "words, limit = (('git', *SETTLED, *args), " in ast.unparse(
        ast.parse((PACKAGE / "ledger/git.py").read_text())
    )


def gits(path: Path) -> Iterator[tuple[int, list[ast.expr]]]:
    """The words of each call of git in a file, from the subcommand on."""
    for call in calls(ast.parse(path.read_text())):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in (
            "run", "try_", "bounded", "filtered", "ahead",
        ):  # fmt: skip
            continue
        if "subprocess" not in ast.unparse(call.func) and call.args:
            yield call.lineno, call.args


def loose(word: ast.expr) -> bool:
    """Whether a word is neither a literal, nor known, nor begun by us."""
    if isinstance(word, ast.Constant) or ast.unparse(word) in KNOWN:
        return False
    if isinstance(word, ast.JoinedStr):
        first = word.values[0]
        if isinstance(first, ast.Constant):
            return not str(first.value).startswith(PREFIXES)
        parts = [ast.unparse(v.value) for v in word.values if isinstance(v, ast.FormattedValue)]
        return not set(parts) <= KNOWN | {"last"}
    return True


@pytest.mark.parametrize("path", [p for p in FILES if name(p) != "ledger/git.py"], ids=name)
def test_what_comes_from_outside_stands_behind_two_dashes(path: Path) -> None:
    for line, words in gits(path):
        said = [ast.unparse(word) for word in words]
        end = next(
            (n for n, w in enumerate(said) if w in ("'--'", "'--end-of-options'")), len(said)
        )
        odd = [said[n] for n, word in enumerate(words[:end]) if loose(word)]
        assert odd == [], f"{path}:{line}: {odd} before '--'"


def test_the_checks_of_a_commit_ask_git_the_same_way() -> None:
    assert hooks.SETTLED == git.SETTLED


def test_gits_environment_asks_nobody_and_points_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_GLOB_PATHSPECS",
        "GIT_NAMESPACE",
    ):
        monkeypatch.setenv(key, "/nowhere")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "1")
    found = git.environment({"MOSAIC_ENTRY": "1"})
    assert not [k for k in found if found[k] == "/nowhere"]
    asked = {k: found[k] for k in ("GIT_OPTIONAL_LOCKS", "GIT_TERMINAL_PROMPT", "LC_ALL")}
    assert asked == {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    assert os.environ["GIT_DIR"] == "/nowhere"


def test_no_address_of_a_remote_is_a_command(tmp_path: Path) -> None:
    """``ext::`` runs what follows it, where it is allowed."""
    here = Git(tmp_path)
    here.run("init", "-q", ".")
    done = here.try_("ls-remote", "--", f"ext::touch {tmp_path}/PWNED")
    assert done.status
    assert "not allowed" in done.err
    assert not (tmp_path / "PWNED").exists()
