"""What a forge answered, as evidence: a value, and where it can be seen."""

from __future__ import annotations

from mosaic.forge.protocol import Ci, Pull
from mosaic.gates.facts import Fact
from mosaic.parse.ran import ran_tests
from mosaic.parse.tasks import Task


def merged_fact(pull: Pull) -> Fact:
    """A pull request, and the commit that came of it."""
    source = f"{pull.url} as {pull.merged_as[:12]}" if pull.merged_as else pull.url
    return Fact("pr", pull.state, f"#{pull.number} {source}", True)


def ci_fact(found: Ci) -> Fact:
    """What the checks say together; green only where their own words do not say that no test ran.

    A commit without any check has no CI, which is not green.
    """
    green = found.of("green")
    ran = ran_tests("\n".join(f"{check.name}\n{check.said}" for check in green))
    value: str = found.state if found.state != "green" or ran else "green, but no test ran"
    shown = [f"{c.name} {c.url}".strip() for c in found.checks if c.state == found.state][:3]
    more = f" and {len(green) - 3} more" if len(green) > 3 else ""
    return Fact("ci", value, f"{', '.join(shown)}{more} on {found.commit[:12]}".strip(), True)


def pull_body(task: Task, message: str) -> str:
    """A pull request's body: what was done, for which task and issue.

    It says "part of", since "closes" would let the forge close a phase's issue too early.
    """
    issue = f"\nPart of {task['issue']}\n" if task["issue"].startswith("#") else ""
    return f"{message.strip()}\n{issue}\n<!-- mosaic:task {task.id} -->\n"
