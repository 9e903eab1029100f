"""A worker's result, and the tokens that an agent program says it took.

The result is the JSON block that ends the worker's answer (guide, "Worker Prompt Template").
All its faults are told at once; nothing is guessed: an unknown ``used`` is null, never 0.
"""

from __future__ import annotations

from mosaic.errors import Usage
from mosaic.parse import cells
from mosaic.parse.answers import broken, events, last_object
from mosaic.parse.cells import parse_tokens
from mosaic.parse.questions import fault
from mosaic.standard import Any, Callable, Iterable, Iterator, Literal, Mapping, get_args
from mosaic.values import dataclass

Status = Literal["success", "failed", "blocked"]
STATUSES: tuple[Status, ...] = get_args(Status)
REQUIRED = ("task_id", "status", "used", "commit_sha", "notes")
#: More tokens than this no task takes.
MOST_TOKENS = 10**12


@dataclass(frozen=True)
class GateRun:
    """A command that the worker ran, with its exit status and what it printed."""

    command: str
    exit: int
    output: str = ""


@dataclass(frozen=True)
class WorkerResult:
    """What a worker reports of a task. ``used`` in tokens, None where it does not know;
    ``tests_reason`` says why no test changed, ``deviation`` why the work is beside the contract;
    ``clarity`` is 0 to 1; ``question`` and ``options`` are for a person; ``raw`` is the whole
    object.
    """

    task_id: str
    status: Status
    used: int | None
    commit_sha: str | None
    notes: str
    claim: str | None
    clarity: float | None
    tests: tuple[GateRun, ...]
    tests_reason: str
    raw: Mapping[str, Any]
    question: str = ""
    options: tuple[str, ...] = ()
    deviation: str = ""


def read_result(text: str) -> WorkerResult:
    """The result in a worker's answer; ``Usage`` with a detail for each fault, naming the key."""
    found = last_object(text, "task_id")
    torn = broken(text, "task_id") if found is None or "task_id" not in found.value else ""
    if torn:
        raise Usage(
            f"the worker's JSON result is broken: {torn}",
            hint="write the block again so that a JSON reader takes it, and record it then",
        )
    if found is None:
        raise Usage(
            "the worker's answer has no JSON result",
            hint='end it with {"task_id": …, "status": …, "used": …, "commit_sha": …, "notes": …}',
        )
    raw = found.value
    faults = [f"{key}: given twice" for key in found.repeated]
    faults += [f"{key}: missing" for key in REQUIRED if key not in raw]
    read = _Reader(raw, faults)
    result = WorkerResult(
        task_id=read.get("task_id", _words),
        status=read.get("status", _status),
        used=read.get("used", _used),
        commit_sha=read.get("commit_sha", _sha),
        notes=read.get("notes", _text) or "",
        claim=read.get("claim", _text),
        clarity=read.get("clarity", _share),
        tests=read.get("tests" if raw.get("tests") is not None else "quality_gates", _runs) or (),
        tests_reason=read.get("tests_reason", _text) or "",
        raw=raw,
        question=read.get("question", _text) or "",
        options=read.get("options", _options) or (),
        deviation=read.get("deviation", _text) or "",
    )
    if faults:
        raise Usage("the worker's result cannot be used", details=faults)
    return result


@dataclass(frozen=True)
class _Reader:
    """Reads keys of an object by rules that raise ValueError; a missing key is null."""

    raw: Mapping[str, Any]
    faults: list[str]

    def get(self, key: str, rule: Callable[[Any], Any]) -> Any:
        if key not in self.raw:
            return None
        try:
            return rule(self.raw[key])
        except ValueError as fault:
            self.faults.append(f"{key}: {fault}")
            return None


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{_shown(value)} is no text")
    return value.strip()


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{_shown(value)} is no text")
    return value


