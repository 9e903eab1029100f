"""A ledger in memory: the same promises as the one in git, for fast tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from mosaic.advance import touches_table
from mosaic.change import Change
from mosaic.errors import Wait
from mosaic.ledger import TRIES, Below, Entry, Moved
from mosaic.parse import tasks
from mosaic.proof import apply, prove
from mosaic.state import FileMap, State


@dataclass
class MemoryLedger:
    """Each commit is a map of files; the tip is the number of the last."""

    commits: list[Mapping[str, str]] = field(default_factory=lambda: [{}])
    messages: list[str] = field(default_factory=lambda: [""])
    tokens: dict[str, str] = field(default_factory=dict)
    held: bool = False

    @property
    def tip(self) -> str:
        return str(len(self.commits) - 1)

    def tries(self) -> Iterator[int]:
        return iter(range(TRIES))

    def peek(self) -> State:
        return State(FileMap(self.commits[-1]))

    @contextmanager
    def writing(self, *, taken: Mapping[str, str] | None = None) -> Iterator[MemoryPage]:
        if self.held:
            raise Wait("the ledger is locked by the test")
        self.held = True
        try:
            yield MemoryPage(self, self.tip, {**self.commits[-1], **(taken or {})})
        finally:
            self.held = False

    def claims(self) -> Mapping[str, str]:
        return dict(self.tokens)

    def keep_claim(self, task: str, token: str | None) -> None:
        if token is None:
            self.tokens.pop(task, None)
        else:
            self.tokens[task] = token

    def interfere(self, files: Mapping[str, str]) -> None:
        """Somebody else commits, without our lock."""
        self.commits.append({**self.commits[-1], **files})
        self.messages.append("somebody's work")


@dataclass
class MemoryPage:
    ledger: MemoryLedger
    tip: str
    files: Mapping[str, str]
    notices: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        return State(FileMap(self.files))

    def commit(self, change: Change, below: Below | None = None) -> Entry:
        files: dict[str, str | None] = {**self.files, **dict(change.files)}
        if change.text == "":
            files[tasks.PATH] = None
        elif touches_table(change):
            document = self.state.anything
            files[tasks.PATH] = apply(document, change)
            prove(document, files[tasks.PATH] or "", change)
        if self.ledger.tip != self.tip:
            raise Moved
        self.ledger.commits.append({p: t for p, t in files.items() if t is not None})
        self.ledger.messages.append(change.message)
        return Entry(self.ledger.tip, self.tip, change.message)
