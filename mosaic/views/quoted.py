"""A report's own words on a row's findings, for the worker's brief."""

from __future__ import annotations

from mosaic.parse.tasks import Task
from mosaic.standard import Mapping, lru_cache
from mosaic.state import State


def quoted(state: State, task: Task) -> str:
    """What the reports say of each finding of a row, then what a review holds against it; or ''."""
    told = [
        _told(state, task, *_place(source), name, titled) for source, name, titled in _named(task)
    ]
    return "\n\n".join([*filter(None, told), *_remedies(task)])


def _named(task: Task) -> list[tuple[str, str, str | None]]:
    """Source, id and title of each finding; a row of several has one part for each, and the title
    of one alone is the row's: None."""
    name, parts, sources = task.notes.get("Finding"), task.notes.all("Part"), task.sources
    names = name.split(", ")
    if not len(parts) == len(names) == len(sources):
        return [(source, name, None) for source in sources]
    titles = (f"{part} ".rpartition(" -- ")[0] for part in parts)
    return list(zip(sources, names, titles, strict=True))


def _is_prose(path: str, text: str) -> bool:
    """Whether a report file is Markdown for certain, without reading it."""
    from mosaic.parse.review.named import is_markdown

    return is_markdown(path) and text.lstrip()[:1] not in ("{", "[")


def _remedies(task: Task) -> list[str]:
    found = "\n".join(task.notes.all("Remedies"))
    return [found] if found else []


def _place(source: str) -> tuple[str, int]:
    path, _, line = source.rpartition(":")
    return path, int(line) if line.isascii() and line.isdigit() else 0


def _told(state: State, task: Task, path: str, number: int, name: str, titled: str | None) -> str:
    """The report's lines from this one on: a heading's section, or what else the finding is.

    A machine's report is read for the finding's words; its raw lines are never shown.
    """
    text = state.files.read(path) if path and number else None
    if text is not None and not _is_prose(path, text):
        from mosaic.learning import title
        from mosaic.parse.review.formats import body_at

        told = body_at(path, text, number, name, title(task) if titled is None else titled)
        if told is not None:
            return told
    if text is None:
        return ""
    # The reader of reports counts lines of every kind.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if number > len(lines):
        return ""
    level = _level(lines[number - 1])
    if not level:
        return _read(path, text, number) or lines[number - 1].strip()
    end = number
    while end < len(lines) and not 0 < _level(lines[end]) <= level:
        end += 1
    return "\n".join(lines[number - 1 : end]).strip()


def _level(line: str) -> int:
    return len(line) - len(line.lstrip("#"))


def _read(path: str, text: str, number: int) -> str:
    """The body of the finding on this line, as the reader tells a list's or a table's apart."""
    return _bodies(path, text).get(number, "").strip()


@lru_cache(maxsize=1)
def _bodies(path: str, text: str) -> Mapping[int, str]:
    """The bodies of a report by their first lines: read once for a row of many findings."""
    from mosaic.parse.review.reader import read_report

    return {f.source.line: f.body for f in read_report(((path, text),)).findings}
