"""In which format a report file is written, and all files of a report read, each in its own.

By the name where it says so, else by the content: a text that is JSON from end to end is read as
what its JSON is, all else is Markdown. In a folder, a ``.json`` that is no review is passed over
with a warning; what is named itself, or is called SARIF, must be readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mosaic.errors import Usage
from mosaic.parse import cells
from mosaic.parse.review import naming
from mosaic.parse.review.finding import Finding, Place, Report, ReportWarning
from mosaic.parse.review.structured import listed, sarif
from mosaic.parse.review.structured.nodes import Fault, Node, Values, read_values
from mosaic.parse.review.structured.told import Reading, Settled, odd, settle
from mosaic.parse.review.structured.uris import Roots

Format = Literal["auto", "markdown", "sarif", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
#: What a folder's files are called that may be reports, by format.
SUFFIXES: Mapping[Format, tuple[str, ...]] = {
    "markdown": (".md", ".markdown"),
    "sarif": (".sarif", ".sarif.json", ".json"),
    "json": (".json", ".jsonl", ".ndjson"),
}
_SARIF = SUFFIXES["sarif"][:2]
_EXPECTED = {
    "auto": "a SARIF log, or findings in JSON: a list, or an object with a list called findings,"
    " issues, results, comments or vulnerabilities",
    "sarif": "a SARIF 2.1.0 log: an object with version and runs",
    "json": "findings in JSON: a list, or an object with a list called findings, issues, results,"
    " comments or vulnerabilities",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A report file; ``named`` where a person named it itself, and not a folder above it.

    ``fault`` says why there is no text.
    """

    path: str
    text: str
    named: bool = True
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: Markdown where ``reading`` is None."""

    given: Given
    reading: Reading | Fault | None


def is_report(name: str, wanted: Format = "auto") -> bool:
    """Whether a folder's file may be a report, by its name."""
    formats = [wanted] if wanted != "auto" else list(SUFFIXES)
    return any(name.casefold().endswith(SUFFIXES[one]) for one in formats)


def is_markdown(path: str) -> bool:
    """Whether a file's name says that it is no SARIF and no JSON."""
    return not path.casefold().endswith((*SUFFIXES["sarif"], *SUFFIXES["json"]))


def read_files(
    given: Sequence[Given], wanted: Format = "auto", folders: Sequence[str] = ()
) -> Report:
    """The findings of a report's files in the order of files and lines.

    ``folders`` are the absolute names of the repository's root, for what tells whole paths.
    Errors: Usage, with a place for each file that must be readable and is not.
    """
    # Late: the Markdown parser takes longer to import than all the rest of a help page.
    from mosaic.parse.review.reader import read_report

    here = Roots(tuple(folder.replace("\\", "/") for folder in folders))
    read = [_read(one, wanted, here) for one in given]
    _refuse(read, wanted)
    prose = read_report([(r.given.path, r.given.text) for r in read if r.reading is None])
    told = _settled(read, prose.findings)
    places = {one.path: at for at, one in enumerate(given)}
    findings = sorted(
        (*prose.findings, *(f for one in told for f in one.findings)),
        key=lambda finding: places[finding.source.file],
    )
    warnings = [*prose.warnings, *(w for one in told for w in one.warnings)]
    warnings += _passed_over(read)
    return Report(tuple(findings), tuple(sorted(warnings, key=lambda w: places[w.source.file])))


def body_at(path: str, text: str, line: int, name: str, title: str) -> str | None:
    """The words of the finding that stands at a line of a machine's file, for a worker's brief.

    None where the file is Markdown or has no finding there. Of several on one line, the one with
    this id, else the one with this title (its beginning is enough).
    """
    read = _read(Given(path, text), "auto", Roots())
    if not isinstance(read.reading, Reading):
        return None
    found = [f for f in settle(path, read.reading, naming.Namer(())).findings
             if f.source.line == line]  # fmt: skip
    by_id = [f for f in found if f.id == name and not f.generated]
    by_title = [f for f in found if _letters(title) and _same(f)[1].startswith(_letters(title))]
    best = by_id or by_title or found
    return best[0].body if by_id or by_title or len(found) == 1 else None


