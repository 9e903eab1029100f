"""The templates: the host's own under .mosaic/templates/, else those that Mosaic brings."""

from __future__ import annotations

from mosaic.parse.templates import fill
from mosaic.pathname import Path
from mosaic.standard import Mapping

_PACKAGE = Path(__file__).resolve().parent.parent
HOST = ".mosaic/templates"


def folder() -> Path:
    """Where Mosaic's own templates lie: inside the wheel, or beside the package in a clone."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def names() -> tuple[str, ...]:
    """Every template's path below the folder, sorted; what is for servers is none."""
    root = folder()
    files = (p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    return tuple(
        sorted(name for name in files if name != "README.md" and not name.startswith("server/"))
    )


def template(name: str, top: Path | None) -> tuple[str, str]:
    """A template's text, and its path for messages; the host's own comes first."""
    own = top / HOST / name if top else None
    if own and own.is_file():
        return own.read_text(encoding="utf-8"), f"{HOST}/{name}"
    return (folder() / name).read_text(encoding="utf-8"), name


def filled(name: str, top: Path | None, values: Mapping[str, str]) -> str:
    """A template with its placeholders filled. Errors: Usage (see ``parse.templates.fill``)."""
    text, source = template(name, top)
    return fill(text, values, source=source)
