"""forge: issues, pull requests, CI checks and milestones of whatever forge the repository is on.

What the guide calls ``tools/git``, for orchestrators and workers. Landing a task, with every gate
and its entry, is ``integrate``'s.
"""

from __future__ import annotations

import click as real

from mosaic.commands.call import Call, read_input, reading, writing
from mosaic.commands.declared import Declared, click
from mosaic.commands.waiting import DEFAULT, pace_of, waiting
from mosaic.commands.words import branch, commit, line, optional
from mosaic.delivery import opened
from mosaic.delivery.reach import base_name
from mosaic.errors import Refused
from mosaic.forge.waiting import wait_for_ci, wait_for_queue
from mosaic.parse.outside import one_text
from mosaic.parse.ran import ran_tests
from mosaic.values import replace
from mosaic.views import forge as view
from mosaic.views.answer import Answer

_NUMBER = click.IntRange(1)


@click.command("issue-create", epilog="Example: mosaic-orchestrator forge issue-create -t Title")
@click.option("-t", "--title", required=True, callback=line, help="Its title.")
@click.option("-b", "--body", default="", help="Its text.")
@click.option("--body-file", default="", metavar="FILE|-", help="A file with its text.")
@click.option("-l", "--labels", default="", metavar="A,B", help="Labels; new ones are made.")
@click.option("-m", "--milestone", default="", callback=optional(line), help="Its milestone.")
@writing
def issue_create(
    call: Call, title: str, body: str, body_file: str, labels: str, milestone: str
) -> Answer:
    """Make an issue; its milestone is made where it is not there."""
    text = one_text(read_input(body_file) if body_file else body)
    names = [name.strip() for name in labels.split(",") if name.strip()]
    with call.ledger() as ledger:
        forge = opened(ledger, pace_of(DEFAULT))
        if call.dry_run:
            return view.planned("issue-create", forge.provider, f"an issue '{title}'")
        under = forge.find_milestone(milestone) if milestone else None
        if milestone and under is None:
            under = forge.create_milestone(milestone, "")
        made = forge.create_issue(title, text, names, under)
        return view.issue("issue-create", forge.provider, made)


@click.command("issue-view", epilog="Example: mosaic-orchestrator forge issue-view -i 12")
@click.option("-i", "--issue", required=True, type=_NUMBER, metavar="N", help="Its number.")
@reading
def issue_view(call: Call, issue: int) -> Answer:
    """Show an issue with its text."""
    with call.ledger() as ledger:
        forge = opened(ledger, pace_of(DEFAULT))
        return view.issue("issue-view", forge.provider, forge.issue(issue), body=True)


@click.command("issue-close", epilog="Example: mosaic-orchestrator forge issue-close -i 12")
@click.option("-i", "--issue", required=True, type=_NUMBER, metavar="N", help="Its number.")
@writing
def issue_close(call: Call, issue: int) -> Answer:
    """Close an issue, unless it is closed."""
    with call.ledger() as ledger:
        forge = opened(ledger, pace_of(DEFAULT))
        if call.dry_run:
            return view.planned("issue-close", forge.provider, f"close issue #{issue}")
        return view.issue("issue-close", forge.provider, forge.close_issue(issue))


@click.command("pr-create", epilog="Example: mosaic-orchestrator forge pr-create -t Title -B main")
@click.option("-t", "--title", required=True, callback=line, help="Its title.")
@click.option("-b", "--body", default="", help="Its text.")
@click.option("--body-file", default="", metavar="FILE|-", help="A file with its text.")
@click.option("-H", "--head", default="", callback=optional(branch), help="The branch; else this.")
@click.option("-B", "--base", default="", callback=optional(branch), help="Onto which; else base.")
@writing
def pr_create(call: Call, title: str, body: str, body_file: str, head: str, base: str) -> Answer:
    """Open a pull request for a pushed branch; one that is open gets this title and text."""
    text = one_text(read_input(body_file) if body_file else body)
    with call.ledger() as ledger:
        forge = opened(ledger, pace_of(DEFAULT))
        ours = (head or ledger.repository.head or "").removeprefix("refs/heads/")
        onto = base.removeprefix("refs/heads/") or base_name(ledger)
        if not ours or ours == onto:
            raise Refused(f"'{ours or 'HEAD'}' is no branch to merge", hint="give --head BRANCH")
        if call.dry_run:
            return view.planned("pr-create", forge.provider, f"'{ours}' onto '{onto}'")
        found = forge.find_pull(ours, onto)
        if found is not None:
            return view.pull(
                "pr-create", forge.provider, forge.update_pull(found.number, title, text), True
            )
        made = forge.open_pull(title, text, ours, onto)
        return view.pull("pr-create", forge.provider, made, False)


