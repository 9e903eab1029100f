"""Which findings a ledger names already (PROTOCOL, "Bootstrap": ``--append``).

A row names a finding by its ``Finding:`` and ``Source:`` notes: the report's file and the id, or
for a generated id the file and the title. A row without a source, as hand-made ledgers have them,
names the finding of that id where there is only one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mosaic import learning
from mosaic.parse.review.finding import Finding
from mosaic.parse.tasks import Document, Task
from mosaic.plan.files import one_line
from mosaic.plan.rows import GENERATED, short_title


def unnamed(
    findings: Sequence[Finding], existing: Document, archived: Sequence[Task] = ()
) -> tuple[Finding, ...]:
    """The findings that no row of the ledger and no archived row names, in their order."""
    keys, ids = _named((*existing.rows, *archived))
    counts = Counter(one_line(f.id) for f in findings if not f.generated)
    return tuple(
        finding
        for finding in findings
        if _key(finding) not in keys
        and (
            finding.generated or one_line(finding.id) not in ids or counts[one_line(finding.id)] > 1
        )
    )


def _named(rows: Iterable[Task]) -> tuple[set[tuple[str, str, str]], set[str]]:
    """The keys that rows name, and the ids named without a source."""
    keys: set[tuple[str, str, str]] = set()
    ids: set[str] = set()
    for task in rows:
        notes = task.notes
        names = notes.all("Finding") or (() if task.role else (task.finding,))
        files = [source.rpartition(":")[0] for source in notes.all("Source")]
        for name in names:
            if name.endswith(GENERATED):
                keys.update((file, "", _letters(learning.title(task))) for file in files)
            elif files:
                keys.update((file, name, "") for file in files)
            else:
                ids.add(name)
    return keys, ids


def _key(finding: Finding) -> tuple[str, str, str]:
    file = one_line(finding.source.file)
    if finding.generated:
        return file, "", _letters(short_title(finding))
    return file, one_line(finding.id), ""


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
