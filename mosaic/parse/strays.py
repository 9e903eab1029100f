"""Strays: reports and working artifacts in the root of docs/, where only documentation belongs.

A file is a stray by its name or by its first heading, word for word as below. A host's own
documentation is none: a word that says so (guide, policy, template …) outweighs the others.
"""

from __future__ import annotations

from mosaic.patterns import regex
from mosaic.standard import Mapping
from mosaic.values import dataclass

#: Words of a name or heading that say: this is a report. In the plural most are a subject.
REPORT_WORDS = ("review", "report", "audit", "findings", "retrospective", "postmortem")
#: Words that say: this is a working paper.
WORKING_WORDS = ("scratchpad", "scratchpads", "scratch", "todo", "todos", "wip", "handoff")
#: Words of notes, which are strays only where nothing else stands in the name but these.
NOTE_WORDS = ("notes", "note", "session", "meeting", "working", "dev", "my")
#: Words that say: this is the host's own documentation.
DOCUMENTATION_WORDS = (
    "guide", "guides", "guideline", "guidelines", "policy", "policies", "process", "template",
    "templates", "howto", "checklist", "format", "reference", "log", "logs", "logging", "trail",
    "criteria", "standard", "standards", "workflow",
)  # fmt: skip
#: Files that Mosaic or every project keeps there.
OWN = ("prd.md", "prd.json", "tasks.md", "readme.md", "changelog.md", "index.md")
SUFFIXES = (".md", ".markdown", ".txt", ".json")

_WORD = regex(r"[a-z]+")
_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = regex(r"\d\d-[a-z]")
_HEADING = regex(r" {0,3}# +(.*)")


@dataclass(frozen=True)
class Stray:
    """A file that stands in the wrong place: why, and where its kind belongs."""

    path: str
    why: str
    place: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}; it belongs under {self.place}"


def strays(files: Mapping[str, str]) -> tuple[Stray, ...]:
    """The strays among the files directly in docs/ (name -> text), in name order."""
    found = (_stray(name, files[name]) for name in sorted(files))
    return tuple(stray for stray in found if stray)


def _stray(name: str, text: str) -> Stray | None:
    low = name.lower()
    stem, dot, suffix = low.rpartition(".")
    if low in OWN or f"{dot}{suffix}" not in SUFFIXES:
        return None
    kind = _kind(name[: len(stem)])
    if kind:
        return Stray(f"docs/{name}", f"by its name a {kind[0]}", kind[1])
    if _NUMBERED.match(low) and "summary" in low:
        return Stray(f"docs/{name}", "by its name a part of a report", "docs/reports/")
    heading = _first_heading(text) if suffix != "json" else ""
    kind = _kind(heading) if not _documents(stem) else None
    return Stray(f"docs/{name}", f"by its heading a {kind[0]}", kind[1]) if kind else None


def _kind(said: str) -> tuple[str, str] | None:
    """What a name or heading says the file is, and where that belongs."""
    words = _words(said)
    if _documents(said):
        return None
    if any(word in REPORT_WORDS for word in words):
        return "report", "docs/reports/"
    if any(word in WORKING_WORDS for word in words) or (
        any(word in NOTE_WORDS[:2] for word in words) and all(w in NOTE_WORDS for w in words)
    ):
        return "working paper", "docs/scratchpads/"
    return None


def _documents(said: str) -> bool:
    return any(word in DOCUMENTATION_WORDS for word in _words(said))


def _words(said: str) -> list[str]:
    return _WORD.findall(_CAMEL.sub(" ", said).lower())


def _first_heading(text: str) -> str:
    for line in text.split("\n", 60)[:60]:
        found = _HEADING.match(line)
        if found:
            return found.group(1)
    return ""
