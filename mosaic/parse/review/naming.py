"""How a finding is called: its title, an id where the report gives none, and its component."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePosixPath

from mosaic.parse import cells
from mosaic.parse.review.entry import Entry
from mosaic.parse.review.finding import FileRef
from mosaic.parse.review.words import words
from mosaic.patterns import regex
from mosaic.standard import Iterable, Iterator

#: The subjects of a report, by words of its file's name or title, with the prefix for its ids.
SUBJECTS: tuple[tuple[str, str], ...] = (
    (
        "SEC",
        r"secur|vulnerab|auth(?!or)|pentest|penetration|threat|sicherheit|sécurité|segur|安全|"
        r"セキュリティ|脆弱性|보안",
    ),
    ("TEST", r"\bqa\b|[-_]qa[-_.]|test|coverage|テスト|测试|테스트"),
    ("PERF", r"perf|latency|speed|leistung|rendimiento|性能|パフォーマンス|성능"),
    ("DOC", r"docs?\b|documentation|dokumentation|documentación|文档|ドキュメント|문서"),
    ("CQ", r"quality|code|correctness|bugs?|hygiene|debt|architect"),
)
_FALLBACK = "CQ"
#: Folders that hold packages of one repository: what stands below is the component.
_HOLDERS = words("apps packages services libs crates modules plugins projects")
#: Folders that tell nothing of what a file is about.
_DULL = words(
    "src source lib app main java kotlin python internal pkg cmd server client test tests spec",
    "__tests__ com org home users mnt sessions github workspace repo opt var tmp usr",
)
_PARTS = regex(r"[-_.]")
_NO_WORD = regex(r"[\W_]+")
_LONGEST_AREA = 30
_LONGEST_TITLE = 200
_BLANKS = regex(r"\s+")


def title(entry: Entry) -> tuple[str, bool]:
    """The title on one line, no longer than a row bears; and whether hidden characters went."""
    text, dirty = cells.clean(entry.title or entry.aside)
    text = _BLANKS.sub(" ", text).strip()
    if len(text) > _LONGEST_TITLE:
        text = text[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text, dirty


def prefix_for(path: str, heading: str) -> str:
    """The prefix for generated ids: by the file's name, else by its first heading."""
    for text in (PurePosixPath(path).name, heading):
        for prefix, about in SUBJECTS:
            if re.search(about, text, re.IGNORECASE):
                return prefix
    return _FALLBACK


class Namer:
    """Generated ids, none like another or like an id that the report itself gives."""

    __slots__ = ("_last", "_taken")

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def next(self, prefix: str) -> str:
        number = self._last.get(prefix, 0) + 1
        while f"{prefix}-{number}" in self._taken:
            number += 1
        self._last[prefix] = number
        return f"{prefix}-{number}"


def component(refs: Iterable[FileRef], identifier: str, area: str = "") -> str:
    """The app or package that the first telling path lies in, else what the report calls the
    ``area``, else the middle part of the id."""
    for ref in refs:
        found = next(_folders(ref.path), "")
        if found:
            return found
    told = _NO_WORD.sub("-", re.split(r"[,;/&]|\s[+·]\s", area)[0].lower()).strip("-")
    if 0 < len(told) <= _LONGEST_AREA and "." not in area:
        return told
    parts = _PARTS.split(identifier)
    middle = parts[1] if len(parts) == 3 else ""
    return middle.lower() if middle.isalpha() else ""


def _folders(path: str) -> Iterator[str]:
    parts = [part for part in path.split("/")[:-1] if part not in ("", ".", "..", "~")]
    for holder, inside in pairwise(parts):
        if holder in _HOLDERS:
            yield inside
            return
    if path.startswith("/") and "src" in parts:
        parts = parts[parts.index("src") :]
    yield from (part for part in parts if part.lower() not in _DULL and "[" not in part)
