"""Where the ledger's ref goes to: the remote, its ref there, and what is known of it here.

Where neither the repository's own config nor the user's names a remote, it costs no process: the
files are looked at first.
"""

from __future__ import annotations

import os

from mosaic.ledger.repository import Repository
from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import Mapping
from mosaic.values import dataclass

_WANTED = r"^(branch\..*\.(remote|merge)|remote\..*\.(url|pushurl|fetch)|core\.sshcommand)$"
_HEADS = "refs/heads/"
_SPECIAL = regex(r"[^A-Za-z0-9._/-]")


@dataclass(frozen=True)
class Upstream:
    """A ref of a remote: the remote's name, the ref there, and the ref here that follows it."""

    remote: str
    ref: str
    tracking: str
    url: str = ""
    ssh: str = ""

    @property
    def shown(self) -> str:
        """As people write it: ``origin/main``."""
        return f"{self.remote}/{self.ref.removeprefix(_HEADS)}"


@dataclass(frozen=True)
class Remotes:
    """What the repository's config says of remotes and branches; values in the file's order."""

    values: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """Every remote's name."""
        ends = (".url", ".fetch", ".pushurl")
        found = [k for k in self.values if k.startswith("remote.") and k.endswith(ends)]
        return tuple(dict.fromkeys(k[7:].rpartition(".")[0] for k in found))

    def of_branch(self, ref: str) -> Upstream | None:
        """The upstream that git has for a branch; None without one, or where it is a local one."""
        branch = f"branch.{ref.removeprefix(_HEADS)}"
        remote, merge = self._last(f"{branch}.remote"), self._last(f"{branch}.merge")
        if not remote or remote == "." or not merge.startswith(_HEADS):
            return None
        return self._upstream(remote, merge)

    def of_own(self, ref: str) -> Upstream | None:
        """The upstream of a ledger on a ref of its own: the same name on origin, else on the one
        remote that there is."""
        names = self.names
        remote = "origin" if "origin" in names else names[0] if len(names) == 1 else ""
        return self._upstream(remote, ref) if remote else None

    def on(self, remote: str, ref: str) -> Upstream | None:
        """The same ref on a remote."""
        return self._upstream(remote, ref)

    def _upstream(self, remote: str, ref: str) -> Upstream | None:
        """None where the remote is fetched into the branches here: git would move them by itself
        with each push, a person's commits or not."""
        tracking = self._tracking(remote, ref)
        if not tracking.startswith("refs/remotes/"):
            return None
        url = self._last(f"remote.{remote}.pushurl") or self._last(f"remote.{remote}.url")
        return Upstream(remote, ref, tracking, url or remote, self._last("core.sshcommand"))

    def address(self, remote: str) -> str:
        """A remote's address as it is written; '' without one."""
        return self._last(f"remote.{remote}.url")

    def _tracking(self, remote: str, ref: str) -> str:
        """The ref here that follows one of the remote's, by its refspecs; else by its name."""
        for spec in self.values.get(f"remote.{remote}.fetch", ()):
            source, _, target = spec.removeprefix("+").partition(":")
            head, star, tail = source.partition("*")
            inside = bool(star) and ref.startswith(head) and ref.endswith(tail)
            if target and (inside or source == ref):
                return target.replace("*", ref[len(head) : len(ref) - len(tail)])
        return f"refs/remotes/{_SPECIAL.sub('-', remote).strip('/.-')}/{ref.removeprefix(_HEADS)}"

    def _last(self, key: str) -> str:
        return self.values.get(key, ("",))[-1]


def remotes_of(repository: Repository) -> Remotes:
    """What is configured; nothing, and no process, where the repository's config names none."""
    files = (repository.common / "config", repository.git_dir / "config.worktree")
    if not any(_may_name(file) for file in files) and not any(map(_names, _users())):
        return Remotes({})
    told = repository.git.try_("config", "-z", "--get-regexp", _WANTED).text
    values: dict[str, tuple[str, ...]] = {}
    for item in told.split("\0"):
        key, _, value = item.partition("\n")
        values[key] = (*values.get(key, ()), value)
    return Remotes(values)


def _users() -> tuple[Path, ...]:
    """The user's own config files, as git looks for them: git-config(1), "Files"."""
    if "GIT_CONFIG_GLOBAL" in os.environ:
        return (Path(os.environ["GIT_CONFIG_GLOBAL"]),)
    home = os.environ.get("HOME", "")
    other = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    return Path(home) / ".gitconfig", Path(other) / "git/config"


def _names(file: Path) -> bool:
    """Whether a user's config file has a remote, which few do, or may include one that has."""
    try:
        text = file.read_bytes().lower()
    except OSError:
        return False
    return b'[remote "' in text or b"[include" in text


def _may_name(file: Path) -> bool:
    """Whether a config file may name a remote, by itself or by a file that it includes."""
    try:
        text = file.read_bytes().lower()
    except FileNotFoundError:
        return False
    return b"remote" in text or b"[include" in text
