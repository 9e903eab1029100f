"""What validate, adopt and repair say: faults with their place and a caret, edits by task."""

from __future__ import annotations

from mosaic.auditing import Ranged
from mosaic.checking import Checked
from mosaic.errors import CheckFailed
from mosaic.parse.strays import Stray
from mosaic.parse.tasks import Document, Fault
from mosaic.parse.terms import Broken
from mosaic.pathname import Path
from mosaic.standard import Mapping, Sequence
from mosaic.views.answer import Answer


def located(path: str, document: Document, fault: Fault) -> str:
    """A fault as ``path:line:column: message``, with its line and a caret under the place."""
    lines = document.page.lines
    text = lines[fault.line - 1].text if fault.line <= len(lines) else ""
    start = max(0, fault.column - 40)
    shown = text[start : start + 80].replace("\t", " ")
    return f"{path}:{fault}\n  {shown}\n  {' ' * (fault.column - 1 - start)}^"


def validated(
    files: Sequence[Checked], strays: Sequence[Stray], contracts: Sequence[Broken] = ()
) -> Answer:
    """That all is well, strays as warnings. Errors: CheckFailed with every fault."""
    details = [located(f.path, f.document, fault) for f in files for fault in f.faults]
    details += [line for contract in contracts for line in contract.lines]
    warnings = [f"warning: {stray}" for stray in strays]
    if details:
        broken = any(fault.broken for f in files for fault in f.faults)
        raise CheckFailed(
            f"{len(details)} fault(s) in {', '.join(_faulty(files, contracts))}",
            details=[*details, *warnings],
            hint=_mend(broken, bool(contracts)),
        )
    rows = sum(len(f.document.tasks) for f in files)
    said = f"no faults: {rows} task(s) in {', '.join(f.path for f in files)}"
    data = {
        "files": [{"path": f.path, "tasks": len(f.document.tasks)} for f in files],
        "warnings": [{"path": s.path, "why": s.why, "place": s.place} for s in strays],
    }
    return Answer("validate", "\n".join([said, *warnings]), data)


def _mend(broken: bool, contracts: bool) -> str:
    if broken:
        return "run 'mosaic-orchestrator repair --dry-run' to see what can be mended"
    if contracts:
        return "give the whole contract: 'mosaic-orchestrator amend TASK --contract FILE'"
    return "run 'mosaic-orchestrator adopt --dry-run' to see which edits can be taken in"


def _faulty(files: Sequence[Checked], contracts: Sequence[Broken]) -> list[str]:
    return [*(f.path for f in files if f.faults), *(contract.path for contract in contracts)]


def ranged(found: Ranged, commits: str) -> Answer:
    """That each commit of a range holds. Errors: CheckFailed with every fault, commit by commit."""
    if found.wrong:
        raise CheckFailed(
            f"{len(found.wrong)} fault(s) in {commits}",
            details=found.wrong,
            hint="run 'mosaic-orchestrator adopt' in a clone: it checks edits by hand, and accounts"
            " for the commits that made them",
        )
    said = f"no faults: {found.commits} commit(s) of {commits} concern the ledger"
    data = {"files": [], "warnings": [], "range": commits, "commits": found.commits}
    return Answer("validate", said, data)


def adopted(answer: Mapping[str, object]) -> str:
    """What was adopted, in lines."""
    words = (("changes", "{}"), ("rows", "new row {}"), ("files", "file {}"), ("commits", "by {}"))
    lines = []
    for key, pattern in words:
        found = answer.get(key, ())
        assert isinstance(found, Sequence)
        lines += [f"  {pattern.format(item)}" for item in found]
    return "\n".join(lines)


def mended(answer: Mapping[str, object]) -> str:
    """What was mended and what was left, in lines."""
    lines = []
    for key in ("mended", "left"):
        found = answer.get(key, ())
        assert isinstance(found, Sequence)
        lines += [f"  {key}: {item}" for item in found]
    return "\n".join(lines)


def discarded(saved: Sequence[Path], dry_run: bool) -> Answer:
    """Where edits were put that were discarded."""
    data: dict[str, object] = {"already": not saved, "commit": None}
    data |= {"saved": [str(file) for file in saved]} | ({"dry_run": True} if dry_run else {})
    lines = [f"{'would be ' if dry_run else ''}saved as {file}" for file in saved]
    end = "the ledger's own state would be back" if dry_run else "the ledger's own state is back"
    end = end if saved else "already so: nothing was edited by hand"
    return Answer("adopt", "\n".join([*lines, end]), data)
