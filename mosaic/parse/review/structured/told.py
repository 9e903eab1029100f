"""What a machine told of one problem, whatever its format, and the finding that it becomes.

Ids: the report's own; else the rule with eight digits of a hash over what stays the same from run
to run (a fingerprint; else rule, path and message), so that the id is a key; else a made-up
number, which is none. One problem told twice is one finding; one rule broken in many places is
many.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mosaic.parse import cells
from mosaic.parse.review import naming, severity
from mosaic.parse.review.finding import FileRef, Finding, Place, ReportWarning, Severity

#: Findings read from one file, the rest is counted; characters of a title, an id, a body.
MOST = 10_000
LONGEST_TITLE = 200
LONGEST_ID = 56
LONGEST_BODY = 12_000
#: Warnings of one kind and one file that are written out, the rest is counted.
_SHOWN = 20
_BLANKS = re.compile(r"\s+")
_ODD = re.compile(r"[^A-Za-z0-9._/-]+")
_PARTS = re.compile(r"[./]")
_SCORE = re.compile(r"[0-9]{1,2}(?:\.[0-9]{0,12})?")


@dataclass(frozen=True, slots=True)
class Told:
    """One problem as a machine told it, with the lines of its object.

    ``own`` is the report's own id, ``rule`` the id of what was broken; ``identity`` is what tells
    it from other problems of that rule in every run. ``words`` said the severity, ``""`` where
    nothing did.
    """

    first: int
    last: int
    title: str
    body: str
    severity: Severity
    words: str
    files: tuple[FileRef, ...] = ()
    own: str = ""
    rule: str = ""
    identity: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file told: problems, and what was noticed besides, each with its line.

    ``candidate`` is the line where somebody would look for findings in vain; ``name`` is the
    report's own, for made-up ids.
    """

    told: tuple[Told, ...]
    noticed: tuple[tuple[int, str], ...] = ()
    candidate: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """The findings of one file, and the warnings about them."""

    findings: tuple[Finding, ...]
    warnings: tuple[ReportWarning, ...]


def settle(path: str, reading: Reading, namer: naming.Namer) -> Settled:
    """Each problem with its id, as a finding; what was told twice, once."""
    kept, again = _named(reading.told[:MOST])
    prefix = naming.prefix_for(path, reading.name)
    findings = tuple(_finding(path, one, name, namer, prefix) for name, one in kept)
    noticed = [*reading.noticed, *_doubts([one for _, one in kept], again)]
    if len(reading.told) > MOST:
        more = len(reading.told) - MOST
        said = f"{more} finding(s) from here on were not read: {MOST} is the most of one file"
        noticed.append((reading.told[MOST].first, said))
    if not findings and reading.candidate:
        said = "nothing was recognised as a finding in this file; the first candidate is here"
        noticed.append((reading.candidate, said))
    warnings = tuple(
        ReportWarning(cells.visible(said), Place(path, line))
        for line, said in sorted(noticed, key=lambda one: one[0])
    )
    return Settled(findings, warnings)


def _finding(path: str, told: Told, name: str, namer: naming.Namer, prefix: str) -> Finding:
    identifier = name or namer.next(prefix)
    return Finding(
        id=identifier,
        severity=told.severity,
        title=told.title or identifier,
        source=Place(path, told.first),
        component=naming.component(told.files, ""),
        files=told.files,
        severity_words=told.words,
        generated=not name,
        body_end=told.last,
        body=told.body,
    )


def _named(told: Iterable[Told]) -> tuple[list[tuple[str, Told]], list[Told]]:
    """Each problem with its id, "" where a number is to be made up; and those told again."""
    kept: list[tuple[str, Told]] = []
    again: list[Told] = []
    seen: set[tuple[object, ...]] = set()
    names = _Names(set(), {})
    for one in told:
        same = (one.own, one.rule, one.identity, one.body, one.files)
        if same in seen:
            again.append(one)
            continue
        seen.add(same)
        kept.append((names.of(one), one))
    return kept, again


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids given in one file so far; no two are alike."""

    taken: set[str]
    last: dict[str, int]

    def of(self, told: Told) -> str:
        """A problem's id, or "" where it has nothing to make one of."""
        base = told.own or told.rule
        if not base:
            return ""
        if told.own and told.own not in self.taken:
            return self._first(told.own)
        return self._first(f"{short(base)}-{_digits(base, told)}")

    def _first(self, name: str) -> str:
        """The name, or with the next number behind it."""
        count = self.last.get(name, 0) + 1
        while (found := name if count == 1 else f"{name}-{count}") in self.taken:
            count += 1
        self.last[name] = count
        self.taken.add(found)
        return found


def short(rule: str) -> str:
    """A rule's id as part of a finding's: of a long one, the last parts that there is room for."""
    plain = _ODD.sub("-", rule).strip("-./")
    if len(plain) > LONGEST_ID:
        end = plain[-LONGEST_ID:]
        parts = _PARTS.split(end, maxsplit=1)
        plain = (parts[-1] or end).strip("-./")
    return plain or "finding"


def _digits(base: str, told: Told) -> str:
    said = "\0".join((base, *(told.identity or (told.title,))))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:8]


def _doubts(kept: list[Told], again: list[Told]) -> Iterator[tuple[int, str]]:
    """What was read with a doubt; of one kind, one line for all."""
    unrated = [one for one in kept if not one.words]
    if unrated:
        yield unrated[0].first, f"{len(unrated)} finding(s) have no severity; read as medium"
    dirty = [one for one in kept if one.hidden]
    if dirty:
        yield dirty[0].first, f"hidden characters were taken out of {len(dirty)} finding(s)"
    if again:
        lines = ", ".join(str(one.first) for one in again[:_SHOWN])
        yield again[0].first, f"{len(again)} finding(s) are told again (line {lines}); read once"


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


def passed(reasons: Iterable[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    """For each reason why something is no finding, one line with where it stood."""
    lines: dict[str, list[int]] = {}
    for reason, line in reasons:
        lines.setdefault(reason, []).append(line)
    for reason, found in lines.items():
        shown = ", ".join(map(str, list(dict.fromkeys(found))[:_SHOWN]))
        yield found[0], f"{len(found)} result(s) passed over, {reason} (line {shown})"


def odd(found: tuple[tuple[int, str], ...]) -> Iterator[tuple[int, str]]:
    """The oddities of a text, the first of them written out."""
    yield from found[:_SHOWN]
    if len(found) > _SHOWN:
        line, said = found[_SHOWN]
        yield line, f"{said}; and {len(found) - _SHOWN - 1} more of the like"


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
        own=_BLANKS.sub(" ", name).strip()[:LONGEST_ID],
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
