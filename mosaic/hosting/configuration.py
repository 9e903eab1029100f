"""The config.toml that init lays out: every key with what it is for and its default, commented."""

from __future__ import annotations

from mosaic.parse.config import KEYS, SECTIONS, Config, Key
from mosaic.standard import Mapping, Sequence, json, tomllib

_HEAD = """\
# Mosaic: the mission and its limits. Every key is optional; each comment shows a key's default.
# Before bootstrap, edit as you like; afterwards a change is an entry:
#   mosaic-orchestrator config KEY VALUE --reason R
"""


def config_text(given: Mapping[str, object], candidates: Sequence[str] = ()) -> str:
    """The file's text; ``given`` are values by key, such as ``mission.prefix``.

    ``candidates`` are quality gates of which none was clearly the host's; they become a hint.
    """
    parts = [_HEAD]
    for section in SECTIONS:
        parts.append(f"\n[{section}]\n")
        for key in KEYS:
            if key.section == section:
                parts.append(f"# {key.about}\n{_line(key, given, candidates)}\n")
    return "".join(parts)


def _line(key: Key, given: Mapping[str, object], candidates: Sequence[str]) -> str:
    if given.get(key.path) not in (None, ""):
        return f"{key.name} = {_toml(given[key.path])}"
    line = f"# {key.name} = {default(key)}"
    if getattr(getattr(Config(), key.section), key.name) is None:
        line += "  # an example; not set by default"
    if key.path == "mission.quality_gates":
        seen = " or ".join(_toml(c) for c in candidates)
        line += f"\n# set it before you bootstrap; seen here: {seen or 'none'}"
    return line


def default(key: Key) -> str:
    """A key's default as TOML; its example where it has none."""
    value = getattr(getattr(Config(), key.section), key.name)
    if value is None or key.read(tomllib.loads(f"v = {key.example}")["v"]) == value:
        return key.example
    return _toml(list(value) if isinstance(value, tuple) else value)


def _toml(value: object) -> str:
    """A value as TOML: for texts, lists, numbers and flags that is JSON."""
    return json.dumps(value, ensure_ascii=False)
