"""One commit of the ledger's history, its own words, and what it did, as values."""

from __future__ import annotations

from mosaic.change import CellChange, parse_cell_change
from mosaic.values import dataclass


@dataclass(frozen=True)
class Commit:
    """A commit's own words. ``trailers`` are its ``Mosaic-`` lines, in order."""

    oid: str
    parents: tuple[str, ...]
    when: str
    author: str
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a trailer."""
        return tuple(value for key, value in self.trailers if key == name)

    @property
    def event(self) -> str:
        """The event that the entry says it is; '' where the commit is no entry."""
        names = self.all("Mosaic-Event") if self.all("Mosaic-Version") else ()
        return names[0] if names else ""

    @property
    def tasks(self) -> tuple[str, ...]:
        return self.all("Mosaic-Task")

    @property
    def cells(self) -> tuple[CellChange | None, ...]:
        """The cells that the entry says it changed; None for a trailer that cannot be read."""
        return tuple(parse_cell_change(text) for text in self.all("Mosaic-Change"))


@dataclass(frozen=True)
class Step:
    """A commit and what it did: every path it changed, and the new texts of archives it wrote.

    ``before`` has the ledger's text at each parent (None: no file there), one None for a root.
    Of a merge of two, ``bases`` has its text at their common ancestors ('': no file there).
    """

    commit: Commit
    before: tuple[str | None, ...]
    after: str | None
    paths: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
