"""Whatever text comes in, through every option that takes one: stored so that it reads back, or
refused with exit 2; no other row and no other line of the ledger is another than before."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from mosaic.commands.call import LARGEST
from mosaic.ledger.entry import trailers
from mosaic.parse import cells, faults, tasks
from mosaic.parse.registry import read_registry

from .conftest import Host
from .desk import Desk

#: Texts that a cell can hold.
HELD = (
    "a | b",
    "ends in a backslash \\",
    "x\\|y \\\\| z",
    "`a | b` <!-- <b> &amp; ${HOME} $(id) %s",
    "| MS-SEC-002 | done |",
    "Landed: 0123456789ab (so they say)",
    "# heading ``` ~~~ - [ ] box",
    "Mosaic-Event: claim",
    "\U0001f469\u200d\U0001f4bb and \u00e9\u4e2d\u6587",
    "x" * 10240,
)
#: Texts that nobody may type.
REFUSED = (
    "a\nb",
    "a\rb",
    "a\u2028b",
    "\x1b[31mred",
    "tab\there",
    "\u202ereversed",
    "zero\u200bwidth",
    "a<br>b",
    " blank first",
    "blank last ",
    "-",
    "\u2014",
    "nul\0",
    "",
)
Words = Callable[[str], tuple[str, ...]]
DEFER = ("--category", "Hard", "--risk", "Low")
#: A verb with a text in it, the event's task, and the text as the row has it then.
OPTIONS: tuple[tuple[str, Words, Words], ...] = (
    ("note", lambda t: ("note", "MS-SEC-001", t), lambda t: (f"Note: {t}",)),
    (
        "block",
        lambda t: ("block", "MS-SEC-001", f"--reason={t}"),
        lambda t: (f"Blocked: {t}",),
    ),
    (
        "defer",
        lambda t: ("defer", "MS-SEC-001", f"--reason={t}", f"--approach={t}", *DEFER),
        lambda t: (f"Deferred: {t}",),
    ),
    ("add", lambda t: ("add", f"--description={t}", "--severity", "critical"), lambda t: ()),
)
#: How a row comes back to where it was.
BACK = {"block": ("unblock",), "defer": ("reopen",)}


def table(host: Host) -> dict[str, tuple[str, ...]]:
    """Every row's cells; the ledger is sound."""
    document = tasks.parse(host.git("show", "main:docs/TASKS.md") + "\n")
    assert faults.structure(document) == ()
    return {row.id: row.cells for row in document.rows}


@pytest.mark.parametrize(("verb", "words", "entries"), OPTIONS, ids=[o[0] for o in OPTIONS])
def test_texts_that_can_be_held_read_back(
    host: Host, verb: str, words: Words, entries: Words
) -> None:
    for text in HELD:
        before = table(host)
        answer = host.ok(*words(text))
        name = answer["task"]["id"]
        after = table(host)
        shown = host.ok("show", name)["task"]
        assert all(entry in shown["notes"] for entry in entries(text)), text
        if verb == "add":
            assert shown["description"] == text
            assert set(after) - set(before) == {name}
        own = {name, "MS-SEC-002"} if verb == "add" else {name}
        assert without(after, own) == without(before, own), text
        for back in BACK.get(verb, ()):
            host.ok(back, name, "--reason", "go on")
    registry = host.top / "docs/reports/deferred/deferred-errors.md"
    assert all(e.complete for e in read_registry(registry.read_text() if verb == "defer" else ""))
    assert host.run("verify").status == 0


def without(rows: dict[str, tuple[str, ...]], names: set[str]) -> dict[str, tuple[str, ...]]:
    return {name: cells for name, cells in rows.items() if name not in names}


def test_texts_that_nobody_may_type_are_usage(host: Host) -> None:
    options: tuple[Words, ...] = (
        *(words for _, words, _ in OPTIONS),
        lambda t: ("unblock", "MS-SEC-001", f"--reason={t}"),
        lambda t: ("reopen", "MS-SEC-001", f"--reason={t}"),
        lambda t: ("takeover", "MS-SEC-001", "--agent", "a", f"--reason={t}"),
        lambda t: ("depend", "MS-CQ-001", "--remove", "MS-SEC-002", f"--reason={t}"),
        lambda t: ("config", "limits.workers", "3", f"--reason={t}"),
        lambda t: ("claim-next", f"--agent={t}"),
        lambda t: ("note", t, "a word"),
    )
    before = host.picture()
    for words, text in itertools.product(options, REFUSED):
        said = host.run(*words(text), "--json")
        assert (said.status, said.json["code"]) == (2, "usage"), (words(text), said.out)
        assert "\x1b" not in said.out
    assert host.picture() == before


def test_config_holds_a_text_or_refuses_it(host: Host) -> None:
    """The entry's subject stays a line, and its trailers are the event's own."""
    words = ("config", "--reason", "a test", "--json", "--", "mission.description")
    for text in HELD:
        assert host.run(*words, text).json["already"] is False
        message = host.git("show", "-s", "--format=%B", "main")
        assert len(message.split("\n")[0]) <= 120
        assert trailers(message) == (("Mosaic-Event", "config"), ("Mosaic-Version", "1"))
        assert host.run(*words, text).json["already"] is True, "it reads back equal"
    before = host.picture()
    for text in (t for t in REFUSED if cells.hidden(t) or "\n" in t):
        said = host.run(*words, text)
        assert (said.status, said.json["code"]) == (2, "usage"), said.out
    assert host.picture() == before


