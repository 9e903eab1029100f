"""Where the state files stand in a host repository (PROTOCOL, "Files" and "Entries")."""

from __future__ import annotations

LEDGER = "docs/TASKS.md"
CONFIG = ".mosaic/orchestrator/config.toml"
LEARNINGS = "docs/tasks/orchestrator-learnings.json"
REGISTRY = "docs/reports/deferred/deferred-errors.md"
ARCHIVES = "docs/tasks"
CONTRACTS = "docs/tasks/contracts"
RELEASES = "docs/releases"
PRDS = ("docs/PRD.md", "docs/PRD.json")
#: What Mosaic's entries may touch, and workers may not (PROTOCOL, "Entries").
STATE_FILES = (LEDGER, LEARNINGS, CONFIG, REGISTRY)
STATE_FOLDERS = (f"{CONTRACTS}/", f"{RELEASES}/")


def is_state_file(path: str) -> bool:
    """Whether only Mosaic's entries may change this path."""
    archive = path.startswith(f"{ARCHIVES}/") and path.endswith(("-tasks.md", "-learnings.json"))
    return path in STATE_FILES or path.startswith(STATE_FOLDERS) or archive
