"""A path as a report writes it becomes the path of a tracked file, where only one can be meant.

``/Users/x/proj/api/a.py`` and ``proj/api/a.py`` lose what stands before the repository, ``a.py``
and ``routes/a.py`` gain what is missing, if one tracked file alone ends so. A path that is there,
or that begins with a folder of the repository (a file still to be written), stays as it is.
"""

from __future__ import annotations

from mosaic.parse.review.finding import FileRef, Finding
from mosaic.parse.review.naming import component
from mosaic.standard import Collection, Iterable, Mapping
from mosaic.values import dataclass, field, replace

#: What stands below these is not the repository's.
_FOREIGN = ("node_modules", "vendor", "site-packages", "target", "dist")
#: What no path as people write it goes over.
_LONGEST = 300
_ENDS = " \t\n`'\"()[]<>|,;*"


@dataclass(frozen=True)
class Tracked:
    """The files of a repository, made ready for some names. ``top`` is the name of its folder."""

    paths: Collection[str]
    folders: Collection[str] = frozenset()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    top: str = ""


def tracked(paths: Collection[str], findings: Iterable[Finding], top: str = "") -> Tracked:
    """What the findings' files can be compared with; one pass over the paths."""
    wanted = {_name(file.path) for finding in findings for file in finding.files}
    named: dict[str, list[str]] = {}
    folders = set()
    for path in paths:
        folders.add(path.partition("/")[0])
        name = path.rpartition("/")[2]
        if name in wanted:
            named.setdefault(name, []).append(path)
    files = {name: tuple(found) for name, found in named.items()}
    whole = frozenset(path for found in files.values() for path in found)
    return Tracked(whole, frozenset(folders), files, top)


def settled(findings: Iterable[Finding], known: Tracked) -> tuple[Finding, ...]:
    """The findings with their files as tracked, and with the component that these tell."""
    return tuple(_settled(finding, known) for finding in findings)


def settle(path: str, known: Tracked) -> str:
    """The tracked file that a path means, else the path as it is written."""
    plain = path.replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    if plain in known.paths:
        return plain
    absolute = plain.startswith("/") or plain[1:3] == ":/"
    parts = [part for part in plain.split("/") if part]
    begun = not absolute and len(parts) > 1 and parts[0] in known.folders
    if not parts or ".." in parts or begun:
        return path
    return _inside(parts, known, absolute) or _tail(parts, known, absolute) or path


def _inside(parts: list[str], known: Tracked, absolute: bool) -> str:
    """The longest end of a path that is tracked. A name alone wants the top's name before it, and
    of a path that is not absolute only one folder, or all up to the top's name, may go."""
    for at in range(1, len(parts)):
        rest, top = "/".join(parts[at:]), parts[at - 1] == known.top
        foreign = parts[0] in _FOREIGN or not (absolute or at == 1)
        if rest in known.paths and (top or (at < len(parts) - 1 and not foreign)):
            return rest
    return ""


def _tail(parts: list[str], known: Tracked, absolute: bool) -> str:
    """The one tracked file that ends like the path; of an absolute path, the one at the top."""
    files = known.named.get(parts[-1], ())
    if absolute:
        return files[0] if len(files) == 1 and "/" not in files[0] else ""
    end = "/" + "/".join(parts)
    found = [file for file in files if f"/{file}".endswith(end)]
    return found[0] if len(found) == 1 else ""


def _settled(finding: Finding, known: Tracked) -> Finding:
    found: dict[str, list[str]] = {}
    for file in finding.files:
        full = settle(_in_full(file.path, finding.body, known), known)
        lines = found.setdefault(full if full in known.paths else settle(file.path, known), [])
        lines += [one for one in file.lines.split(", ") if one and one not in lines]
    files = tuple(FileRef(path, ", ".join(lines)) for path, lines in found.items())
    if files == finding.files:
        return finding
    name = "" if finding.generated else finding.id
    if finding.component != component(finding.files, name):
        return replace(finding, files=files)
    return replace(finding, files=files, component=component(files, name))


def _in_full(path: str, body: str, known: Tracked) -> str:
    """The path as the finding's text has it, where the reader left out what stands before it."""
    at = -1 if path in known.paths else body.replace("\\", "/").find(f"/{path}")
    start = at
    while start > max(0, at - _LONGEST) and body[start - 1] not in _ENDS:
        start -= 1
    return body[start : at + 1] + path if at > 0 else path


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
