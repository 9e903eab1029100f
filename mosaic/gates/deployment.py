"""Where ``deploy.target`` is set, what was deployed is shown: by digest, and never as ``latest``.

Every landed change shows a digest for each service, its candidate tags and the testing result;
a release besides what runs, what was promoted, and how. Evidence is given as ``--evidence
KEY=VALUE`` with the keys of ``ASKED``; what the row keeps of its claim counts until it is given
anew. Source: the guide, "Merge-to-Main Candidate Protocol" and "Deployment Protocol".
"""

from __future__ import annotations

from mosaic.gates.facts import CommitFacts, Kind
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered, kinds_of
from mosaic.parse import images
from mosaic.standard import Callable, Iterator, Mapping
from mosaic.values import dataclass

#: Kinds whose changes reach what is deployed.
DEPLOYED: frozenset[Kind] = frozenset({"source", "config"})


@dataclass(frozen=True)
class Asked:
    """One key of the evidence: the values that it may have (none: any), what is wrong with one,
    and whether only a release is asked for it. ``services``: asked for each service, as
    ``key.service``. ``only``: asked only where another key has this value."""

    key: str
    about: str
    values: tuple[str, ...] = ()
    release: bool = False
    services: bool = False
    faults: Callable[[str], Iterator[str]] | None = None
    only: tuple[str, str] = ("", "")


ASKED: tuple[Asked, ...] = (
    Asked("digest", "the image's digest, sha256:…", services=True, faults=images.digest_faults),
    Asked(
        "candidate",
        "its candidate tags, such as sha-3f2a91c,v0.0.2-rc.1",
        faults=images.candidate_faults,
    ),
    Asked("testing", "the situational tests against that image", ("passed",)),
    Asked(
        "promoted",
        "what the same digest was promoted to, such as staging,prod",
        release=True,
        faults=images.pointer_faults,
    ),
    Asked("health", "the health checks after deploying", ("passed",), release=True),
    Asked("smoke", "the smoke tests after deploying", ("passed",), release=True),
    Asked("running-version", "the version that answers", release=True),
    Asked(
        "running",
        "the digest that runs",
        release=True,
        services=True,
        faults=images.digest_faults,
    ),
    Asked("strategy", "how it went out", ("blue-green", "canary"), release=True),
    Asked(
        "canary",
        "its automated metrics, thresholds and rollback triggers, where strategy=canary",
        release=True,
        only=("strategy", "canary"),
    ),
    Asked("registry-cleanup", "old tags go", ("scheduled", "done"), release=True),
)
#: Where one of these is shown as failed, what was deployed did not hold.
_HOLDS, _FAILED = ("testing", "health", "smoke"), "failed"


def judge(proposal: Proposal) -> Verdict:
    """Pass where nothing is deployed, or all of it is shown; without a task it is a release."""
    if not proposal.state.config.deploy.target:
        return Pass("no deploy.target")
    if proposal.task is None:
        return _shown(proposal, None)
    work = delivered(proposal)
    if not isinstance(work, CommitFacts):
        return work
    if not kinds_of(work) & DEPLOYED:
        return Pass("nothing that is deployed")
    return _shown(proposal, work)


def _shown(proposal: Proposal, work: CommitFacts | None) -> Verdict:
    """What was shown for a change (``work``) or a release."""
    given, task = _given(proposal), proposal.task
    asked = [a for a in ASKED if (task is None or not a.release) and _applies(a, given)]
    wrong = [*_wrong(asked, given), *(_running(proposal) if task is None else ())]
    missing = [a for a in asked if not _keys(a, given)]
    says = [f"no {a.key}: {a.about}" for a in missing]
    if wrong:
        return Refuse("; ".join([*wrong, *says]), _mend(proposal, given))
    if missing:
        return Unknown("; ".join(says), _hint(proposal, missing))
    other = _other_commit(proposal, work, given) if work else ""
    return Pass(other, warning=bool(other))


def _applies(asked: Asked, given: Mapping[str, str]) -> bool:
    key, value = asked.only
    return not key or given.get(key, "").strip() == value


