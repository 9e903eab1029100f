"""Gathers the facts that gates ask for, from git and from files, each with where it came from.

Nothing here judges. What could not be looked at stays None, and the gate that asks says so.
"""

from __future__ import annotations

from mosaic.bases import Base as Base
from mosaic.bases import base_of as base_of
from mosaic.bases import branch_name as branch_name
from mosaic.bases import branches_of as branches_of
from mosaic.events.decision import one_line, row_of, token_of
from mosaic.events.phases import mended
from mosaic.gates.attempts import attempts
from mosaic.gates.facts import Evidence
from mosaic.gates.scope import named_files
from mosaic.ledger.branches import bring, refs_of
from mosaic.ledger.git import DURABLE, Git, failed
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.objects import Object
from mosaic.parse import cells, kinds
from mosaic.parse.tasks import Task
from mosaic.standard import Sequence
from mosaic.state import State, is_state_file
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.gates.facts import CommitFacts, ContractFacts, Landing
    from mosaic.given import Given


@dataclass(frozen=True)
class Gathered:
    """Evidence, and what it was gathered on: the task's row, and the base."""

    evidence: Evidence
    row: tuple[str, ...]
    base: Base


def gather(ledger: GitLedger, state: State, task: Task, given: Given) -> Evidence:
    """Everything that the gates of ``record`` and ``done`` ask, short of running anything."""
    from mosaic.accounts import unaccounted
    from mosaic.forge.choose import choose
    from mosaic.given import documentation, reviews

    named = given.result.commit_sha if given.result else task.recorded
    base = base_of(ledger, state)
    asserted = dict(given.asserted or {})
    fixed = asserted.pop("already-fixed", "")
    commit = None
    if named and named != "none":
        commit = commit_facts(ledger, state, task, base, named)
    there = commit is not None and commit.exists
    landing = landing_of(ledger, base, commit.oid) if commit and there else None
    facts = _contract(ledger, state, task, base, commit) if commit and there else None
    if fixed and not (commit and commit.files):
        landing = _fixed(ledger, base, fixed, named_files(task))
    return Evidence(
        now=given.now,
        result=given.result,
        claim=token_of(task),
        claims=max(attempts(task), 1) + len(task.notes.all("Takeover")),
        commit=commit,
        reviews=reviews(ledger.reader, task, given),
        unbound_reviews=tuple(r.kind for r in given.reviews if not (r.commit or given.reviewed)),
        documentation=documentation(task, given),
        landing=landing or _landed_before(task, base),
        already_fixed=fixed,
        kept=given.kept,
        usage=one_line(given.usage, 120),
        unaccounted=unaccounted(ledger, task),
        asserted=asserted,
        forge=choose(ledger.repository.git, ledger.sharing, state.config).provider,
        contract=facts,
    )


def _contract(
    ledger: GitLedger, state: State, task: Task, base: Base, commit: CommitFacts
) -> ContractFacts | None:
    from mosaic.contracted import contract_facts

    return contract_facts(ledger, state, task, base.tip, commit.oid)


def commit_facts(ledger: GitLedger, state: State, task: Task, base: Base, name: str) -> CommitFacts:
    """What git says of a commit: whether it exists, on which branch, what it changes.

    One that is on no branch here may be on a pushed one. Errors: Outside (push-failed).
    """
    from mosaic.gates.facts import ChangedFile, CommitFacts

    branches = branches_of(state, task)
    found, branch, tip = _place_of(ledger, branches, name)
    if not found:
        return CommitFacts(name, "", False, branches[0], False, "")
    git, oid = ledger.repository.git, found.oid
    paths, own = _changed(git, base, oid), state.config.kinds.own
    touched = git.run(
        "log", "--format=", "--name-only", "-z", "-c", "--no-renames", oid, "--not", base.tip,
        ledger.tip, "--",
    ).text  # fmt: skip
    state_paths = sorted(
        {p.strip("\n") for p in touched.split("\0") if is_state_file(p.strip("\n"))}
    )
    return CommitFacts(
        name,
        oid,
        True,
        branch or branches[0],
        bool(branch),
        tip,
        tuple(ChangedFile(p, kinds.kind_of(p, own)) for p in paths.split("\0") if p),
        tuple(state_paths),
        _contains_parent(ledger, state, task, oid),
    )


def _changed(git: Git, base: Base, oid: str) -> str:
    """The paths that a commit's branch changes since it left the base; all that differ from the
    base where the two have no commit in common."""
    words = ("diff", "--name-only", "-z", "--no-renames")
    since = git.try_(*words, f"{base.tip}...{oid}", "--")
    return since.text if not since.status else git.run(*words, base.tip, oid, "--").text


