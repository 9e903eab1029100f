"""A report's own counts: what its summary says of each severity, compared with what was read.

The counts are often wrong, so they are never believed: a difference is a warning, and no finding
is made up or left out for it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from mosaic.parse.review.blocks import Block
from mosaic.parse.review.columns import is_tally
from mosaic.parse.review.finding import (
    SEVERITIES,
    Place,
    ReportWarning,
    Severity,
)
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.severity import front, value
from mosaic.patterns import regex
from mosaic.standard import Iterator, Mapping, Sequence
from mosaic.values import dataclass

_SUMMARY = regex(
    r"(?:[\d\W_]*(?:readme|index|summary|overview)[\d\W_]*|.*executive[\W_]?summary.*|"
    r".*(?:summary|overview|index|readme)[\d\W_]*|[\d\W_]*(?:summary|overview)[\W_].*)",
    re.IGNORECASE,
)
_TITLE = regex(
    r"\b(?:executive|management)[ -]summary\b|エグゼクティブサマリー|执行摘要", re.IGNORECASE
)
_COUNT = regex(r"\W*(\d{1,5})(?!\d|\.\d|[-/:])")
_LINE = regex(r"\W*(?:(?:findings|issues|severity)\W{1,3})?\W*(\d{1,5})\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Tally:
    """What a summary claims: how many findings of each severity, and where the claim begins."""

    line: int
    counts: Mapping[Severity, int]


def is_summary(path: str, title: str) -> bool:
    """Whether a file is an executive summary, by its name or by its first heading."""
    stem = PurePosixPath(path).stem
    return _SUMMARY.fullmatch(stem) is not None or _TITLE.search(title) is not None


def is_opening(path: str) -> bool:
    """Whether a file's number says that it stands before the report's other files."""
    return re.match(r"0+(?![0-9])", PurePosixPath(path).name) is not None


def tally(blocks: Sequence[Block]) -> Tally | None:
    """The first claim of counts: a table ``| Severity | Count |``, or lines ``High: 3``."""
    first: int | None = None
    counts: Counter[Severity] = Counter()
    for block in blocks:
        if block.kind == "row" and is_tally(block.header):
            found = list(_row(block))
        else:
            found = [] if block.kind == "row" else list(_line(block))
        if found and (first is None or block.line - first <= 40):
            first = block.line if first is None else first
            for severity, number in found:
                counts[severity] += number
        elif first is not None and block.kind == "heading" and not found:
            break
    return Tally(first, counts) if first is not None else None


def _row(block: Block) -> Iterator[tuple[Severity, int]]:
    if not block.cells:
        return
    ranks = [value(cell) for cell in block.header]
    if sum(rank is not None for rank in ranks) >= 2:
        total = (
            read_inline(block.cells[0]).plain.lower().startswith(("total", "all", "sum", "合計"))
        )
        if len(block.cells) == len(ranks) and (
            total or not any(c.isalpha() for c in block.cells[0])
        ):
            for rank, cell in zip(ranks, block.cells, strict=True):
                number = _COUNT.match(cell)
                if rank and number:
                    yield rank.severity, int(number.group(1))
        return
    mark = front(read_inline(block.cells[0]).plain)
    number = next((m for m in map(_COUNT.match, block.cells[1:]) if m), None)
    if mark and number:
        yield mark.severity, int(number.group(1))


def _line(block: Block) -> Iterator[tuple[Severity, int]]:
    """``- **High:** 3``, ``### Critical Findings: 2``: a severity, a word for findings, a count."""
    if block.kind not in ("item", "heading", "text") or len(block.text) > 400:
        return
    for line in block.text.split("\n"):
        plain = read_inline(line).plain
        mark = front(plain)
        number = _LINE.fullmatch(plain, mark.end) if mark and ":" in plain[mark.end :] else None
        if mark and number and not mark.by_emoji:
            yield mark.severity, int(number.group(1))


def differences(claim: Tally, file: str, read: Counter[Severity]) -> Iterator[ReportWarning]:
    """A warning for each severity of which the claim and the findings differ in number."""
    for severity in SEVERITIES:
        said = claim.counts.get(severity)
        if said is None or said == read[severity]:
            continue
        short = "is short" if said > read[severity] else "has more than the summary says"
        yield ReportWarning(
            f"{severity} {short}: the summary says {said}, {read[severity]} "
            f"{'was' if read[severity] == 1 else 'were'} read",
            Place(file, claim.line),
        )
