"""milestone-release, resumable at every step: entry, tag, then the forge. Run again, it goes on.

What is there already is not done twice: an entry by its notes, a tag and its release by their name.
"""

from __future__ import annotations

from mosaic.advance import Outcome, advance
from mosaic.audit import flaws, replay
from mosaic.errors import CheckFailed, Refused
from mosaic.events import release
from mosaic.evidence import base_of
from mosaic.forge.choose import choose
from mosaic.forge.pace import Pace
from mosaic.gates.facts import Evidence, Fact
from mosaic.gates.rows import some
from mosaic.intake import tags
from mosaic.ledger import deliver
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.tagging import make_tag
from mosaic.parse.kinds import kind_of
from mosaic.parse.outside import one_text
from mosaic.standard import Callable, Mapping
from mosaic.state import PRDS, State
from mosaic.values import dataclass

#: Flaws of the history that a refusal names; 'verify' names all.
NAMED = 8


def gather(ledger: GitLedger, state: State, now: str, asserted: Mapping[str, str]) -> Evidence:
    """The host's tags, and whether the PRD was changed or confirmed since the last source."""
    _holds_base(ledger, state)
    _whole(ledger, state)
    said = dict(asserted)
    word = said.pop("prd", "")
    current = Fact("prd", word, "--evidence", False) if word else _prd(ledger, state)
    forge = choose(ledger.repository.git, ledger.sharing, state.config).provider
    return Evidence(now=now, tags=tags(ledger), prd_current=current, asserted=said, forge=forge)


def _holds_base(ledger: GitLedger, state: State) -> None:
    """Refused where the base has commits that the ledger's branch, and so the tag, has not.

    A release that was made already is not asked: the base may have gone on since.
    """
    base = base_of(ledger, state)
    if state.text is None or not ledger.tip or base.ref == ledger.ref:
        return
    if ledger.repository.git.try_("merge-base", "--is-ancestor", base.tip, ledger.tip).status:
        here, there = (name.removeprefix("refs/heads/") for name in (ledger.ref, base.ref))
        raise Refused(
            f"'{here}' does not hold all of the base '{there}', so the tag would not hold what"
            " was delivered",
            hint=f"merge '{there}' into '{here}', then release again",
        )


def _whole(ledger: GitLedger, state: State) -> None:
    """CheckFailed where the history holds what no entry accounts for: a row that a hand made done
    is no delivered work. A release that was made already is not asked again."""
    if state.text is None or not ledger.tip:
        return
    from mosaic.ledger.history import steps

    wrong = flaws(replay(steps(ledger.repository, ledger.tip)))
    if wrong:
        raise CheckFailed(
            f"the ledger's history has {len(wrong)} flaw(s), so nothing is released",
            details=some([str(flaw) for flaw in wrong], NAMED),
            hint="run 'mosaic-orchestrator verify', then 'mosaic-orchestrator adopt'",
        )


def _prd(ledger: GitLedger, state: State) -> Fact | None:
    git, tip = ledger.repository.git, ledger.tip
    if not tip:
        return None
    last = git.run("log", "-1", "--format=%H", tip, "--", *PRDS).line
    if not last:
        return Fact("prd", "missing", "git log", True)
    paths = git.run("log", "--format=", "--name-only", "-z", f"{last}..{tip}", "--").text
    changed = [p.strip("\n") for p in paths.split("\0") if p.strip("\n")]
    own = state.config.kinds.own
    source = next((p for p in changed if kind_of(p, own) == "source"), "")
    value = f"{source} changed since it did" if source else "current"
    return Fact("prd", value, f"git log {last[:12]}..", True)


def release_milestone(
    ledger: GitLedger,
    request: Callable[[State, Evidence], release.Request],
    now: str,
    asserted: Mapping[str, str],
    dry_run: bool,
) -> Outcome[Evidence]:
    """Make the release entry, or find it made. Errors: as ``events.release.decide``; Refused where
    what was deployed did not hold, after the task that mends it became an entry."""
    outcome = advance(
        ledger,
        lambda state: gather(ledger, state, now, asserted),
        lambda state, evidence: release.decide(state, request(state, evidence)),
        dry_run=dry_run,
    )
    release.refuse_failed(outcome.decision, dry_run)
    return outcome


def tag(ledger: GitLedger, version: str, name: str) -> bool:
    """Put the annotated tag on the release entry, unless it is there; whether it was made now.

    With an upstream it is asked for the tag first. Errors: Refused where the tag names a commit
    without this release; Outside.
    """
    git, label = ledger.repository.git, f"v{version}"
    deliver.fetch_tag(ledger.sharing, label)
    there = ledger.reader.get(f"refs/tags/{label}^{{commit}}")
    notes = release.notes_path(version)
    if there:
        if ledger.files(there.oid).read(notes) is None:
            raise Refused(f"the tag {label} names {there.oid[:12]}, which is not this release")
        return False
    entry = git.run("log", "-1", "--format=%H", "--diff-filter=A", ledger.tip, "--", notes).line
    make_tag(ledger, label, entry or ledger.tip, f"Release {label} - {name}")
    return True


def push_tag(ledger: GitLedger, version: str) -> bool:
    """Bring the tag to where the entries go, unless it is there; False where they go nowhere.

    Errors: Outside: push-failed; outcome-unknown, which the same command settles.
    """
    return deliver.push_tag(ledger.sharing, f"v{version}")


@dataclass(frozen=True)
class Published:
    """What the forge has of a release: its address ('' without a forge), and whether the milestone
    of that version was there to be closed."""

    provider: str
    url: str = ""
    closed: bool = False


def publish(ledger: GitLedger, version: str, pushed: bool, pace: Pace) -> Published:
    """The forge's release of the tag, and its milestone closed; nothing of it is done twice.

    Where the tag goes nowhere the forge is not asked. Errors: ForgeFailed; a repeat goes on.
    """
    state = ledger.peek()
    chosen = choose(ledger.repository.git, ledger.sharing, state.config)
    if chosen.is_local or not pushed:
        return Published(chosen.provider)
    from mosaic.forge.opening import open_forge

    forge = open_forge(chosen, ledger.repository.git, state.config, pace)
    notes = state.files.read(release.notes_path(version)) or ""
    made = forge.release(f"v{version}", f"v{version}", one_text(notes))
    milestone = forge.find_milestone(version)
    if milestone is not None:
        forge.close_milestone(milestone)
    return Published(chosen.provider, made.url, milestone is not None)


def remote(ledger: GitLedger) -> bool:
    """Whether the repository has a remote to push to."""
    return bool(ledger.repository.git.run("remote").line)


def archives(ledger: GitLedger) -> tuple[str, ...]:
    """Every archive's path at the tip, the newest first."""
    git, tip = ledger.repository.git, ledger.tip
    found = ledger.peek().archives
    when = {p: git.run("log", "-1", "--format=%ct", tip, "--", p).line for p in found}
    return tuple(sorted(found, key=lambda path: (-int(when[path] or 0), path)))
