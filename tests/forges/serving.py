"""A fake forge on loopback: HTTP over a port of this machine, or over a Unix socket.

Each request with a body is checked against its JSON schema; what is wrong is answered 422 and kept
in ``wrong``. ``faults`` come before the real answer.
"""

from __future__ import annotations

import json
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jsonschema

from .model import Project

TOKEN = "plain-test-word"


@dataclass(frozen=True)
class Reply:
    """An answer: a value as JSON, or a text as it is."""

    value: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass
class Fault:
    """What is answered instead of the truth, so often (-1: always), to requests like this.

    ``late``: what was asked is done, and its answer is lost.
    """

    status: int
    match: str = ""
    times: int = -1
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = '{"message": "out of order"}'
    late: bool = False


@dataclass(frozen=True)
class Asked:
    """A request: its path as it was sent, the parts of it that a route names, query, body."""

    method: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Any


Route = tuple[str, str, Callable[[Any, Asked], Reply], Mapping[str, Any] | None]


@dataclass
class Fake:
    """A forge's interface over a project."""

    project: Project
    routes: Sequence[Route]
    authorized: Callable[[Mapping[str, str]], bool]
    prefix: str = ""
    web: str = "https://forge.invalid"
    size: str = "per_page"
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    largest: int = 100

    def sent(self, start: str) -> list[str]:
        """The requests so far that begin so, as ``METHOD path``."""
        return [one for one in self.asked if one.startswith(start)]

    def answer(self, method: str, target: str, headers: Mapping[str, str], data: bytes) -> Reply:
        url = urlsplit(target)
        self.asked.append(f"{method} {target}")
        for fault in self.faults:
            if fault.times and fault.match in f"{method} {target}":
                fault.times -= 1
                if fault.late:
                    self._answered(method, url.path, url.query, data)
                return Reply(None, fault.status, fault.headers, fault.text)
        if not self.authorized(headers):
            return Reply({"message": "Bad credentials"}, 401)
        return self._answered(method, url.path, url.query, data)

    def _answered(self, method: str, whole: str, query: str, data: bytes) -> Reply:
        path = whole.removeprefix(self.prefix)
        for verb, pattern, handle, schema in self.routes:
            match = re.fullmatch(pattern, path) if verb == method else None
            if match is None:
                continue
            parts = {k: unquote(v) for k, v in match.groupdict().items()}
            body = json.loads(data) if data else None
            if schema is not None:
                faults = list(jsonschema.Draft202012Validator(schema).iter_errors(body))
                if faults:
                    self.wrong += [f"{method} {path}: {fault.message}" for fault in faults]
                    return Reply({"message": "Validation Failed"}, 422)
            elif body is not None:
                self.wrong.append(f"{method} {path}: a body was sent")
            return handle(self, Asked(method, path, parts, dict(parse_qsl(query)), body))
        return Reply({"message": "Not Found"}, 404)

    def page(self, asked: Asked, rows: Sequence[Any], key: str = "", **more: Any) -> Reply:
        """One page of a list, with its Link header."""
        size = min(int(asked.query.get(self.size, "30")), self.largest)
        number = int(asked.query.get("page", "1"))
        shown = list(rows[(number - 1) * size : number * size])
        links = {}
        if number * size < len(rows):
            following = urlencode({**asked.query, "page": number + 1})
            links["Link"] = f'<https://forge.invalid{asked.path}?{following}>; rel="next"'
        return Reply({**more, key: shown} if key else shown, 200, links)


class _Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            headers = {k.casefold(): v for k, v in self.headers.items()}
            reply = fake.answer(self.command, self.path, headers, self._body())
            text = reply.text if reply.text is not None else json.dumps(reply.value)
            data = text.encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _body(self) -> bytes:
            """What was sent; gh sends what it reads from a pipe in chunks."""
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        do_GET = do_POST = do_PUT = do_PATCH = _serve

        def address_string(self) -> str:
            return "loopback"

        def log_message(self, format: str, *words: object) -> None:
            """Nothing: what was asked is kept in ``asked``."""

    return Handler


@contextmanager
def on_socket(fake: Fake, file: Path) -> Iterator[Path]:
    """Serve on a Unix socket."""
    with _Unix(str(file), handler(fake)) as server, _running(server):
        yield file


class _Quiet(ThreadingHTTPServer):
    """A server that keeps to itself who hung up on it."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def on_port(fake: Fake, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a port of this machine; its address."""
    with _Quiet(("127.0.0.1", 0), handler(fake)) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        with _running(server):
            yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
