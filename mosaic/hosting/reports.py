"""A review report to be filled in: one folder below docs/reports, one file a template."""

from __future__ import annotations

import os

from mosaic.errors import Usage
from mosaic.hosting.installed import Laid
from mosaic.ledger.placing import put_file
from mosaic.ledger.repository import Repository
from mosaic.parse import cells
from mosaic.patterns import regex
from mosaic.views.template import filled, names

REPORTS = "docs/reports"
_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
_NUMBERED = regex(r"reports/(\d\d-.*\.md)")
#: Folders below docs/reports that hold other things than reviews.
_TAKEN = ("deferred", "qa-automation")


def scaffold(repository: Repository, name: str, today: str, *, dry: bool) -> tuple[Laid, ...]:
    """Write the report's files. Errors: Usage for a bad name, or one that is there already."""
    folder = f"{REPORTS}/{checked(name)}"
    if os.path.lexists(repository.top / folder):
        raise Usage(
            f"{folder} is there already; nothing was written",
            hint="fill in the report that is there, or choose another name",
        )
    found = [(m.group(0), m.group(1)) for m in map(_NUMBERED.fullmatch, names()) if m]
    values = {"NAME": name, "CURRENT_DATE": today}
    texts = [(f"{folder}/{file}", filled(path, repository.top, values)) for path, file in found]
    for path, text in texts if not dry else ():
        put_file(repository.top, path, text.encode())
    return tuple(Laid(path, "written") for path, _ in texts)


def checked(name: str) -> str:
    """The name, if it can be a report's folder. Errors: Usage."""
    if not _NAME.fullmatch(name) or name.endswith("."):
        raise Usage(
            f"'{cells.visible(name)[:80]}' cannot be a report's name",
            hint="use letters, digits and . _ -, 64 at most, beginning with a letter or digit",
        )
    if name.casefold() in _TAKEN:
        raise Usage(f"{REPORTS}/{name} is for other things", hint="choose another name")
    return name
