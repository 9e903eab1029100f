"""integrate where a forge lands the work: pull request, CI, squash merge, proof, then the entry.

A forge that fails makes the row blocked, with the exact command; there is no silent fallback
(PROTOCOL, "Forges").
"""

from __future__ import annotations

from mosaic.advance import Outcome, advance
from mosaic.errors import ForgeFailed, MosaicError
from mosaic.events import hold
from mosaic.events.decision import one_line
from mosaic.forge.choose import Chosen, choose
from mosaic.forge.pace import Pace
from mosaic.forge.protocol import Forge
from mosaic.given import Given
from mosaic.landing import Work, integrate
from mosaic.ledger.git_ledger import GitLedger
from mosaic.liveness import settle

_AGAIN = "mend that, then 'mosaic-orchestrator unblock {0} --reason WHY' and"
_AGAIN += " 'mosaic-orchestrator integrate {0}', which goes on from there"


def chosen_for(ledger: GitLedger) -> Chosen:
    """The forge of a ledger's repository, by the config at its tip."""
    return choose(ledger.repository.git, ledger.sharing, ledger.peek().config)


def opened(ledger: GitLedger, pace: Pace) -> Forge:
    """The repository's forge, ready to be asked. Errors: as ``open_forge``."""
    chosen, config = chosen_for(ledger), ledger.peek().config
    if chosen.is_local:
        from mosaic.forge.alone import Alone

        return Alone(ledger.repository, config.mission.quality_gates, pace)
    from mosaic.forge.opening import open_forge

    return open_forge(chosen, ledger.repository.git, config, pace)


def land(
    ledger: GitLedger, name: str, given: Given, pace: Pace, dry_run: bool = False
) -> Outcome[Work]:
    """Land a recorded task on the repository's forge, and make it done.

    Errors: as ``integrate``; ForgeFailed, the row blocked with the exact command, on the local
    forge git's or the quality gates' own; Wait (forge-busy) where CI or the queue did not end in
    time. A dry run asks the forge, and changes nothing there.
    """
    ledger.refresh(dry_run)
    chosen = chosen_for(ledger)
    try:
        if chosen.is_local:
            return integrate(ledger, name, given, pace, dry_run)
        from mosaic.delivery.course import Course

        return Course(ledger, chosen, name, given, pace, dry_run).run()
    except ForgeFailed as error:
        if dry_run:
            raise
        raise blocked(ledger, name, error, given.now) from error


def blocked(ledger: GitLedger, name: str, error: ForgeFailed, now: str) -> ForgeFailed:
    """Make the row blocked by a forge's failure; the error to raise, which says what became of it.

    Where no entry can be made either, the row stays as it is, and the error says why.
    """
    said = f"a forge's command failed: {error.command}: {error.message}"
    reason = one_line(said.replace(f": '{error.command}'", ":"), 600)
    try:
        outcome = advance(ledger, lambda state: None, lambda s, _: hold.block(s, name, reason))
        settle(ledger, outcome, now)
        became = f"{name} is blocked"
    except MosaicError as second:
        became = f"{name} could not be made blocked: {second.message}"
    return ForgeFailed(
        error.message,
        command=error.command,
        status=error.status,
        kind=error.kind,
        details=[*error.details, became],
        hint="; ".join(part for part in (error.hint, _AGAIN.format(name)) if part),
    )
