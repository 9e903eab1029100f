"""Which findings a ledger names already (PROTOCOL, "Bootstrap": ``--append``).

A row names a finding by its ``Finding:`` and ``Source:`` notes: the report's file and the id, or
for a generated id the file and the title. A row without a source, as hand-made ledgers have them,
names the finding of that id where there is only one. What is left is looked at once more: a report
that was renamed, and titles that were reworded (``reworded``); each is said as a warning.
"""

from __future__ import annotations

from collections import Counter

from mosaic.machine import Status
from mosaic.parse.review.finding import Finding, Place, ReportWarning
from mosaic.parse.tasks import Document, Task
from mosaic.plan.files import one_line
from mosaic.plan.named import Named, named
from mosaic.plan.reworded import letters, pairs
from mosaic.plan.rows import short_title
from mosaic.plan.subject import phase_of
from mosaic.standard import Collection, Iterable, Mapping, Sequence
from mosaic.values import dataclass, field, replace

_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Recognised:
    """The findings that no row names, in their order; for the others, by position, the row."""

    fresh: tuple[Finding, ...] = ()
    rows: Mapping[int, str] = field(default_factory=dict)
    warnings: tuple[ReportWarning, ...] = ()


def unnamed(
    findings: Sequence[Finding], existing: Document, archived: Sequence[Task] = ()
) -> tuple[Finding, ...]:
    """The findings that no row of the ledger and no archived row names, in their order."""
    return recognise(findings, existing, archived).fresh


def sources(rows: Iterable[Task]) -> frozenset[str]:
    """The report files that these rows name."""
    return frozenset(one.file for task in rows for one in named(task) if one.file)


def recognise(
    findings: Sequence[Finding],
    existing: Document,
    archived: Sequence[Task] = (),
    gone: Collection[str] = (),
) -> Recognised:
    """Which of these findings rows of the ledger or the archives name, by which row.

    ``gone`` are report files that are no longer there: a report read now may be one of them under
    another name. Lines and severity do not matter; another severity is said.
    """
    tasks = (*existing.rows, *archived)
    told = [one for task in tasks for one in named(task)]
    names, said = _renamed(findings, told, gone)
    told = [replace(one, file=names.get(one.file, one.file)) for one in told]
    found = _by_key(findings, told)
    taken = {_key_of_row(told[at]) for at in range(len(told))} & set(map(_key, findings))
    work = {task.id for task in tasks if not task.role}
    left = [o for o in told if o.row in work and o.generated and _key_of_row(o) not in taken]
    open_ = {at: f for at, f in enumerate(findings) if f.generated and at not in found}
    for at, one in pairs(open_, left):
        found[at] = one.row
        said.append(_reworded(findings[at], one))
    said += _other_severity(findings, found, existing)
    fresh = tuple(finding for at, finding in enumerate(findings) if at not in found)
    return Recognised(fresh, found, tuple(said))


def _by_key(findings: Sequence[Finding], told: Iterable[Named]) -> dict[int, str]:
    keys: dict[_Key, str] = {}
    ids: dict[str, str] = {}
    for one in told:
        if one.file:
            keys.setdefault(_key_of_row(one), one.row)
        elif not one.generated:
            ids.setdefault(one.id, one.row)
    counts = Counter(one_line(f.id) for f in findings if not f.generated)
    found = {}
    for at, finding in enumerate(findings):
        name = one_line(finding.id)
        row = keys.get(_key(finding))
        if row is None and not finding.generated and counts[name] == 1:
            row = ids.get(name)
        if row is not None:
            found[at] = row
    return found


def _key(finding: Finding) -> _Key:
    file = one_line(finding.source.file)
    if finding.generated:
        return file, "", letters(short_title(finding))
    return file, one_line(finding.id), ""


def _key_of_row(one: Named) -> _Key:
    return (one.file, "", letters(one.title)) if one.generated else (one.file, one.id, "")


def _renamed(
    findings: Sequence[Finding], told: Sequence[Named], gone: Collection[str]
) -> tuple[dict[str, str], list[ReportWarning]]:
    """For each file that is gone, the file read now that tells at least half of its findings.

    A finding is told where id and title are the same; of two such files none is believed.
    """
    now: dict[_Key, set[str]] = {}
    for finding in findings if gone else ():
        name = "" if finding.generated else one_line(finding.id)
        key = ("", name, letters(short_title(finding)))
        now.setdefault(key, set()).add(one_line(finding.source.file))
    names: dict[str, str] = {}
    said = []
    for file in sorted(gone):
        mine = {_titled(one) for one in told if one.file == file}
        votes = Counter(other for key in mine for other in now.get(key, ()))
        best = votes.most_common(2)
        alone = len(best) == 1 or (best and best[0][1] > best[1][1])
        if alone and 2 * best[0][1] >= len(mine):
            names[file] = best[0][0]
            message = f"this is taken as {file} under another name, which is gone"
            said.append(ReportWarning(message, Place(best[0][0], 1)))
    return names, said


def _titled(one: Named) -> _Key:
    return "", "" if one.generated else one.id, letters(one.title)


def _reworded(finding: Finding, one: Named) -> ReportWarning:
    title = short_title(finding)
    return ReportWarning(
        f"“{title}” is taken as {one.row} in other words, which says “{one.title}”",
        finding.source,
    )


def _other_severity(
    findings: Sequence[Finding], found: Mapping[int, str], existing: Document
) -> Iterable[ReportWarning]:
    """A warning for each finding whose unfinished row is of another phase."""
    for at, name in found.items():
        row, finding = existing.tasks.get(name), findings[at]
        over = row is None or row.status in (Status.DONE, Status.DEFERRED) or row.phase is None
        if row is None or over or row.phase == phase_of(finding).number:
            continue
        yield ReportWarning(
            f"{one_line(finding.id)} is {finding.severity} now; {name} stays in phase {row.phase}",
            finding.source,
        )
