"""Where a remote's address points: host and repository, by a strict grammar.

What is no address of a host (a path, ``file://``), or is written in another way than git and forges
print addresses, has no place; nothing is guessed.
"""

from __future__ import annotations

from mosaic.patterns import regex
from mosaic.values import dataclass

_HOST = r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:]{2,45}\])"
_USER = r"(?:[A-Za-z0-9._~-]{1,64}(?::[^@/\s]{0,512})?@)?"
_PATH = r"(?P<path>[A-Za-z0-9_.~/-]{3,512})"
_URL = regex(rf"(?P<scheme>https?|ssh|git)://{_USER}{_HOST}(?::(?P<port>\d{{1,5}}))?/{_PATH}")
_SCP = regex(rf"{_USER}{_HOST}:{_PATH}")
_PART = regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}|\.[A-Za-z0-9_-][A-Za-z0-9_.-]{0,253}")
#: Hosts that answer ssh for another, where port 22 is shut.
_ALIASES = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}


@dataclass(frozen=True)
class Place:
    """A repository on a host; ``scheme`` and ``port`` where the address is http or https."""

    host: str
    path: str
    scheme: str = "https"
    port: int | None = None

    @property
    def authority(self) -> str:
        """Host, and port where one is given."""
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def owner(self) -> str:
        """All of the path but the repository's name."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def place_of(address: str) -> Place | None:
    """The place that a remote's address names, or None."""
    match = _URL.fullmatch(address) or (None if "://" in address else _SCP.fullmatch(address))
    if match is None or len(match["host"]) == 1:
        return None
    path = _path(match["path"])
    found = match.groupdict()
    host = match["host"].lower()
    if not path:
        return None
    if (found.get("scheme") or "ssh") not in ("http", "https"):
        return Place(_ALIASES.get(host, host), path)
    port = int(found["port"]) if found["port"] else None
    return Place(host, path, found["scheme"], port) if (port or 1) < 65536 else None


def _path(text: str) -> str:
    """The repository's path, without what stands around it; '' where it is none."""
    parts = text.strip("/").removesuffix(".git").split("/")
    return "/".join(parts) if len(parts) > 1 and all(map(_PART.fullmatch, parts)) else ""
