"""config.toml: the mission and its limits. Every key optional; an unknown one is an error.

``keys.KEYS`` is the whole list, from which the documentation is made. Source: PROTOCOL, "Files".
"""

from __future__ import annotations

from mosaic.errors import LedgerUnusable, Usage
from mosaic.parse import cells, paths
from mosaic.parse.keys import KEYS as KEYS
from mosaic.parse.keys import VERSION as VERSION
from mosaic.parse.keys import Key as Key
from mosaic.parse.plain import read_toml
from mosaic.patterns import re
from mosaic.standard import Any, json, tomllib
from mosaic.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.parse.kinds import Own

PATH = paths.CONFIG


@dataclass(frozen=True)
class Mission:
    description: str = ""
    review: str = ""
    prefix: str = "MS"
    milestone: str = ""
    version: str = "0.0.1"
    mvp: bool = False
    quality_gates: str = ""


@dataclass(frozen=True)
class Budget:
    cap: int | None = None
    soft_cap: int | None = None


@dataclass(frozen=True)
class Limits:
    workers: int = 2
    attempts: int = 3
    lease: int = 7200
    context_stop: int = 55
    shared: tuple[str, ...] = ()
    task_tokens: int | None = None
    clarity: float = 0.0


@dataclass(frozen=True)
class Forge:
    provider: str = "auto"
    url: str = ""
    base: str = ""
    branch: str = "{branch}-{id}"
    title: str = "fix({finding}): {title}"


@dataclass(frozen=True)
class Kinds:
    source: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()
    tracking: tuple[str, ...] = ()

    @property
    def own(self) -> Own:
        """The patterns by kind, the strictest first: it decides where several fit."""
        return (
            ("source", self.source), ("config", self.config), ("tests", self.tests),
            ("docs", self.docs), ("tracking", self.tracking),
        )  # fmt: skip


@dataclass(frozen=True)
class Review:
    code: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    timeout: int = 900


@dataclass(frozen=True)
class Worker:
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deploy:
    target: str = ""


@dataclass(frozen=True)
class Notify:
    command: str = ""


@dataclass(frozen=True)
class LedgerSettings:
    push: str = "auto"
    ref: str = ""
    hooks: str = "message"


@dataclass(frozen=True)
class Config:
    """The mission and its limits. Tokens are integers, durations seconds."""

    mission: Mission = field(default_factory=Mission)
    budget: Budget = field(default_factory=Budget)
    limits: Limits = field(default_factory=Limits)
    forge: Forge = field(default_factory=Forge)
    kinds: Kinds = field(default_factory=Kinds)
    review: Review = field(default_factory=Review)
    worker: Worker = field(default_factory=Worker)
    deploy: Deploy = field(default_factory=Deploy)
    notify: Notify = field(default_factory=Notify)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)


_TYPES = {
    "mission": Mission, "budget": Budget, "limits": Limits, "forge": Forge,
    "kinds": Kinds, "review": Review, "worker": Worker, "deploy": Deploy, "notify": Notify,
    "ledger": LedgerSettings,
}  # fmt: skip
SECTIONS = tuple(_TYPES)


def parse_config(text: str) -> Config:
    """Read a config file, or LedgerUnusable (config-broken) naming every fault at once."""
    try:
        bare = text.removeprefix("\ufeff")
        plain: dict[str, Any] | None = read_toml(bare)
        data = tomllib.loads(bare) if plain is None else plain
    except (ValueError, RecursionError) as error:
        raise _broken([f"{PATH}: {cells.visible(str(error))}"]) from error
    wrong: list[str] = []
    values: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for section, body in data.items():
        if section not in SECTIONS:
            paths_of_it = tuple(k.path for k in KEYS if k.name == section)
            wrong.append(_unknown(section, paths_of_it or SECTIONS))
            continue
        if not isinstance(body, dict):
            wrong.append(f"{PATH}: {section} wants to be a section, [{section}]")
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
    import difflib

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
    read = _toml(f"v = {text}")
    value = read["v"] if read is not None and list(read) == ["v"] else text
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


def _toml(text: str) -> dict[str, Any] | None:
    """The text as TOML, or None where it is none."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def with_value(text: str, path: str, value: object) -> str:
    """The config's text with one key set; every other line, and a comment, stays as it is.

    Errors: LedgerUnusable where the file is written in a way in which the key cannot be found.
    """
    section, _, name = path.partition(".")
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    new = bom + _set(text[len(bom) :], section, name, json.dumps(value, ensure_ascii=False))
    before, after = _toml(text[len(bom) :]), _toml(new[len(bom) :])
    if before is None or after is None or after != _with(before, section, name, value):
        said = f"{path} cannot be set in this file, as it is written"
        raise _broken([f"{PATH}: {said}; set it by hand, as a line of its own under [{section}]"])
    return new


def _with(data: dict[str, Any], section: str, name: str, value: object) -> dict[str, Any]:
    body = data.get(section, {})
    return {**data, section: {**(body if isinstance(body, dict) else {}), name: value}}


def _set(text: str, section: str, name: str, value: str) -> str:
    """The text with the line ``name = value`` in its section, in the place of an older one."""
    lines = text.split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    line = f"{name} = {value}"
    start = _find(rf"\[[ \t]*{section}[ \t]*\][ \t]*(?:#.*)?", lines, 0)
    if start is None:
        kept = text.rstrip("\r\n").split("\n") if text.strip() else []
        kept = [*kept[:-1], kept[-1].rstrip("\r") + end, end] if kept else []
        return "\n".join([*kept, f"[{section}]{end}", line + end, ""])
    stop = _find(r"\[.*", lines, start + 1) or len(lines)
    at = _find(rf"{name}[ \t]*=.*", lines, start + 1)
    if at is not None and at < stop:
        last = _last_line(lines, at)
        kept_comment = _comment(lines[last] if last == at else "")
        lines[at : last + 1] = [line + kept_comment + ("\r" if lines[last].endswith("\r") else "")]
        return "\n".join(lines)
    while stop < len(lines) and lines[stop - 1].startswith("#"):
        stop -= 1  # what is written right above a section is said of it
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    if stop == len(lines):
        return "\n".join([*lines, line])
    return "\n".join([*lines[:stop], line + end, *lines[stop:]])


def _find(pattern: str, lines: list[str], start: int) -> int | None:
    found = (n for n in range(start, len(lines)) if re.fullmatch(pattern, lines[n].strip()))
    return next(found, None)


def _last_line(lines: list[str], at: int) -> int:
    """The line on which the value ends that begins on this one."""
    ends = range(at, min(at + 200, len(lines)))
    return next(
        (n for n in ends if _toml("\n".join(lines[at : n + 1]).rstrip("\r")) is not None), at
    )


def _comment(line: str) -> str:
    """The comment behind a line's value, with the blanks before it, or ''."""
    places = [n for n, char in enumerate(line) if char == "#"][:50]
    at = next((n for n in places if _toml(line[:n]) is not None), None)
    if at is None:
        return ""
    return line[len(line[:at].rstrip()) :].rstrip("\r")
