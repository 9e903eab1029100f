"""Asking a forge: what is safe to repeat is repeated, a few times; every other failure is told.

Safe are a rate limit (nothing was done), and a gateway that had no answer to a GET. Pages are read
while the answer's Link header names a next one, up to a limit.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote, urlencode

from mosaic.errors import ForgeFailed
from mosaic.forge.body import Body, Json, read_body
from mosaic.forge.door import Answer, Door
from mosaic.forge.pace import Pace
from mosaic.parse import cells
from mosaic.parse.outside import one_text
from mosaic.standard import Iterator, Mapping, json
from mosaic.values import dataclass

#: How often one question is asked; and for how many seconds a rate limit is waited out, together.
TRIES, PATIENCE = 4, 300.0
#: Most pages of one list.
PAGES = 100
_KINDS = {404: "missing", 410: "missing"}
_GATEWAY = (502, 503, 504)
_NEXT = 'rel="next"'


@dataclass(frozen=True)
class Client:
    """One forge's interface, asked at a pace."""

    door: Door
    pace: Pace

    def get(self, path: str, **query: str | int) -> Body:
        """Read. Errors: ForgeFailed, here and below."""
        answer = self._ask("GET", _with(path, query), None)
        return read_body(answer.text, answer.command)

    def find(self, path: str, **query: str | int) -> Body | None:
        """Read what may be missing."""
        try:
            return self.get(path, **query)
        except ForgeFailed as error:
            if error.kind == "missing":
                return None
            raise

    def send(self, method: str, path: str, body: Mapping[str, Json]) -> Body:
        """Make or change something."""
        answer = self._ask(method, path, body)
        return read_body(answer.text, answer.command)

    def pages(self, path: str, key: str = "", **query: str | int) -> Iterator[Body]:
        """The rows of a list, page by page: of the answer, or of one of its keys."""
        for number in range(1, PAGES + 1):
            words = {**query, "page": number}
            answer = self._ask("GET", _with(path, words), None)
            yield from read_body(answer.text, answer.command).rows(key)
            if _NEXT not in answer.headers.get("link", ""):
                return
        raise ForgeFailed(
            f"'{answer.command}' is page {PAGES}, and more follow; nothing was decided",
            command=answer.command,
        )

    def _ask(self, method: str, path: str, body: Mapping[str, Json] | None) -> Answer:
        """Ask until it is answered, or until repeating it would not be safe or of use."""
        left, number = PATIENCE, 0
        while True:
            answer = self.door.ask(method, path, body)
            if answer.status < 300:
                return answer
            wait = self._wait(method, answer, number)
            left, number = left - (wait or 0.0), number + 1
            if wait is None or left < 0 or number == TRIES:
                raise _failed(answer, wait)
            self.pace.tell(f"the forge answered {answer.status}; asking again in {wait:.0f} s")
            self.pace.sleep(wait)

    def _wait(self, method: str, answer: Answer, number: int) -> float | None:
        """Seconds until the same question may be asked again; None: never."""
        if answer.status in _GATEWAY and method == "GET":
            return 2.0**number
        if not is_limited(answer):
            return None
        after, reset = (answer.headers.get(k, "") for k in ("retry-after", _reset(answer)))
        if _is_count(after):
            return float(after)
        if _is_count(reset):
            return max(float(reset) - self.pace.now(), 0.0) + 1.0
        return 60.0 * 2.0**number


def _reset(answer: Answer) -> str:
    """The header that says when the limit ends; GitLab has no x- before it."""
    return "x-ratelimit-reset" if "x-ratelimit-reset" in answer.headers else "ratelimit-reset"


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def is_limited(answer: Answer) -> bool:
    """Whether the forge says that it was asked too often: 429, or GitHub's kind of 403."""
    if answer.status == 429:
        return True
    told = "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    return answer.status == 403 and (told or "rate limit" in answer.text.casefold())


def _failed(answer: Answer, wait: float | None) -> ForgeFailed:
    status = f"{answer.status} {_phrase(answer.status)}".rstrip()
    lines = said(answer.text)
    limited = [f"it may be asked again in {wait:.0f} s"] if wait and is_limited(answer) else []
    return ForgeFailed(
        f"'{answer.command}' answered {status}" + (f": {lines[0]}" if lines else ""),
        command=answer.command,
        status=answer.status,
        kind=_KINDS.get(answer.status, "failed"),
        details=[*lines[1:], *limited],
        hint=_hint(answer),
    )


def _hint(answer: Answer) -> str:
    if is_limited(answer):
        return "wait until the forge's rate limit has ended"
    if answer.status in (401, 403):
        return "see that the program or the token may do this in that repository"
    return ""


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in {s.value for s in HTTPStatus} else ""


def said(text: str) -> list[str]:
    """What a forge's error says, in lines: its JSON's own words, else the text's first ones."""
    try:
        found = list(_words(json.loads(text)))
    except (ValueError, RecursionError):
        found = [line.strip() for line in text.split("\n") if line.strip()][:6]
    return [cells.visible(one_text(line))[:300] for line in found[:12]]


def _words(value: object) -> Iterator[str]:
    """Every text below message, error and errors."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        known = [k for k in ("message", "error", "errors", "error_description") if value.get(k)]
        for key in known or list(value):
            yield from _words(value[key])


def _with(path: str, query: Mapping[str, str | int]) -> str:
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


def segment(text: str) -> str:
    """A text as one part of a path, slashes in it escaped."""
    return quote(text, safe="")
