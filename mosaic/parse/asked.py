"""One line of a batch: a verb and its words as JSON, an array or an object, with what it reads."""

from __future__ import annotations

from mosaic.standard import json
from mosaic.values import dataclass

#: The longest line that is read, in characters.
MOST = 1_000_000
_SHAPE = 'wants ["VERB", "WORD", …] or {"verb": "VERB", "words": ["WORD", …], "input": "TEXT"}'


@dataclass(frozen=True)
class Asked:
    """A verb with its words; ``input`` is what it finds on its standard input. ``fault``: why the
    line is none."""

    words: tuple[str, ...] = ()
    input: str = ""
    fault: str = ""


def read_line(line: str) -> Asked:
    """What one line asks for; never fails."""
    if len(line) > MOST:
        return Asked(fault=f"the line is longer than {MOST} characters")
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return Asked(fault=f"the line is no JSON: it {_SHAPE}")
    body = {"words": said} if isinstance(said, list) else said
    if not isinstance(body, dict) or not set(body) <= {"verb", "words", "input"}:
        return Asked(fault=f"the line {_SHAPE}")
    verb, words, text = body.get("verb"), body.get("words", []), body.get("input", "")
    named = [] if verb is None else [verb]
    if not isinstance(words, list) or not isinstance(text, str):
        return Asked(fault=f"the line {_SHAPE}")
    found = [*named, *words]
    if not found or not all(isinstance(word, str) and "\0" not in word for word in found):
        return Asked(fault=f"the line {_SHAPE}")
    if found[0] == "batch" or found[0].startswith("-"):
        return Asked(fault=f"'{found[0][:40]}' is no verb of a batch")
    return Asked(tuple(found), text)
