"""bootstrap-from-review --append: a report that changed adds what is new, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from .conftest import GATES, Host
from .desk import Desk

FOLDER = "docs/reports/spring"
FILE = f"{FOLDER}/02-code-quality-review.md"

Entry = tuple[str, str, str]
#: Title, severity, place.
ENTRIES: tuple[Entry, ...] = (
    ("Pager shows one item twice", "Medium", "src/calc.py:1-2"),
    ("Queue worker never stops", "Medium", "src/queue.py:40"),
    ("Header is built by hand", "Low", "src/head.py:7"),
)


def report(entries: Sequence[Entry], *, ids: bool, above: str = "") -> str:
    text = f"# Code quality review\n{above}"
    for number, (title, severity, place) in enumerate(entries, 1):
        head = f"CQ-API-{number}: {title}" if ids else f"{severity}: {title}"
        text += f"\n### {head}\n\n**Severity:** {severity}\n**File:** `{place}`\n\nIt is so.\n"
    return text


@pytest.fixture(params=[True, False], ids=["own ids", "made-up ids"])
def ids(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def begun(empty: Host, ids: bool) -> Host:
    empty.commit({FILE: report(ENTRIES, ids=ids)})
    made = empty.ok("bootstrap-from-review", FILE, "--quality-gates", GATES, "--milestone", "M1")
    assert [f["generated"] for f in made["findings"]] == [not ids] * 3
    assert [f["task"] for f in made["findings"]] == ["MS-CQ-001", "MS-CQ-002", "MS-CQ-004"]
    return empty


def appended(host: Host, path: str = FILE) -> Any:
    """--append, and what must hold after it whatever it did."""
    said = host.ok("bootstrap-from-review", path, "--append")
    again = host.ok("bootstrap-from-review", path, "--append")
    assert (again["already"], again["tasks"]) == (True, [])
    assert [f["task"] for f in again["findings"]] == [f["task"] for f in said["findings"]]
    assert host.run("validate").status == 0
    assert host.run("verify").status == 0
    return said


def work(said: Any) -> list[str]:
    return [task["description"].partition(": ")[2] for task in said["tasks"] if not task["role"]]


def test_the_same_report_adds_nothing(begun: Host) -> None:
    before = begun.picture()
    said = appended(begun)
    assert said["already"] is True
    assert [w for w in said["warnings"] if w["kind"] == "plan"] == []
    assert [f["task"] for f in said["findings"]] == ["MS-CQ-001", "MS-CQ-002", "MS-CQ-004"]
    assert begun.picture() == before


def test_one_more_adds_one(begun: Host, ids: bool) -> None:
    more = (*ENTRIES, ("Cache is never emptied", "Low", "src/cache.py:3"))
    begun.commit({FILE: report(more, ids=ids)})
    said = appended(begun)
    assert work(said) == ["Cache is never emptied"]
    assert said["findings"][3]["task"] == said["tasks"][0]["id"]


def test_one_more_before_them_adds_one(empty: Host) -> None:
    """Made-up ids move; they are no key."""
    empty.commit({FILE: report(ENTRIES, ids=False)})
    empty.ok("bootstrap-from-review", FILE)
    more = [("Cache is never emptied", "Medium", "src/cache.py:3"), *ENTRIES]
    empty.commit({FILE: report(more, ids=False)})
    assert work(appended(empty)) == ["Cache is never emptied"]


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Items appear two times", "src/calc.py:1-2"),
        ("Pager shows an item twice", "src/calc.py:90-92"),
        ("Pager shows one item twice", "src/calc.py:90-92"),
    ],
    ids=["same place", "most words", "moved"],
)
def test_other_words_add_nothing(begun: Host, ids: bool, title: str, place: str) -> None:
    """By its id; else by its place, or most of its words. What was taken so is said."""
    begun.commit({FILE: report([(title, "Medium", place), *ENTRIES[1:]], ids=ids)})
    said = appended(begun)
    assert (said["already"], said["findings"][0]["task"]) == (True, "MS-CQ-001")
    words = [w for w in said["warnings"] if "in other words" in w["message"]]
    taken = not ids and title != ENTRIES[0][0]
    assert [title in w["message"] and ENTRIES[0][0] in w["message"] for w in words] == [
        True
    ] * taken
    assert all(w["source"]["file"] == FILE for w in words)


def test_moved_lines_add_nothing(begun: Host, ids: bool) -> None:
    text = report(ENTRIES, ids=ids, above="\nA word before all.\n" * 20)
    begun.commit({FILE: text})
    assert appended(begun)["already"] is True


def test_another_severity_adds_nothing_and_is_said(begun: Host, ids: bool) -> None:
    title, _, place = ENTRIES[0]
    begun.commit({FILE: report([(title, "Critical", place), *ENTRIES[1:]], ids=ids)})
    said = appended(begun)
    assert said["already"] is True
    assert any("is critical now; MS-CQ-001 stays" in w["message"] for w in said["warnings"])


@pytest.mark.parametrize("committed", [True, False])
def test_a_renamed_report_adds_nothing(begun: Host, committed: bool) -> None:
    new = f"{FOLDER}/quality.md"
    begun.git("mv", FILE, new)
    if committed:
        begun.git("commit", "-qm", "rename")
    said = appended(begun, new)
    assert said["already"] is True
    assert any("under another name" in w["message"] for w in said["warnings"])


def test_a_second_report_is_not_the_first_renamed(begun: Host, ids: bool) -> None:
    """The same ids, titles and places in a report beside the first are findings of their own."""
    other = f"{FOLDER}/03-other.md"
    begun.commit({other: report(ENTRIES, ids=ids)})
    assert len(work(appended(begun, other))) == 3


def test_one_is_gone_and_a_new_one_comes(begun: Host, ids: bool) -> None:
    """A row that the report no longer names stays, and is not taken for what is new."""
    new = ("Cache is never emptied", "Medium", "src/cache.py:3")
    text = report([*ENTRIES, new], ids=ids)
    head, _, rest = text.partition("\n### ")
    begun.commit({FILE: head + "\n### " + rest.partition("\n### ")[2]})
    assert work(appended(begun)) == ["Cache is never emptied"]
    assert begun.ok("show", "MS-CQ-001")["task"]["status"] == "not-started"


def test_archived_rows_count(begun: Host, ids: bool) -> None:
    """What is finished and archived is named for good."""
    words = ("--category", "Medium", "--risk", "Low", "--approach", "later", "--reason", "not now")
    for name in ("MS-CQ-001", "MS-CQ-002", "MS-DOC-001"):
        begun.ok("defer", name, *words)
    Desk(begun).verified()
    assert "MS-CQ-001" in begun.ok("archive")["archived"]
    more = (("Items appear two times", *ENTRIES[0][1:]), *ENTRIES[1:])
    more = (*more, ("Cache is never emptied", "Low", "src/cache.py:3"))
    begun.commit({FILE: report(more, ids=ids)})
    assert work(appended(begun)) == ["Cache is never emptied"]
