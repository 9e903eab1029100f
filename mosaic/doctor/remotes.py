"""remote: does the ledger's branch have an upstream, as ledger.push wants it; does it answer?

The remote itself is asked only where that was wanted, and for a bounded time.
"""

from __future__ import annotations

from mosaic.doctor.patient import Finding, Patient
from mosaic.doctor.trial import git_within
from mosaic.ledger.git import tail
from mosaic.state import State

#: Seconds that a remote may take to answer.
PATIENCE = 20.0


def remote(patient: Patient) -> Finding:
    """The upstream of the ledger's ref, what was pushed, and what ledger.push says."""
    git, ref = patient.repository.git, patient.ledger.ref
    push = State(patient.ledger.files(patient.tip)).config.ledger.push if patient.tip else "auto"
    branch = ref.removeprefix("refs/heads/")
    name = git.run("for-each-ref", "--format=%(upstream:remotename)", "--", ref).line
    names = git.run("remote").text.split()
    if not name and push == "always":
        hint = f"run 'git push -u {names[0] if names else 'REMOTE'} {branch}'"
        return Finding("fail", f"ledger.push is 'always', and {branch} has no upstream", hint)
    if not names:
        return Finding("ok", "there is no remote; entries stay in this clone")
    if not name:
        said = f"{branch} has no upstream; entries stay in this clone (ledger.push is '{push}')"
        return Finding("ok", said)
    found = _upstream(patient, name, branch, push)
    return _answers(patient, name, found) if patient.remote and found.verdict != "fail" else found


def _upstream(patient: Patient, name: str, branch: str, push: str) -> Finding:
    git = patient.repository.git
    ref = patient.ledger.ref
    remote = git.run("for-each-ref", "--format=%(upstream)", "--", ref).line
    counts = git.try_("rev-list", "--left-right", "--count", f"{ref}...{remote}", "--")
    if name != "." and git.try_("remote", "get-url", name).status:
        return Finding("fail", f"the upstream of {branch} is '{name}', which is no remote here",
                       f"run 'git branch --set-upstream-to=REMOTE/{branch} {branch}'")  # fmt: skip
    if not remote or counts.status:
        said = f"the upstream of {branch} on {name} was never fetched, or is gone"
        return Finding("warn", said, f"run 'git fetch {name}'")
    ahead, behind = counts.line.split()
    said = f"{branch} and its upstream on {name}: {ahead} ahead, {behind} behind, as last fetched"
    if ahead != "0" and behind != "0":
        return Finding("warn", f"{said}: they have parted", f"run 'git fetch {name}' and look")
    return Finding("ok", f"{said}; ledger.push is '{push}'")


def _answers(patient: Patient, name: str, found: Finding) -> Finding:
    """Ask the remote for the branch."""
    words = ("ls-remote", "--heads", "--", name)
    ran = git_within(PATIENCE, patient.repository.top, *words)
    if ran.status is None:
        said = f"{name} did not answer within {PATIENCE:g} s"
        return Finding("fail", said, "see that it can be reached", [found.message])
    if ran.status:
        said = f"{name} does not answer"
        return Finding("fail", said, "see that it can be reached", tail(ran.said, 4))
    return Finding(found.verdict, f"{name} answers; {found.message}", found.hint, found.details)
