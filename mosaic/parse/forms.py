"""The forms of a setting's text, told without a pattern: every command reads the settings."""

from __future__ import annotations

from mosaic.parse.cells import ALNUM, is_made_of, is_number


def is_address(text: str) -> bool:
    """Whether this is a server's address, with up to 8 folders."""
    scheme, mark, rest = text.partition("://")
    host, *folders = rest.removesuffix("/").split("/")
    return (
        scheme in ("http", "https")
        and mark != ""
        and 0 < len(host) <= 255
        and is_made_of(host, f"{ALNUM}.[]:-")
        and len(folders) <= 8
        and all(0 < len(f) <= 64 and is_made_of(f, f"{ALNUM}._~-") for f in folders)
    )


def is_version(text: str) -> bool:
    """Whether this is three numbers with points between them, as semantic versions begin."""
    parts = text.split(".")
    return len(parts) == 3 and all(
        is_number(part, 1, 9) and (part == "0" or part[0] != "0") for part in parts
    )
