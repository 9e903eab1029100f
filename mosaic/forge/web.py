"""A forge reached over HTTP, with a token from the environment.

The token goes to one address only: in a header, never in words or messages, and never after a
redirect. Without TLS only this machine is spoken to, and through no proxy.
"""

from __future__ import annotations

import http.client
import os
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from mosaic.errors import ForgeFailed, Refused
from mosaic.forge.body import Json
from mosaic.forge.door import WITHOUT, Answer
from mosaic.standard import IO, Mapping, json

#: Seconds that one question may take, and bytes that one answer may have.
LIMIT, LARGEST = 60.0, 64 * 1024 * 1024
#: Where a token is looked for, the first one first.
TOKENS = ("GITEA_TOKEN", "FORGEJO_TOKEN")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other: the token goes nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Never."""


class Web:
    """An address below which an interface answers; it shows its token to nobody."""

    __slots__ = ("_token", "address")

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._token = token

    def ask(self, method: str, path: str, body: Mapping[str, Json] | None) -> Answer:
        """Ask once. Errors: ForgeFailed where no HTTP answer came."""
        url = f"{self.address}/{path}"
        command = f"{method} {url}"
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Accept": "application/json", "Authorization": f"token {self._token}"}
        headers |= {"Content-Type": "application/json"} if data is not None else {}
        asked = urllib.request.Request(url, data, headers, method=method)
        try:
            with self._opener().open(asked, timeout=LIMIT) as found:
                return self._answer(found.status, found, command)
        except urllib.error.HTTPError as error:
            with error:
                return self._answer(error.code, error, command)
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "reason", None) or error
            raise ForgeFailed(
                f"'{command}' had no answer: {self._clean(str(why))}",
                command=command,
                hint="see that the forge can be reached from here",
            ) from None

    def _opener(self) -> urllib.request.OpenerDirector:
        """The user's proxies pass on what TLS hides from them; what it does not hide, they read."""
        plain = not self.address.startswith("https:")
        return urllib.request.build_opener(
            _Stay, *([urllib.request.ProxyHandler({})] if plain else [])
        )

    def _answer(
        self, status: int, found: http.client.HTTPResponse | urllib.error.HTTPError, command: str
    ) -> Answer:
        data = found.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ForgeFailed(
                f"the forge's answer to '{command}' has more than {LARGEST // 1024**2} MB",
                command=command,
                status=status,
            )
        named = {name.casefold(): value for name, value in found.headers.items()}
        return Answer(status, named, self._clean(data.decode("utf-8", "replace")), command)

    def _clean(self, text: str) -> str:
        """A text in which the token does not stand, should anybody send it back."""
        return text.replace(self._token, "***")


def open_web(address: str, tokens: tuple[str, ...] = TOKENS) -> Web:
    """The way to an address. Errors: Refused without TLS to another machine; ForgeFailed without a
    token."""
    parts = urlsplit(address)
    near = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not near:
        raise Refused(
            f"'{address}' is not asked: the token would go over the wire as it is",
            hint="give forge.url with https://",
        )
    token = next((os.environ[name].strip() for name in tokens if os.environ.get(name)), "")
    if not token:
        raise ForgeFailed(
            f"no token for '{address}'",
            command=f"GET {address}",
            hint=f"set {' or '.join(tokens)} in the environment; {WITHOUT}",
        )
    return Web(address.rstrip("/"), token)
