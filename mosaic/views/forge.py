"""What the forge verbs answer: the issue, pull request, checks or milestone as they are now."""

from __future__ import annotations

from mosaic.forge.protocol import Check, Ci, Issue, Milestone, Pull
from mosaic.views.answer import Answer


def issue(action: str, provider: str, found: Issue, body: bool = False) -> Answer:
    """One issue; with its text where it is viewed."""
    state = "closed" if found.closed else "open"
    labels = f" [{', '.join(found.labels)}]" if found.labels else ""
    lines = [f"#{found.number} {state}: {found.title}{labels}", found.url]
    text = "\n".join([*lines, "", found.body] if body else lines)
    data = {
        "number": found.number, "state": state, "title": found.title, "body": found.body,
        "labels": list(found.labels), "milestone": found.milestone or None, "url": found.url,
    }  # fmt: skip
    return _answer(action, provider, text, issue=data)


def pull(action: str, provider: str, found: Pull, already: bool) -> Answer:
    """One pull request. ``already``: it was so before."""
    landed = f" as {found.merged_as[:12]}" if found.merged_as else ""
    said = f"#{found.number} {found.state}{landed}: {found.title}\n{found.url}"
    data = {
        "number": found.number, "state": found.state, "title": found.title, "head": found.head,
        "head_commit": found.head_oid, "base": found.base, "merged_as": found.merged_as or None,
        "url": found.url,
    }  # fmt: skip
    return _answer(action, provider, said, already=already, pull=data)


def checks(action: str, provider: str, found: Ci, ran: bool) -> Answer:
    """The checks of a commit; exit 1 where they are not green, or say that no test ran."""
    good = found.state == "green" and ran
    word = found.state if ran or found.state != "green" else "green, but no test ran"
    lines = [f"CI of {found.commit[:12]}: {word}", *(f"  {check}" for check in found.checks)]
    data = {
        "commit": found.commit, "state": found.state, "ran_tests": ran,
        "checks": [_check(check) for check in found.checks],
    }  # fmt: skip
    return _answer(action, provider, "\n".join(lines), status=0 if good else 1, ci=data)


def _check(check: Check) -> dict[str, object]:
    return {
        "name": check.name, "state": check.state, "word": check.word, "url": check.url or None,
    }  # fmt: skip


def milestone(action: str, provider: str, found: Milestone, already: bool) -> Answer:
    """One milestone, closed."""
    data = {"title": found.title, "state": "closed" if found.closed else "open"}
    said = f"milestone {found.title} is {data['state']}"
    return _answer(action, provider, said, already=already, milestone=data)


def queue(action: str, provider: str, base: str, purpose: str) -> Answer:
    """Nothing is in progress on the base any more."""
    said = f"nothing is in progress on '{base}': go on with the {purpose}"
    return _answer(action, provider, said, base=base, purpose=purpose)


def planned(action: str, provider: str, what: str) -> Answer:
    """What would be asked, in a dry run."""
    return _answer(action, provider, f"would ask {provider}: {what}", dry_run=True)


def _answer(action: str, provider: str, text: str, status: int = 0, **data: object) -> Answer:
    head = {"action": action, "provider": provider}
    return Answer("forge", text.rstrip("\n"), {**head, **data}, status=status)
