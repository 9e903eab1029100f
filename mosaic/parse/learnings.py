"""docs/tasks/orchestrator-learnings.json as values, and back.

Every fault is listed at once with its place; a key that Mosaic does not know is kept, and a file
of Mosaic's own is written back byte for byte. Source: the guide, "Capture Learning".
"""

from __future__ import annotations

from math import isfinite

from mosaic.errors import LedgerUnusable
from mosaic.parse.cells import is_whole
from mosaic.parse.decoding import read
from mosaic.parse.jsontext import pretty
from mosaic.patterns import regex
from mosaic.standard import Any, Mapping, NoReturn, json
from mosaic.values import dataclass, field

PATH = "docs/tasks/orchestrator-learnings.json"
SCHEMA_VERSION = 1

_LONE = regex("[\ud800-\udfff]")
_ROOT = (
    "schema_version", "project", "milestone", "created_at", "learnings", "phase_summaries",
    "proposed_adjustments", "investigation_queue",
)  # fmt: skip
_ENTRY = (
    "task_id", "task_type", "estimate_k", "actual_k", "variance_pct", "characteristics",
    "analysis", "flags", "captured_at",
)  # fmt: skip


@dataclass(frozen=True)
class Learning:
    """One task whose variance is worth keeping; ``_k`` are thousands of tokens.

    ``extra`` holds the keys that Mosaic does not know, those of ``characteristics`` under it.
    """

    task_id: str
    task_type: str
    estimate_k: float
    actual_k: float
    variance_pct: int
    file_count: int = 0
    keywords: tuple[str, ...] = ()
    analysis: str = ""
    flags: tuple[str, ...] = ()
    captured_at: str = ""
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        spent = f"{self.estimate_k:g}K → {self.actual_k:g}K"
        return f"{self.task_id}: {spent} ({self.variance_pct:+d} %)"


