"""The ledger and the config as each entry left them, along the first parents, oldest first."""

from __future__ import annotations

from mosaic.ledger.entries import read_commit
from mosaic.ledger.history import At, lines, opened
from mosaic.ledger.repository import Repository
from mosaic.parse import paths
from mosaic.standard import Iterator
from mosaic.step import Commit
from mosaic.values import dataclass


@dataclass(frozen=True)
class Moment:
    """One entry, and the texts that it left; None: no such file."""

    commit: Commit
    ledger: str | None
    config: str | None


def course(repository: Repository, tip: str) -> Iterator[Moment]:
    """Every entry up to ``tip``; in a shallow clone, those that are here."""
    if not tip:
        return
    words = ("--first-parent", "--topo-order", "--reverse", "--grep=^Mosaic-Event: ")
    with opened(repository) as repo:
        for oid in lines(repo, "rev-list", *words, tip):
            found = read_commit(repo.reader, oid)
            if found.event:
                files = At(repo, oid)
                yield Moment(found, files.read(paths.LEDGER), files.read(paths.CONFIG))
