"""One task's course to the base of a remote forge.

Nothing is kept here between two runs: each step looks first whether it is done, on the forge and in
git, so that a repeat goes on where it stopped.
"""

from __future__ import annotations

from mosaic.advance import Outcome, advance
from mosaic.delivery.facts import ci_fact, merged_fact, pull_body
from mosaic.delivery.reach import Reach
from mosaic.errors import ForgeFailed, Refused
from mosaic.events import record
from mosaic.events.decision import Decision, refuse, row_of
from mosaic.evidence import gathered, only_state_moved
from mosaic.forge import local
from mosaic.forge.choose import Chosen
from mosaic.forge.message import squash_message
from mosaic.forge.opening import open_forge
from mosaic.forge.pace import Pace
from mosaic.forge.protocol import Forge, Pull
from mosaic.forge.waiting import wait_for_ci, wait_for_queue
from mosaic.gates import judge
from mosaic.gates.facts import CommitFacts, Evidence, Fact, Landing
from mosaic.gates.integration import asks_issue
from mosaic.gates.proposal import Proposal
from mosaic.gates.rows import is_verification
from mosaic.gates.work import INTEGRATED, kinds_of
from mosaic.given import Given
from mosaic.landing import RUNS, Work, done, failed, overtaken, run_gates
from mosaic.ledger.git_ledger import GitLedger
from mosaic.machine import Status
from mosaic.parse.tasks import Task
from mosaic.state import State
from mosaic.values import dataclass, replace


