"""A stand-in for ``gh api`` and ``glab api``, of our own: the words that Mosaic uses, no others.

It asks the fake on the Unix socket that FORGE_SOCKET names, and prints the answer as those programs
do. Where the real gh is at hand the same tests run with it too.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import sys


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["FORGE_SOCKET"])


def main(program: str, words: list[str]) -> int:
    parser = argparse.ArgumentParser(program)
    parser.add_argument("api", choices=("api",))
    parser.add_argument("--include", action="store_true", required=True)
    parser.add_argument("--method", choices=("GET", "POST", "PUT", "PATCH"), required=True)
    parser.add_argument("--hostname", choices=("github.com", "gitlab.com"), required=True)
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--input", choices=("-",))
    parser.add_argument("path")
    given = parser.parse_args(words)
    token = os.environ.get("GH_TOKEN" if program == "gh" else "GITLAB_TOKEN", "")
    if not token:
        sys.stderr.write(f"{program}: no login\n")
        return 4
    headers = dict(h.split(": ", 1) for h in given.headers)
    headers |= {"Authorization": f"token {token}"} if program == "gh" else {"PRIVATE-TOKEN": token}
    path = f"/{given.path}" if program == "gh" else f"/api/v4/{given.path}"
    body = sys.stdin.buffer.read() if given.input else None
    connection = _Connection(given.hostname)
    try:
        connection.request(given.method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    except OSError as error:
        sys.stderr.write(f"error connecting to {given.hostname}: {error.strerror}\n")
        return 1
    finally:
        connection.close()
    sys.stdout.write(f"HTTP/1.1 {answer.status} {answer.reason}\n")
    sys.stdout.write("".join(f"{name}: {value}\r\n" for name, value in answer.getheaders()))
    sys.stdout.write(f"\r\n{text}")
    if answer.status >= 400:
        sys.stderr.write(f"{program}: HTTP {answer.status}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
