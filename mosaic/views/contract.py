"""What a contract says to people and programs: in ``show`` and in ``evidence``."""

from __future__ import annotations

from mosaic.events.decision import Decision
from mosaic.gates.facts import CheckRun
from mosaic.gates.surfaces import Drift, approved, is_fresh
from mosaic.parse.tasks import Task
from mosaic.parse.terms import Broken, Check, Contract
from mosaic.standard import Sequence
from mosaic.state import State
from mosaic.views.answer import Answer


def contract_json(contract: Contract, task: Task) -> dict[str, object]:
    """A contract as a JSON object, with its digest and whether a person approved it."""
    return {
        "digest": contract.digest,
        "approved": approved(task, "contract", contract.digest),
        "drafted": contract.drafted,
        "targets": list(contract.targets),
        "scope": list(contract.scope),
        "out_of_bounds": list(contract.out_of_bounds),
        "evidence": list(contract.evidence),
        "checks": [{"name": c.name, "command": c.command or None} for c in contract.checks],
    }


def contract_lines(contract: Contract, task: Task) -> list[str]:
    """A contract for people, a line for each part that says something."""
    how = "drafted" if contract.drafted else "amended"
    by = ", approved" if approved(task, "contract", contract.digest) else ""
    lines = [f"{'contract':13} {contract.digest[:12]} ({how}{by})"]
    parts = {
        "one of": contract.targets,
        "only": contract.scope,
        "never": contract.out_of_bounds,
        "evidence": contract.evidence,
        "checks": tuple(c.name for c in contract.checks),
    }
    return lines + [f"{name:>13}: {', '.join(items)}" for name, items in parts.items() if items]


def amended(decision: Decision) -> str:
    """What went and what came, a line each, and what has to be validated again."""
    changes, again = (decision.answer.get(key) or [] for key in ("changes", "revalidate"))
    assert isinstance(changes, list)
    assert isinstance(again, list)
    lines = [f"  {line}" for line in changes]
    lines += [f"  validate again: {', '.join(again)}"] if again else []
    return "\n".join(lines)


def shown(
    task: Task, contract: Contract | Broken
) -> tuple[list[str], dict[str, object], tuple[str, ...]]:
    """What ``show`` says of a row's contract: lines, JSON, notices."""
    if isinstance(contract, Broken):
        return [], {}, contract.lines
    return contract_lines(contract, task), {"contract": contract_json(contract, task)}, ()


def evidence(
    task: Task,
    state: State,
    contract: Contract,
    commit: tuple[str, str],
    runs: Sequence[CheckRun],
    drifts: Sequence[Drift],
    ran: bool,
) -> Answer:
    """The checks, how each stands on the commit's tree, and what drifts. ``commit``: id and tree.

    Its status is 1 where checks were run and one of them is not green.
    """
    oid, tree = commit
    rows = [_standing(check, runs, tree, state) for check in contract.checks]
    lines = contract_lines(contract, task)
    lines.append(f"{'commit':13} {oid or 'none yet'}" + (f" (tree {tree[:12]})" if tree else ""))
    for row in rows:
        lines.append(f"{'check':13} {row['name']}: {row['said']}")
        if ran and row["state"] not in ("green", "missing", "stale"):
            lines += [f"  {line}" for line in str(row["tail"]).split("\n")]
    lines += [f"{'drift':13} {drift}" for drift in drifts]
    red = ran and any(row["state"] != "green" for row in rows if row["command"])
    following = _next(task, oid, rows, drifts)
    data = {
        "task": task.id,
        "contract": contract_json(contract, task),
        "commit": oid or None,
        "tree": tree or None,
        "checks": rows,
        "drift": [{"class": d.kind, "what": d.what, "held": d.held} for d in drifts],
        "next": following,
    }
    text = "\n".join([*lines, *([f"next: {following}"] if following else [])])
    return Answer("evidence", text, data, status=1 if red else 0)


def _standing(
    check: Check, runs: Sequence[CheckRun], tree: str, state: State
) -> dict[str, str | None]:
    """How one check stands: its last run on this tree, else that it is stale or missing."""
    command = check.command or state.config.mission.quality_gates
    mine = [run for run in runs if run.name == check.name]
    last = next((r for r in reversed(mine) if is_fresh(r, check, tree, state)), None)
    found: dict[str, str | None] = {"name": check.name, "command": command or None}
    if last is not None:
        word = "green" if last.green else "unable" if last.unable else "red"
        return found | {
            "state": word, "said": last.said, "ended": last.ended, "tree": last.tree,
            "when": last.when or None, "tail": last.tail,
        }  # fmt: skip
    said = f"ran on {mine[-1].tree[:12]} only" if mine else "has not run on this tree"
    said = said if command else "no quality gates are configured"
    tree_of = mine[-1].tree if mine else None
    word = "stale" if mine else "missing"
    return found | {
        "state": word, "said": said, "ended": None, "tree": tree_of, "when": None, "tail": "",
    }  # fmt: skip


def _next(
    task: Task, oid: str, rows: Sequence[dict[str, str | None]], drifts: Sequence[Drift]
) -> str:
    """What to do about it."""
    open_ones = [r for r in rows if r["state"] in ("missing", "stale") and r["command"]]
    if oid and open_ones:
        return f"mosaic-orchestrator evidence {task.id} --run"
    if drifts and drifts[0].command:
        return drifts[0].command
    return f"mosaic-orchestrator record-result {task.id}" if task.recorded else ""