def _given(proposal: Proposal) -> Mapping[str, str]:
    """What this call shows, besides what the row's claim has shown before."""
    kept = proposal.task.notes.all("Asserted") if proposal.task is not None else ()
    before = {key: value for key, _, value in (text.partition("=") for text in kept)}
    return {**before, **proposal.evidence.asserted}


def _keys(asked: Asked, given: Mapping[str, str]) -> list[str]:
    """The keys that were given for this one: itself, and for services ``key.service``."""
    own = [k for k in given if k == asked.key or (asked.services and k.startswith(f"{asked.key}."))]
    return [key for key in own if given[key].strip()]


def _wrong(asked: list[Asked], given: Mapping[str, str]) -> Iterator[str]:
    for one in asked:
        for key in _keys(one, given):
            value = given[key].strip()
            if images.is_latest(value):
                yield f"{key} is {images.LATEST}"
            elif one.faults:
                yield from (f"{key} is {why}" for why in one.faults(value))
            elif one.values and value not in one.values:
                yield f"{key} is '{value}', not {' or '.join(one.values)}"


def _running(proposal: Proposal) -> Iterator[str]:
    """What runs is what was promoted, in the version that is released."""
    given = proposal.evidence.asserted
    for key, value in given.items():
        kind, dot, service = key.partition(".")
        other = given.get(f"running{dot}{service}")
        if kind == "digest" and other is None and any(k.startswith("running") for k in given):
            yield f"{key} is promoted, and nothing says that it runs"
        elif kind == "digest" and other is not None and other.strip() != value.strip():
            yield f"running{dot}{service} is another digest than the promoted one"
    version = given.get("running-version", "").strip().removeprefix("v")
    if version and proposal.version and version != proposal.version:
        yield f"running-version is '{version}', not {proposal.version}"
    candidate = images.version_of(given.get("candidate", ""))
    if candidate and proposal.version and candidate != proposal.version:
        yield f"candidate is of version {candidate}, not {proposal.version}"


def _other_commit(proposal: Proposal, work: CommitFacts, given: Mapping[str, str]) -> str:
    """That the candidate was built from another commit than what was recorded or landed, or ''."""
    named, landing = images.commit_of(given.get("candidate", "")), proposal.evidence.landing
    known = [work.oid, *([landing.by] if landing and landing.by else [])]
    if not named or any(oid.startswith(named) for oid in known):
        return ""
    return f"candidate is sha-{named}, and the work is {work.oid[:12]}"


def failed(given: Mapping[str, str]) -> tuple[str, ...]:
    """The keys that say that what was deployed did not hold."""
    return tuple(key for key in _HOLDS if given.get(key, "").strip() == _FAILED)


def _mend(proposal: Proposal, given: Mapping[str, str]) -> str:
    """What to do about it: what did not hold is rolled back and mended; the rest said right.

    A release adds the task that mends it by itself.
    """
    if not failed(given):
        return "correct the evidence, and give it anew"
    back = f"roll back to {_last_good(proposal) or 'the last good digest'}"
    if proposal.task is None:
        return back
    return (
        f"{back}, then run: mosaic-orchestrator add --severity critical"
        f" --description 'Mend what failed when {proposal.task.id} was deployed'"
    )


def _last_good(proposal: Proposal) -> str:
    """The digests of the task that was done last with its tests passed, or ''."""
    own = proposal.task.id if proposal.task else ""
    found = []
    for row in proposal.state.mission_rows:
        kept = row.notes.all("Asserted")
        digests = [text for text in kept if text.startswith("digest")]
        if row.id != own and digests and "testing=passed" in kept:
            found.append((row["completed_at"], ", ".join(digests)))
    return max(found)[1] if found else ""


def _hint(proposal: Proposal, missing: list[Asked]) -> str:
    options = " ".join(f"--evidence {a.key}={'|'.join(a.values) or 'VALUE'}" for a in missing)
    if proposal.task is None:
        return f"run 'mosaic-orchestrator milestone-release --version {proposal.version} {options}'"
    return f"run 'mosaic-orchestrator record-result {proposal.task.id} {options}'"
