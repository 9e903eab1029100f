"""What a machine told of one problem, whatever its format: cleaned, and no longer than a brief
bears; and what else was met in its file.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.review import rules, severity
from mosaic.parse.review.finding import FileRef, Kind, Severity
from mosaic.patterns import regex
from mosaic.standard import Iterator, Sequence
from mosaic.values import dataclass, replace

#: Characters of a title, an id, a body.
LONGEST_TITLE = 200
LONGEST_ID = 56
LONGEST_BODY = 12_000
#: Lines and warnings of one kind that are written out, the rest is counted.
SHOWN = 20
_LONGEST_SHOWN = 120
_BLANKS = regex(r"\s+")
_SCORE = regex(r"[0-9]{1,2}(?:\.[0-9]{0,12})?")


@dataclass(frozen=True)
class Told:
    """One problem as a machine told it, with the lines of its object.

    ``own`` is the report's own id, ``rule`` the id of what was broken; ``identity`` is what tells
    it from other problems of that rule in every run. ``words`` said the severity, ``""`` where
    nothing did, and ``severity_from`` says what they are; ``seen`` by which rule this is a finding.
    """

    first: int
    last: int
    title: str
    body: str
    severity: Severity
    words: str
    severity_from: rules.Rule
    seen: rules.Rule
    files: tuple[FileRef, ...] = ()
    own: str = ""
    rule: str = ""
    identity: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Noticed:
    """Something about a file, with its line."""

    line: int
    message: str
    kind: Kind = "doubt"


@dataclass(frozen=True)
class Over:
    """What looks like a problem and is none: line, words, the reason with its particulars.

    ``kind``: whether somebody should look at it, or it is only told what was done.
    """

    line: int
    words: str
    reason: rules.Reason
    detail: str = ""
    kind: Kind = "remark"


@dataclass(frozen=True)
class Reading:
    """What one file told: problems, what was passed over, what was noticed besides.

    ``name`` is the report's own, for made-up ids.
    """

    told: tuple[Told, ...]
    over: tuple[Over, ...] = ()
    noticed: tuple[Noticed, ...] = ()
    name: str = ""


def rated(score: object) -> Severity | None:
    """The severity of a score from 0 to 10, text or number, on the CVSS scale; 0 is none."""
    if not isinstance(score, str | int | float) or isinstance(score, bool):
        return None
    said = str(score).strip()[:20]
    if not _SCORE.fullmatch(said):
        return None
    whole, _, fraction = said.partition(".")
    mark = severity.score(f"{int(whole)}.{fraction[:1] or 0}")
    return mark.severity if mark else None


def one_line(text: str) -> str:
    """A text's beginning on one line, with nothing hidden in it."""
    return " ".join(cells.clean(text[:_LONGEST_SHOWN])[0].split())


def odd(found: Sequence[tuple[int, str]]) -> Iterator[Noticed]:
    """The oddities of a text, the first of them written out."""
    for line, said in found[:SHOWN]:
        yield Noticed(line, said)
    if len(found) > SHOWN:
        line, said = found[SHOWN]
        yield Noticed(line, f"{said}; and {len(found) - SHOWN - 1} more of the like")


def tidied(told: Told) -> Told:
    """The same with nothing hidden in it, and no longer than a brief bears."""
    title, dirty = cells.clean(told.title)
    body, spotted = cells.clean(told.body)
    name, odd_name = cells.clean(told.own)
    paths = [cells.clean(file.path) for file in told.files]
    return replace(
        told,
        title=_cut(title),
        body=body.strip() if len(body) <= LONGEST_BODY else _shortened(body),
        own=_BLANKS.sub(" ", name.replace(",", " ")).strip()[:LONGEST_ID].strip(),
        files=tuple(FileRef(p, f.lines) for (p, _), f in zip(paths, told.files, strict=True)),
        words=_BLANKS.sub(" ", cells.clean(told.words)[0])[:60],
        hidden=dirty or spotted or odd_name or any(odd for _, odd in paths),
    )


def _cut(title: str) -> str:
    text = _BLANKS.sub(" ", title).strip()
    if len(text) <= LONGEST_TITLE:
        return text
    return text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _shortened(body: str) -> str:
    return body[:LONGEST_BODY].rstrip() + "\n\n… (the report has the rest)"
