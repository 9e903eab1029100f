"""A host repository whose remote is on a forge of every kind, and that forge, a fake on loopback;
or on none, where the quality gates are the CI.

``github-gh`` asks it with the real gh; the tests with it skip, visibly, where gh is not on PATH.
``github`` and ``gitlab`` ask with a small program of ours, ``api_program.py``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mosaic.forge.alone import Alone as LocalForge
from mosaic.forge.choose import choose
from mosaic.forge.opening import open_forge
from mosaic.forge.pace import Pace
from mosaic.forge.protocol import Forge
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import find_repository
from tests.commands.conftest import GATES, REPORT, Host
from tests.commands.desk import Desk
from tests.ledgers import git
from tests.remote.conftest import script

from . import gitea_fake, github_fake, gitlab_fake
from .absent import why_absent
from .alone import Alone
from .model import NAME, OWNER, Check, Project
from .serving import TOKEN, Fake, Fault, on_port, on_socket

REMOTE = ("github-gh", "github", "gitlab", "gitea")
#: The worlds of the contract: a module that names them as its ``WORLDS`` runs on all of them.
EVERY = (*REMOTE, "local")
#: The sources that a host begins with.
START = {
    "src/calc.py": "def add(a, b):\n    return a - b\n",
    "src/db.py": 'def q(db, n):\n    return db.execute("select %s" % n)\n',
    "tests/test_calc.py": "import unittest\n\n\nclass T(unittest.TestCase):\n"
    "    def test_it(self):\n        self.assertTrue(True)\n",
    "docs/reports/review/01-security-review.md": REPORT,
}


@dataclass
class Clock:
    """A clock that goes on only while somebody waits; what was told meanwhile."""

    time: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def pace(self, limit: float = 1800.0) -> Pace:
        return Pace(self.told.append, limit, self.sleep, lambda: self.time)


@dataclass
class World:
    """A host repository on a forge."""

    kind: str
    fake: Fake
    host: Host
    clock: Clock
    stack: ExitStack
    #: What stands for the forge where there is none.
    alone: Alone | None = None

    @property
    def provider(self) -> str:
        return self.kind.partition("-")[0]

    @property
    def project(self) -> Project:
        return self.fake.project

    @property
    def desk(self) -> Desk:
        return Desk(self.host)

    def forge(self, limit: float = 1800.0) -> Forge:
        """The forge as a command would open it, on a clock of its own."""
        with GitLedger(find_repository(self.host.top)) as ledger:
            config = ledger.peek().config
            chosen = choose(ledger.repository.git, ledger.sharing, config)
            assert chosen.provider == self.provider, chosen
            if self.alone:
                return LocalForge(ledger.repository, self.alone.gates, self.pace(limit))
            return open_forge(chosen, ledger.repository.git, config, self.clock.pace(limit))

    def pace(self, limit: float = 1800.0) -> Pace:
        """The tests' clock; the quality gates are real, and so is theirs."""
        return Pace(self.clock.told.append, limit) if self.alone else self.clock.pace(limit)

    @property
    def address(self) -> str:
        """Where the repository is, as the forge says."""
        return str(self.host.top) if self.alone else f"{self.fake.web}/{OWNER}/{NAME}"

    @property
    def changes(self) -> int:
        """How often something was asked of the forge that changes it."""
        return len(self.fake.sent("P"))

    @property
    def landed(self) -> bool:
        """Whether anything of src/db.py has come to the remote's base."""
        words = ("log", "--format=%s", "main", "--", "src/db.py")
        return git(self.project.remote, *words) != "start"

    def checks(self, *checks: Check, commit: str = "") -> None:
        """What CI says of a commit, or of all that have none of their own."""
        if self.alone:
            self.alone.says(*checks)
        elif commit:
            self.project.checks[commit] = list(checks)
        else:
            self.project.usual = list(checks)

    def no_checks(self, commit: str = "") -> None:
        """There is no CI."""
        if self.alone and (self.host.top / "docs/TASKS.md").exists():
            self.host.ok("config", "mission.quality_gates", '""', "--reason", "a test")
        self.checks(commit=commit)

    def branch(self, name: str, files: dict[str, str] | None = None) -> str:
        """A branch with a commit on the remote; the commit."""
        host = self.host
        host.git("checkout", "-q", "-b", name, "main")
        found = host.commit(files or {f"src/{name}.py": "x = 1\n"}, f"work on {name}")
        host.git("push", "-q", "origin", name)
        host.git("checkout", "-q", "main")
        return found

    def fail(self) -> None:
        """The forge's command for a pull request fails; locally what the gates call."""
        if self.alone:
            self.alone.fail()
            return
        name = "merge_requests" if self.provider == "gitlab" else "pulls"
        self.fake.faults = [Fault(500, f"/{name}", text='{"message": "out of order"}')]

    def mend(self) -> None:
        """What failed is well again."""
        self.fake.faults = []
        if self.alone:
            self.alone.mend()

    def stop(self) -> None:
        """The forge answers no more; locally what the gates call cannot be run."""
        self.stack.close()
        if self.alone:
            self.alone.fail()

    def hide(self, patch: pytest.MonkeyPatch) -> None:
        """Take away what reaches the forge: its program, or the token; locally the gates' own."""
        if self.alone:
            self.alone.program.unlink()
            return
        if self.provider == "gitea":
            patch.delenv("GITEA_TOKEN")
            return
        bare = self.host.top.parent / "bare"
        bare.mkdir()
        for name in ("git", "sh", "python3"):
            found = shutil.which(name)
            assert found
            (bare / name).symlink_to(found)
        patch.setenv("PATH", str(bare))

    def bootstrap(self, *words: str) -> Any:
        """The mission of the host's report."""
        return self.host.ok(
            "bootstrap-from-review", "docs/reports/review", "--milestone", "M1",
            "--quality-gates", str(self.alone.program) if self.alone else GATES, *words,
        )  # fmt: skip


