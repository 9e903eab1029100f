"""One file of a report while it is read: what stood in it, and what became of that."""

from __future__ import annotations

from mosaic.parse.review import summary
from mosaic.parse.review.blocks import Block
from mosaic.parse.review.entry import Entry
from mosaic.parse.review.finding import Finding
from mosaic.parse.review.passed import Dropped, Read
from mosaic.values import dataclass


@dataclass(frozen=True)
class Page:
    """One file of a report with all that was seen in it, before ids are settled."""

    path: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Read, ...]
    entries: tuple[Entry, ...]
    title: str

    @property
    def is_summary(self) -> bool:
        return summary.is_summary(self.path, self.title)


@dataclass(frozen=True)
class Merged:
    """A page's entries, each finding once; ``again`` are its other tellings, each with the line of
    the one that was kept."""

    entries: tuple[Entry, ...] = ()
    again: tuple[tuple[Entry, int], ...] = ()


@dataclass(frozen=True)
class Settled:
    """A page with its findings, and the entries that are none of their own."""

    page: Page
    findings: tuple[Finding, ...]
    dropped: tuple[Dropped, ...]
