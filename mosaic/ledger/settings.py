"""What the user's git config and environment say that an entry must honour, from one process."""

from __future__ import annotations

import os
import time

from mosaic.ledger.git import Done, Git
from mosaic.pathname import Path
from mosaic.standard import Callable, Iterator, Mapping, contextmanager
from mosaic.values import dataclass

_TRUE, _FALSE = ("true", "yes", "on", "1", ""), ("false", "no", "off", "0")
_WHO = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")


@dataclass(frozen=True)
class Settings:
    """``sign``: commits are signed. ``plain``: objects are SHA-1, in one place, with the modes
    that a new file has. ``author`` and ``committer``: with their time, '' where git must say."""

    sign: bool = False
    plain: bool = False
    author: str = ""
    committer: str = ""
    hooks: str = ""


#: Seconds for which an answer stands: the author's line in it has a time.
_FRESH = 1.0


@contextmanager
def settings_ahead(git: Git) -> Iterator[Callable[[], Settings]]:
    """git is asked for the settings while we go on; what is given says them."""
    with git.ahead("var", "-l") as end:
        asked, unread = time.monotonic(), [end]

        def settings() -> Settings:
            young = unread and time.monotonic() - asked < _FRESH
            return read_settings(git, unread.pop()() if young else None)

        yield settings


def read_settings(git: Git, said: Done | None = None) -> Settings:
    """The user's settings for commits; ``said``: what git said of them, where it was asked."""
    values: dict[str, str] = {}
    for line in (said or git.try_("var", "-l")).text.split("\n"):
        key, _, value = line.partition("=")
        values[key] = value
    author, committer = ("", "")
    if _named(values):
        author, committer = (values.get(f"GIT_{who}_IDENT", "") for who in ("AUTHOR", "COMMITTER"))
    odd = any(key.startswith("extensions.") or key == "core.sharedrepository" for key in values)
    hooks = values.get("core.hookspath", "")
    return Settings(_signs(git, values), not odd and bool(values), author, committer, hooks)


def _named(values: Mapping[str, str]) -> bool:
    """Whether the person said who they are; where not, git tells, or refuses."""
    told = values.get("user.name", "").strip() and values.get("user.email", "").strip()
    return bool(told) or all(os.environ.get(name, "").strip() for name in _WHO)


def _signs(git: Git, values: Mapping[str, str]) -> bool:
    said = values.get("commit.gpgsign", "false").lower()
    if said in (*_TRUE, *_FALSE):
        return said in _TRUE
    return git.try_("config", "--type=bool", "--get", "commit.gpgsign").line == "true"


def objects_of(settings: Settings, common: Path) -> Path | None:
    """Where loose objects may be written by ourselves; None where git must do it."""
    return common / "objects" if settings.plain and not settings.sign else None
