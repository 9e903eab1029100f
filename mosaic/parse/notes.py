"""The notes cell: entries joined by line breaks, each ``Label: text``, in the order they came."""

from __future__ import annotations

from mosaic.patterns import DOTALL, regex
from mosaic.values import dataclass

_LABEL = regex(r"([A-Z][A-Za-z-]*(?: [a-z]+){0,2}): ?(.*)", DOTALL)


@dataclass(frozen=True)
class Notes:
    """A row's notes as values; ``str(notes)`` is the cell's value, without blanks at its ends."""

    entries: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.entries).strip(" \t\n")

    def get(self, label: str) -> str:
        """The text of the last entry with this label, or ''."""
        found = self.all(label)
        return found[-1] if found else ""

    def all(self, label: str) -> tuple[str, ...]:
        """The texts of every entry with this label, in order."""
        texts = (_text(entry, label) for entry in self.entries)
        return tuple(text for text in texts if text is not None)

    def add(self, label: str, text: str) -> Notes:
        """These notes and one entry more; line breaks in the text become blanks."""
        return Notes((*self.entries, f"{label}: {' '.join(text.split())}".rstrip()))

    def put(self, label: str, text: str) -> Notes:
        """These notes with the entries of this label replaced by one, in the first one's place."""
        has = [_text(entry, label) is not None for entry in self.entries]
        at = has.index(True) if any(has) else len(has)
        rest = self.drop(label).entries
        return Notes((*rest[:at], f"{label}: {' '.join(text.split())}".rstrip(), *rest[at:]))

    def drop(self, label: str) -> Notes:
        """These notes without the entries of this label."""
        return Notes(tuple(e for e in self.entries if _text(e, label) is None))

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Each entry as (label, text); an entry of another shape has the label ''."""
        pairs = []
        for entry in self.entries:
            match = _LABEL.fullmatch(entry.strip(" \t"))
            pairs.append((match.group(1), match.group(2)) if match else ("", entry))
        return tuple(pairs)


def last(value: str, label: str) -> str:
    """What ``parse_notes(value).get(label)`` is, found without reading all of it."""
    at = value.find(label)
    if at >= 0:
        if value.find(label, at + 1) < 0:  # once: in one entry
            begin, end = value.rfind("\n", 0, at) + 1, value.find("\n", at)
            return _text(value[begin : end if end >= 0 else None], label) or ""
        for entry in reversed(value.split("\n")):
            text = _text(entry, label) if label in entry else None
            if text is not None:
                return text
    return ""


def _text(entry: str, label: str) -> str | None:
    """What an entry says under this label, or None; blanks about ``<br>`` do not matter."""
    head, colon, text = entry.partition(":")
    return text.strip() if colon and head.strip(" \t") == label else None


def parse_notes(value: str) -> Notes:
    """The entries of a notes value."""
    return Notes(tuple(value.split("\n"))) if value else Notes()
