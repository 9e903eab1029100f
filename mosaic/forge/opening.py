"""Opening the chosen forge. A token goes to the remote's own host; to another one only where the
user's environment names it."""

from __future__ import annotations

import os

from mosaic.errors import Refused
from mosaic.forge.choose import NAMED, Chosen, host_of
from mosaic.forge.client import Client
from mosaic.forge.pace import Pace
from mosaic.forge.place import Place
from mosaic.forge.program import gh, glab
from mosaic.forge.protocol import Forge
from mosaic.ledger.git import Git
from mosaic.parse.config import Config


def open_forge(chosen: Chosen, git: Git, config: Config, pace: Pace) -> Forge:
    """The chosen forge, ready to be asked.

    Errors: Refused where the remote has no such place, or the token would go elsewhere;
    ForgeFailed without a token.
    """
    place = chosen.place
    if place is None:
        raise Refused(
            f"forge.provider is '{chosen.provider}', and no remote names a repository there",
            hint=f"see 'git remote get-url {chosen.remote or 'origin'}'; or run"
            " 'mosaic-orchestrator config forge.provider local --reason WHY'",
        )
    if chosen.provider == "gitlab":
        from mosaic.forge.gitlab import GitLab

        return GitLab(Client(glab(place.authority, git.cwd), pace), place.path)
    owner, name = place.owner.rpartition("/")[2], place.name
    if chosen.provider == "github":
        from mosaic.forge.github import GitHub

        return GitHub(Client(gh(place.host, git.cwd), pace), f"{owner}/{name}")
    from mosaic.forge.gitea import Gitea
    from mosaic.forge.web import open_web

    web = open_web(f"{gitea_address(place, config)}/api/v1")
    return Gitea(Client(web, pace), f"{owner}/{name}")


def gitea_address(place: Place, config: Config) -> str:
    """Where Gitea answers: as the environment says, as ``forge.url`` does, else the remote's host.

    Errors: Refused where ``forge.url``, which anybody may have committed, names another host.
    """
    for variable, provider in NAMED:
        if provider == "gitea" and os.environ.get(variable):
            return os.environ[variable].rstrip("/")
    url = config.forge.url
    if not url:
        return f"{place.scheme}://{place.authority}"
    if host_of(url) != place.host:
        raise Refused(
            f"forge.url is on '{host_of(url)}', and the remote on '{place.host}'; the token goes to"
            " the remote's host only",
            hint="set GITEA_URL in the environment where that is right",
        )
    return url.rstrip("/")
