"""docs/reports.md cannot lie: each of its examples is read, and what stands below it compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from mosaic.parse.review import rules
from mosaic.parse.review.finding import Finding, Report, TurnedDown
from mosaic.parse.review.formats import read_files
from mosaic.parse.review.named import Given

PAGE = (Path(__file__).resolve().parents[1] / "docs/reports.md").read_text(encoding="utf-8")
NAMES = {"markdown": "01-security-review.md", "json": "findings.json"}
_FILE = re.compile(
    r"(?:^`([\w.-]+)`:\n\n)?^```(markdown|json)\n(.*?)^```\n", re.MULTILINE | re.DOTALL
)
_SAID = re.compile(r"(?:- .*\n)+")


@dataclass(frozen=True)
class Example:
    """The files of an example, and the lines that the page has below them."""

    files: tuple[tuple[str, str], ...]
    said: tuple[str, ...]

    @property
    def report(self) -> Report:
        return read_files([Given(path, text) for path, text in self.files])


def examples() -> list[Example]:
    """Fences up to the next list are one report; its files are named where there are several."""
    found: list[Example] = []
    files: list[tuple[str, str]] = []
    for match in _FILE.finditer(PAGE):
        files.append((match.group(1) or NAMES[match.group(2)], match.group(3)))
        said = _SAID.match(PAGE, match.end() + 1)
        if said:
            found.append(Example(tuple(files), tuple(said.group().rstrip("\n").split("\n"))))
            files = []
    assert not files, "an example of which the page says nothing"
    return found


def line(report: Report, file: str, number: int, text: str) -> str:
    place = f"Line {number}" if len(report.files) == 1 else f"`{file}` line {number}"
    return f"- {place}: {text}"


def of_finding(report: Report, finding: Finding) -> str:
    made = " (made here)" if finding.generated else ""
    words = f": “{finding.severity_words}”" if finding.severity_words else ""
    why = f"{finding.severity} ({finding.severity_from}{words})"
    text = f"{finding.id}{made}, {why}; {finding.rule}"
    return line(report, finding.source.file, finding.source.line, text)


def of_turned(report: Report, file: str, turned: TurnedDown) -> str:
    detail = f" ({turned.detail})" if turned.detail else ""
    return line(report, file, turned.line, f"no finding; {turned.why}{detail}")


def read(report: Report) -> list[str]:
    """All that was read, by file and line, as the page says it."""
    found = [(f.source.file, f.source.line, of_finding(report, f)) for f in report.findings]
    found += [
        (file.path, turned.line, of_turned(report, file.path, turned))
        for file in report.files
        for turned in file.turned_down
    ]
    return [text for _, _, text in sorted(found)]


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.said[0][:50])
def test_an_example_is_read_as_the_page_says(example: Example) -> None:
    """Every finding and every candidate that was turned down is named, and nothing else."""
    assert read(example.report) == list(example.said)


def test_every_fence_of_the_page_is_an_example() -> None:
    """No Markdown and no JSON on the page escapes the reading."""
    read_fences = sum(len(example.files) for example in examples())
    fences = PAGE.count("```markdown\n") + PAGE.count("```json\n")
    assert read_fences == fences > len(rules.RULES)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_section_with_an_example_of_it(rule: rules.Rule) -> None:
    """Its own section says its sentence, and the rule is met by the example there."""
    heading = f"\n### {rule.name[0].upper()}{rule.name[1:]}\n\n{rule.sentence}"
    page = _FILE.sub("", PAGE)
    assert heading in page
    section = page.partition(heading)[2].partition("\n##")[0]
    assert f"; {rule.name}\n" in section


def test_the_page_has_the_sources_in_their_order_each_with_an_example() -> None:
    """The tables of the sources of a severity are the vocabulary; each source is met."""
    for sources in (rules.SOURCES, rules.MACHINE_SOURCES):
        assert "".join(f"| {one.name} | {one.sentence} |\n" for one in sources) in PAGE
    met = {finding.severity_from for one in examples() for finding in one.report.findings}
    assert met == {source.name for source in (*rules.SOURCES, *rules.MACHINE_SOURCES)}


def test_the_page_has_every_reason_with_an_example() -> None:
    """The table of what is no finding is the vocabulary; each reason is met."""
    rows = "".join(f"| {reason.name} | {reason.sentence} |\n" for reason in rules.REASONS)
    assert rows in PAGE
    met = {
        turned.why for one in examples() for file in one.report.files for turned in file.turned_down
    }
    assert met == {reason.name for reason in rules.REASONS}


def test_the_example_of_sources_falls_through_them_in_order() -> None:
    """In the example of the order, each finding has the next source, and no source twice."""
    (example,) = (e for e in examples() if "A label (Medium)" in e.files[0][1])
    met = {finding.severity_from for finding in example.report.findings}
    assert met == {source.name for source in rules.SOURCES}
    assert len(example.report.findings) == len(rules.SOURCES)


def test_names_are_a_vocabulary() -> None:
    """Within each tuple a name stands once, and each is one line of plain words."""
    for names in (
        [rule.name for rule in rules.RULES],
        [source.name for source in (*rules.SOURCES, *rules.MACHINE_SOURCES)],
        [reason.name for reason in rules.REASONS],
    ):
        assert len(names) == len(set(names))
        assert all(
            re.fullmatch(r"(?:[a-z']+|SARIF|JSON)(?: (?:[a-z']+|SARIF|JSON))*", name)
            for name in names
        )