def _place_of(
    ledger: GitLedger, branches: Sequence[str], name: str
) -> tuple[Object | None, str, str]:
    """A commit, its branch and that one's tip; a pushed branch is fetched where it may be there."""
    names = iter(branches)
    while True:  # as often as there are names
        found = ledger.reader.get(f"{name}^{{commit}}") if cells.is_commit(name) else None
        branch, tip = _branch_with(ledger, branches, found.oid) if found else ("", "")
        if branch or not any(bring(ledger.sharing, one) for one in names):
            return found, branch, tip


def _branch_with(ledger: GitLedger, branches: Sequence[str], oid: str) -> tuple[str, str]:
    """The first of these branches, here or on the remote, that has the commit; and its tip."""
    git = ledger.repository.git
    for name in branches:
        for ref, _ in refs_of(ledger.sharing, name):
            tip = ledger.reader.get(f"{ref}^{{commit}}")
            if tip and not git.try_("merge-base", "--is-ancestor", oid, tip.oid).status:
                return name, tip.oid
    return "", ""


def _contains_parent(ledger: GitLedger, state: State, task: Task, oid: str) -> bool:
    """Whether a -QA row's commit has the commit below it that it is to mend."""
    mends = mended(state.document, task)
    if mends is None:
        return True
    git = ledger.repository.git
    known = cells.is_commit(mends.recorded)
    return known and not git.try_("merge-base", "--is-ancestor", mends.recorded, oid).status


def landing_of(ledger: GitLedger, base: Base, oid: str) -> Landing:
    """Whether the commit's patch is on the base: merging it once more would change nothing."""
    from mosaic.gates.facts import Landing

    git = ledger.repository.git
    if not git.try_("merge-base", "--is-ancestor", oid, base.tip).status:
        return Landing(True, base.tip, oid, "the commit itself is on the base")
    words = (*DURABLE, "merge-tree", "--write-tree")
    merged = git.bounded(*words, base.tip, oid, ask=False)
    if merged.late:
        raise failed(merged)
    tree = ledger.reader.get(f"{base.tip}^{{tree}}")
    if not merged.status and tree and merged.text.split("\n")[0] == tree.oid:
        return Landing(True, base.tip, base.tip, "merging the branch again changes nothing")
    return Landing(False, base.tip)


def _landed_before(task: Task, base: Base) -> Landing | None:
    """A landing that an earlier entry wrote down."""
    said = task.notes.get("Landed")
    if not said:
        return None
    from mosaic.gates.facts import Landing, read_note

    found = read_note("landed", said)
    return Landing(True, base.tip, found.value, found.source, True) if found else None


def _fixed(ledger: GitLedger, base: Base, name: str, files: Sequence[str]) -> Landing:
    """Whether the commit that fixed it already is on the base, and touched what the task names.

    An entry of ours fixes nothing, and nor does a commit that began the history.
    """
    from mosaic.gates.facts import Landing

    found = ledger.reader.get(f"{name}^{{commit}}")
    git = ledger.repository.git
    if found is None or git.try_("merge-base", "--is-ancestor", found.oid, base.tip).status:
        return Landing(False, base.tip)
    words = ("diff-tree", "-r", "-m", "--no-commit-id", "--name-only", "-z")
    paths = {path for path in git.run(*words, found.oid).text.split("\0") if path}
    if all(is_state_file(path) for path in paths) or (files and not paths & set(files)):
        return Landing(False, base.tip)
    return Landing(True, base.tip, found.oid, "fixed already on the base", True)


def still_true(ledger: GitLedger, state: State, name: str, found: Gathered) -> bool:
    """Under the lock: whether the row, the branch and the base stand where they were seen.

    State files alone may have moved on the base meanwhile.
    """
    row, commit = state.anything.tasks.get(name), found.evidence.commit
    if row is None or row.cells != found.row:
        return False
    if commit and commit.exists and commit.on_branch:
        _, tip = _branch_with(ledger, (commit.branch,), commit.oid)
        if tip != commit.tip:
            return False
    base = base_of(ledger, state)
    return base.ref == found.base.ref and only_state_moved(ledger, found.base.tip, base.tip)


def only_state_moved(ledger: GitLedger, old: str, new: str) -> bool:
    """Whether two commits differ in state files at most."""
    if old == new:
        return True
    git = ledger.repository.git
    moved = git.run("diff", "--name-only", "-z", "--no-renames", old, new, "--").text
    return all(is_state_file(path) for path in moved.split("\0") if path)


def gathered(ledger: GitLedger, state: State, name: str, given: Given) -> Gathered:
    """The evidence of a task, with what it was gathered on. Errors: UnknownTask, Refused."""
    task = row_of(state, name)
    return Gathered(gather(ledger, state, task, given), task.cells, base_of(ledger, state))