@dataclass
class Course:
    """One task on its way to the base of a remote forge."""

    ledger: GitLedger
    chosen: Chosen
    name: str
    given: Given
    pace: Pace
    dry_run: bool
    _forge: Forge | None = None

    def run(self) -> Outcome[Work]:
        return advance(
            self.ledger, self._prepare, self._decide, fresh=self._fresh, dry_run=self.dry_run
        )

    @property
    def reach(self) -> Reach:
        return Reach(self.ledger, self.chosen, self.dry_run)

    @property
    def forge(self) -> Forge:
        if self._forge is None:
            git, config = self.ledger.repository.git, self.ledger.peek().config
            self._forge = open_forge(self.chosen, git, config, self.pace)
        return self._forge

    def _prepare(self, state: State) -> Work:
        """Judge what can be judged before landing; then land, prove it, close the issue."""
        task, base = row_of(state, self.name), self.reach.base(state)
        found = replace(gathered(self.ledger, state, self.name, self.given), base=base)
        work = Work(found, base, self.ledger.ref)
        if task.status is not Status.IN_PROGRESS or not task.recorded:
            return work
        rulings = judge(Proposal(state, found.evidence, task), "record")
        if not all(r.ok for r in rulings):
            refuse(f"{self.name} cannot land", rulings)
        commit = found.evidence.commit
        if commit is not None and commit.exists:
            self._land(state, task, work, commit)
        elif is_verification(task):
            self._verify(state, work)
        if not work.failure and not self.dry_run:
            self._close_issue(state, task, work)
        return work

    def _land(self, state: State, task: Task, work: Work, commit: CommitFacts) -> None:
        base = work.base.ref.removeprefix("refs/heads/")
        pull = self.forge.find_pull(commit.branch, base, commit.oid)
        if self.dry_run:
            self._look(work, commit, pull)
            return
        if pull is None or pull.state != "merged":
            pull = self._request(state, task, work, commit, pull)
        if pull is None:
            return
        work.pull = merged_fact(pull)
        if not self._green(work, commit):
            return
        if pull.state != "merged":
            pull = self._merge(state, task, work, commit, pull)
        if pull is not None:
            work.pull = merged_fact(pull)
            self._prove(state, work, commit, pull)

    def _look(self, work: Work, commit: CommitFacts, pull: Pull | None) -> None:
        """What there is on the forge already, for a dry run."""
        work.pull = merged_fact(pull) if pull else None
        work.ci = ci_fact(self.forge.ci(commit.oid))

    def _request(
        self, state: State, task: Task, work: Work, commit: CommitFacts, pull: Pull | None
    ) -> Pull | None:
        """The open pull request of the recorded commit; None where it cannot be merged at all."""
        base = work.base.ref.removeprefix("refs/heads/")
        if not self._fits(work, commit):
            return None
        self._push(commit, base)
        if pull is not None:
            return pull
        title, _, body = squash_message(state, task).partition("\n")
        return self.forge.open_pull(title, pull_body(task, body), commit.branch, base)

    def _push(self, commit: CommitFacts, base: str) -> None:
        """Bring the task's branch to the forge at the recorded commit, unless it is there.

        Errors: Refused where the branch there has what the commit has not; ForgeFailed.
        """
        old = self.reach.tip(commit.branch)
        if old == commit.oid:
            return
        git = self.ledger.repository.git
        if old and git.try_("merge-base", "--is-ancestor", old, commit.oid).status:
            raise self._stale(f"'{commit.branch}' on '{self.chosen.remote}' is at {old[:12]}, which"
                              f" the recorded commit {commit.oid[:12]} has not")  # fmt: skip
        wait_for_queue(self.forge, base, "push", self.pace)
        self.reach.push(commit.branch, old, commit.oid)

    def _stale(self, what: str, *details: str) -> Refused:
        return Refused(
            f"{what}: the evidence is stale",
            details=details,
            hint=f"record the branch's tip: 'mosaic-orchestrator record-result {self.name}"
            " --result FILE'",
        )

    def _fits(self, work: Work, commit: CommitFacts) -> bool:
        """Whether the commit merges with the base as it is now; a conflict is the work's."""
        work.merge = local.merge(self.ledger.repository.git, work.base.tip, commit.oid)
        if work.merge.conflicts:
            work.failure = f"merge conflict with the base in {', '.join(work.merge.conflicts)}"
        return not work.failure

    def _green(self, work: Work, commit: CommitFacts) -> bool:
        """Wait for the end of the CI of exactly this commit; whether it may land.

        What is asked no CI may land without one, but never with a red one.
        """
        found = wait_for_ci(self.forge, commit.oid, self.pace)
        asked = bool(kinds_of(commit) & INTEGRATED)
        work.ci = ci_fact(found) if asked or found.state != "none" else None
        if found.state == "red":
            work.failure = f"CI of {commit.oid[:12]} is red: " + ", ".join(
                map(str, found.of("red"))
            )
            return False
        return not asked or (work.ci is not None and work.ci.value == "green")

    def _merge(
        self, state: State, task: Task, work: Work, commit: CommitFacts, pull: Pull
    ) -> Pull | None:
        """Squash-merge the recorded commit; None where it conflicts or its tree is red."""
        base = work.base.ref.removeprefix("refs/heads/")
        wait_for_queue(self.forge, base, "merge", self.pace)
        if not self._tested(state, work, commit):
            return None
        title, _, body = squash_message(state, task).partition("\n")
        try:
            landed = self.forge.merge(pull, commit.oid, title, body.strip())
        except ForgeFailed as error:
            if error.kind == "moved":
                what = f"the head of #{pull.number} is not {commit.oid[:12]} any more"
                raise self._stale(what, error.message, pull.url) from error
            work.base = self.reach.base(state)
            if error.kind == "unmergeable" and not self._fits(work, commit):
                return None
            raise
        return replace(pull, state="merged", head_oid=commit.oid, merged_as=landed)

    def _tested(self, state: State, work: Work, commit: CommitFacts) -> bool:
        """Whether what would land is what CI saw, or else has green quality gates here.

        CI saw the commit's own tree; where the base has moved on, the merged one is another. Docs
        land untested. Errors: Refused without quality gates; Wait (contended).
        """
        gates = state.config.mission.quality_gates
        for _ in range(RUNS):
            if not self._fits(work, commit):
                return False
            assert work.merge is not None
            seen = (commit.oid, *([work.squash] if work.squash else []))
            docs = not kinds_of(commit) & INTEGRATED
            if docs or any(self._same(one, work.merge.tree) for one in seen):
                return True
            if not gates:
                raise Refused(
                    "the base has moved on since the branch began: nobody has tested what would"
                    " land, and there are no quality gates to do it",
                    hint="mosaic-orchestrator config mission.quality_gates 'COMMAND' --reason WHY",
                )
            work.squash = local.squash(self.ledger.repository.git, work.merge, "under test")
            run_gates(self.ledger, work, gates, work.squash, self.pace)
            if work.failure:
                return False
            work.base = self.reach.base(state)
        raise overtaken()

    def _same(self, one: str, tree: str) -> bool:
        """Whether two trees differ in state files at most."""
        return only_state_moved(self.ledger, one, tree)

    def _prove(self, state: State, work: Work, commit: CommitFacts, pull: Pull) -> None:
        """Landing, from git: the commit that came of it is on the base, and is exactly this patch.

        Where nobody has seen its tree, the quality gates are run on it.
        """
        work.base = self.reach.base(state)
        landed, git = pull.merged_as, self.ledger.repository.git
        there = bool(landed) and self.ledger.reader.get(f"{landed}^{{commit}}") is not None
        if not there or git.try_("merge-base", "--is-ancestor", landed, work.base.tip).status:
            work.landing = Landing(False, work.base.tip)
            return
        parent = self.ledger.reader.get(f"{landed}^")
        merge = local.merge(git, parent.oid, commit.oid) if parent else None
        whole = merge is not None and not merge.conflicts and self._same(landed, merge.tree)
        gates = state.config.mission.quality_gates
        tested = any(self._same(landed, one) for one in (commit.oid, work.squash) if one)
        if whole and not tested and gates:
            run_gates(self.ledger, work, gates, landed, self.pace)
            if work.failure:
                work.failure = f"it landed as {landed[:12]}, and {work.failure}"
            tested = not work.failure
        how = f"squash merge of #{pull.number}, {pull.url}"
        work.landing = Landing(whole, work.base.tip, landed, how, tested)

    def _verify(self, state: State, work: Work) -> None:
        """A verification's evidence: the quality gates on the base as the remote has it."""
        command = state.config.mission.quality_gates
        if not command:
            raise Refused(
                "no quality gates are configured, so nothing can be shown to be green",
                hint="mosaic-orchestrator config mission.quality_gates 'COMMAND' --reason WHY",
            )
        run_gates(self.ledger, work, command, work.base.tip, self.pace)

    def _close_issue(self, state: State, task: Task, work: Work) -> None:
        """Close the row's issue where all else is shown; look only, where something is not."""
        number = task["issue"].removeprefix("#")
        if not (asks_issue(task, state) and number.isascii() and number.isdigit()):
            return
        assumed = replace(self._evidence(work), issue=Fact("issue", "closed", "", True))
        decision = record.decide(state, self.name, assumed, "Integrate")
        if decision.answer.get("outcome") == "done":
            found = self.forge.close_issue(int(number))
        else:
            found = self.forge.issue(int(number))
        work.issue = Fact("issue", "closed" if found.closed else "open", found.url, True)

    def _evidence(self, work: Work) -> Evidence:
        evidence = work.found.evidence
        return replace(
            evidence,
            gate_run=work.run,
            pull_request=work.pull,
            ci=work.ci,
            issue=work.issue,
            landing=work.landing or evidence.landing,
        )

    def _decide(self, state: State, work: Work) -> Decision:
        if work.failure:
            return failed(state, self.name, work)
        return done(state, self.name, self._evidence(work))

    def _fresh(self, state: State, work: Work) -> bool:
        """Under the lock: whether the row stands where it was seen. What landed stays so."""
        row = state.anything.tasks.get(self.name)
        return row is not None and row.cells == work.found.row
