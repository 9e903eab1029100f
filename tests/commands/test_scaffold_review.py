"""scaffold-review writes a report to be filled in, into no folder that is there."""

from __future__ import annotations

import re

import pytest

from tests.commands.conftest import Host

FILES = (
    "00-executive-summary.md",
    "01-security-review.md",
    "02-code-quality-review.md",
    "03-qa-test-coverage.md",
)


def test_four_files_and_no_commit(empty: Host) -> None:
    """Summary, security, quality, tests; named and dated; nothing is staged or committed."""
    before = empty.subjects()
    said = empty.ok("scaffold-review", "code.base_2-x")
    folder = empty.top / "docs/reports/code.base_2-x"
    assert [p["path"] for p in said["paths"]] == [f"docs/reports/{folder.name}/{f}" for f in FILES]
    assert sorted(f.name for f in folder.iterdir()) == list(FILES)
    for file in folder.iterdir():
        head = file.read_text().split("\n")[:3]
        assert re.fullmatch(r"# [A-Za-z ]+: code\.base_2-x", head[0])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", head[2])
    assert said["next"].endswith("bootstrap-from-review docs/reports/code.base_2-x")
    assert empty.subjects() == before
    assert empty.git("status", "--porcelain") == "?? docs/reports/code.base_2-x/"


def test_an_unfilled_report_has_no_finding(empty: Host) -> None:
    """Bootstrapped as it is, it names nothing to do."""
    empty.ok("scaffold-review", "fresh")
    said = empty.run("bootstrap-from-review", str(empty.top / "docs/reports/fresh"), "--json")
    assert said.status != 0
    assert said.json["ok"] is False


@pytest.mark.parametrize(
    "name",
    ["..", ".", ".x", "-x", "a/b", "a b", "a\\b", "é", "", "x" * 65, "a.", "a\n", "Deferred",
     "qa-automation"],
)  # fmt: skip
def test_names_that_are_none(empty: Host, name: str) -> None:
    """Letters, digits and . _ - only; never a way out of the folder, or another's."""
    empty.no(2, "usage", "scaffold-review", "--", name) if name == "-x" else empty.no(
        2, "usage", "scaffold-review", name
    )
    assert [f.name for f in (empty.top / "docs/reports").iterdir()] == ["review"]


def test_never_overwrites(empty: Host) -> None:
    """A report that is there, even an empty folder or a dangling link, is exit 2."""
    said = empty.no(2, "usage", "scaffold-review", "review")
    assert said["message"] == "docs/reports/review is there already; nothing was written"
    (empty.top / "docs/reports/link").symlink_to("nowhere")
    empty.no(2, "usage", "scaffold-review", "link")


def test_dry_run(empty: Host) -> None:
    """The names, and no file."""
    said = empty.run("scaffold-review", "fresh", "--dry-run")
    assert said.out.startswith(f"would be written: docs/reports/fresh/{FILES[0]}\n")
    assert not (empty.top / "docs/reports/fresh").exists()


def test_a_hosts_own_template(empty: Host) -> None:
    """It comes first."""
    empty.write(".mosaic/templates/reports/01-security-review.md", "# Own: ${NAME}\n")
    empty.ok("scaffold-review", "fresh")
    file = empty.top / "docs/reports/fresh/01-security-review.md"
    assert file.read_text() == "# Own: fresh\n"
