"""An answer, for people and for programs: text on stdout, or exactly one JSON object.

Nothing that came from a file or another program reaches a terminal as a control character, and no
secret stands in an error.
"""

from __future__ import annotations

import sys

from mosaic.errors import MosaicError
from mosaic.parse import cells
from mosaic.parse.jsontext import as_json
from mosaic.standard import Callable, Mapping, Sequence, json
from mosaic.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


@dataclass(frozen=True)
class Answer:
    """What a command says: ``text`` for people, ``data`` for ``--json``, ``notices`` on stderr.

    A text that takes long to lay out is a function, asked where people read it.
    ``status`` is the exit code of an answer that is none of error and success, such as a check's.
    """

    verb: str
    text: str | Callable[[], str]
    data: Mapping[str, object] = field(default_factory=dict)
    notices: Sequence[str] = ()
    status: int = 0

    @property
    def said(self) -> str:
        """The text for people."""
        return self.text if isinstance(self.text, str) else self.text()

    @property
    def envelope(self) -> dict[str, object]:
        """The JSON object (PROTOCOL, "Commands")."""
        head = {"schema": f"mosaic/{self.verb}@1", "ok": self.status == 0}
        notices = {"notices": list(self.notices)} if self.notices else {}
        return {**head, **self.data, **notices}


def error_envelope(error: MosaicError) -> dict[str, object]:
    """The JSON object of an error."""
    from mosaic.parse.secrets import redact

    return {
        "schema": "mosaic/error@1",
        "ok": False,
        "exit": error.exit,
        "code": error.code,
        "message": redact(error.message).text,
        "details": [redact(detail).text for detail in error.details],
        "hint": redact(error.hint).text,
    }


def error_text(error: MosaicError) -> str:
    """An error for people: what is so, where, what to type next."""
    from mosaic.parse.secrets import redact

    lines = [f"error: {error.message} [{error.code}]"]
    lines += [f"  {line}" for detail in error.details for line in detail.split("\n")]
    lines += [f"hint: {error.hint}"] if error.hint else []
    return cells.visible(redact("\n".join(lines)).text)


def bug_text(error: BaseException) -> str:
    """A bug of ours, with its traceback and what to do with it."""
    import traceback

    from mosaic.parse.secrets import redact

    trace = "".join(traceback.format_exception(error)).rstrip("\n")
    return cells.visible(
        f"{redact(trace).text}\nerror: this is a bug in Mosaic [bug]\n"
        "hint: 'mosaic-orchestrator verify' says how the ledger stands; please report this with the"
        " command and the lines above"
    )


def dump(data: Mapping[str, object]) -> str:
    """One JSON object on one line; a lone surrogate, or a control, goes out escaped."""
    text = as_json(data)
    return json.dumps(data) if cells.hidden(text) else text


def say(text: str, stream: TextIO | None = None) -> None:
    """Put a text and a line end on stdout, or on another stream, at once."""
    out = stream or sys.stdout
    out.write(f"{text}\n")
    out.flush()
