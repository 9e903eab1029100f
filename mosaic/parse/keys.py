"""Every key of config.toml: how its value is read, an example, and what it is for.

The documentation is made from ``KEYS``. Source: PROTOCOL, "Files".
"""

from __future__ import annotations

from mosaic.parse import cells, forms
from mosaic.patterns import regex
from mosaic.standard import Callable, shlex
from mosaic.values import dataclass

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
VERSION = regex(r"\.".join([r"(0|[1-9][0-9]{0,8})"] * 3))


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


def _patterns(value: object) -> tuple[str, ...]:
    found = _list(value)
    for pattern in found:
        if pattern.startswith("/") or ".." in pattern.split("/") or not pattern.strip("*?/. "):
            raise ValueError(f"wants paths or patterns below the root, not '{pattern}'")
    return found


def _command(value: object) -> tuple[str, ...]:
    """The words of a command, from a list or as a shell would split a text; no shell runs it. An
    empty list is none."""
    if value == []:
        return ()
    try:
        words = shlex.split(_text(value)) if isinstance(value, str) else _list(value)
    except ValueError as error:
        raise ValueError(f"wants a command, as a list of words or a line: {error}") from error
    if not words or not words[0].strip():
        raise ValueError("wants a command, as a list of words or a line")
    return tuple(words)


def _tokens(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        tokens: int | None = value
    else:
        tokens = cells.parse_tokens(_text(value))
    if not tokens or tokens < 0:
        raise ValueError("wants more than no tokens")
    return tokens


def _seconds(value: object) -> int:
    text = _text(value)
    if text[-1:] not in _SECONDS or not cells.is_number(text[:-1], 1, 6):
        raise ValueError('wants a duration, such as "90m" or "2h"')
    return int(text[:-1]) * _SECONDS[text[-1]]


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


def _shaped(fits: Callable[[str], bool], say: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not fits(value):
            raise ValueError(f"wants {say}")
        return value

    return read


def _branch(value: object) -> str:
    if not isinstance(value, str) or (value and not cells.is_branch(value)):
        raise ValueError("wants a branch's name")
    return value


def _address(value: object) -> str:
    if not isinstance(value, str) or (value and not forms.is_address(value)):
        raise ValueError("wants an address, such as https://git.example.org")
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


@dataclass(frozen=True)
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
        _shaped(cells.is_prefix, "capitals and digits, such as MS"),
        '"MS"',
        "what every task id begins with",
    ),
    Key("mission", "milestone", _text, '"M1-Hardening"', "the milestone's name"),
    Key(
        "mission",
        "version",
        _shaped(forms.is_version, "a version, such as 0.0.1"),
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
    Key(
        "limits",
        "clarity",
        _share,
        "0.5",
        "a blocked worker to whom the task is less clear asks a person",
    ),
    Key(
        "forge",
        "provider",
        _one_of("auto", "local", "github", "gitlab", "gitea"),
        '"auto"',
        "where issues, pull requests and releases live",
    ),
    Key(
        "forge",
        "url",
        _address,
        '"https://git.example.org/code"',
        "where Gitea or Forgejo answers, if not at the root of the remote's host",
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
    Key(
        "kinds",
        "source",
        _patterns,
        '["docs/examples/*.py"]',
        "paths that are source, whatever Mosaic's own table says",
    ),
    Key("kinds", "config", _patterns, '["infra/*.tf"]', "paths that are configuration"),
    Key("kinds", "tests", _patterns, '["checks/"]', "paths that are tests"),
    Key("kinds", "docs", _patterns, '["site/**/*.txt"]', "paths that are documentation"),
    Key("kinds", "tracking", _patterns, '["planning/"]', "paths that only track work"),
    Key(
        "review",
        "code",
        _command,
        '"codex exec --sandbox read-only -"',
        "the code reviewer that review --run starts: a list of words or a line, never a shell's;"
        " the prompt comes by its standard input",
    ),
    Key(
        "review",
        "security",
        _command,
        '["semgrep", "scan", "--config", "auto", "--sarif"]',
        "the security reviewer, likewise; its answer may be a SARIF log",
    ),
    Key("review", "timeout", _seconds, '"15m"', "how long each reviewer may take"),
    Key("worker", "skills", _list, "[]", "files that briefs name to be read first"),
    Key("deploy", "target", _text, '""', "set: deployment evidence is asked for"),
    Key(
        "notify",
        "command",
        _text,
        '"mail -s question operator"',
        "run when a question waits for a person, its JSON on standard input; a shell runs it",
    ),
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
