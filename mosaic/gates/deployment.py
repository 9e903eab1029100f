"""Where ``deploy.target`` is set, what was deployed is shown: by digest, and never as ``latest``.

Every landed change shows a digest for each service, its candidate tags and the testing result;
a release besides what runs, and how. Evidence is given as ``--evidence KEY=VALUE`` with the keys
of ``ASKED``; what the row keeps of its claim counts until it is given anew. Source: the guide,
"Merge-to-Main Candidate Protocol" and "Deployment Protocol".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mosaic.gates.facts import CommitFacts, Kind
from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.gates.work import delivered, kinds_of
from mosaic.patterns import regex
from mosaic.values import dataclass

#: Kinds whose changes reach what is deployed.
DEPLOYED: frozenset[Kind] = frozenset({"source", "config"})
_DIGEST = regex(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One key of the evidence: the values that it may have (none: any), and whether only a
    release is asked for it. ``services``: asked for each service, as ``key.service``."""

    key: str
    about: str
    values: tuple[str, ...] = ()
    release: bool = False
    services: bool = False


ASKED: tuple[Asked, ...] = (
    Asked("digest", "the image's digest, sha256:…", services=True),
    Asked("candidate", "its candidate tags, such as sha-3f2a91c,v0.0.2-rc.1"),
    Asked("testing", "the situational tests against that image", ("passed",)),
    Asked("health", "the health checks after deploying", ("passed",), release=True),
    Asked("smoke", "the smoke tests after deploying", ("passed",), release=True),
    Asked("running-version", "the version that answers", release=True),
    Asked("running", "the digest that runs", release=True, services=True),
    Asked("strategy", "how it went out", ("blue-green", "canary"), release=True),
    Asked("registry-cleanup", "old tags go", ("scheduled", "done"), release=True),
)


def judge(proposal: Proposal) -> Verdict:
    """Pass where nothing is deployed, or all of it is shown; without a task it is a release."""
    if not proposal.state.config.deploy.target:
        return Pass("no deploy.target")
    task = proposal.task
    if task is not None:
        work = delivered(proposal)
        if not isinstance(work, CommitFacts):
            return work
        if not kinds_of(work) & DEPLOYED:
            return Pass("nothing that is deployed")
    given = _given(proposal)
    asked = [a for a in ASKED if task is None or not a.release]
    wrong = [*_wrong(asked, given), *(_running(proposal) if task is None else ())]
    missing = [a for a in asked if not _keys(a, given)]
    says = [f"no {a.key}: {a.about}" for a in missing]
    if wrong:
        return Refuse(
            "; ".join([*wrong, *says]), "roll back to the last good digest, then add a task"
        )
    return Unknown("; ".join(says), _hint(proposal, missing)) if missing else Pass()


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
            if _is_latest(value):
                yield f"{key} is 'latest', which is no deployment reference"
            elif one.services and not _DIGEST.fullmatch(value):
                yield f"{key} is '{value}', no digest"
            elif one.values and value not in one.values:
                yield f"{key} is '{value}', not {' or '.join(one.values)}"


def _is_latest(value: str) -> bool:
    names = [part.strip().rpartition(":")[2] for part in value.split(",")]
    return "latest" in [name.casefold() for name in names]


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


def _hint(proposal: Proposal, missing: list[Asked]) -> str:
    options = " ".join(f"--evidence {a.key}={'|'.join(a.values) or 'VALUE'}" for a in missing)
    if proposal.task is None:
        return f"run 'mosaic-orchestrator milestone-release --version {proposal.version} {options}'"
    return f"run 'mosaic-orchestrator record-result {proposal.task.id} {options}'"