@click.command("pr-merge", epilog="Example: mosaic-orchestrator forge pr-merge -n 7")
@click.option("-n", "--number", required=True, type=_NUMBER, metavar="N", help="Its number.")
@click.option("-m", "--method", default="squash", type=click.Choice(("squash",)), help="How.")
@click.option("--head", default="", callback=optional(commit), help="The head that is expected.")
@writing
def pr_merge(call: Call, number: int, method: str, head: str) -> Answer:
    """Squash-merge a pull request at its expected head. A task lands by integrate instead."""
    with call.ledger() as ledger:
        forge = opened(ledger, pace_of(DEFAULT))
        found = forge.pull(number)
        if found.state != "open":
            return view.pull("pr-merge", forge.provider, found, True)
        if call.dry_run:
            return view.planned("pr-merge", forge.provider, f"{method} #{number}: {found.title}")
        landed = forge.merge(found, head or found.head_oid, found.title, "")
        now = replace(found, state="merged", merged_as=landed)
        return view.pull("pr-merge", forge.provider, now, False)


@click.command("pr-ci-wait", epilog="Example: mosaic-orchestrator forge pr-ci-wait -n 7")
@click.option("-n", "--number", required=True, type=_NUMBER, metavar="N", help="Its number.")
@waiting
@reading
def pr_ci_wait(call: Call, number: int, wait: int) -> Answer:
    """Wait until the CI checks of a pull request's head end; exit 1 unless they are green."""
    with call.ledger() as ledger:
        pace = pace_of(wait)
        forge = opened(ledger, pace)
        found = wait_for_ci(forge, forge.pull(number).head_oid, pace)
        ran = ran_tests("\n".join(check.said for check in found.of("green")))
        return view.checks("pr-ci-wait", forge.provider, found, ran)


@click.command("queue-wait", epilog="Example: mosaic-orchestrator forge queue-wait --purpose merge")
@click.option("--purpose", required=True, type=click.Choice(("push", "merge")), help="For what.")
@click.option("-B", "--base", default="", callback=optional(branch), help="The branch; else base.")
@waiting
@reading
def queue_wait(call: Call, purpose: str, base: str, wait: int) -> Answer:
    """Wait until nothing is in progress on the base: the guard before a push or a merge."""
    with call.ledger() as ledger:
        pace = pace_of(wait)
        forge = opened(ledger, pace)
        name = base.removeprefix("refs/heads/") or base_name(ledger)
        wait_for_queue(forge, name, "push" if purpose == "push" else "merge", pace)
        return view.queue("queue-wait", forge.provider, name, purpose)


@click.command(
    "milestone-close", epilog="Example: mosaic-orchestrator forge milestone-close -t 0.0.1"
)
@click.option("-t", "--title", required=True, callback=line, help="Its title.")
@writing
def milestone_close(call: Call, title: str) -> Answer:
    """Close a milestone, unless it is closed."""
    with call.ledger() as ledger:
        forge = opened(ledger, pace_of(DEFAULT))
        if call.dry_run:
            return view.planned("milestone-close", forge.provider, f"close milestone '{title}'")
        found = forge.find_milestone(title)
        if found is None:
            said = f"{forge.provider} has no milestone '{title}'"
            raise Refused(said, hint="a mission's is called by its version, such as 0.0.1")
        now = forge.close_milestone(found)
        return view.milestone("milestone-close", forge.provider, now, found.closed)


#: Every verb of the group, in the help's order.
ACTIONS: tuple[Declared | real.Command, ...] = (
    issue_create, issue_view, issue_close, pr_create, pr_merge, pr_ci_wait, queue_wait,
    milestone_close,
)  # fmt: skip


@real.group(epilog="Example: mosaic-orchestrator forge queue-wait --purpose push")
@real.option("--repo", metavar="DIR", default=".", help="A folder in the host repository.")
@real.pass_context
def command(context: real.Context, repo: str) -> None:
    """Ask the repository's forge: issues, pull requests, CI checks, milestones.

    Which forge it is, forge.provider says, or the remote's host. On the local one nothing waits,
    and what it has not is refused with the verb that does it.
    """
    context.default_map = {name: {"repo": repo} for name in command.commands}


for _action in ACTIONS:
    command.add_command(_action.build() if isinstance(_action, Declared) else _action)
