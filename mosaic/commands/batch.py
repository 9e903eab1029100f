"""batch: many verbs from one process, each as if it had been typed."""

from __future__ import annotations

import gc
import io
import sys

from mosaic.commands.call import Call, read_input, reading
from mosaic.commands.declared import click
from mosaic.errors import Usage
from mosaic.parse.asked import Asked, read_line
from mosaic.standard import Callable, Iterator
from mosaic.views.answer import Answer, dump, error_envelope, say
from mosaic.views.batched import INTERRUPTED, batched

#: Runs one verb and says its answer; what the command line puts here is its own error boundary.
runner: list[Callable[[list[str]], int]] = []


@click.command(epilog="Example: mosaic-orchestrator batch --json <events.jsonl")
@click.argument("file", required=False, default="-", metavar="[FILE|-]")
@click.option("--stop", is_flag=True, help="End with the first line that does not succeed.")
@reading
def command(call: Call, file: str, stop: bool) -> Answer:
    """Read verbs as JSON lines, and answer each with one JSON line, in order.

    A line is ["VERB", "WORD", ...], or {"verb": "VERB", "words": [...], "input": "TEXT"} for a verb
    that reads its standard input. Each event is an entry of its own: what one line does is
    done, whatever becomes of the next. The last line of the answer counts them.
    """
    gc.enable()
    ends: list[int] = []
    for line in _lines(file):
        if line.strip():
            ends.append(_one(call, read_line(line)))
            if ends[-1] == INTERRUPTED or (stop and ends[-1]):
                break
    return batched(ends)


def _lines(file: str) -> Iterator[str]:
    """The lines, each as soon as it is there. Errors: click's usage error."""
    if file == "-":
        yield from io.TextIOWrapper(sys.stdin.buffer, "utf-8", "replace", newline="\n")
        return
    yield from read_input(file).split("\n")


def _one(call: Call, asked: Asked) -> int:
    """Run one line's verb; its exit code."""
    if asked.fault:
        error = Usage(asked.fault, hint="run 'mosaic-orchestrator batch --help'")
        say(dump(error_envelope(error)))
        return error.exit
    verb, *words = asked.words
    where = [] if "--repo" in words else ["--repo", call.repo]
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(asked.input.encode("utf-8", "replace")))
    (run,) = runner
    ended = run([verb, *where, *(["--json"] if "--json" not in words else []), *words])
    sys.stdin = before
    return ended
