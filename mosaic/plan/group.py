"""``--group style``: small low findings on code quality in one component become one row together.

Low ones alone: a medium finding deserves a look of its own. Not what needs a test or documents, is
about auth, waits for another finding or is waited for, or stands nowhere that could be told. A row
holds at most 20 findings and 40K tokens, and findings on one file stay together.
"""

from __future__ import annotations

from mosaic.parse.review.finding import Finding
from mosaic.plan.estimate import MOST_TOGETHER, Correction, is_small, together
from mosaic.plan.files import one_line
from mosaic.plan.order import Work
from mosaic.plan.rows import APART, GENERATED, LIST, part, source_name
from mosaic.plan.subject import by_title
from mosaic.standard import Collection, Iterator, Mapping, Sequence

MOST_FINDINGS = 20


def grouped(
    works: Sequence[Work], bound: Collection[int], known: Mapping[str, Correction]
) -> tuple[Work, ...]:
    """The works with small ones put together; ``bound`` are those that must stay alone."""
    areas: dict[str, list[Work]] = {}
    alone: list[Work] = []
    for work in works:
        fits = work.at not in bound and not work.auth and is_style(work)
        (areas.setdefault(work.component, []) if fits else alone).append(work)
    rows = [row for area in areas.values() for row in _rows(_by_file(area), known)]
    return tuple(sorted([*alone, *rows], key=lambda work: work.at))


def is_style(work: Work) -> bool:
    """Whether a work of one finding may be one of several in a row."""
    finding = work.finding
    placed = bool(finding.component or finding.files)
    quality = finding.severity == "low" and work.category == "CQ" and not by_title(finding)
    return placed and quality and is_small(finding) and _can_be_listed(finding)


def _can_be_listed(finding: Finding) -> bool:
    """Whether a list in a note holds its id and its source, so that both are found again."""
    name = one_line(finding.id)
    listed = not any(LIST in text for text in (name, source_name(finding)))
    return bool(name) and listed and GENERATED not in name and part(finding).count(APART) < 2


def _by_file(works: Sequence[Work]) -> list[Work]:
    """The works of an area with those of one file side by side, as reported else."""
    first: dict[str, int] = {}
    for work in works:
        for path in work.paths:
            first.setdefault(path, work.at)
    place = {work.at: min((first[path] for path in work.paths), default=work.at) for work in works}
    return sorted(works, key=lambda work: (place[work.at], work.at))


def _rows(works: Sequence[Work], known: Mapping[str, Correction]) -> Iterator[Work]:
    """These works in rows of what fits into one, in their order."""
    row: list[Work] = []
    for work in works:
        full = len(row) == MOST_FINDINGS or (row and _cost(row, work, known) > MOST_TOGETHER)
        if full:
            yield _joined(row, known)
            row = []
        row.append(work)
    yield _joined(row, known)


def _cost(row: Sequence[Work], more: Work, known: Mapping[str, Correction]) -> int:
    return together([work.finding for work in (*row, more)], known).tokens


def _joined(row: Sequence[Work], known: Mapping[str, Correction]) -> Work:
    if len(row) == 1:
        return row[0]
    findings = tuple(work.finding for work in row)
    paths = tuple(dict.fromkeys(path for work in row for path in work.paths))
    return Work(row[0].at, findings, "CQ", together(findings, known), paths)
