"""Rows in a terminal. tabulate lays them out; what it prints is never written to a file."""

from __future__ import annotations

from mosaic.standard import Sequence


def grid(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns as wide as they need, wide characters counted; '' for none."""
    if not rows:
        return ""
    from tabulate import tabulate

    plain = [[" ".join(cell.split()) for cell in row] for row in rows]
    return tabulate(plain, tablefmt="plain", disable_numparse=True)
