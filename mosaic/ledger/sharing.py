"""One ledger in several clones: where its ref goes to, what is known of it, when it is asked.

``ledger.push`` is read from the config at the local ref's tip, before anything is fetched. A
config that cannot be read says nothing here; who decides by it will say what is wrong with it.
"""

from __future__ import annotations

import os
import time

from mosaic.errors import LedgerUnusable, Outside
from mosaic.ledger.files import mark
from mosaic.ledger.git import DURABLE
from mosaic.ledger.line import Line
from mosaic.ledger.objects import CommitFiles, Reader
from mosaic.ledger.repository import Repository
from mosaic.ledger.upstream import Remotes, Upstream, remotes_of
from mosaic.parse import config as config_file
from mosaic.parse.config import Config, parse_config
from mosaic.standard import Iterator
from mosaic.values import dataclass, field, replace

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.ledger.apart import Standing
    from mosaic.ledger.publish import Publisher

#: How often, and for how many seconds, a command decides again while other clones are first; and
#: the longest pause between two tries, seconds.
TRIES, PATIENCE, LONGEST = 60, 90.0, 1.0
#: An empty file; its time is that of the last fetch of the ledger's ref.
ASKED = "asked"
#: What was asked longer ago is asked again under the lock: seconds.
STALE = 0.5


