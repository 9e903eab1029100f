"""One verb a file: words in, one call, words out. ``VERBS`` names them all, in the help's order.

A verb's module is imported only when the verb is called; it offers ``command``, a click command.
"""

from __future__ import annotations

#: verb, module, what it does, in the group's help.
VERBS: tuple[tuple[str, str, str], ...] = (
    ("init", "init", "Lay out config, templates, hooks and agent files; commit nothing."),
    ("scaffold-review", "scaffold_review", "Create a review report to be filled in."),
    ("bootstrap-from-review", "bootstrap", "Turn review reports into the ledger."),
    ("add", "add", "Add one task by hand."),
    ("claim-next", "claim_next", "Claim the first ready task for an agent."),
    ("record-result", "record_result", "Judge a worker's result and record it."),
    ("review", "review", "Print a reviewer's prompt for a recorded task."),
    ("evidence", "evidence", "Show or run the checks of a task's contract."),
    ("amend", "amend", "Change a task's contract, with the reason."),
    ("approve", "approve", "Record a person's word on a contract or a result."),
    ("integrate", "integrate", "Land a recorded task: squash merge, quality gates, issue."),
    ("takeover", "takeover", "Give a task in progress to another agent."),
    ("retry", "retry", "Make a failed, blocked or abandoned task claimable again."),
    ("block", "block", "Block a task, with its reason or a question to a person."),
    ("unblock", "unblock", "Take a blocked task up again."),
    ("answer", "answer", "Answer a task's question, as a person."),
    ("defer", "defer", "Defer a task, with an entry in the registry."),
    ("reopen", "reopen", "Open a done or deferred task again."),
    ("depend", "depend", "Add or remove a dependency."),
    ("note", "note", "Add a note to a task."),
    ("config", "config", "Change a limit, the budget or the mission."),
    ("forge", "forge", "Ask the forge: issues, pull requests, checks, milestones."),
    ("compaction-handoff", "compaction_handoff", "Hand the mission to a fresh orchestrator."),
    ("milestone-release", "milestone_release", "Release a finished milestone."),
    ("resume", "resume", "Bring an archived ledger back."),
    ("archive", "archive", "Move rows of completed phases out of the ledger."),
    ("status", "status", "Show where the mission stands."),
    ("show", "show", "Show one task."),
    ("next", "next_", "Show what claim-next would claim."),
    ("graph", "graph", "Draw what waits for what."),
    ("board", "board", "Show the rows by status."),
    ("log", "log", "Show the ledger's entries."),
    ("recap", "recap", "Sum up what was done, by whom, at which cost."),
    ("validate", "validate", "List every fault of the ledger."),
    ("verify", "verify", "Replay the ledger's whole history."),
    ("repair", "repair", "Mend what can be mended without a guess."),
    ("adopt", "adopt", "Check and commit a person's edit of the ledger."),
    ("fmt", "fmt", "Align the ledger's columns."),
    ("checkout-ledger", "checkout_ledger", "Write a ledger of another ref as files to read."),
    ("prime", "prime", "Print what an orchestrator must know."),
    ("kickstart", "kickstart", "Print the prompt that starts an orchestrator."),
    ("guard", "guard", "Judge proposed changes against a task's contract."),
    ("install-hooks", "install_hooks", "Guard the ledger with git hooks."),
    ("doctor", "doctor", "Prove that hooks, drivers, locks and copies are as they should be."),
)
