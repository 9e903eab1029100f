"""What the files of a report are called, by format, and a file as it was handed in."""

from __future__ import annotations

from mosaic.standard import Literal, Mapping, get_args
from mosaic.values import dataclass

Format = Literal["auto", "markdown", "sarif", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
#: What a folder's files are called that may be reports, by format.
SUFFIXES: Mapping[Format, tuple[str, ...]] = {
    "markdown": (".md", ".markdown"),
    "sarif": (".sarif", ".sarif.json", ".json"),
    "json": (".json", ".jsonl", ".ndjson"),
}


@dataclass(frozen=True)
class Given:
    """A report file; ``named`` where a person named it itself, and not a folder above it.

    ``fault`` says why there is no text.
    """

    path: str
    text: str
    named: bool = True
    fault: str = ""


def is_report(name: str, wanted: Format = "auto") -> bool:
    """Whether a folder's file may be a report, by its name."""
    formats = [wanted] if wanted != "auto" else list(SUFFIXES)
    return any(name.casefold().endswith(SUFFIXES[one]) for one in formats)


def is_markdown(path: str) -> bool:
    """Whether a file's name says that it is no SARIF and no JSON."""
    return not path.casefold().endswith((*SUFFIXES["sarif"], *SUFFIXES["json"]))
