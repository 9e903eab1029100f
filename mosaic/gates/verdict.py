"""What a gate says: pass, refuse or unknown; unknown refuses. Values, never exceptions."""

from __future__ import annotations

from mosaic.values import dataclass


@dataclass(frozen=True)
class Pass:
    """The rule holds, or there is nothing for it to judge; ``warning``: a person should know."""

    reason: str = ""
    warning: bool = False


@dataclass(frozen=True)
class Refuse:
    """The rule does not hold."""

    reason: str
    hint: str = ""


@dataclass(frozen=True)
class Unknown:
    """There is something to judge and the gate could not look; it counts as a refusal."""

    reason: str
    hint: str = ""


Verdict = Pass | Refuse | Unknown


@dataclass(frozen=True)
class Ruling:
    """One gate's verdict."""

    gate: str
    verdict: Verdict

    @property
    def ok(self) -> bool:
        return isinstance(self.verdict, Pass)

    @property
    def word(self) -> str:
        return type(self.verdict).__name__.lower()

    @property
    def hint(self) -> str:
        return "" if isinstance(self.verdict, Pass) else self.verdict.hint

    def __str__(self) -> str:
        return f"{self.gate}: {self.verdict.reason}" if self.verdict.reason else self.gate
