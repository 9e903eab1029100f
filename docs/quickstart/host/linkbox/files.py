"""Exported files, handed out by name."""

from pathlib import Path


class NotExported(Exception):
    """There is no such export."""


def read_export(folder, name):
    """The text of one export in the folder. Errors: NotExported."""
    path = Path(folder) / name
    if not path.is_file():
        raise NotExported(name)
    return path.read_text(encoding="utf-8")
