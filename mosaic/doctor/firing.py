"""hooks: each hook that git would run in each work tree is fired, and has to refuse.

It is fired in a throw-away repository in which the ledger was edited by hand to something that is
never allowed; nothing of the user's is touched. That both checks speak is what proves it: another
hook's refusal proves nothing of ours.
"""

from __future__ import annotations

import os

from mosaic.doctor.patient import Finding, Patient, Tree, worst
from mosaic.doctor.trial import (
    FORBIDDEN,
    PATIENCE,
    git_within,
    ledger_text,
    row,
    throw_away,
    write_ledger,
)
from mosaic.hosting import blocks
from mosaic.hosting.hooks import NAMES, is_ours, place_of
from mosaic.hosting.installed import read_record
from mosaic.ledger.git import Git, tail
from mosaic.parse import tasks
from mosaic.pathname import Path
from mosaic.standard import Iterator

INSTALL = "run 'mosaic-orchestrator install-hooks'"
#: What each of the two checks says of the forbidden edit.
_WORDS = (
    ("mosaic-sole-writer", "only Mosaic's entries change this file"),
    ("mosaic-validate-tasks", f"'{FORBIDDEN}'"),
)
_GONE = "mosaic: not found"


def hooks(patient: Patient) -> Finding:
    """Fire every hook of every work tree."""
    installed = was_installed(patient)
    found: list[Finding] = []
    folders: dict[Path, list[Tree]] = {}
    for tree in patient.trees:
        folders.setdefault(tree.hooks, []).append(tree)
    for folder, trees in folders.items():
        with throw_away(trees[0]) as git:
            write_ledger(git.cwd, ledger_text(row("T-1", status=FORBIDDEN)))
            git.run("add", "-f", "--", tasks.PATH)
            found += [_hook(git, folder / name, trees, installed) for name in NAMES]
    why = place_of(patient.repository).why
    if why and any(f.verdict != "ok" for f in found):
        found = [Finding("warn", "the hooks are not this repository's own", why, _lines(found))]
    fine = f"{' and '.join(NAMES)} refuse a hand edit in {len(patient.trees)} work tree(s)"
    return worst(found, fine)


def was_installed(patient: Patient) -> bool:
    """Whether hooks of ours were put into this clone, or are there."""
    folders = {patient.repository.common / "hooks", *(tree.hooks for tree in patient.trees)}
    return bool(read_record(patient.repository).hooks) or any(
        _has_ours(folder / name) for folder in folders for name in NAMES
    )


def _has_ours(hook: Path) -> bool:
    if is_ours(hook) or is_ours(hook.with_name(f"{hook.name}.legacy")):
        return True
    plain = hook.is_file() and not hook.is_symlink()
    return plain and blocks.find(hook.read_bytes(), blocks.HASH) is not None


def _lines(found: list[Finding]) -> list[str]:
    return [line for f in found for line in (f.message, *f.details)]


def _hook(git: Git, hook: Path, trees: list[Tree], installed: bool) -> Finding:
    """One hook: is it there, would git run it, and does it refuse in our words?"""
    bad = "fail" if installed else "warn"
    where = [f"in {tree.top}" for tree in trees]
    if not hook.is_file():
        said = f"git runs no {hook.name} here: {hook} is not there"
        return Finding(bad, said, INSTALL, [*where, *_overridden(hook, trees)])
    if not os.access(hook, os.X_OK):
        hint = f"run 'chmod +x {hook}', or 'mosaic-orchestrator install-hooks'"
        said = f"git passes over {hook}: it is not executable"
        return Finding("fail" if _has_ours(hook) else bad, said, hint, where)
    ran = git_within(
        PATIENCE, git.cwd, "-c", f"core.hooksPath={hook.parent}", "hook", "run", hook.name
    )
    if ran.status is None:
        return Finding("unknown", f"{hook} did not end within {PATIENCE:g} s", details=where)
    silent = [name for name, words in _WORDS if words not in ran.said]
    last = [f"it said: {line}" for line in tail(ran.said, 3)]
    if _GONE in ran.said:
        said = f"{hook} finds no Mosaic to call, and lets everything through"
        hint = f"{INSTALL}, or put Mosaic's programs on PATH"
        return Finding("fail", said, hint, where)
    if not ran.status:
        said = f"{hook} lets a hand edit of the ledger through"
        return Finding(bad, said, INSTALL, [*where, *_overridden(hook, trees)])
    if not silent:
        return Finding("ok", "", details=[f"{hook} refuses"])
    if len(silent) < len(_WORDS):
        said = f"{hook} refuses, but does not call {silent[0]}"
        return Finding("warn", said, INSTALL, where)
    said = f"{hook} refuses before Mosaic's checks are reached, so they could not be tried"
    return Finding("warn", said, "see what it says, and run this again", [*where, *last])


def _overridden(hook: Path, trees: list[Tree]) -> Iterator[str]:
    """Which setting leads git away from the usual folder."""
    words = ("config", "--show-scope", "--show-origin", "--get", "core.hooksPath")
    for tree in trees:
        told = Git(tree.top).try_(*words).line.split("\t")
        if len(told) > 2:
            scope, origin, value = told[0], told[1], told[2]
            yield f"core.hooksPath is '{value}' in {origin.removeprefix('file:')} ({scope})"
