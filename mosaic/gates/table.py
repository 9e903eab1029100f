"""The gates' table as the documentation has it: where each one's facts come from, and what its
three answers look like. Only words: the rules are in the gates, and a test drives each to each.
"""

from __future__ import annotations

from mosaic.values import dataclass

#: How the cell of a gate begins that is never unknown, with the reason.
NEVER = "Never: "
_STATE = f"{NEVER}all that it asks is in the state files, which are always read."


@dataclass(frozen=True)
class Told:
    """One gate's line; ``source`` is where its facts come from."""

    gate: str
    source: str
    passes: str
    refuses: str
    unknown: str


TABLE: tuple[Told, ...] = (
    Told(
        "prd",
        "`docs/PRD.md`, `docs/PRD.json`",
        "One of them has a requirement in it.",
        "There is none, or it has nothing but headings, comments and placeholders.",
        _STATE,
    ),
    Told(
        "dependencies",
        "the table, the archives, the registry of deferrals",
        "Each is done, in the table or in an archive.",
        "One is open, deferred or no task at all; each is named with its status.",
        _STATE,
    ),
    Told(
        "phase-boundary",
        "the rows of the nearest lower phase",
        "Its verification is done, or there is no lower phase.",
        "It is not done; what is open is named.",
        _STATE,
    ),
    Told(
        "workers",
        "rows in progress without a result, `limits.workers`, the budget",
        "A slot is free.",
        "As many are at work as may be; they are named.",
        _STATE,
    ),
    Told(
        "attempts",
        "the row's `Claim:` notes, `limits.attempts`",
        "An attempt is left.",
        "All were made.",
        _STATE,
    ),
    Told(
        "budget",
        "used and estimate of every row, archived ones too; `budget.cap`",
        "The projection is at most 90 % of the cap; from 70 % with a warning.",
        "A claim above 90 %, a bootstrap above the cap.",
        _STATE,
    ),
    Told(
        "context",
        "`--context`, `limits.context_stop`",
        "It is below the stop, or was not told.",
        "It is at the stop or above.",
        f"{NEVER}a figure that is not told is not asked for.",
    ),
    Told(
        "scope",
        "the contract, else the row's `Files:` notes; `limits.shared`",
        "No file is in the scope of a task in progress; without named files, with a warning.",
        "A file is being changed by a task in progress, which is named.",
        "A contract cannot be read.",
    ),
    Told(
        "result",
        "the worker's JSON, the row, its claim; git on the commit and its branch",
        "It is of this task and claim, and its commit is the tip of the task's branch.",
        "It is another task's, claim's or agent's; or the commit is missing, empty, left behind"
        " or on another branch.",
        "There is no result, or nobody looked at the commit that it names.",
    ),
    Told(
        "sole-writer",
        "git on the commits that neither base nor ledger have",
        "None touches a state file.",
        "One does, even if a later one takes it back.",
        "The recorded commit is not in this repository.",
    ),
    Told(
        "tests",
        "git on the changed files; the result's `tests` and `tests_reason`",
        "A test changed or a reason is given, and every named run is green.",
        "A fix changes no test and says no reason, or a run is red or ran no test.",
        "The recorded commit is not in this repository.",
    ),
    Told(
        "drift",
        "git on the changed files; the contract, how its checks ended, `limits.shared`",
        "The work is within its contract, or there is none.",
        "A file that should not or should have changed, evidence that is missing from the work, a"
        " check that is red or cannot run.",
        "The contract cannot be read, a check has not run on this tree, or a word is to be given.",
    ),
    Told(
        "review",
        "`--code-review`, `--security-review`, or `review --run`; git on the changed files",
        "Every needed review is there; one that only asks for changes with a warning.",
        "A blocker, a critical finding, or a high one of the security review.",
        "One is missing, by the row's own agent, by nobody, or of another commit.",
    ),
    Told(
        "documentation",
        "`--docs`; git on the changed files",
        "The checklist of this task and commit has no open box.",
        "A box is open, or there is none.",
        "There is no checklist, or it is of another task or commit.",
    ),
    Told(
        "landing",
        "git on the base; the run of the quality gates",
        "The patch is on the base, on a tree on which the gates ran.",
        "It is not, or its tree was not tested; for a verification, the gates are red.",
        "Nobody looked at the base yet: `integrate` does.",
    ),
    Told(
        "integration",
        "the run of the quality gates, or the forge; `--evidence issue=closed`",
        "CI is green with tests run, the pull request merged, the issue closed.",
        "One of them is not so, or is only asserted where the forge can answer.",
        "Nobody looked at one of them yet.",
    ),
    Told(
        "deployment",
        "`--evidence digest=…` and its like",
        "No `deploy.target`, or all that is asked for is shown.",
        "`latest`, no digest, tags that are no candidate's, another digest or version than the"
        " promoted one, a test that did not pass.",
        "Something that is asked for was not shown.",
    ),
    Told(
        "phase-polish",
        "the rows of the phase, the registry of deferrals",
        "It is no verification, or every other task of its phase is finished.",
        "Tasks are open; they are named, with how far the phase is.",
        _STATE,
    ),
    Told(
        "version",
        "`--version`, the repository's tags",
        "It is above the last tag, and 0.1.0 for the MVP alone.",
        "It is not, or no version at all.",
        "The tags were not looked at.",
    ),
    Told(
        "complete",
        "the table, the registry, the rows' notes; git on the PRD",
        "Nothing is left, and the PRD is current.",
        "A row, a landing or documentation is left, or source changed after the PRD.",
        "Whether the PRD is current was not looked at.",
    ),
)