@dataclass(frozen=True)
class LearningsFile:
    """The whole file; ``extra`` holds the root's keys that Mosaic does not know."""

    project: str = ""
    milestone: str = ""
    created_at: str = ""
    learnings: tuple[Learning, ...] = ()
    phase_summaries: tuple[object, ...] = ()
    proposed_adjustments: tuple[object, ...] = ()
    investigation_queue: tuple[object, ...] = ()
    schema_version: object = SCHEMA_VERSION
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass
class _Reader:
    """Takes values out of JSON objects, and notes what is not as it should be."""

    faults: list[str] = field(default_factory=list)

    def text(self, where: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self.faults.append(f"{where} is no text")
        return ""

    def number(self, where: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
            self.faults.append(f"{where} is no number")
            return 0
        return value

    def amount(self, where: str, value: object) -> float:
        """A number that is not negative."""
        number = self.number(where, value)
        if number < 0:
            self.faults.append(f"{where} is below 0")
        return number

    def items(self, where: str, value: object) -> tuple[Any, ...]:
        if isinstance(value, list):
            return tuple(value)
        self.faults.append(f"{where} is no list")
        return ()

    def texts(self, where: str, value: object) -> tuple[str, ...]:
        items = self.items(where, value)
        return tuple(self.text(f"{where}[{n}]", item) for n, item in enumerate(items))

    def mapping(self, where: str, value: object) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.faults.append(f"{where} is no object")
        return {}


def read_learnings(text: str) -> LearningsFile:
    """The file's values; LedgerUnusable with every fault where it cannot be used."""
    reader = _Reader()
    root = reader.mapping("the file", _json(text))
    entries = reader.items("learnings", root.get("learnings", []))
    file = LearningsFile(
        reader.text("project", root.get("project", "")),
        reader.text("milestone", root.get("milestone", "")),
        reader.text("created_at", root.get("created_at", "")),
        tuple(_entry(reader, f"learnings[{n}]", entry) for n, entry in enumerate(entries)),
        reader.items("phase_summaries", root.get("phase_summaries", [])),
        reader.items("proposed_adjustments", root.get("proposed_adjustments", [])),
        reader.items("investigation_queue", root.get("investigation_queue", [])),
        root.get("schema_version", SCHEMA_VERSION),
        {key: value for key, value in root.items() if key not in _ROOT},
    )
    if reader.faults:
        _refuse([f"{PATH}: {fault}" for fault in reader.faults])
    return file


def _entry(reader: _Reader, where: str, value: object) -> Learning:
    entry = reader.mapping(where, value)
    if not isinstance(value, dict):
        return Learning("", "", 0, 0, 0)
    traits = reader.mapping(f"{where}.characteristics", entry.get("characteristics", {}))
    estimate = reader.amount(f"{where}.estimate_k", entry.get("estimate_k"))
    actual = reader.amount(f"{where}.actual_k", entry.get("actual_k"))
    percent = round(100 * (actual - estimate) / estimate) if estimate else 0
    extra = {key: value for key, value in entry.items() if key not in _ENTRY}
    others = {k: v for k, v in traits.items() if k not in ("file_count", "keywords")}
    return Learning(
        reader.text(f"{where}.task_id", entry.get("task_id")),
        reader.text(f"{where}.task_type", entry.get("task_type", "OTHER")),
        estimate,
        actual,
        round(reader.number(f"{where}.variance_pct", entry.get("variance_pct", percent))),
        int(reader.amount(f"{where}.characteristics.file_count", traits.get("file_count", 0))),
        reader.texts(f"{where}.characteristics.keywords", traits.get("keywords", [])),
        reader.text(f"{where}.analysis", entry.get("analysis", "")),
        reader.texts(f"{where}.flags", entry.get("flags", [])),
        reader.text(f"{where}.captured_at", entry.get("captured_at", "")),
        {**extra, "characteristics": others} if others else extra,
    )


def write_learnings(file: LearningsFile) -> str:
    """The file's text: two blanks of indent, keys in one order, a line end at the end.

    ``read_learnings(write_learnings(file)) == file``.
    """
    root = {
        "schema_version": file.schema_version,
        "project": file.project,
        "milestone": file.milestone,
        "created_at": file.created_at,
        "learnings": [_written(learning) for learning in file.learnings],
        "phase_summaries": list(file.phase_summaries),
        "proposed_adjustments": list(file.proposed_adjustments),
        "investigation_queue": list(file.investigation_queue),
        **file.extra,
    }
    text = pretty(root)
    if not is_whole(text):
        text = _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
    return f"{text}\n"


def _written(learning: Learning) -> dict[str, object]:
    extra = dict(learning.extra)
    others = extra.pop("characteristics", {})
    return {
        "task_id": learning.task_id,
        "task_type": learning.task_type,
        "estimate_k": plain_number(learning.estimate_k),
        "actual_k": plain_number(learning.actual_k),
        "variance_pct": learning.variance_pct,
        "characteristics": {
            "file_count": learning.file_count,
            "keywords": list(learning.keywords),
            **(others if isinstance(others, dict) else {}),
        },
        "analysis": learning.analysis,
        **({"flags": list(learning.flags)} if learning.flags else {}),
        "captured_at": learning.captured_at,
        **extra,
    }


def plain_number(number: float) -> float:
    """A whole number without its ``.0``."""
    return int(number) if number == int(number) else number


def _json(text: str) -> object:
    try:
        return read(text.removeprefix("\ufeff"), _number)
    except json.JSONDecodeError as error:
        _refuse([f"{PATH}:{error.lineno}:{error.colno}: {error.msg}"])
    except RecursionError:
        _refuse([f"{PATH}: it is nested too deeply"])
    except ValueError as error:
        _refuse([f"{PATH}: {error}"])


def _number(text: str) -> float:
    """JSON knows no NaN and no Infinity, and neither does the file that is written."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is no number that can be kept")
    return number


def _refuse(faults: list[str]) -> NoReturn:
    raise LedgerUnusable(
        faults[0] if len(faults) == 1 else f"{PATH} has {len(faults)} faults",
        details=faults,
        hint=f"correct {PATH}, or put back its last good version from git",
        code="ledger-broken",
    )
