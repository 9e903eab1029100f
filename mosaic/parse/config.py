"""config.toml: the mission and its limits. Every key optional; an unknown one is an error.

``KEYS`` is the whole list, from which the documentation is made. Source: PROTOCOL, "Files".
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields

from mosaic.errors import LedgerUnusable, Usage
from mosaic.parse import cells, paths

PATH = paths.CONFIG
_DURATION = re.compile(r"(\d{1,6})(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Mission:
    description: str = ""
    review: str = ""
    prefix: str = "MS"
    milestone: str = ""
    version: str = "0.0.1"
    mvp: bool = False
    quality_gates: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    cap: int | None = None
    soft_cap: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    workers: int = 2
    attempts: int = 3
    lease: int = 7200
    context_stop: int = 55
    shared: tuple[str, ...] = ()
    task_tokens: int | None = None
    clarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Forge:
    provider: str = "auto"
    base: str = ""
    branch: str = "{branch}-{id}"
    title: str = "fix({finding}): {title}"


@dataclass(frozen=True, slots=True)
class Worker:
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deploy:
    target: str = ""


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    push: str = "auto"
    ref: str = ""
    hooks: str = "message"


@dataclass(frozen=True, slots=True)
class Config:
    """The mission and its limits. Tokens are integers, durations seconds."""

    mission: Mission = field(default_factory=Mission)
    budget: Budget = field(default_factory=Budget)
    limits: Limits = field(default_factory=Limits)
    forge: Forge = field(default_factory=Forge)
    worker: Worker = field(default_factory=Worker)
    deploy: Deploy = field(default_factory=Deploy)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)


def _text(value: object) -> str:
    if not isinstance(value, str) or cells.hidden(value) or "\n" in value:
        raise ValueError("wants a text on one line")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("wants true or false")
    return value


def _list(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("wants a list of texts")
    return tuple(_text(item) for item in value)


def _tokens(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    tokens = cells.parse_tokens(_text(value))
    if not tokens:
        raise ValueError("wants more than no tokens")
    return tokens


def _seconds(value: object) -> int:
    match = _DURATION.fullmatch(_text(value))
    if not match:
        raise ValueError('wants a duration, such as "90m" or "2h"')
    return int(match.group(1)) * _SECONDS[match.group(2)]


def _number(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"wants a whole number from {least} to {most}")
        return value

    return read


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("wants a number from 0 to 1")
    return float(value)


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f"wants one of {', '.join(words)}")
        return str(value)

    return read


def _shaped(pattern: re.Pattern[str], say: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or (value and not pattern.fullmatch(value)):
            raise ValueError(f"wants {say}")
        return value

    return read


def _branch(value: object) -> str:
    if not isinstance(value, str) or (value and not cells.is_branch(value)):
        raise ValueError("wants a branch's name")
    return value


def _branch_pattern(value: object) -> str:
    text = _text(value)
    bare = text.replace("{branch}", "b").replace("{id}", "i").replace("{slug}", "s")
    if "{id}" not in text or not cells.is_branch(bare):
        raise ValueError(
            "wants a branch's name with {id} in it, and {branch} or {slug} if you like"
        )
    return text


def _ref(value: object) -> str:
    if not isinstance(value, str) or (
        value and not cells.is_branch(value.removeprefix("refs/heads/"))
    ):
        raise ValueError("wants a branch, such as refs/heads/mosaic-ledger")
    return value


@dataclass(frozen=True, slots=True)
class Key:
    """One key: section and name, how its value is read, an example, what it is for."""

    section: str
    name: str
    read: Callable[[object], object]
    example: str
    about: str

    @property
    def path(self) -> str:
        return f"{self.section}.{self.name}"


KEYS: tuple[Key, ...] = (
    Key(
        "mission",
        "description",
        _text,
        '"Remediate findings from the codebase review."',
        "what the mission is, in a sentence",
    ),
    Key(
        "mission", "review", _text, '"docs/reports/codebase-review"', "where the review report lies"
    ),
    Key(
        "mission",
        "prefix",
        _shaped(cells.PREFIX, "capitals and digits, such as MS"),
        '"MS"',
        "what every task id begins with",
    ),
    Key("mission", "milestone", _text, '"M1-Hardening"', "the milestone's name"),
    Key(
        "mission",
        "version",
        _shaped(VERSION, "a version, such as 0.0.1"),
        '"0.0.1"',
        "the version that the milestone releases",
    ),
    Key("mission", "mvp", _flag, "false", "whether this milestone is the MVP, 0.1.0"),
    Key(
        "mission",
        "quality_gates",
        _text,
        '"npm run lint && npm test"',
        "the command that must pass; a shell runs it",
    ),
    Key(
        "budget",
        "cap",
        _tokens,
        '"400K"',
        "most tokens for the whole mission; absent: a soft cap from the estimates",
    ),
    Key(
        "budget",
        "soft_cap",
        _tokens,
        '"640K"',
        "kept by bootstrap where no cap is given: 1.6 x the estimates",
    ),
    Key("limits", "workers", _number(1, 64), "2", "rows being worked on at a time"),
    Key("limits", "attempts", _number(1, 99), "3", "claims of one task, retries included"),
    Key("limits", "lease", _seconds, '"2h"', "how long a claim is trusted without a sign of life"),
    Key(
        "limits",
        "context_stop",
        _number(1, 100),
        "55",
        "per cent of context at which an orchestrator hands off",
    ),
    Key(
        "limits", "shared", _list, '["CHANGELOG.md"]', "paths that several tasks may change at once"
    ),
    Key("limits", "task_tokens", _tokens, '"120K"', "where a worker must end by itself"),
    Key("limits", "clarity", _share, "0.5", "below it, a worker's task is parked with a question"),
    Key(
        "forge",
        "provider",
        _one_of("auto", "local", "github", "gitlab", "gitea"),
        '"auto"',
        "where issues, pull requests and releases live",
    ),
    Key(
        "forge",
        "base",
        _branch,
        '""',
        "the branch that work lands on; empty: origin/HEAD, else the ledger's branch",
    ),
    Key(
        "forge",
        "branch",
        _branch_pattern,
        '"{branch}-{id}"',
        "a task's own branch; {branch}, {id} and {slug} are filled in",
    ),
    Key(
        "forge",
        "title",
        _text,
        '"fix({finding}): {title}"',
        "the title of a task's commit and pull request",
    ),
    Key("worker", "skills", _list, "[]", "files that briefs name to be read first"),
    Key("deploy", "target", _text, '""', "set: deployment evidence is asked for"),
    Key(
        "ledger",
        "push",
        _one_of("auto", "always", "never"),
        '"auto"',
        "whether entries go to the upstream",
    ),
    Key("ledger", "ref", _ref, '""', "the branch that holds the ledger; bootstrap fills it in"),
    Key(
        "ledger",
        "hooks",
        _one_of("message", "all", "none"),
        '"message"',
        "which of your own hooks run on entries",
    ),
)
SECTIONS = tuple(f.name for f in fields(Config))
_TYPES = {
    "mission": Mission, "budget": Budget, "limits": Limits, "forge": Forge,
    "worker": Worker, "deploy": Deploy, "ledger": LedgerSettings,
}  # fmt: skip


def parse_config(text: str) -> Config:
    """Read a config file, or LedgerUnusable (config-broken) naming every fault at once."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise _broken([f"{PATH}: {error}"]) from error
    wrong: list[str] = []
    values: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for section, body in data.items():
        if section not in SECTIONS or not isinstance(body, dict):
            wrong.append(_unknown(section, SECTIONS))
            continue
        for name, value in body.items():
            _read_key(section, name, value, values, wrong)
    if wrong:
        raise _broken(wrong)
    return Config(**{section: _TYPES[section](**values[section]) for section in SECTIONS})