def _options(value: object) -> tuple[str, ...]:
    """What a question may be answered with, as the notes can hold it."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{_shown(value)} is no list of texts")
    found = tuple(" ".join(one.split()) for one in value)
    why = fault(found) or ("an option has no comma in it" if any("," in o for o in found) else "")
    if why:
        raise ValueError(why)
    return found


def _status(value: object) -> str:
    if not isinstance(value, str) or value not in STATUSES:
        raise ValueError(f"{_shown(value)} is none of {', '.join(STATUSES)}")
    return value


def _used(value: object) -> int | None:
    """Tokens from 5200 or "5.2K"; null is unknown; 0 is refused, for no work takes none."""
    if value is None:
        return None
    if isinstance(value, str):
        tokens = parse_tokens(value.strip())
    elif isinstance(value, int) and not isinstance(value, bool):
        tokens = value
    else:
        raise ValueError(f'{_shown(value)} is no number of tokens, such as 5200 or "5.2K"')
    if tokens > MOST_TOKENS:
        raise ValueError(f"more than {MOST_TOKENS:,} tokens cannot be")
    if tokens <= 0:
        raise ValueError(f"{_shown(value)} tokens cannot be; null where it is not known")
    return tokens


def _sha(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not cells.is_commit(value):
        raise ValueError(f"{_shown(value)} is no commit: 7 to 64 hexadecimal digits, or null")
    return value.lower()


def _share(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{_shown(value)} is no number from 0 to 1")
    return float(value)


def _runs(value: object) -> tuple[GateRun, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("no list of {command, exit_code}")
    return tuple(_run(at, one) for at, one in enumerate(value, 1))


def _run(at: int, one: object) -> GateRun:
    if not isinstance(one, dict) or not isinstance(one.get("command"), str):
        raise ValueError(f"entry {at} names no command")
    code = one.get("exit_code", one.get("exit"))
    output = one.get("output", "")
    if isinstance(code, bool) or not isinstance(code, int):
        raise ValueError(f"entry {at} has no exit_code")
    return GateRun(one["command"], code, output if isinstance(output, str) else "")


def read_usage(text: str) -> int | None:
    """Tokens that an agent program's own JSON output says it took; None where it says nothing.

    One rule for all: uncached input + cache writes + output, thinking included; cache reads stay
    apart. Claude Code's ``modelUsage`` (it counts subagents) goes before ``usage``; the turns of
    Codex and the steps of opencode are summed; Gemini's total is taken less what was cached.
    """
    seen = list(events(text))
    finals = [total for total in map(_final, seen) if total is not None]
    steps = (tokens for event in seen for tokens in _steps(event))
    total = finals[-1] if finals else sum(steps)
    return total if 0 < total <= MOST_TOKENS else None


def _final(event: Mapping[str, Any]) -> int | None:
    """What an object that sums up a whole run says."""
    if event.get("type") == "turn.completed":
        return None
    models = event.get("modelUsage")
    if isinstance(models, dict) and models:
        keys = ("inputTokens", "outputTokens", "cacheCreationInputTokens")
        return sum(_sum(used, keys) for used in models.values())
    usage = event.get("usage")
    if isinstance(usage, dict) and event.get("type") in (None, "result"):
        return _sum(usage, ("input_tokens", "output_tokens", "cache_creation_input_tokens"))
    stats = event.get("stats")
    return _gemini(stats) if isinstance(stats, dict) else None


def _gemini(stats: Mapping[str, Any]) -> int | None:
    models = stats.get("models")
    if isinstance(models, dict) and models:
        told = [m["tokens"] for m in models.values() if isinstance(m, dict) and "tokens" in m]
        return sum(_sum(used, ("total",)) - _sum(used, ("cached",)) for used in told)
    if "total_tokens" in stats:
        return _sum(stats, ("total_tokens",)) - _sum(stats, ("cached",))
    return None


def _steps(event: Mapping[str, Any]) -> Iterator[int]:
    """What one turn of Codex or one step of opencode took."""
    usage, part = event.get("usage"), event.get("part")
    if event.get("type") == "turn.completed" and isinstance(usage, dict):
        fresh = _sum(usage, ("input_tokens",)) - _sum(usage, ("cached_input_tokens",))
        yield max(fresh, 0) + _sum(usage, ("cache_write_input_tokens", "output_tokens"))
    elif event.get("type") == "step_finish" and isinstance(part, dict):
        tokens = part.get("tokens")
        if isinstance(tokens, dict):
            yield _sum(tokens, ("input", "output", "reasoning"))
            yield _sum(tokens.get("cache"), ("write",))


def _sum(counts: object, keys: Iterable[str]) -> int:
    """The sum of the counts of these keys; what is no count counts nothing."""
    if not isinstance(counts, dict):
        return 0
    numbers = [counts.get(key) for key in keys]
    return sum(n for n in numbers if isinstance(n, int) and not isinstance(n, bool) and n > 0)
