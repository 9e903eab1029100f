"""kickstart is the prompt to copy: it begins by running prime, and its commands work."""

from __future__ import annotations

import re

from mosaic.commands import VERBS
from tests.commands.conftest import Host

CONFIG = ".mosaic/orchestrator/config.toml"


def test_begins_by_running_prime(empty: Host) -> None:
    """The first words, and the handshake."""
    said = empty.run("kickstart")
    assert said.status == 0
    first = said.out.split("\n")[0]
    assert first.startswith("Run `mosaic-orchestrator prime` before anything else")
    assert "`Now initiating Orchestrator mode...`" in first


def test_is_filled_in_before_there_is_a_ledger(empty: Host) -> None:
    """The one report folder is found, and what init laid out is read before it is committed."""
    empty.ok("init", "--prefix", "AB", "--milestone", "M2")
    lines = empty.run("kickstart").out.split("\n")
    assert f"- Project: {empty.top}" in lines
    assert "- Review: docs/reports/review" in lines
    assert "- Task prefix: AB" in lines
    assert "- Milestone: M2" in lines
    assert "   mosaic-orchestrator-bootstrap-from-review docs/reports/review" in lines


def test_is_filled_from_the_ledgers_config(host: Host) -> None:
    """The mission as the ledger's ref has it."""
    lines = host.run("kickstart").out.split("\n")
    assert "- Quality gates: python3 -m unittest discover -s tests" in lines
    assert "- Milestone: M1" in lines
    assert host.ok("kickstart")["text"].split("\n") == lines


def test_the_review_is_one_word_for_a_shell(empty: Host) -> None:
    """A path with blanks or worse is quoted where it is to be copied."""
    empty.write(CONFIG, "[mission]\nreview = 'docs/reports/a b; $(x)'\n")
    out = empty.run("kickstart").out
    assert "bootstrap-from-review 'docs/reports/a b; $(x)'\n" in out


def test_two_reports_are_no_guess(empty: Host) -> None:
    """Which one is meant is left open; folders for other things do not count."""
    empty.write("docs/reports/deferred/00-x.md", "x")
    assert "- Review: docs/reports/review\n" in empty.run("kickstart").out
    empty.write("docs/reports/other/01-x.md", "x")
    assert "- Review: docs/reports/NAME\n" in empty.run("kickstart").out


def test_names_only_verbs_that_there_are(empty: Host) -> None:
    """Each can be called."""
    named = re.findall(r"mosaic-orchestrator[ -]([a-z]+(?:-[a-z]+)*)", empty.run("kickstart").out)
    assert len(named) > 5
    assert set(named) <= {verb for verb, _, _ in VERBS}


def test_a_broken_config(empty: Host) -> None:
    """Exit 8, and each fault with the nearest known key."""
    empty.write(CONFIG, "[mision]\n")
    said = empty.no(8, "config-broken", "kickstart")
    assert said["details"] == [f"{CONFIG}: no key 'mision'; did you mean 'mission'?"]
