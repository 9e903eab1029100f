"""The local forge behind the same words: git alone, with the host's own quality gates as the CI.

Its issues are the ledger's ``TASKS:Pn``, and a task lands by ``integrate`` alone; so there is
nothing to find, and what can only be made elsewhere is a failure that says where it is done.
"""

from __future__ import annotations

from mosaic.errors import ForgeFailed
from mosaic.forge import local
from mosaic.forge.pace import Pace
from mosaic.forge.protocol import Check, CheckState, Ci, Issue, Milestone, Pull, Release
from mosaic.ledger.repository import Repository
from mosaic.standard import Sequence
from mosaic.values import dataclass

_INTEGRATE = "mosaic-orchestrator integrate TASK"


@dataclass(frozen=True)
class Alone:
    """A repository without a forge; ``gates`` is the command that must pass, at this pace."""

    repository: Repository
    gates: str
    pace: Pace = Pace()

    @property
    def provider(self) -> str:
        return "local"

    def where(self) -> str:
        return str(self.repository.top)

    def issue(self, number: int) -> Issue:
        raise _none(f"issue #{number}", "mosaic-orchestrator status")

    def find_issue(self, marker: str, milestone: Milestone | None) -> Issue | None:
        return None

    def create_issue(
        self, title: str, body: str, labels: Sequence[str], milestone: Milestone | None
    ) -> Issue:
        raise _none("issues; a phase's is TASKS:Pn in docs/TASKS.md", "mosaic-orchestrator add")

    def close_issue(self, number: int) -> Issue:
        raise _none(f"issue #{number}; TASKS:Pn is closed by its phase's verification", _INTEGRATE)

    def find_milestone(self, title: str) -> Milestone | None:
        return None

    def create_milestone(self, title: str, about: str) -> Milestone:
        raise _none("milestones", "mosaic-orchestrator config mission.milestone NAME --reason WHY")

    def close_milestone(self, milestone: Milestone) -> Milestone:
        raise _none("milestones", "mosaic-orchestrator milestone-release --version V")

    def find_pull(self, head: str, base: str, commit: str = "") -> Pull | None:
        return None

    def pull(self, number: int) -> Pull:
        raise _none(f"pull request #{number}", _INTEGRATE)

    def open_pull(self, title: str, body: str, head: str, base: str) -> Pull:
        raise _none("pull requests", _INTEGRATE)

    def update_pull(self, number: int, title: str, body: str) -> Pull:
        raise _none(f"pull request #{number}", _INTEGRATE)

    def merge(self, pull: Pull, commit: str, title: str, body: str) -> str:
        raise _none("pull requests", _INTEGRATE)

    def ci(self, commit: str) -> Ci:
        """The quality gates, run now on the commit's tree; none where there is no command.

        Errors: ForgeFailed; Wait (forge-busy) where they do not end in time.
        """
        if not self.gates:
            return Ci(commit, ())
        run = local.run_gates(self.repository, commit, self.gates, self.pace)
        if run.status in local.CANNOT:
            raise local.cannot_run(run)
        word = f"exit {run.status}" if run.ran_tests else "no test ran"
        state: CheckState = "green" if run.green else "red"
        return Ci(commit, (Check("quality gates", state, word, said=run.tail),))

    def queue(self, base: str) -> tuple[Check, ...]:
        """Nothing runs anywhere but in the command that lands."""
        return ()

    def release(self, tag: str, title: str, notes: str) -> Release:
        """The annotated tag is the release."""
        git = self.repository.git
        if git.try_("rev-parse", "-q", "--verify", "--end-of-options", f"refs/tags/{tag}").status:
            raise _none(f"tag {tag}", "mosaic-orchestrator milestone-release --version V")
        return Release(tag, f"refs/tags/{tag}", False)


def _none(what: str, instead: str) -> ForgeFailed:
    return ForgeFailed(
        f"the local forge has no {what}",
        command="forge.provider local",
        kind="missing",
        hint=f"run '{instead}'; or name a forge: forge.provider",
    )
