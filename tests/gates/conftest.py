"""A ledger in memory for gates: rows as keywords, files as a map, proposals of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from mosaic.gates.facts import ChangedFile, CommitFacts, Evidence, Kind
from mosaic.gates.proposal import Proposal
from mosaic.parse.cells import write
from mosaic.parse.results import GateRun, WorkerResult
from mosaic.parse.tasks import COLUMNS
from mosaic.state import FileMap, State

OID = "a1" * 20
AGENT = "worker-1"


def row(name: str, status: str = "not-started", **cells: str) -> dict[str, str]:
    """One row's cells; ``notes`` may have several lines."""
    return {"id": name, "status": status, "description": f"{name} to mend", **cells}


def ledger(*rows: Mapping[str, str]) -> str:
    """The ledger's text with these rows."""
    lines = ["# Tasks", "", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    lines += ["| " + " | ".join(write(r.get(c, "")) for c in COLUMNS) + " |" for r in rows]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Case:
    """A state of these rows and files, from which proposals are made."""

    state: State

    def propose(self, task: str = "", **evidence: object) -> Proposal:
        """A proposal for a row of the table, or for none (bootstrap, release)."""
        found = self.state.anything.tasks[task] if task else None
        return Proposal(self.state, Evidence(**evidence), found)  # type: ignore[arg-type]


Build = Callable[..., Case]


@pytest.fixture
def case() -> Build:
    """``case(row(…), row(…), config="…", files={path: text})``."""

    def build(
        *rows: Mapping[str, str], config: str = "", files: Mapping[str, str] | None = None
    ) -> Case:
        texts = {"docs/TASKS.md": ledger(*rows), **(files or {})}
        if config:
            texts[".mosaic/orchestrator/config.toml"] = config
        return Case(State(FileMap(texts)))

    return build


def commit(*files: tuple[str, Kind], oid: str = OID, **facts: object) -> CommitFacts:
    """What git says of a sound commit that changes these files."""
    base: dict[str, object] = {
        "name": oid, "oid": oid, "exists": True, "branch": "fix/security-MS-SEC-001",
        "on_branch": True, "tip": oid, "files": tuple(ChangedFile(p, k) for p, k in files),
    }  # fmt: skip
    return CommitFacts(**{**base, **facts})  # type: ignore[arg-type]


def result(task: str = "MS-SEC-001", **said: object) -> WorkerResult:
    """A worker's sound result for a task."""
    base: dict[str, object] = {
        "task_id": task, "status": "success", "used": 5200, "commit_sha": OID, "notes": "mended",
        "claim": "t1", "clarity": None, "tests": (GateRun("npm test", 0),), "tests_reason": "",
        "raw": {},
    }  # fmt: skip
    return WorkerResult(**{**base, **said})  # type: ignore[arg-type]


def working(name: str = "MS-SEC-001", **cells: str) -> dict[str, str]:
    """A row that a worker holds."""
    return row(
        name, "in-progress", **{"agent": AGENT, "notes": "Phase: 1\nClaim: t1 (attempt 1)", **cells}
    )


def contract(scope: list[str], out_of_bounds: list[str] | None = None) -> str:
    """A contract's text."""
    return json.dumps({"scope": scope, "out_of_bounds": out_of_bounds or []})


def entry(name: str, **fields: str) -> str:
    """A deferral's section, complete but for what is overridden."""
    said = {
        "File": "a.ts:3", "Error": "it breaks", "Category": "Hard", "Reason": "needs a redesign",
        "Suggested approach": "redesign it", "Risk": "Low", **fields,
    }  # fmt: skip
    return f"## {name}: left\n" + "".join(f"- {k}: {v}\n" for k, v in said.items()) + "\n"
