"""From what a machine calls a file to its path from the repository's root.

SARIF 2.1.0, 3.4 (artifactLocation), 3.10 (URIs) and 3.14.14 (originalUriBaseIds), and what tools
write instead of a URI: backslashes, drive letters, blanks. A path that climbs out of the root is
kept as its name only; one on another machine as it stands; a web address is no file.
"""

from __future__ import annotations

from urllib.parse import unquote

from mosaic.parse.review.finding import FileRef
from mosaic.parse.review.words import words
from mosaic.patterns import regex
from mosaic.standard import Iterable, Sequence
from mosaic.values import dataclass

#: Files of one finding; characters of a path.
MOST = 12
LONGEST = 500
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:")
_ABSOLUTE = regex(r"/|[A-Za-z]:/")
_DRIVE = regex(r"/(?=[A-Za-z]:/)")
#: What the root of a machine holds, and hardly that of a repository.
_MACHINE = words(
    "users home root mnt media tmp var opt usr etc srv proc dev sys private volumes builds",
    "workspace workspaces github sessions runner jenkins",
)


@dataclass(frozen=True)
class Roots:
    """Absolute folders that are the repository's root: here, then where the machine ran."""

    folders: tuple[str, ...] = ()

    def more(self, folders: Iterable[str]) -> Roots:
        return Roots((*self.folders, *(f for f in folders if is_absolute(f))))

    def inside(self, path: str) -> str:
        """A path below one of the roots, from there; any other as it is."""
        for folder in self.folders:
            head = folder.rstrip("/") + "/"
            if path.startswith(head) and len(head) > 1:
                return path[len(head) :]
        return path


def is_absolute(path: str) -> bool:
    """Whether a path says where it begins: at ``/`` or a drive."""
    return _ABSOLUTE.match(path) is not None


def plain(uri: str) -> str:
    """The path that a URI or a tool's path names, with ``/``; "" for what is no file."""
    text = uri.strip()[:LONGEST].replace("\\", "/")
    if text[:5].casefold() == "file:":
        text = unquote(_without_host(text[5:]), errors="replace")
        return _DRIVE.sub("", text, count=1)
    if _SCHEME.match(text):
        return ""
    return unquote(text, errors="replace")


def from_root(path: str, roots: Roots) -> str:
    """A path from the repository's root, without ``.`` and ``..``."""
    found = _settled(roots.inside(_settled(path)))
    if found.startswith("/") and found.split("/")[1].casefold() not in _MACHINE:
        # Tools write the repository's root as /; a folder of this name is no machine's.
        found = found[1:]
    return found.rpartition("/")[2] if found.startswith("../") else found


def file_refs(found: Iterable[tuple[str, str]]) -> tuple[FileRef, ...]:
    """Each file once, in order, with all lines told of it; of a dozen files at most."""
    lines: dict[str, dict[str, None]] = {}
    for path, said in found:
        if path in ("", ".", "..") or (path not in lines and len(lines) == MOST):
            continue
        lines.setdefault(path, {}).update({said: None} if said else {})
    return tuple(FileRef(path, ", ".join(said)) for path, said in lines.items())


def span(first: int | None, last: int | None) -> str:
    """Lines as a finding has them: ``45``, ``45-67`` or ""."""
    if not first or first > 9_999_999:
        return ""
    return f"{first}-{last}" if last and first < last <= 9_999_999 else str(first)


def _without_host(text: str) -> str:
    """What stands behind ``file:``, without its host, be it empty."""
    if not text.startswith("//"):
        return text
    host, slash, rest = text[2:].partition("/")
    # Tools forget a slash: file://C:/code is a drive and no host.
    return f"{host}/{rest}" if host.endswith(":") else slash + rest


def _settled(path: str) -> str:
    """A path without ``.``, ``..`` and doubled slashes; what climbs out begins with ``../``."""
    kept: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        else:
            kept.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(kept)


def joined(parts: Sequence[str]) -> str:
    """Paths behind each other; an absolute one begins anew."""
    text = ""
    for part in parts:
        text = part if is_absolute(part) or not text else f"{text.rstrip('/')}/{part}"
    return text
