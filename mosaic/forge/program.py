"""A forge reached through its own program, gh or glab, which holds the login.

Only ``api`` is used: a list of words, the body on standard input, the HTTP answer on standard
output (``--include``). Nobody is asked, and it ends in its time.
"""

from __future__ import annotations

import os

from mosaic.errors import ForgeFailed
from mosaic.forge.body import Json
from mosaic.forge.door import WITHOUT, Answer
from mosaic.ledger.bounded import Ended, child
from mosaic.ledger.git import tail, theirs
from mosaic.parse import cells
from mosaic.pathname import Path
from mosaic.standard import Mapping, json, shlex
from mosaic.values import dataclass

#: Seconds that one question may take, and bytes of its answer.
LIMIT, MOST = 90.0, 64 * 1024 * 1024
#: What keeps the programs from asking, from looking for their own updates, and from colours.
_QUIET = {
    "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "GH_PAGER": "cat", "NO_COLOR": "1",
    "NO_PROMPT": "1", "GLAB_CHECK_UPDATE": "false", "GLAB_SEND_TELEMETRY": "false",
}  # fmt: skip
#: Variables that hold what the programs log in with; it is never said again.
_TOKENS = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN",
           "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "OAUTH_TOKEN")  # fmt: skip
#: What would colour or trace the answer.
_LOUD = ("GH_DEBUG", "DEBUG", "CLICOLOR_FORCE", "GH_FORCE_TTY", "FORCE_COLOR")


@dataclass(frozen=True)
class Program:
    """gh or glab, for one host; ``headers`` go with each question."""

    name: str
    host: str
    cwd: Path
    headers: tuple[str, ...]
    hint: str

    def ask(self, method: str, path: str, body: Mapping[str, Json] | None) -> Answer:
        """Ask once. Errors: ForgeFailed where no HTTP answer came."""
        words = self._words(method, path, body is not None)
        command = shlex.join(words)
        given = json.dumps(body).encode() if body is not None else b""
        env = {k: v for k, v in theirs().items() if k not in _LOUD} | _QUIET
        try:
            ended = child(words, self.cwd, env, LIMIT, stdin=given, most=MOST)
        except OSError as error:
            raise ForgeFailed(
                f"'{self.name}' cannot be run: {(error.strerror or str(error)).lower()}",
                command=command,
                details=[f"wanted for: {command}"],
                hint=self.hint,
            ) from error
        out, err = (_clean(data.decode("utf-8", "replace")) for data in (ended.out, ended.err))
        answer = read_answer(out, command)
        if answer is not None and not (ended.late or ended.flooded):
            return answer
        raise ForgeFailed(
            f"'{command}' had no answer: {_how(ended)}",
            command=command,
            details=[cells.visible(line) for line in tail(err or out, 6)],
            hint=self.hint,
        )

    def _words(self, method: str, path: str, body: bool) -> tuple[str, ...]:
        headers = tuple(word for header in self.headers for word in ("-H", header))
        given = ("--input", "-") if body else ()
        host = ("--hostname", self.host)
        return (self.name, "api", "--include", "--method", method, *host, *headers, *given, path)


def _how(ended: Ended) -> str:
    if ended.late:
        return f"did not end within {LIMIT:g} s"
    if ended.flooded:
        return f"printed more than {MOST:,} bytes"
    return f"exit status {ended.status}"


def _clean(text: str) -> str:
    """A text in which no login of the environment stands, should anybody send it back."""
    for value in (os.environ.get(name, "").strip() for name in _TOKENS):
        text = text.replace(value, "***") if value else text
    return text


def read_answer(out: str, command: str) -> Answer | None:
    """The HTTP answer that ``api --include`` prints; None where it is none."""
    head, _, text = out.replace("\r\n", "\n").partition("\n\n")
    first, *rest = head.split("\n")
    protocol, _, status = first.partition(" ")
    number = status.strip().partition(" ")[0]
    if not protocol.startswith("HTTP/") or not (number.isascii() and number.isdigit()):
        return None
    pairs = (line.partition(":") for line in rest)
    headers = {name.strip().casefold(): value.strip() for name, _, value in pairs}
    return Answer(int(number), headers, text, command)


GITHUB_HINT = f"install gh, the GitHub CLI, and run 'gh auth login'; {WITHOUT}"
GITLAB_HINT = f"install glab, the GitLab CLI, and run 'glab auth login'; {WITHOUT}"


def gh(host: str, cwd: Path) -> Program:
    """The GitHub CLI."""
    headers = ("Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28",
               "Content-Type: application/json")  # fmt: skip
    return Program("gh", host, cwd, headers, GITHUB_HINT)


def glab(host: str, cwd: Path) -> Program:
    """The GitLab CLI."""
    return Program("glab", host, cwd, ("Content-Type: application/json",), GITLAB_HINT)
