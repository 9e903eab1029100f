"""A warm interpreter with the injector preloaded: every command is a fork of it.

The imports are done once; what a command then does is what it does from a cold start. Run as a
program it reads one JSON object a line (words, cwd, env) and answers one (status, out, err).
"""

from __future__ import annotations

import ctypes
import fcntl
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.crash.scene import ROOT, Said

#: Bytes; what a command says must fit, since it is read when the command has ended.
ROOM = 1 << 20


class Warm:
    """The running interpreter. Close it."""

    def __init__(self, library: Path) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(library)}
        self._process = subprocess.Popen(
            (sys.executable, "-P", "-m", "tests.crash.warm"),
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, words: tuple[str, ...], cwd: Path, env: Mapping[str, str]) -> Said:
        """One command in a session of its own."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        ask = {"words": words, "cwd": str(cwd), "env": dict(env)}
        self._process.stdin.write(json.dumps(ask).encode() + b"\n")
        self._process.stdin.flush()
        return Said(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate()


def _serve() -> None:
    import mosaic

    importlib.import_module("git")
    for module in pkgutil.walk_packages(mosaic.__path__, "mosaic."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(ask: dict[str, object]) -> dict[str, object]:
    pipes = [os.pipe() for _ in range(2)]
    for read, write in pipes:
        fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, ROOM)
        os.set_blocking(read, False)
    child = os.fork()
    if child == 0:
        _become(ask, [write for _, write in pipes])
    for _, write in pipes:
        os.close(write)
    _, status = os.waitpid(child, 0)
    said = [_all(read) for read, _ in pipes]
    return {"status": os.waitstatus_to_exitcode(status), "out": said[0], "err": said[1]}


def _all(read: int) -> str:
    data = b""
    try:
        while part := os.read(read, ROOM):
            data += part
    except BlockingIOError:
        pass
    finally:
        os.close(read)
    return data.decode()


def _become(ask: dict[str, object], writes: list[int]) -> None:
    """In the fork: the command, as its console script runs it. Does not return."""
    from mosaic import cli

    words, env = ask["words"], ask["env"]
    assert isinstance(words, list)
    assert isinstance(env, dict)
    os.setsid()
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):  # whoever runs us may ignore them
        signal.signal(number, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(str(ask["cwd"]))
    null = os.open(os.devnull, os.O_RDONLY)
    for place, descriptor in enumerate((null, *writes)):
        os.dup2(descriptor, place)
    sys.argv = ["mosaic-orchestrator", *words]
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    status = 70
    try:
        ctypes.CDLL(os.environ.get("LD_PRELOAD") or None).inject_enter()
        cli.main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
