"""Where the state files stand in a host repository (PROTOCOL, "Files" and "Entries")."""

from __future__ import annotations

from mosaic.parse import cells

LEDGER = "docs/TASKS.md"
CONFIG = ".mosaic/orchestrator/config.toml"
LEARNINGS = "docs/tasks/orchestrator-learnings.json"
REGISTRY = "docs/reports/deferred/deferred-errors.md"
#: The folder of generated reports, which is no state.
REPORTS = "docs/reports/qa-automation"
ARCHIVES = "docs/tasks"
CONTRACTS = "docs/tasks/contracts"
RELEASES = "docs/releases"
PRDS = ("docs/PRD.md", "docs/PRD.json")
#: What Mosaic's entries may touch, and workers may not (PROTOCOL, "Entries").
STATE_FILES = (LEDGER, LEARNINGS, CONFIG, REGISTRY)
STATE_FOLDERS = (f"{CONTRACTS}/", f"{RELEASES}/")

_FILES = frozenset(path.casefold() for path in STATE_FILES)
_FOLDERS = tuple(folder.casefold() for folder in STATE_FOLDERS)
#: A file or link of such a name stands in the way of the state files below it. (One that is
#: called docs or .mosaic takes the ledger or the config away, and is seen by that.)
_ABOVE = frozenset(
    "/".join(parts[:end])
    for parts in (path.casefold().split("/") for path in (*STATE_FILES, *STATE_FOLDERS))
    for end in range(2, len(parts))
)


def is_state_file(path: str) -> bool:
    """Whether only Mosaic's entries may change this path.

    On disks that fold case ``docs/tasks.md`` is the ledger, so case does not matter; and a folder
    of state files, named as a path of its own (a link, a submodule), is one of them.
    """
    name = path.casefold()
    archive = name.startswith(f"{ARCHIVES}/") and name.endswith(("-tasks.md", "-learnings.json"))
    return name in _FILES or name in _ABOVE or name.startswith(_FOLDERS) or archive


def is_written(path: str) -> bool:
    """Whether an entry may write this path: a state file, or what bootstrap adds to."""
    return path in (*PRDS, ".gitignore") or is_state_file(path)


def is_inside(path: str) -> bool:
    """Whether this names a file below the repository's top, and nothing that git, a shell or a
    disk could take for something else: no option, no pathspec, no way out, not git's own folder."""
    parts = path.split("/")
    return (
        0 < len(path) <= 1024
        and not path.startswith(("-", ":", "~"))
        and "\\" not in path
        and not cells.hidden(path)
        and "\n" not in path
        and all(part not in ("", ".", "..") and part.casefold() != ".git" for part in parts)
    )
