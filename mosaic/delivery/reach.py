"""The remote's own branches: the base as it is there now, and the task's branch brought there."""

from __future__ import annotations

from mosaic.errors import ForgeFailed, Refused
from mosaic.evidence import Base, base_of
from mosaic.forge.choose import Chosen
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.line import Line
from mosaic.ledger.remote import Fate, Move, fetch, push
from mosaic.ledger.upstream import Upstream
from mosaic.state import State
from mosaic.values import dataclass


def base_name(ledger: GitLedger) -> str:
    """The base's short name, as the remote has it."""
    ref = base_of(ledger, ledger.peek()).ref
    return ref.removeprefix("refs/heads/").removeprefix(f"refs/remotes/{ledger.sharing.remote}/")


@dataclass(frozen=True)
class Reach:
    """What a clone asks of its remote. ``quiet``: nothing, as in a dry run."""

    ledger: GitLedger
    chosen: Chosen
    quiet: bool

    def base(self, state: State) -> Base:
        """The base as the remote has it, asked now. Errors: Refused where it is not there."""
        ref = base_of(self.ledger, state).ref
        name = ref.removeprefix("refs/heads/").removeprefix(f"refs/remotes/{self.chosen.remote}/")
        tip = self.tip(name)
        if not tip:
            raise Refused(
                f"the base '{name}' is not on '{self.chosen.remote}'",
                hint=f"git push {self.chosen.remote} {name}; or name another base with"
                " 'mosaic-orchestrator config forge.base NAME --reason WHY'",
            )
        return Base(f"refs/heads/{name}", tip, self.branch(name).tracking)

    def branch(self, name: str) -> Upstream:
        """A branch of the remote. Errors: Refused where nothing here can follow it."""
        found = self.ledger.sharing.there(name)
        if found is None:
            raise Refused(
                f"the remote '{self.chosen.remote}' is fetched into this clone's own branches",
                hint="give it a refspec such as +refs/heads/*:refs/remotes/origin/*",
            )
        return found

    def tip(self, name: str) -> str:
        """The commit of a branch there, asked now; '' where it is not there."""
        upstream = self.branch(name)
        if not self.quiet and not fetch(Line(self.ledger.repository), upstream):
            return ""
        return self.ledger.sharing.at(upstream.tracking)

    def push(self, name: str, old: str, commit: str) -> None:
        """Bring a branch there, from exactly this old value. Errors: ForgeFailed."""
        upstream, repository = self.branch(name), self.ledger.repository
        trace = repository.private / "pending-branch.trace"
        said = push(Line(repository), upstream, (Move(upstream.ref, old, commit),), trace)
        if said.fate is not Fate.DONE:
            raise ForgeFailed(
                f"'{said.command}' ended with exit status {said.status}: the branch '{name}' did"
                " not arrive",
                command=said.command,
                details=said.words,
            )
        self.ledger.sharing.known(upstream, commit)