@dataclass
class Sharing:
    """The ledger's ref of one clone, and its upstream. ``wanted`` overrides ledger.push."""

    repository: Repository
    reader: Reader
    ref: str
    wanted: str = ""
    #: Whether others moved the upstream while this command ran.
    busy: bool = False
    _asked: float = 0.0
    took: float = 0.0
    _found: Upstream | None = None
    _policy: str = ""
    _standing: Standing | None = None
    _remotes: Remotes = field(init=False)

    def __post_init__(self) -> None:
        self._remotes = remotes_of(self.repository)
        if not self._remotes.values:
            return
        config = self._config(self.at(self.ref))
        self._found = self._upstream(self.ref, config)
        if self._found and config is None:
            config = self._config(self.at(self._found.tracking))
        self._policy = self.wanted or (config or Config()).ledger.push

    def _upstream(self, ref: str, config: Config | None) -> Upstream | None:
        found = self._remotes.of_branch(ref)
        base = config.forge.base if config else ""
        own = base and base != ref.removeprefix("refs/heads/")
        if found is None and (own or (ref != self.repository.head and not self.at(ref))):
            return self._remotes.of_own(ref)
        return found

    def _config(self, commit: str) -> Config | None:
        text = CommitFiles(self.reader, commit).read(config_file.PATH) if commit else None
        try:
            return parse_config(text) if text is not None else None
        except LedgerUnusable:
            return None

    def at(self, ref: str) -> str:
        """The commit at a ref, or ''."""
        found = self.reader.get(f"{ref}^{{commit}}")
        return found.oid if found else ""

    @property
    def upstream(self) -> Upstream | None:
        """Where entries go; None where they stay in this clone."""
        if self._found is None or self._policy == "never":
            return None
        return self._found if self.standing.shared else None

    @property
    def remote(self) -> str:
        """The remote that work goes to: the ledger's, else origin, else the only one; or ''."""
        names = self._remotes.names
        own = self._found.remote if self._found else "origin"
        return own if own in names else names[0] if len(names) == 1 else ""

    @property
    def address(self) -> str:
        """That remote's address, as it is written."""
        return self._remotes.address(self.remote)

    def there(self, branch: str) -> Upstream | None:
        """A branch of that remote, whether or not anything here follows it."""
        return self._remotes.on(self.remote, f"refs/heads/{branch}") if self.remote else None

    @property
    def standing(self) -> Standing:
        """How the local ref stands to what is known of its upstream, whatever is to be pushed."""
        from mosaic.ledger.apart import standing

        local, remote = self.at(self.ref), self.at(self._found.tracking) if self._found else ""
        now = self._standing
        if now is None or (now.local, now.remote) != (local, remote):
            now = self._standing = standing(self.repository.git, local, remote)
        return now

    @property
    def tip(self) -> str:
        """The ledger's tip: the upstream's, as it is known here, where entries go there."""
        local = self.at(self.ref)
        if self._found is None or (self._policy == "never" and local):
            return local
        return self.standing.tip

    def refresh(self, again: bool = True) -> bool:
        """Ask the upstream for its tip; whether entries go there. ``again`` False: only once.

        Errors: Outside: push-failed where it does not answer, or where ``ledger.push`` is always
        and there is none; outcome-unknown where an earlier push is still not settled.
        """
        if self._found is None or self._policy == "never":
            self._must()
            return False
        if again or not self._asked:
            self._fetch(self._found)
        if not self.standing.shared:
            self._must()
        return self.standing.shared

    def _fetch(self, upstream: Upstream) -> None:
        from mosaic.ledger import publish
        from mosaic.ledger.remote import fetch

        start, before = time.monotonic(), self.at(upstream.tracking)
        try:
            there = fetch(Line(self.repository), upstream)
        except Outside as error:
            pending = publish.read(self.publisher(()).note)
            if pending is None:
                raise
            raise publish.unsettled(self.publisher(()).note, pending, error.details) from error
        if before and not there:
            raise Outside(
                f"'{upstream.remote}' has no branch '{upstream.shown.partition('/')[2]}' any more",
                code="push-failed",
                details=[f"{upstream.tracking} was {before}"],
                hint=f"look who removed it; 'git push {upstream.remote} {before}:{upstream.ref}'"
                " brings it back",
            )
        self.busy = self.busy or self.at(upstream.tracking) != before
        self._asked, self.took = time.monotonic(), time.monotonic() - start
        mark(self.repository.private / ASKED)

    def ask(self, ref: str) -> None:
        """Ask for the tip of another branch, on which work is to land.

        Errors: Outside (push-failed) where the remote does not answer, or has it not.
        """
        if ref == self.ref or self.upstream is None:
            return
        from mosaic.ledger.remote import fetch

        base = self.base(ref)
        if not fetch(Line(self.repository), base):
            branch = ref.removeprefix("refs/heads/")
            raise Outside(
                f"'{base.remote}' has no branch '{base.shown.partition('/')[2]}'",
                code="push-failed",
                hint=f"git push -u {base.remote} {branch}",
            )

    def _must(self) -> None:
        """Errors: Outside (push-failed) where entries have to be pushed and cannot."""
        policy = self._policy or self.wanted
        if not policy:
            policy = (self._config(self.at(self.ref)) or Config()).ledger.push
        if policy != "always":
            return
        branch = self.ref.removeprefix("refs/heads/")
        remote = self._found.remote if self._found else next(iter(self._remotes.names), "")
        add = "" if remote else "git remote add origin ADDRESS, then "
        raise Outside(
            f"ledger.push is 'always', and '{branch}' has no branch of a remote to go to",
            code="push-failed",
            details=["entries are made here only once they can be pushed; nothing changed"],
            hint=f"{add}git push -u {remote or 'origin'} {branch}",
        )

    def tries(self) -> Iterator[int]:
        """One number for each time that a command may decide; the upstream is asked between."""
        yield 0
        end = time.monotonic() + PATIENCE
        for number in range(1, TRIES):
            if time.monotonic() > end:
                return
            self.pause(min(number, 5))
            self.refresh()
            yield number

    def pause(self, longer: int = 1) -> None:
        """Let others be first for about as long as a round with the remote takes."""
        chance = 0.25 + int.from_bytes(os.urandom(2)) / 65536
        time.sleep(min(LONGEST, chance * longer * max(self.took, 0.01)))

    def enter(self, held: tuple[int, ...]) -> tuple[Standing | None, tuple[str, ...]]:
        """Under the lock: settle what an earlier command left open; ask again after a while.

        How the local ref stands to the upstream that entries go to, None where they go nowhere;
        and notices. Errors: Outside (outcome-unknown); LedgerUnusable (ledger-conflict) where
        entries of this clone cannot go there.
        """
        notices: tuple[str, ...] = ()
        if (self.repository.private / "pending-push.json").exists():
            said = self.publisher(held).settle()
            notices = (said,) if said else ()
        if self._asked and time.monotonic() - self._asked > STALE:
            self.refresh()
        upstream = self.upstream
        if upstream is None:
            return None, notices
        here = self.standing
        if here.entries and (here.mine or here.behind):
            here = self._again(upstream, here)
            count = len(here.entries)
            notices += (f"{count} entries of this clone are made again on {upstream.shown}",)
        return here, notices

    def _again(self, upstream: Upstream, here: Standing) -> Standing:
        """The clone's own entries on top of the upstream's. Errors: LedgerUnusable."""
        from mosaic.ledger.again import Stuck, made_again
        from mosaic.ledger.apart import conflict

        if here.mine:
            raise conflict(upstream, self.ref, here, ["commits of your own are among them"])
        try:
            tip = made_again(self.repository.git, self.reader, here)
        except Stuck as stuck:
            why = [f"'{stuck.own.subject}' does not fit there: {stuck.why}"]
            raise conflict(upstream, self.ref, here, why) from stuck
        return replace(here, again=tip)

    def publisher(self, held: tuple[int, ...]) -> Publisher:
        """Who pushes, the ledger's lock held by these descriptors."""
        from mosaic.ledger.publish import Publisher

        return Publisher(self.repository, self.reader, held)

    def of(self, ref: str) -> Upstream | None:
        """The upstream of another branch, on the same remote, while entries are pushed at all."""
        mine = self.upstream
        found = self._remotes.of_branch(ref) if mine else None
        return found if found and mine and found.remote == mine.remote else None

    @property
    def asked(self) -> bool:
        """Whether this command asked the upstream."""
        return self._asked > 0

    def work(self, branch: str) -> Upstream | None:
        """Where a task's branch is pushed to: its own upstream, else its name on the ledger's
        remote; None where entries stay in this clone."""
        ref, mine = f"refs/heads/{branch}", self.upstream
        return (
            (self._remotes.of_branch(ref) or self._remotes.on(mine.remote, ref)) if mine else None
        )

    def start(self, ref: str) -> str:
        """The ref that work on a branch begins from: the one that follows its upstream, where
        entries are pushed; else the branch."""
        upstream = self.upstream if ref == self.ref else self.of(ref)
        return upstream.tracking if upstream and self.at(upstream.tracking) else ref

    def base(self, ref: str) -> Upstream:
        """Where the base goes to, with the ledger. Errors: Outside (push-failed)."""
        found, branch = self.of(ref), ref.removeprefix("refs/heads/")
        if found is None:
            assert self._found is not None
            raise Outside(
                f"the base '{branch}' has no upstream on '{self._found.remote}', where the ledger"
                " goes; nothing changed",
                code="push-failed",
                hint=f"git push -u {self._found.remote} {branch}",
            )
        return found

    def known(self, upstream: Upstream, commit: str) -> None:
        """Let the ref that follows the upstream say what was pushed, where git did not."""
        if self.at(upstream.tracking) != commit:
            # Where that fails, the next fetch says it; the entry is made.
            words = (*DURABLE, "update-ref", "-m", "mosaic: pushed", upstream.tracking, commit)
            self.repository.git.try_(*words)
