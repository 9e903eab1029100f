"""What every verb shares: its options, its ledger, its clock and its answer."""

from __future__ import annotations

import sys

from mosaic.commands.declared import click
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import Repository, find_repository
from mosaic.parse import cells
from mosaic.pathname import Path
from mosaic.standard import Callable, TypeVar, datetime, wraps
from mosaic.values import dataclass
from mosaic.views.answer import Answer, dump, say

#: An answer, a review or a checklist has so many bytes at most.
LARGEST = 16 * 1024 * 1024
Verb = TypeVar("Verb", bound=Callable[..., Answer])


@dataclass(frozen=True)
class Call:
    """One call of a verb."""

    repo: str = "."
    as_json: bool = False
    dry_run: bool = False

    @property
    def repository(self) -> Repository:
        """The repository that the call is about. Errors: Usage."""
        return find_repository(Path(self.repo))

    def ledger(self, ref: str = "", push: str = "") -> GitLedger:
        """The ledger, to be used in a ``with``; ``push`` stands in for the config's."""
        return GitLedger(self.repository, ref, push)

    @property
    def now(self) -> str:
        """This moment, ISO 8601 with its offset, to the second."""
        return datetime.now().astimezone().isoformat(timespec="seconds")


def reading(verb: Verb) -> Callable[..., int]:
    """A verb that reads: it takes ``--repo`` and ``--json`` and is handed a Call."""

    @click.option("--repo", metavar="DIR", default=".", help="A folder in the host repository.")
    @click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON object.")
    @wraps(verb)
    def run(repo: str, as_json: bool, **words: object) -> int:
        return _say(verb(Call(repo, as_json), **words), as_json)

    return run


def writing(verb: Verb) -> Callable[..., int]:
    """A verb that writes: as ``reading``, and with ``--dry-run``."""

    @click.option("--repo", metavar="DIR", default=".", help="A folder in the host repository.")
    @click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON object.")
    @click.option("--dry-run", is_flag=True, help="Show the diff and the verdicts, change nothing.")
    @wraps(verb)
    def run(repo: str, as_json: bool, dry_run: bool, **words: object) -> int:
        return _say(verb(Call(repo, as_json, dry_run), **words), as_json)

    return run


def read_input(name: str) -> str:
    """The text of a file, or of standard input for ``-``.

    Errors: click's usage error, also for more than ``LARGEST`` bytes, or a device without end.
    """
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise click.UsageError(f"cannot read '{name}': {error.strerror}") from error
    if len(data) > LARGEST:
        raise click.UsageError(f"'{name}' is too large: more than {LARGEST:,} bytes")
    return data.decode("utf-8", "replace")


def _say(answer: Answer, as_json: bool) -> int:
    """Put the answer on the streams; its exit code."""
    if as_json:
        say(dump(answer.envelope))
    elif said := answer.said:
        say(cells.visible(said.rstrip("\n")))
    if not as_json:
        for notice in answer.notices:
            say(cells.visible(f"note: {notice}"), sys.stderr)
    return answer.status
