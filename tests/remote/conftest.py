"""Two clones of a bare remote by file path, and what must be the same after a failure."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mosaic import cli
from tests.ledgers import CONFIG, git, make_host

ROOT = Path(__file__).resolve().parents[2]
NOTE = ("note", "MS-SEC-001", "a word")
CLAIM = ("claim-next", "--agent")


@dataclass(frozen=True)
class Clone:
    """One clone, and commands run in it."""

    top: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str) -> tuple[int, Any, str]:
        """A verb with ``--json``, in this process: exit code, envelope, stderr."""
        self.capture.readouterr()
        status = cli.run([words[0], "--repo", str(self.top), *words[1:], "--json"])
        out, err = self.capture.readouterr()
        return status, json.loads(out), err

    def ok(self, *words: str) -> Any:
        """A verb that must succeed; its envelope."""
        status, said, err = self.run(*words)
        assert status == 0, f"{said}{err}"
        return said

    def no(self, status: int, code: str, *words: str) -> Any:
        """A verb that must end so, every byte of the clone's refs, index and files as before."""
        before = self.bytes()
        ended, said, _ = self.run(*words)
        assert (ended, said["code"]) == (status, code), said
        assert self.bytes() == before
        return said

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """A verb as a process of its own."""
        return subprocess.Popen(
            (sys.executable, "-P", "-m", "mosaic", *words, "--json"),
            cwd=self.top,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        )

    def git(self, *words: str) -> str:
        return git(self.top, *words)

    def at(self, ref: str = "main") -> str:
        return self.git("rev-parse", ref)

    def bytes(self) -> dict[str, str]:
        """Refs, their logs, HEAD, index and every file of the work tree, each by its digest.

        What is known of the remote may have been fetched; objects may have come.
        """
        own = self.top / ".git"
        kept = [own / "HEAD", own / "index", own / "config", own / "packed-refs"]
        kept += [p for p in (own / "refs").rglob("*") if "remotes" not in p.parts]
        kept += [p for p in (own / "logs").rglob("*") if "remotes" not in p.parts]
        kept += [p for p in self.top.rglob("*") if ".git" not in p.relative_to(self.top).parts]
        kept += list(own.rglob("*.lock"))
        return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in kept if p.is_file()}

    def commit(self, path: str, text: str) -> str:
        """A person's commit; its id."""
        (self.top / path).parent.mkdir(parents=True, exist_ok=True)
        (self.top / path).write_text(text)
        self.git("add", "--", path)
        self.git("commit", "-q", "-m", f"own work on {path}")
        return self.at("HEAD")


@dataclass(frozen=True)
class World:
    """A bare remote, and two clones of it."""

    remote: Path
    one: Clone
    two: Clone

    def hook(self, name: str, body: str) -> Path:
        """A hook in the remote."""
        return script(self.remote / "hooks" / name, body)

    def at(self, ref: str = "main") -> str:
        return git(self.remote, "rev-parse", ref)

    def subjects(self, ref: str = "main") -> list[str]:
        return git(self.remote, "log", "--format=%s", ref).split("\n")


def script(file: Path, body: str) -> Path:
    """An executable shell script."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def make_world(folder: Path, capture: pytest.CaptureFixture[str], config: str = CONFIG) -> World:
    """The small mission on a bare remote, and two clones of it."""
    start = make_host(folder / "start")
    (start / ".mosaic/orchestrator/config.toml").write_text(config)
    git(start, "commit", "-q", "-a", "-m", "config", "--allow-empty")
    remote = folder / "remote.git"
    git(folder, "clone", "-q", "--bare", str(start), str(remote))
    for name in ("one", "two"):
        git(folder, "clone", "-q", str(remote), str(folder / name))
    return World(remote, Clone(folder / "one", capture), Clone(folder / "two", capture))


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return make_world(tmp_path, capsys)