def _read(given: Given, wanted: Format, here: Roots) -> _Read:
    if given.fault:
        return _Read(given, Fault(given.fault))
    if wanted == "markdown" or (wanted == "auto" and not _may_be_json(given)):
        return _Read(given, None)
    values = read_values(given.text)
    reading = values if isinstance(values, Fault) else _structured(values, wanted, here)
    doubtful = wanted == "auto" and is_markdown(given.path)
    if doubtful and isinstance(reading, Fault):
        return _Read(given, None)
    return _Read(given, reading)


def _may_be_json(given: Given) -> bool:
    """Whether a file says by its name or its content that it is JSON."""
    text = given.text.removeprefix("\ufeff")
    return not is_markdown(given.path) or (
        text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]")
    )


def _structured(values: Values, wanted: Format, here: Roots) -> Reading | Fault:
    """What the values tell, or why they are none of the formats that are read."""
    log = next((value for value in values.values if sarif.is_sarif(value)), None)
    found: Reading | Fault | None = None
    if isinstance(log, Node) and wanted != "json":
        found = sarif.read(log, here)
    elif log is None and wanted != "sarif":
        found = listed.read(values.values, here)
    if found is None:
        known = ", but SARIF" if log is not None else ""
        return Fault(f"no review that can be read{known}; expected {_EXPECTED[wanted]}")
    if isinstance(found, Fault) or not values.odd:
        return found
    return Reading(found.told, (*found.noticed, *odd(values.odd)), found.candidate, found.name)


def _must(read: _Read) -> bool:
    return read.given.named or read.given.path.casefold().endswith(_SARIF)


def _refuse(read: Iterable[_Read], wanted: Format) -> None:
    """Errors: Usage, where a file cannot be read that must be."""
    bad = [
        cells.visible(
            f"{one.given.path}:{one.reading.line}:{one.reading.column}: {one.reading.message}"
        )
        for one in read
        if isinstance(one.reading, Fault) and _must(one)
    ]
    if bad:
        expected = _EXPECTED.get(wanted, "")
        raise Usage(
            f"{len(bad)} report file(s) cannot be read",
            details=bad,
            hint=f"give {expected}" if expected and "; expected " not in bad[0] else "",
        )


def _passed_over(read: Iterable[_Read]) -> Iterator[ReportWarning]:
    for one in read:
        if isinstance(one.reading, Fault):
            place = Place(one.given.path, one.reading.line)
            yield ReportWarning(cells.visible(f"passed over: {one.reading.message}"), place)


def _settled(read: Iterable[_Read], prose: Sequence[Finding]) -> list[Settled]:
    """The findings of machines' files; what another file of the report tells too, once."""
    known = [(one.given.path, one.reading) for one in read if isinstance(one.reading, Reading)]
    own = (told.own for _, reading in known for told in reading.told)
    namer = naming.Namer((*(f.id for f in prose), *own))
    seen = {_same(finding) for finding in prose if not finding.generated}
    settled: list[Settled] = []
    for path, reading in known:
        one = settle(path, reading, namer)
        again = [f for f in one.findings if not f.generated and _same(f) in seen]
        seen.update(_same(f) for f in one.findings if not f.generated)
        settled.append(_without(one, again) if again else one)
    return settled


def _same(finding: Finding) -> tuple[str, str]:
    """What findings of two files have in common that are one: id and title."""
    return finding.id, _letters(finding.title)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _without(settled: Settled, again: Sequence[Finding]) -> Settled:
    gone = {id(finding) for finding in again}
    lines = ", ".join(str(finding.source.line) for finding in again[:20])
    said = f"{len(again)} finding(s) stand in another file of the report too (line {lines})"
    return Settled(
        tuple(finding for finding in settled.findings if id(finding) not in gone),
        (*settled.warnings, ReportWarning(said, again[0].source)),
    )