def _read_key(
    section: str, name: str, value: object, values: dict[str, dict[str, object]], wrong: list[str]
) -> None:
    key = next((k for k in KEYS if (k.section, k.name) == (section, name)), None)
    if key is None:
        wrong.append(_unknown(f"{section}.{name}", tuple(k.path for k in KEYS)))
        return
    try:
        values[section][name] = key.read(value)
    except ValueError as error:
        wrong.append(f"{PATH}: {key.path} {error}")


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
    shown = cells.visible(name)
    return f"{PATH}: no key '{shown}'" + (f"; did you mean '{near[0]}'?" if near else "")


def _broken(wrong: list[str]) -> LedgerUnusable:
    return LedgerUnusable(
        "the config cannot be used",
        code="config-broken",
        details=wrong,
        hint=f"correct {PATH}; every key stands in docs/configuration.md",
    )


def read_value(path: str, text: str) -> object:
    """A value as typed on a command line, for one key: TOML where it is TOML, else a text.

    Errors: Usage for an unknown key or a value that the key does not take.
    """
    key = next((k for k in KEYS if k.path == path), None)
    if key is None:
        raise Usage(_unknown(path, tuple(k.path for k in KEYS)).removeprefix(f"{PATH}: "))
    try:
        value = tomllib.loads(f"v = {text}")["v"]
    except tomllib.TOMLDecodeError:
        value = text
    for candidate in (value, text):
        try:
            key.read(candidate)
        except ValueError:
            continue
        return candidate
    try:
        key.read(value)
    except ValueError as error:
        raise Usage(f"{path} {error}, not '{cells.visible(text)}'") from error
    return value


def with_value(text: str, path: str, value: object) -> str:
    """The config's text with one key set; every other line stays as it is."""
    section, _, name = path.partition(".")
    line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
    lines = text.split("\n")
    start = next((i for i, row in enumerate(lines) if row.strip() == f"[{section}]"), None)
    if start is None:
        gap = [""] if text.strip() else []
        kept = text.rstrip("\n").split("\n") if text.strip() else []
        return "\n".join([*kept, *gap, f"[{section}]", line, ""])
    stop = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("[")), len(lines))
    for at in range(start + 1, stop):
        if re.match(rf"[ \t]*{re.escape(name)}[ \t]*=", lines[at]):
            lines[at] = line
            return "\n".join(lines)
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    return "\n".join([*lines[:stop], line, *lines[stop:]])
