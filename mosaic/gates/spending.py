"""The budget's position at each entry of a history, each text read only where it moved.

A mission is the rows of the table and those archived under its milestone, as ``State.mission_rows``
has it; one that begins with an empty table begins anew.
"""

from __future__ import annotations

from mosaic.edits import follow
from mosaic.errors import LedgerUnusable
from mosaic.gates.budget import Position, projection, stand
from mosaic.machine import Event
from mosaic.parse import tasks
from mosaic.parse.config import Config, parse_config
from mosaic.parse.tasks import Document, Task
from mosaic.standard import Mapping
from mosaic.state import archive_path
from mosaic.values import dataclass, field

#: Tokens of one row: used, projected.
Figures = tuple[int, int]


@dataclass
class Course:
    """Takes the texts of one entry after the other, oldest first."""

    _document: Document = field(default_factory=lambda: tasks.parse(""))
    _text: str = ""
    _config: Config = field(default_factory=Config)
    _config_text: str = ""
    _known: dict[str, tuple[Task, Figures]] = field(default_factory=dict)
    _archived: dict[str, dict[str, Figures]] = field(default_factory=dict)

    def begins(self, event: str) -> bool:
        """Whether an entry of this event, which is to come next, begins a mission."""
        return event == Event.BOOTSTRAP and not self._known

    def turn(self, event: str, text: str | None, config: str | None) -> Position:
        """The position after an entry that left these texts of ledger and config."""
        self._configure(config or "")
        before = self._known
        self._document = follow(self._document, self._text, text or "")
        self._text = text or ""
        self._known = {row.id: (row, self._figures(row, before)) for row in self._document.rows}
        gone = self._archived.setdefault(archive_path(self._milestone), {})
        if event in (Event.ARCHIVE, Event.RELEASE):
            gone |= {name: said for name, (_, said) in before.items() if name not in self._known}
        return self._position(gone)

    @property
    def _milestone(self) -> str:
        return self._config.mission.milestone or "milestone"

    def _position(self, gone: Mapping[str, Figures]) -> Position:
        figures = [said for _, said in self._known.values()]
        figures += [said for name, said in gone.items() if name not in self._known]
        used, projected = (sum(pair[at] for pair in figures) for at in (0, 1))
        return stand(used, projected, self._config.budget)

    def _figures(self, row: Task, before: Mapping[str, tuple[Task, Figures]]) -> Figures:
        known = before.get(row.id)
        if known and known[0] is row:
            return known[1]
        return row.used or 0, projection(row)

    def _configure(self, text: str) -> None:
        """Take a config; one that cannot be read leaves the last one in force."""
        if text == self._config_text:
            return
        self._config_text = text
        try:
            self._config = parse_config(text)
        except LedgerUnusable:  # a hand broke it, and a later commit mended it
            return
