"""What doctor says: each check with its verdict, what is so and what to type; what was mended."""

from __future__ import annotations

from mosaic.doctor import Checked
from mosaic.doctor.mending import Mended
from mosaic.standard import Sequence
from mosaic.views.answer import Answer

#: Verdicts that make the exit status 1: a thing that is wrong, or could not be proved.
BAD = ("fail", "unknown")


def examined(found: Sequence[Checked], mended: Sequence[Mended], fix: bool) -> Answer:
    """All checks; the exit status is 1 where one failed or could not look."""
    lines = [_done(item) for item in mended] or (["nothing was mended"] if fix else [])
    lines += [line for checked in found for line in _lines(checked)]
    verdicts = [checked.finding.verdict for checked in found]
    counts = {word: verdicts.count(word) for word in ("ok", "warn", "fail", "unknown")}
    lines.append("; ".join(f"{number} {word}" for word, number in counts.items() if number))
    data: dict[str, object] = {"counts": counts, "checks": [_json(checked) for checked in found]}
    if fix:
        data["mended"] = [{"what": item.what, "done": item.done} for item in mended]
    return Answer("doctor", "\n".join(lines), data, status=int(bool({*BAD} & {*verdicts})))


def _done(item: Mended) -> str:
    return f"mended: {item.what}" if item.done else f"not mended: {item.what}"


def _lines(checked: Checked) -> list[str]:
    """A check for people; what is well takes one line."""
    found = checked.finding
    lines = [f"{found.verdict:<8}{checked.check.name}: {found.message}"]
    if found.verdict != "ok":
        lines += [f"          {line}" for line in found.details]
        lines += [f"          hint: {found.hint}"] if found.hint else []
    return lines


def _json(checked: Checked) -> dict[str, object]:
    found = checked.finding
    return {
        "name": checked.check.name,
        "verdict": found.verdict,
        "message": found.message,
        "hint": found.hint,
        "details": list(found.details),
    }
