"""The merge of the deferral registry: sections by the id that they defer, text besides by lines.

New sections of both sides are kept, ours first. A section that both sides changed, and a file that
holds more than its sections in order, are merged by lines.
"""

from __future__ import annotations

from mosaic.merging.marks import Merged, by_lines, clash, newer
from mosaic.parse.registry import sections
from mosaic.standard import Mapping
from mosaic.values import dataclass


@dataclass(frozen=True)
class _File:
    """What stands before the first section, then each section's text by its id."""

    head: str
    parts: Mapping[str, str]

    @property
    def text(self) -> str:
        return "\n".join([self.head, *self.parts.values()])


def merge(base: str, ours: str, theirs: str, size: int) -> Merged:
    """Merge two versions of the registry; ``base`` is '' where there was none."""
    old, mine, others = (_read(text) for text in (base, ours, theirs))
    if old is None or mine is None or others is None:
        return by_lines(base, ours, theirs, size)
    if clash(old.head, mine.head, others.head):
        return by_lines(base, ours, theirs, size)
    found = {}
    for name in dict.fromkeys((*mine.parts, *others.parts)):
        trio = (old.parts.get(name), mine.parts.get(name), others.parts.get(name))
        if clash(*trio):
            return by_lines(base, ours, theirs, size)
        text = newer(*trio)
        if text is not None:
            found[name] = text
    return Merged(_File(newer(old.head, mine.head, others.head), found).text)


def _read(text: str) -> _File | None:
    """The file, where it is its head and sections in order, one blank line between, no id twice."""
    lines, places = text.split("\n"), sections(text)
    starts = [*(start for _, start in places), len(lines)]
    head = "\n".join(lines[: starts[0]])
    parts = {}
    for (name, start), end in zip(places, starts[1:], strict=True):
        part = "\n".join(lines[start:end])
        parts[name] = part.rstrip("\n") + "\n"
    file = _File(head, parts)
    return file if file.text == text and len(parts) == len(places) else None
