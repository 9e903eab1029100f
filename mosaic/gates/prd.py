"""Before any worker codes there is a PRD, docs/PRD.md or docs/PRD.json, and it has requirements.

Markdown has them with one line of text that is neither heading, comment nor an unfilled
placeholder; JSON with one value that is not empty. Source: the guide, Step 0.
"""

from __future__ import annotations

from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Verdict
from mosaic.parse.cells import is_made_of
from mosaic.parse.decoding import read
from mosaic.state import PRDS

#: What the name of a template's placeholder is made of.
_NAMED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#: What rules, list marks and empty table rows are made of.
_MARKS = "-=*_+|: \t"


def judge(proposal: Proposal) -> Verdict:
    """Pass where a PRD has requirements."""
    texts = {path: proposal.state.files.read(path) for path in PRDS}
    there = [path for path, text in texts.items() if text is not None]
    if not there:
        return Refuse(
            f"there is no {' or '.join(PRDS)}",
            "write docs/PRD.md, mark each guess ASSUMPTION:, and commit it",
        )
    if not any(_has_requirements(path, texts[path] or "") for path in there):
        return Refuse(
            f"{there[0]} has no requirements",
            "write down what is required, mark each guess ASSUMPTION:, and commit it",
        )
    return Pass()


def _has_requirements(path: str, text: str) -> bool:
    if not path.endswith(".json"):
        return any(_is_text(line.strip()) for line in _uncommented(text).split("\n"))
    try:
        return _says(read(text))
    except (ValueError, RecursionError):
        return False


def _is_text(line: str) -> bool:
    words = line.strip(_MARKS)
    return bool(words) and not _is_heading(line) and not _is_placeholder(words)


def _is_heading(line: str) -> bool:
    rest = line.lstrip("#")
    return 0 < len(line) - len(rest) <= 6 and (not rest or rest[0].isspace())


def _is_placeholder(words: str) -> bool:
    """Whether this is ``${NAME}``, as a template has it."""
    name = words[2:-1]
    return (
        words.startswith("${")
        and words.endswith("}")
        and 0 < len(name) <= 60
        and is_made_of(name, _NAMED)
    )


def _uncommented(text: str) -> str:
    first, *rest = text.removeprefix("\ufeff").split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


def _says(value: object) -> bool:
    if isinstance(value, dict):
        return any(_says(v) for v in value.values())
    if isinstance(value, list):
        return any(_says(v) for v in value)
    return isinstance(value, str) and bool(value.strip())
