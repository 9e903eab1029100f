"""A task's contract, ``docs/tasks/contracts/<id>.json``: what the work may and must change, which
evidence is expected of it, and which checks run on it.

Written, it is always the same bytes for the same contract, and its digest is of what binds, not of
how it is laid out.
"""

from __future__ import annotations

from mosaic.parse import cells, globs, kinds
from mosaic.standard import Literal, json
from mosaic.values import dataclass

SCHEMA = "mosaic/contract@1"
Origin = Literal["drafted", "amended"]
#: Characters of a contract's file, items of a list, and characters of a command, at most.
LARGEST, MOST, LONGEST = 65_536, 200, 2_000
#: The check that stands for ``mission.quality_gates``, whatever these are when it runs.
GATES = "quality-gates"
#: Evidence that is asked for by its name; the rest is ``file:PATTERN``.
TESTS = "tests"
EVIDENCE = (TESTS, "code-review", "security-review", "documentation", "approval")
FILE = "file:"
#: Seconds that a check may take, and the least and the most that a contract can give it.
PATIENCE, SHORTEST_WAIT, LONGEST_WAIT = 600, 1, 7_200
KEYS = ("schema", "task", "origin", "targets", "scope", "out_of_bounds", "evidence", "checks")
CHECK_KEYS = ("name", "command", "timeout")

_NAMED = "abcdefghijklmnopqrstuvwxyz0123456789"
_UNIT = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a contract, and where: line and column from 1."""

    message: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True)
class Check:
    """A command that a shell runs on the recorded commit; ``patience`` in seconds.

    The check named ``quality-gates`` has no command of its own.
    """

    name: str
    command: str = ""
    patience: int = PATIENCE


@dataclass(frozen=True)
class Contract:
    """What a task's work is bound to. Empty lists bind nothing.

    ``targets``: at least one of these is changed; ``scope``: nothing else may be changed;
    ``out_of_bounds``: never changed. ``drafted``: by bootstrap, and nobody has amended it.
    """

    targets: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    out_of_bounds: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    origin: Origin = "amended"
    task: str = ""

    @property
    def drafted(self) -> bool:
        return self.origin == "drafted"

    @property
    def files(self) -> tuple[str, ...]:
        """The patterns of evidence that is a file."""
        return tuple(e.removeprefix(FILE) for e in self.evidence if e.startswith(FILE))

    def forbids(self, path: str) -> str:
        """The pattern that puts a path out of bounds, or ''; on some disks case does not count."""
        folded = path.casefold()
        found = (p for p in self.out_of_bounds if globs.matches(folded, p.casefold()))
        return next(found, "")

    def covers(self, path: str) -> bool:
        """Whether the scope has the path; an empty one has every path, and what is asked for as a
        target or as evidence is in it, tests too."""
        wanted = (*self.scope, *self.targets, *self.files)
        if not self.scope or any(globs.matches(path, p) for p in wanted):
            return True
        return TESTS in self.evidence and kinds.kind_of(path) == "tests"

    @property
    def digest(self) -> str:
        """SHA-256 of what binds, in hexadecimal digits; who wrote it down does not count."""
        import hashlib

        body = self._body()
        bound = {key: body[key] for key in KEYS if key in body and key not in ("schema", "origin")}
        return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()

    @property
    def text(self) -> str:
        """The file."""
        return json.dumps(self._body(), indent=2, ensure_ascii=False) + "\n"

    def _body(self) -> dict[str, object]:
        checks = [
            {"name": c.name, **({"command": c.command} if c.command else {})}
            | ({"timeout": f"{c.patience}s"} if c.patience != PATIENCE else {})
            for c in self.checks
        ]
        return {
            "schema": SCHEMA,
            "task": self.task,
            "origin": self.origin,
            "targets": list(self.targets),
            "scope": list(self.scope),
            "out_of_bounds": list(self.out_of_bounds),
            "evidence": list(self.evidence),
            "checks": checks,
        }


@dataclass(frozen=True)
class Broken:
    """A contract that cannot be used; never an empty one."""

    path: str
    faults: tuple[Fault, ...]

    @property
    def fault(self) -> str:
        """The first fault with its place, and how many more there are."""
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        return f"{self.path}:{self.faults[0]}{more}"

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(f"{self.path}:{fault}" for fault in self.faults)


def evidence_refusal(text: str) -> str:
    """Why this is no evidence that a contract can ask for, or ''."""
    if text in EVIDENCE:
        return ""
    if not text.startswith(FILE):
        said = cells.visible(text)[:60]
        return f"'{said}' is none of {', '.join(EVIDENCE)}, and no {FILE}PATTERN"
    why = globs.refusal(text.removeprefix(FILE))
    return f"'{cells.visible(text)[:60]}' {why}" if why else ""


def check_refusal(name: str, command: str, timeout: str = "") -> str:
    """Why this is no check, or ''."""
    if not is_name(name):
        return "a check's name has lower-case letters, digits and . _ - only, 40 at most"
    if name == GATES:
        return f"{GATES} runs mission.quality_gates; it has no command here" if command else ""
    if not command.strip():
        return f"the check '{name}' has no command"
    if len(command) > LONGEST or cells.hidden(command) or "\n" in command:
        return f"the command of '{name}' is no single line of {LONGEST} characters at most"
    if timeout and not seconds(timeout):
        return f"the timeout of '{name}' is no time up to 2h, such as 90s or 10m"
    return ""


def is_name(text: str) -> bool:
    """Whether a check can be called so."""
    return (
        0 < len(text) <= 40
        and cells.is_made_of(text[0], _NAMED)
        and cells.is_made_of(text, f"{_NAMED}._-")
    )


def key_of(command: str) -> str:
    """By which evidence of a command is known as evidence of this very command."""
    import hashlib

    return hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def seconds(timeout: str) -> int:
    """A check's time such as ``10m`` in seconds; 0 where none such can be given."""
    number, unit = timeout[:-1], timeout[-1:]
    fits = unit in _UNIT and cells.is_number(number, 1, 5) and number[0] != "0"
    found = int(number) * _UNIT[unit] if fits else 0
    return found if SHORTEST_WAIT <= found <= LONGEST_WAIT else 0
