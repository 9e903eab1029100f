"""TASKS.md and its folder as something else than a plain file in a plain folder.

Writing is refused with exit 8 and the path, or goes on where nothing is in the way; nothing is
ever written through a link, nor outside the repository; reading goes on from the ref.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Host
from .mishaps import LEDGER

CLAIM = ("claim-next", "--agent", "worker-1")


def outside(host: Host) -> Path:
    file = host.top.parent / "outside.md"
    file.write_text(host.tasks())
    return file


def link(host: Host) -> None:
    target = outside(host)
    (host.top / LEDGER).unlink()
    (host.top / LEDGER).symlink_to(target)


def link_inside(host: Host) -> None:
    (host.top / LEDGER).rename(host.top / "docs/own.md")
    (host.top / LEDGER).symlink_to("own.md")


def link_to_nothing(host: Host) -> None:
    (host.top / LEDGER).unlink()
    (host.top / LEDGER).symlink_to("/no/such/place")


def fifo(host: Host) -> None:
    (host.top / LEDGER).unlink()
    os.mkfifo(host.top / LEDGER)


def folder(host: Host) -> None:
    (host.top / LEDGER).unlink()
    (host.top / LEDGER).mkdir()


def listening(host: Host) -> None:
    (host.top / LEDGER).unlink()
    here = Path.cwd()
    os.chdir(host.top / "docs")
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("TASKS.md")
    finally:
        os.chdir(here)


def device(host: Host) -> None:
    (host.top / LEDGER).unlink()
    try:
        os.mknod(host.top / LEDGER, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        os.mkfifo(host.top / LEDGER)


def docs_a_link(host: Host) -> None:
    (host.top / "docs").rename(host.top.parent / "docs-outside")
    (host.top / "docs").symlink_to(host.top.parent / "docs-outside")


def docs_a_file(host: Host) -> None:
    (host.top / "docs").rename(host.top.parent / "docs-outside")
    (host.top / "docs").write_text("a file\n")


ODD: tuple[Callable[[Host], None], ...] = (
    link, link_inside, link_to_nothing, fifo, folder, listening, device, docs_a_link, docs_a_file,
)  # fmt: skip


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file outside the repository, links not followed."""
    return {
        str(p): (p.lstat().st_mode, p.read_bytes() if p.is_file() else b"")
        for p in folder.rglob("*")
        if not p.is_symlink()
    }


@pytest.mark.parametrize("make", ODD)
def test_no_plain_file_is_refused(host: Host, make: Callable[[Host], None]) -> None:
    """Exit 8, the path is named, nothing changed anywhere; status says the ledger's tip."""
    make(host)
    tip, around = host.git("rev-parse", "main"), everything(host.top.parent)
    for words in (CLAIM, ("note", "MS-SEC-001", "x"), ("adopt",)):
        said = host.run(*words, "--json")
        assert said.status in (1, 8), said.out
        assert "docs" in said.json["message"] + " ".join(said.json["details"])
        assert said.json["hint"]
        assert host.git("rev-parse", "main") == tip
    assert host.run("status", "--json").status in (0, 8)
    assert host.run("validate", "--json").status in (0, 8), "no pipe is waited for"
    mine = {k: v for k, v in everything(host.top.parent).items() if "/.git/" not in k}
    assert mine == {k: v for k, v in around.items() if "/.git/" not in k}


@pytest.mark.parametrize("make", ODD)
def test_discard_brings_it_back_or_says_what_to_do(
    host: Host, make: Callable[[Host], None]
) -> None:
    """Nothing outside is touched; where discard cannot, a person's ``git checkout`` can."""
    make(host)
    kept = {k: v for k, v in everything(host.top.parent).items() if not k.startswith(str(host.top))}
    said = host.run("adopt", "--discard", "--json")
    assert said.status in (0, 8), said.out
    if said.status:
        assert said.json["hint"]
        for name in ("docs", LEDGER):
            odd = host.top / name
            if odd.is_symlink() or (odd.exists() and not odd.is_dir()):
                odd.unlink()
        if (host.top / LEDGER).is_dir():
            (host.top / LEDGER).rmdir()
        host.git("checkout", "-q", "--", "docs")
    host.ok(*CLAIM)
    now = everything(host.top.parent)
    assert {k: now[k] for k in kept} == kept


def test_a_hard_link(host: Host) -> None:
    """The file is put in place by rename: the other name keeps the old bytes."""
    other = host.top.parent / "other.md"
    os.link(host.top / LEDGER, other)
    before = other.read_bytes()
    host.ok(*CLAIM)
    assert other.read_bytes() == before
    assert b"worker-1" in (host.top / LEDGER).read_bytes()


@pytest.mark.parametrize("mode", [0o444, 0o755, 0o600])
def test_a_files_mode_stays(host: Host, mode: int) -> None:
    """A read-only file is renamed over as git does; its mode is the person's."""
    host.git("config", "core.fileMode", "false")
    (host.top / LEDGER).chmod(mode)
    host.ok(*CLAIM)
    assert stat.S_IMODE((host.top / LEDGER).stat().st_mode) == mode
    assert host.git("status", "--porcelain") == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to somebody else")
def test_somebody_elses_file(host: Host) -> None:
    """A file that another user owns is replaced, as git replaces it."""
    os.chown(host.top / LEDGER, 65534, 65534)
    host.ok(*CLAIM)
    assert host.git("status", "--porcelain") == ""


@pytest.mark.parametrize("what", ["link", "submodule"])
def test_no_plain_file_in_git(host: Host, what: str) -> None:
    """A ledger that is committed as a link, or docs as a submodule, is refused by name."""
    if what == "link":
        link_inside(host)
        host.git("add", "-A")
    else:
        host.git("rm", "-rq", "--cached", "docs")
        tip = host.git("rev-parse", "main")
        host.git("update-index", "--add", "--cacheinfo", f"160000,{tip},docs")
    host.git("commit", "-qm", "odd")
    said = host.run(*CLAIM, "--json")
    assert said.status == 8
    assert said.json["code"] in ("ledger-broken", "ledger-missing")
    assert said.json["hint"]
    assert host.subjects()[0] == "odd"


def test_the_ledger_under_another_spelling(host: Host) -> None:
    """``docs/tasks.md`` is another file, where names differ by case."""
    if (host.top / LEDGER.lower()).exists():
        host.ok(*CLAIM)
        return
    host.write(LEDGER.lower(), "# other\n")
    host.ok(*CLAIM)
    assert (host.top / LEDGER.lower()).read_text() == "# other\n"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"# T\xe9\n", f"{LEDGER}:1:4: "),
        (b"\xff\xfe#\0 \0T\0", f"{LEDGER}:1:1: "),
        (b"# T\n\n| id |\xc3\n", f"{LEDGER}:3:7: "),
    ],
)
def test_bytes_that_are_no_text(host: Host, data: bytes, place: str) -> None:
    """No UTF-8: the line and column of the first byte that is none, committed or not."""
    (host.top / LEDGER).write_bytes(data)
    assert broken(host, "adopt").startswith(place)
    host.git("commit", "-qam", "bytes")
    for words in (CLAIM, ("status",), ("validate",), ("repair",)):
        assert place in broken(host, *words)
    assert host.subjects()[0] == "bytes"
    assert (host.top / LEDGER).read_bytes() == data


def broken(host: Host, *words: str) -> str:
    """What a verb says that ends as the ledger is broken."""
    said = host.run(*words, "--json")
    assert (said.status, said.json["code"]) == (8, "ledger-broken"), said.out
    return str(said.json["message"])
