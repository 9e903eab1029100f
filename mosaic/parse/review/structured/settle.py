"""From what a machine told to findings, each with its id; what was told twice is one.

Ids: the report's own; else the rule with eight digits of a hash over what stays the same from run
to run (a fingerprint; else rule, path and message), so that the id is a key; else a made-up
number, which is none. One rule broken in many places is many findings.
"""

from __future__ import annotations

import hashlib

from mosaic.parse import cells
from mosaic.parse.review import naming, rules
from mosaic.parse.review.finding import (
    FileRead,
    Finding,
    Kind,
    Place,
    ReportWarning,
    TurnedDown,
)
from mosaic.parse.review.structured.told import (
    LONGEST_ID,
    SHOWN,
    Noticed,
    Over,
    Reading,
    Told,
    one_line,
)
from mosaic.patterns import regex
from mosaic.standard import Iterable, Iterator, Sequence, TypeAlias
from mosaic.standard import Set as AbstractSet
from mosaic.values import dataclass

#: Findings read from one file, the rest is counted.
MOST = 10_000
#: What was turned down in one file and is listed, the rest is counted.
MOST_LISTED = 200
#: Ids and titles.
Known: TypeAlias = AbstractSet[tuple[str, str]]
_ODD = regex(r"[^A-Za-z0-9._/-]+")
_PARTS = regex(r"[./]")


@dataclass(frozen=True)
class Settled:
    """The findings of one file, the warnings about them, and what was turned down."""

    findings: tuple[Finding, ...]
    warnings: tuple[ReportWarning, ...]
    file: FileRead


def settle(path: str, reading: Reading, namer: naming.Namer, known: Known = frozenset()) -> Settled:
    """Each problem with its id, as a finding; what was told twice, once.

    ``known`` are ids and titles of findings in the report's other files.
    """
    kept, again = _named(reading.told[:MOST])
    prefix = naming.prefix_for(path, reading.name)
    made = [_finding(path, one, name, namer, prefix) for name, one in kept]
    findings = tuple(f for f in made if f.generated or same(f) not in known)
    elsewhere = [f for f in made if not f.generated and same(f) in known]
    over = list(reading.over)
    for one, at in again:
        detail = f"{made[at].id}, line {made[at].source.line}"
        over.append(Over(one.first, one.title, rules.REPEAT, detail))
    over += [Over(f.source.line, f.title, rules.REPEAT, f"{f.id}, another file") for f in elsewhere]
    over.sort(key=lambda one: one.line)
    candidate = 0 if made else next((one.line for one in over if one.kind == "doubt"), 0)
    noticed = [*reading.noticed, *_doubts(kept, findings), *_passed(over)]
    if len(reading.told) > MOST:
        more = len(reading.told) - MOST
        said = f"{more} finding(s) from here on were not read: {MOST} is the most of one file"
        noticed.append(Noticed(reading.told[MOST].first, said))
    if candidate:
        said = "nothing was recognised as a finding in this file; the first candidate is here"
        noticed.append(Noticed(candidate, said))
    return Settled(findings, _warnings(path, noticed), _file(path, over, candidate))


def same(finding: Finding) -> tuple[str, str]:
    """What findings of two files have in common that are one: id and title."""
    return finding.id, letters(finding.title)


def letters(text: str) -> str:
    """A text's letters and digits, without case."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _warnings(path: str, noticed: Iterable[Noticed]) -> tuple[ReportWarning, ...]:
    return tuple(
        ReportWarning(cells.visible(one.message), Place(path, one.line), one.kind)
        for one in sorted(noticed, key=lambda one: one.line)
    )


def _file(path: str, over: Sequence[Over], candidate: int) -> FileRead:
    turned = tuple(
        TurnedDown(one.line, one_line(one.words), one.reason.name, one_line(one.detail))
        for one in over[:MOST_LISTED]
    )
    return FileRead(path, turned, max(0, len(over) - MOST_LISTED), candidate)


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
        severity_from=told.severity_from.name,
        rule=told.seen.name,
        generated=not name,
        body_end=told.last,
        body=told.body,
    )


def _named(
    told: Iterable[Told],
) -> tuple[list[tuple[str, Told]], list[tuple[Told, int]]]:
    """Each problem with its id, "" where a number is to be made up; and those told again, each
    with the place of the first."""
    kept: list[tuple[str, Told]] = []
    again: list[tuple[Told, int]] = []
    seen: dict[tuple[object, ...], int] = {}
    names = _Names(set(), {})
    for one in told:
        same = (one.own, one.rule, one.identity, one.body, one.files)
        if same in seen:
            again.append((one, seen[same]))
            continue
        seen[same] = len(kept)
        kept.append((names.of(one), one))
    return kept, again


@dataclass(frozen=True)
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


def _doubts(kept: Iterable[tuple[str, Told]], findings: Iterable[Finding]) -> Iterator[Noticed]:
    """What was read with a doubt, of one kind one line for all; and the ids that were made."""
    unrated = [one for _, one in kept if not one.words]
    if unrated:
        yield Noticed(
            unrated[0].first, f"{len(unrated)} finding(s) have no severity; read as medium"
        )
    dirty = [one for _, one in kept if one.hidden]
    if dirty:
        said = f"hidden characters were taken out of {len(dirty)} finding(s)"
        yield Noticed(dirty[0].first, said)
    for one in findings:
        if one.generated:
            yield Noticed(one.source.line, f"it has no id; named {one.id}", "remark")


def _passed(over: Iterable[Over]) -> Iterator[Noticed]:
    """For each reason why something is no finding, one line with where it stood."""
    lines: dict[tuple[str, Kind], list[int]] = {}
    for one in over:
        said = one.reason.name + (f", {one.detail}" if one.detail else "")
        if one.reason is rules.REPEAT:
            said = one.reason.name
        lines.setdefault((one_line(said), one.kind), []).append(one.line)
    for (reason, kind), found in lines.items():
        places = list(dict.fromkeys(found))
        where = f"line{'s' * (len(places) > 1)} {', '.join(map(str, places[:SHOWN]))}"
        yield Noticed(found[0], f"{len(found)} passed over, {reason} ({where})", kind)
