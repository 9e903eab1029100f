"""A review of a worker's code, from the JSON of Codex or of the fallback reviewer.

Guide, "Phase 2b": ``.verdict`` with ``.stats.blockers``, ``.stats.critical`` and ``.stats.high``,
or ``blockers`` and ``critical_security``. A review without a verdict is none: approval is never
assumed. The counts are at least what the review's own findings show.
"""

from __future__ import annotations

from collections import Counter

from mosaic.errors import Usage
from mosaic.parse import cells
from mosaic.parse.answers import broken, last_object
from mosaic.standard import Any, Iterator, Literal, Mapping, get_args
from mosaic.values import dataclass

Kind = Literal["code", "security"]
Verdict = Literal["approve", "request-changes", "comment"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_BLOCKERS = ("blocker", "blocking")
_SLIGHT = ("suggestion", "low", "nit", "info", "note")


@dataclass(frozen=True)
class ReviewFinding:
    """One finding of a review, as the reviewer worded it; ``file`` may carry a line."""

    severity: str
    title: str
    file: str
    description: str


@dataclass(frozen=True)
class ReviewReport:
    """A review: its verdict and what speaks against landing. ``commit`` is what was reviewed, None
    where the review does not say; ``reviewer`` is ``""`` where it names none. ``source`` is where
    it came from, and ``ran`` whether Mosaic ran the reviewer itself."""

    kind: Kind
    verdict: Verdict
    blockers: int
    critical: int
    high: int
    commit: str | None
    reviewer: str
    findings: tuple[ReviewFinding, ...]
    source: str = ""
    ran: bool = False

    @property
    def grave(self) -> tuple[ReviewFinding, ...]:
        """The findings that speak against landing; where none says so, all: the counts do."""
        words = (*_BLOCKERS, "critical", *(["high"] if self.kind == "security" else []))
        return tuple(f for f in self.findings if f.severity in words) or self.findings

    @property
    def asked(self) -> tuple[ReviewFinding, ...]:
        """What a review that asks for changes should like to see changed."""
        if self.verdict != "request-changes":
            return ()
        return tuple(f for f in self.findings if f.severity not in _SLIGHT)


def looks_like_scan(text: str) -> bool:
    """Whether a text may be a SARIF log (``scans.py``); cheap, and never no for one that is."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and '"runs"' in text


def read_review(text: str, kind: Kind) -> ReviewReport:
    """The review in a reviewer's answer; ``Usage`` with a detail for each fault."""
    found = last_object(text, "verdict")
    torn = broken(text, "verdict") if found is None or "verdict" not in found.value else ""
    if torn:
        raise Usage(
            f"the {kind} review's JSON is broken: {torn}",
            hint="ask the reviewer for the block again, as JSON",
        )
    if found is None:
        raise Usage(f"the {kind} review has no JSON", hint="a review needs at least a verdict")
    raw = found.value
    faults = [f"{key}: given twice" for key in found.repeated]
    findings = tuple(_findings(raw.get("findings"), faults))
    shown = Counter(finding.severity for finding in findings)
    report = ReviewReport(
        kind=kind,
        verdict=_verdict(raw, faults),
        blockers=max(_count(raw, "blockers", faults), sum(shown[word] for word in _BLOCKERS)),
        critical=max(_count(raw, "critical", faults), _count(raw, "critical_security", faults),
                     shown["critical"]),
        high=max(_count(raw, "high", faults), shown["high"]),
        commit=_commit(raw, faults),
        reviewer=_reviewer(raw),
        findings=findings,
    )  # fmt: skip
    if faults:
        raise Usage(f"the {kind} review cannot be used", details=faults)
    return report


def _verdict(raw: Mapping[str, Any], faults: list[str]) -> Verdict:
    said = raw.get("verdict")
    word = said.strip().lower().replace("_", "-").replace(" ", "-") if isinstance(said, str) else ""
    for verdict in VERDICTS:
        if word == verdict:
            return verdict
    told = "missing" if "verdict" not in raw else f"{said!r} is none of {', '.join(VERDICTS)}"
    faults.append(f"verdict: {told}")
    return "comment"


def _count(raw: Mapping[str, Any], key: str, faults: list[str]) -> int:
    """The greater of the object's own count and that of its stats; absent or null is 0 (guide)."""
    stats = raw.get("stats")
    holders = (("", raw), ("stats.", stats if isinstance(stats, dict) else {}))
    most = 0
    for prefix, holder in holders:
        number = holder.get(key)
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            faults.append(f"{prefix}{key}: {number!r} is no count")
            continue
        most = max(most, number)
    return most


def _findings(value: object, faults: list[str]) -> Iterator[ReviewFinding]:
    if value is None:
        return
    if not isinstance(value, list):
        faults.append("findings: no list")
        return
    for at, one in enumerate(value, 1):
        if not isinstance(one, dict):
            faults.append(f"findings: entry {at} is no object")
            continue
        said = {key: one.get(key) for key in ("severity", "title", "file", "description")}
        told = {key: text.strip() if isinstance(text, str) else "" for key, text in said.items()}
        yield ReviewFinding(**{**told, "severity": told["severity"].lower()})


def _commit(raw: Mapping[str, Any], faults: list[str]) -> str | None:
    commit = raw.get("commit")
    if commit is None:
        return None
    if isinstance(commit, str) and cells.is_commit(commit):
        return commit.lower()
    faults.append(f"commit: {commit!r} is no commit: 7 to 64 hexadecimal digits, or null")
    return None


def _reviewer(raw: Mapping[str, Any]) -> str:
    """The reviewer's name; else the tool with its version, such as ``Codex 0.98.0``."""
    name = raw.get("reviewer")
    if isinstance(name, str) and name.strip():
        return name.strip()
    parts = (raw.get("tool"), raw.get("version"))
    said = [part.strip() for part in parts if isinstance(part, str) and part.strip()]
    return " ".join(said) if isinstance(raw.get("tool"), str) else ""