def make_world(
    kind: str, folder: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
) -> World:
    remote, top = folder / "remote.git", folder / "host"
    git(folder, "init", "-q", "--bare", "-b", "main", str(remote))
    git(folder, "clone", "-q", str(remote), str(top))
    host = Host(top, capture)
    host.commit(START, "start")
    host.git("push", "-q", "-u", "origin", "main")
    if kind == "local":
        patch.chdir(top)
        alone = Alone(folder / "bin")
        alone.make(patch)
        fake = Fake(Project(remote), (), lambda headers: False, web=str(top))
        return World(kind, fake, host, Clock(), ExitStack(), alone)
    stack = ExitStack()
    fake = _served(kind, folder, Project(remote), stack, patch)
    address = f"{fake.web}/{OWNER}/{NAME}.git"
    host.git("config", f"url.{remote}.insteadOf", address)
    host.git("remote", "set-url", "origin", address)
    patch.chdir(top)
    return World(kind, fake, host, Clock(), stack)


def _served(
    kind: str, folder: Path, project: Project, stack: ExitStack, patch: pytest.MonkeyPatch
) -> Fake:
    for name in ("GH_HOST", "GITLAB_HOST", "GITEA_URL", "FORGEJO_URL", "GITHUB_TOKEN"):
        patch.delenv(name, raising=False)
    if kind == "gitea":
        fake = gitea_fake.make(project)
        fake.web = stack.enter_context(on_port(fake))
        patch.setenv("no_proxy", "127.0.0.1")
        patch.setenv("GITEA_TOKEN", TOKEN)
        patch.setenv("GITEA_URL", fake.web)
        return fake
    fake = gitlab_fake.make(project) if kind == "gitlab" else github_fake.make(project)
    socket = stack.enter_context(on_socket(fake, folder / "forge.sock"))
    patch.setenv("GITLAB_TOKEN" if kind == "gitlab" else "GH_TOKEN", TOKEN)
    if kind == "github-gh":
        if shutil.which("gh") is None:
            stack.close()
            pytest.skip("the real gh is not on PATH")
        config = folder / "gh"
        config.mkdir()
        (config / "config.yml").write_text(f"http_unix_socket: {socket}\n")
        patch.setenv("GH_CONFIG_DIR", str(config))
        return fake
    program = Path(__file__).with_name("api_program.py")
    name = "glab" if kind == "gitlab" else "gh"
    script(folder / "bin" / name, f'exec "{sys.executable}" -S "{program}" {name} "$@"')
    patch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    patch.setenv("FORGE_SOCKET", str(socket))
    return fake


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test with a world runs in all of its module's."""
    if "world" in metafunc.fixturenames:
        kinds = getattr(metafunc.module, "WORLDS", REMOTE)
        metafunc.parametrize("world", kinds, indirect=True)


@pytest.fixture
def world(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    why = why_absent(request.param.partition("-")[0], request.node.originalname)
    if why:
        pytest.skip(why)
    made = make_world(request.param, tmp_path, capsys, monkeypatch)
    with made.stack:
        yield made
    assert made.fake.wrong == [], "a request was not as the forge's description has it"