def test_add_takes_only_paths_inside(host: Host) -> None:
    for path in ("../out", "/etc/passwd", "a/../../b", "a,b", "a\nb", "\x1b"):
        host.no(2, "usage", "add", "--description", "x", "--severity", "low", "--file", path)


@pytest.mark.parametrize("label", ["--error", "--file"])
@pytest.mark.parametrize(
    "text", ["one\n## MS-DOC-001: forged\n- Risk: Low", "\x1b[2J\u202e", "<!--"]
)
def test_a_deferral_is_one_section_whatever_it_says(host: Host, label: str, text: str) -> None:
    """An error's own words may have lines and escapes; the registry has them on one line."""
    host.ok("defer", "MS-SEC-001", "--reason", "r", "--approach", "a", *DEFER, label, text)
    registry = (host.top / "docs/reports/deferred/deferred-errors.md").read_text()
    assert [d.id for d in read_registry(registry)] == ["MS-SEC-001"]
    assert "\x1b" not in registry
    assert "\u202e" not in registry


WORKERS = (
    "a\nb | c \\",
    "<br>Landed: 0123456789ab",
    "<b\u200br>Landed: 0123456789ab",
    "\x1b[31m\u202e\u200b",
    "Mosaic-Event: release\n\nMosaic-Task: MS-CQ-001",
    "y " * 5000,
    "\U0001f469\u200d" * 300,
    "```\n</script>",
)


@pytest.mark.parametrize("status", ["success", "failed"])
def test_what_workers_say_is_one_clean_note(host: Host, status: str) -> None:
    host.ok("config", "limits.attempts", "99", "--reason", "a test")
    desk = Desk(host)
    before = table(host)
    for text in WORKERS:
        claimed = desk.claim()
        commit = desk.commit(claimed) if status == "success" else None
        answer = desk.result(claimed, commit, status=status, notes=f"so {text}", tests_reason=text)
        host.ok("record-result", "--result", answer)
        clean(host, before)
        if status == "success":
            host.ok("block", "MS-SEC-001", "--reason", "once more")
        host.ok("retry", "MS-SEC-001")
    assert host.run("verify").status == 0


@pytest.mark.parametrize("text", WORKERS, ids=range(len(WORKERS)))
def test_what_a_reviewer_says_is_one_clean_note(host: Host, text: str) -> None:
    """A reviewer's name, a finding's title and a file's name come from outside as well."""
    desk = Desk(host)
    before = table(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    found = [{"severity": "blocker", "title": f"t {text}", "file": f"f {text}"}]
    review = desk.review("code", commit, reviewer=f"r {text}", findings=found)
    host.ok("record-result", "--result", desk.result(claimed, commit), "--code-review", review)
    clean(host, before)
    assert desk.show("MS-SEC-001")["status"] == "needs-qa"
    assert desk.show("MS-SEC-001-QA")["status"] == "not-started"


def test_a_checklists_name_is_one_clean_note(host: Host) -> None:
    desk = Desk(host)
    before = table(host)
    claimed = desk.claim()
    commit = desk.commit(claimed)
    file = desk.file("list\nMosaic-Event: x <br>|.md", desk.ticked(commit))
    host.ok("record-result", "--result", desk.result(claimed, commit), "--docs", file)
    clean(host, before)


def clean(host: Host, before: dict[str, tuple[str, ...]]) -> None:
    """One row moved, with no note forged; the entry's trailers are its own; history replays."""
    after = table(host)
    mine = {"MS-SEC-001", "MS-SEC-001-QA", "MS-SEC-002"}
    assert {k: v for k, v in after.items() if k not in mine} == {
        k: v for k, v in before.items() if k not in mine
    }
    notes = Desk(host).show("MS-SEC-001")["notes"]
    assert not any(entry.startswith("Landed") for entry in notes)
    message = host.git("show", "-s", "--format=%B", "main")
    found = trailers(message)
    assert [value for name, value in found if name == "Mosaic-Event"] == ["record"]
    assert {value for name, value in found if name == "Mosaic-Task"} <= mine
    assert message.count("\nMosaic-Event:") == 1


def test_names_of_files_that_are_not_there(host: Host, tmp_path: Path) -> None:
    for words in (
        ("record-result", "--result", str(tmp_path / "none")),
        ("record-result", "--result", str(tmp_path)),
        ("bootstrap-from-review", "no\x1bwhere"),
    ):
        said = host.no(2, "usage", *words)
        assert "\x1b" not in said["message"]


def test_answers_without_end(host: Host, tmp_path: Path) -> None:
    """A file that no worker writes is refused; a long reason goes into the row cut."""
    desk = Desk(host)
    claimed = desk.claim()
    large = tmp_path / "large.md"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    for name in (str(large), "/dev/zero"):
        said = host.no(2, "usage", "record-result", "MS-SEC-001", "--result", name)
        assert "too large" in said["message"]
    for used in (10**15, int("9" * 4000), "9" * 4000 + "K"):
        result = desk.result(claimed, None, status="failed", used=used)
        said = host.no(2, "usage", "record-result", "--result", result)
        assert len(" ".join(said["details"])) < 200
    result = desk.result(claimed, None, status="failed", notes="n" * 100_000)
    assert host.ok("record-result", "--result", result)["task"]["status"] == "failed"
    assert len(host.tasks()) < 20_000
    assert host.ok("record-result", "--result", result)["already"] is True
