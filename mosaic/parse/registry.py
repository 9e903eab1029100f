"""The deferral registry: one section a deferral, ``## ID: description`` and six labelled lines.

Reading passes over HTML comments and fenced code. Writing changes the section of its id and no
other line; where an id stands twice, the last one counts. Source: the guide, "Two-Phase
Completion Protocol".
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.patterns import regex
from mosaic.standard import Iterator, Sequence
from mosaic.values import dataclass, fields

CATEGORIES = ("Quick-win", "Medium", "Hard", "Architectural", "Framework Limitation")
RISKS = ("Low", "Medium", "High")
#: The label of each line, and the field that it fills, in the order they are written.
LABELS = (
    ("File", "file"),
    ("Error", "error"),
    ("Category", "category"),
    ("Reason", "reason"),
    ("Suggested approach", "approach"),
    ("Risk", "risk"),
)
TITLE = "# Deferred errors"

_FENCE = regex(r" {0,3}(`{3,}|~{3,})")
_BY_LABEL = {label.casefold(): name for label, name in LABELS}


@dataclass(frozen=True)
class Deferral:
    """One thing left unmended, and why."""

    id: str
    description: str = ""
    file: str = ""
    error: str = ""
    category: str = ""
    reason: str = ""
    approach: str = ""
    risk: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the fields that are empty, or that hold none of the words they may."""
        return tuple(f.name for f in fields(self) if not self._holds(f.name))

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def _holds(self, name: str) -> bool:
        value: str = getattr(self, name).strip()
        if name == "id":
            return cells.is_id(value)
        words = {"category": CATEGORIES, "risk": RISKS}.get(name)
        if words is not None:
            return value.casefold() in (word.casefold() for word in words)
        return not cells.is_empty(value)


@dataclass(frozen=True)
class _Section:
    """Where a deferral stands: its heading's line, and the line behind its last one."""

    start: int
    end: int
    deferral: Deferral


def read_registry(text: str) -> tuple[Deferral, ...]:
    """Every deferral of the registry in its order, incomplete ones too; never fails."""
    return tuple(section.deferral for section in _sections(_lines(text)))


def sections(text: str) -> tuple[tuple[str, int], ...]:
    """The id of each deferral, and the number of the line that it begins on, from 0."""
    return tuple((s.deferral.id, s.start) for s in _sections(_lines(text)))


def with_deferral(text: str, deferral: Deferral) -> str:
    """The registry with this deferral in the place of the one with its id, else at the end.

    Values are written on one line each. Every other line stays as it is.
    """
    eol = "\r\n" if "\r\n" in text else "\n"
    if not text.strip():
        return eol.join([TITLE, "", *_written(deferral), ""])
    lines = text.split("\n")
    bare = _lines(text)
    same = [s for s in _sections(bare) if s.deferral.id == deferral.id]
    end = "\r" if eol == "\r\n" else ""
    new = [line + end for line in _written(deferral)]
    if same:
        return "\n".join([*lines[: same[-1].start], *new, *_tail(lines, same[-1].end, end)])
    at = _open_from(bare)
    head = lines[:at]
    while head and not head[-1].strip():
        head.pop()
    head = [*head[:-1], head[-1].removesuffix("\r") + end, end] if head else []
    return "\n".join([*head, *new, *_tail(lines, at, end)])


def _tail(lines: list[str], at: int, end: str) -> list[str]:
    """What follows a section from this line on, with one blank line before it."""
    rest = lines[at:]
    while rest and not rest[0].strip():
        rest = rest[1:]
    return [end, *rest] if rest else [""]


def _written(deferral: Deferral) -> list[str]:
    one_line = {f.name: " ".join(getattr(deferral, f.name).split()) for f in fields(deferral)}
    head = f"## {one_line['id']}: {one_line['description']}".rstrip()
    return [head, *(f"- {label}: {one_line[name]}".rstrip() for label, name in LABELS)]


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]


def _sections(lines: Sequence[str]) -> Iterator[_Section]:
    """The sections in order; one ends at the next heading of its own level or above."""
    headings, last = [], _open_from(lines)
    for number, line in _live(lines):
        level, words = _heading(line)
        if level:
            headings.append((number, level, words))
    for at, (start, level, words) in enumerate(headings):
        name, colon, description = words.partition(":")
        if not cells.is_id(name) or not (colon or any(c.isdigit() for c in name)):
            continue
        stop = next((n for n, lv, _ in headings[at + 1 :] if lv <= level), last)
        values = _values(lines, start + 1, stop)
        yield _Section(start, stop, Deferral(name, description.strip(), **values))


def _heading(line: str) -> tuple[int, str]:
    """The level and the words of a line that is a heading; level 0 where it is none."""
    bare = line.lstrip(" ")
    rest = bare.lstrip("#")
    level = len(bare) - len(rest)
    if level > 6 or len(line) - len(bare) > 3 or rest[:1] not in (" ", "\t"):
        return 0, ""
    return level, rest.strip()


def _values(lines: Sequence[str], start: int, stop: int) -> dict[str, str]:
    """The labelled lines of a section; an indented line goes on with the one before it."""
    found: dict[str, str] = {}
    current = ""
    for _, line in _live(lines[start:stop]):
        bare = line.lstrip(" ")
        if bare[:1] in ("-", "*", "+") and bare[1:2] in (" ", "\t") and len(line) - len(bare) < 4:
            label, _, value = bare[1:].lstrip(" \t").partition(":")
            current = _BY_LABEL.get(label.strip("*_ `").casefold(), "")
            if current:
                bold = "**" if label.startswith("**") else ""
                found[current] = value.strip().removeprefix(bold).strip()
        elif current and line.strip() and line[0] in " \t":
            found[current] = f"{found[current]} {line.strip()}".strip()
        else:
            current = ""
    return found


def _live(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines outside comments and fences, with their numbers."""
    closes = ""
    for number, line in enumerate(lines):
        if closes:
            if _closed(line, closes):
                closes = ""
            continue
        closes = _opened(line)
        if not closes:
            yield number, line
        elif closes == "-->" and closes in line:
            closes = ""


def _open_from(lines: Sequence[str]) -> int:
    """The line of a comment or fence that is never closed; else how many lines there are."""
    closes, at = "", len(lines)
    for number, line in enumerate(lines):
        if closes:
            closes = "" if _closed(line, closes) else closes
            continue
        closes = _opened(line)
        if closes == "-->" and closes in line:
            closes = ""
        at = number if closes else at
    return at if closes else len(lines)


def _opened(line: str) -> str:
    """What would close the comment or fence that this line opens; '' where it opens none."""
    if line.lstrip(" ").startswith("<!--"):
        return "-->"
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    return match.group(1) if match else ""


def _closed(line: str, closes: str) -> bool:
    if closes == "-->":
        return closes in line
    bare = line.strip(" \t")
    return bare.startswith(closes) and not bare.strip(closes[0])
