"""The notes cell: entries joined by line breaks, each ``Label: text``, in the order they came."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LABEL = re.compile(r"([A-Z][A-Za-z-]*(?: [a-z]+){0,2}): ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Notes:
    """A row's notes as values; ``str(notes)`` is the cell's value."""

    entries: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.entries)

    def get(self, label: str) -> str:
        """The text of the last entry with this label, or ''."""
        found = self.all(label)
        return found[-1] if found else ""

    def all(self, label: str) -> tuple[str, ...]:
        """The texts of every entry with this label, in order."""
        head = label + ":"
        return tuple(e[len(head) :].strip() for e in self.entries if e.startswith(head))

    def add(self, label: str, text: str) -> Notes:
        """These notes and one entry more; line breaks in the text become blanks."""
        return Notes((*self.entries, f"{label}: {' '.join(text.split())}".rstrip()))

    def put(self, label: str, text: str) -> Notes:
        """These notes with the entries of this label replaced by one, in the first one's place."""
        head = label + ":"
        at = next((i for i, e in enumerate(self.entries) if e.startswith(head)), len(self.entries))
        rest = self.drop(label).entries
        return Notes((*rest[:at], f"{label}: {' '.join(text.split())}".rstrip(), *rest[at:]))

    def drop(self, label: str) -> Notes:
        """These notes without the entries of this label."""
        return Notes(tuple(e for e in self.entries if not e.startswith(label + ":")))

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Each entry as (label, text); an entry of another shape has the label ''."""
        pairs = []
        for entry in self.entries:
            match = _LABEL.fullmatch(entry)
            pairs.append((match.group(1), match.group(2)) if match else ("", entry))
        return tuple(pairs)


def parse_notes(value: str) -> Notes:
    """The entries of a notes value."""
    return Notes(tuple(value.split("\n"))) if value else Notes()
