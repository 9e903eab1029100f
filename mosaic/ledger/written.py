"""What an entry writes: every file as bytes, the ledger's proved; files read from two places."""

from __future__ import annotations

from mosaic.change import Change
from mosaic.parse import tasks
from mosaic.proof import apply, prove
from mosaic.standard import Mapping
from mosaic.state import FileMap, Files, State
from mosaic.values import dataclass


def written(state: State, change: Change, taken: Mapping[str, str]) -> dict[str, bytes | None]:
    """Every file that the entry writes, None for one that goes. Errors: Bug (the proof failed).

    ``taken`` are working copies that the entry takes in.
    """
    files: dict[str, bytes | None] = {
        path: text.encode() if text is not None else None for path, text in change.files
    }
    if change.text == "":
        files[tasks.PATH] = None
    elif change.text is not None or change.cells or change.rows or change.removed:
        document = state.anything
        text = apply(document, change)
        prove(document, text, change)
        files[tasks.PATH] = text.encode()
    for path, text in taken.items():
        files.setdefault(path, text.encode())
    return files


@dataclass(frozen=True)
class Over:
    """Files of which some are read from elsewhere."""

    first: FileMap
    rest: Files

    def read(self, path: str) -> str | None:
        text = self.first.read(path)
        return text if text is not None else self.rest.read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted({*self.first.names(folder), *self.rest.names(folder)}))
