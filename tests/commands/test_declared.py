"""A call that is read without click is read as click reads it; whatever is odd is click's."""

from __future__ import annotations

import importlib

import click
import pytest

from mosaic.commands import VERBS
from mosaic.commands.declared import Declared

MODULES = {verb: module for verb, module, _ in VERBS}
#: A plain call of every verb, and others.
PLAIN = (
    "scaffold-review one", "bootstrap-from-review docs/a docs/b --prefix AB --append",
    "bootstrap-from-review docs/a --push never", "bootstrap-from-review a --quality-gates=x=y",
    "add --description what --severity high --file a.py --file b.py",
    "claim-next --agent w1", "claim-next --agent w1 --json --context 20", "next --context=20.5",
    "claim-next --agent=w1 --context 0 --task A-1 --another --prompt --dry-run --repo x",
    "claim-next --agent w1 --agent w2", "record-result A-1 --result - --evidence a=1",
    "record-result --result f A-1 --evidence a=1 --evidence b=2",
    "record-result --reviewed 0abcdef",
    "review A-1", "integrate A-1", "takeover A-1 --agent w1 --reason x", "retry A-1",
    "block A-1 --reason x", "unblock A-1 --reason x", "note A-1 text", "status", "status --limit 3",
    "status --json", "show A-1 --json", "next", "log", "log A-1", "log --limit 5", "validate",
    "validate a b", "verify", "repair", "adopt", "fmt", "checkout-ledger", "prime", "kickstart",
    "install-hooks", "doctor", "archive", "resume", "compaction-handoff --context 60",
    "config limits.workers 3 --reason x",
)  # fmt: skip
#: What click alone may judge.
ODD = (
    "init",
    "claim-next", "claim-next --agent", "claim-next --agent --json", "claim-next --agent ' '",
    "claim-next --agent w1 more", "claim-next --agent w1 --context 101", "status --limit -1",
    "claim-next --agent w1 --context nan", "claim-next --agent w1 --contex 3", "status --limit=",
    "status --json=1", "status -h", "status --help", "show", "show .. --json", "note A-1",
    "note -- A-1 text", "log --limit 0", "log --limit 5.0", "status -j", "show A-1 A-2",
    "add --description x --severity awful",
)  # fmt: skip


def declared(line: str) -> tuple[Declared, list[str]]:
    verb, *words = line.split(" ")
    found = importlib.import_module(f"mosaic.commands.{MODULES[verb]}").command
    assert isinstance(found, Declared)
    return found, [word for word in words if word]


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_call_is_read_as_click_reads_it(line: str) -> None:
    found, words = declared(line)
    context = click.Context(click.Command("none"))
    try:
        with found.build().make_context("verb", list(words), parent=context) as made:
            theirs = made.params
    except click.UsageError:
        pytest.fail(f"click refuses '{line}'")
    assert found.quick(words) == theirs


@pytest.mark.parametrize("line", ODD)
def test_click_judges_what_is_odd(line: str) -> None:
    found, words = declared(line)
    assert found.quick(words) is None


@pytest.mark.parametrize("verb", sorted(set(MODULES) - {"forge"}))
def test_every_verb_is_declared(verb: str) -> None:
    """Built twice, it is the same command both times; the one group is click's own."""
    found, _ = declared(verb)
    first, second = found.build(), found.build()
    assert [p.name for p in first.params] == [p.name for p in second.params]
