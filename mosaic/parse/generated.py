"""Which generated reports belong to a row: by the ids in their names, or by the file they are of.

A report's name is compared word by word, whatever stands between the words and whatever their
case, so that ``SEC-1`` is not found in ``SEC-10``. Source: the guide, "Report Cleanup".
"""

from __future__ import annotations

from mosaic.parse.paths import REPORTS
from mosaic.parse.tasks import Task
from mosaic.patterns import regex
from mosaic.standard import Iterable
from mosaic.values import dataclass

FOLDER = REPORTS
#: Where quality automation leaves reports, and where those of failed tasks go.
PENDING, ESCALATED, ARCHIVED = "pending", "escalated", "archived"
_GAP = regex(r"[\W_]+")
_LINES = regex(r":[0-9][0-9,-]*$")


@dataclass(frozen=True)
class Names:
    """What a row's reports may be named by: ids of task and findings; whole paths of files."""

    ids: frozenset[str]
    paths: frozenset[str]

    def has_id(self, report: str) -> bool:
        """Whether a report, by its path below the folder, names one of the ids."""
        return _names(report, self.ids)

    def has_path(self, report: str) -> bool:
        """Whether it names one of the files."""
        return _names(report, self.paths)


def names_of(rows: Iterable[Task]) -> Names:
    """The names of these rows together; a file at the top, such as README.md, is no name."""
    ids, paths = set[str](), set[str]()
    for row in rows:
        found = row.notes.get("Finding").replace(" (generated)", "").split(",")
        ids |= {row.id, row.finding, *found}
        files = (_LINES.sub("", file.strip()) for file in row.notes.get("Files").split(","))
        paths |= {file for file in files if "/" in file}
    return Names(frozenset(map(_plain, ids)) - {""}, frozenset(map(_plain, paths)) - {""})


def _names(report: str, wanted: frozenset[str]) -> bool:
    said = f"-{_plain(report)}-"
    return any(f"-{name}-" in said for name in wanted)


def _plain(text: str) -> str:
    return _GAP.sub("-", text.casefold()).strip("-")
