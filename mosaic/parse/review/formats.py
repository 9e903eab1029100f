"""In which format a report file is written, and all files of a report read, each in its own.

By the name where it says so, else by the content: a text that is JSON from end to end is read as
what its JSON is, all else is Markdown. In a folder, a ``.json`` that is no review is passed over
with a warning; what is named itself, or is called SARIF, must be readable.
"""

from __future__ import annotations

from mosaic.errors import Usage
from mosaic.parse import cells
from mosaic.parse.review import naming
from mosaic.parse.review.finding import FileRead, Finding, Kind, Place, Report, ReportWarning
from mosaic.parse.review.named import SUFFIXES, Format, Given, is_markdown
from mosaic.parse.review.reader import read_report
from mosaic.parse.review.structured import listed, sarif
from mosaic.parse.review.structured.nodes import Fault, Node, Values, read_values
from mosaic.parse.review.structured.settle import Settled, letters, same, settle
from mosaic.parse.review.structured.told import Reading, odd
from mosaic.parse.review.structured.uris import Roots
from mosaic.standard import Iterable, Iterator, Sequence, lru_cache
from mosaic.values import dataclass, replace

_NO_REVIEW = "no review that can be read"
_SARIF = SUFFIXES["sarif"][:2]
_EXPECTED = {
    "auto": "a SARIF log, or findings in JSON: a list, or an object with a list called findings,"
    " issues, results, comments or vulnerabilities",
    "sarif": "a SARIF 2.1.0 log: an object with version and runs",
    "json": "findings in JSON: a list, or an object with a list called findings, issues, results,"
    " comments or vulnerabilities",
}


@dataclass(frozen=True)
class _Read:
    """A file as it was read: Markdown where ``reading`` is None."""

    given: Given
    reading: Reading | Fault | None


def read_files(
    given: Sequence[Given], wanted: Format = "auto", folders: Sequence[str] = ()
) -> Report:
    """The findings of a report's files in the order of files and lines.

    ``folders`` are the absolute names of the repository's root, for what tells whole paths.
    Errors: Usage, with a place for each file that must be readable and is not.
    """
    here = Roots(tuple(folder.replace("\\", "/") for folder in folders))
    read = [_read(one, wanted, here) for one in given]
    _refuse(read, wanted)
    prose = read_report([(r.given.path, r.given.text) for r in read if r.reading is None])
    told = [*_settled(read, prose.findings), *_passed_over(read)]
    place = {one.path: at for at, one in enumerate(given)}
    findings = [*prose.findings, *(f for one in told for f in one.findings)]
    warnings = [*_lossy(given), *prose.warnings, *(w for one in told for w in one.warnings)]
    files = [*prose.files, *(one.file for one in told)]
    return Report(
        tuple(sorted(findings, key=lambda finding: place[finding.source.file])),
        tuple(sorted(warnings, key=lambda warning: place[warning.source.file])),
        tuple(sorted(files, key=lambda file: place[file.path])),
    )


def _lossy(given: Iterable[Given]) -> Iterator[ReportWarning]:
    """A doubt for each file with characters that could not be read."""
    for one in given:
        at = one.text.find("\ufffd")
        if at >= 0:
            said = "not every character could be read (they stand as \ufffd); save it as UTF-8"
            yield ReportWarning(said, Place(one.path, one.text.count("\n", 0, at) + 1))


def body_at(path: str, text: str, line: int, name: str, title: str) -> str | None:
    """The words of a finding of a machine's file, for a worker's brief; "" where it is not there
    any more, and None where the file is Markdown.

    By its id; else by its line, and of several there by its title (the beginning is enough).
    """
    found = _findings_of(path, text)
    if found is None:
        return None
    by_id = [one for one in found if one.id == name and not one.generated]
    there = [one for one in found if one.source.line == line]
    wanted = letters(title)
    by_title = [one for one in there if wanted and letters(one.title).startswith(wanted)]
    best = by_id or by_title or (there if len(there) == 1 else [])
    return best[0].body if best else ""


@lru_cache(maxsize=1)
def _findings_of(path: str, text: str) -> tuple[Finding, ...] | None:
    """The findings of a machine's file, read once for a row of many; None for Markdown."""
    read = _read(Given(path, text), "auto", Roots())
    if isinstance(read.reading, Fault):
        return ()
    return None if read.reading is None else settle(path, read.reading, naming.Namer(())).findings


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
        return Fault(f"{_NO_REVIEW}{known}; expected {_EXPECTED[wanted]}")
    if isinstance(found, Fault) or not values.odd:
        return found
    return replace(found, noticed=(*found.noticed, *odd(values.odd)))


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


def _passed_over(read: Iterable[_Read]) -> Iterator[Settled]:
    """A folder's JSON that is no review: a remark; JSON that cannot be read at all: a doubt."""
    for one in read:
        if isinstance(one.reading, Fault):
            path, fault = one.given.path, one.reading
            kind: Kind = "remark" if fault.message.startswith(_NO_REVIEW) else "doubt"
            said = cells.visible(f"passed over: {fault.message}")
            warning = ReportWarning(said, Place(path, fault.line), kind)
            yield Settled((), (warning,), FileRead(path, (), 0, fault.line))


def _settled(read: Iterable[_Read], prose: Sequence[Finding]) -> Iterator[Settled]:
    """The findings of machines' files; what another file of the report tells too, once."""
    known = [(one.given.path, one.reading) for one in read if isinstance(one.reading, Reading)]
    own = (told.own for _, reading in known for told in reading.told)
    namer = naming.Namer((*(f.id for f in prose), *own))
    seen = {same(finding) for finding in prose if not finding.generated}
    for path, reading in known:
        one = settle(path, reading, namer, seen)
        seen.update(same(finding) for finding in one.findings if not finding.generated)
        yield one
