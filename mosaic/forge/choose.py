"""Which forge a repository is on: the config's word, or, where that is auto, the remote's host.

A host that is not known is no forge: then it is ``local``, and ``why`` says so.
"""

from __future__ import annotations

import os

from mosaic.ledger.git import Git
from mosaic.ledger.sharing import Sharing
from mosaic.parse.config import Config
from mosaic.standard import Iterator
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.forge.place import Place

LOCAL = "local"
#: Hosts that are one forge for everybody; and the variables that name another host of that forge.
_HOSTS = (("github.com", "github"), ("gitlab.com", "gitlab"))
NAMED = (("GH_HOST", "github"), ("GITLAB_HOST", "gitlab"), ("GITEA_URL", "gitea"),
          ("FORGEJO_URL", "gitea"))  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """The forge of a repository, before it is asked anything; ``place`` is the remote's."""

    provider: str
    why: str
    remote: str = ""
    place: Place | None = None

    @property
    def is_local(self) -> bool:
        return self.provider == LOCAL


def choose(git: Git, sharing: Sharing, config: Config) -> Chosen:
    """The forge by config and remote; nothing is asked over a network."""
    said = config.forge.provider
    if said == LOCAL:
        return Chosen(LOCAL, "forge.provider is 'local'")
    remote = sharing.remote
    places = list(_places(git, sharing, remote)) if remote else []
    if said != "auto":
        return Chosen(said, f"forge.provider is '{said}'", remote, next(iter(places), None))
    for place in places:
        provider = provider_of(place.host)
        if provider:
            return Chosen(provider, f"the remote '{remote}' is on {place.host}", remote, place)
    if not places:
        return Chosen(LOCAL, "no remote is on a host" if remote else "there is no remote", remote)
    said = f"the host '{places[0].host}' of the remote '{remote}' is no forge that is known"
    return Chosen(LOCAL, f"{said}; forge.provider can name it", remote, places[0])


def _places(git: Git, sharing: Sharing, remote: str) -> Iterator[Place]:
    """The remote's place: as git goes there (``insteadOf``), and as its address is written."""
    from mosaic.forge.place import place_of

    written = sharing.address
    for address in (git.try_("remote", "get-url", "--", remote).line, written):
        place = place_of(address)
        if place is not None:
            yield place


def provider_of(host: str) -> str:
    """The provider of a host that everybody knows, or that the user's environment names."""
    named = ((host_of(os.environ.get(variable, "")), name) for variable, name in NAMED)
    return next((name for known, name in (*_HOSTS, *named) if host and known == host), "")


def host_of(text: str) -> str:
    """The host in a variable that has a host or an address; '' for ''."""
    if not text:
        return ""
    from urllib.parse import urlsplit

    return (urlsplit(text if "://" in text else f"//{text}").hostname or "").lower()
