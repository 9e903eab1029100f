"""Gitea over HTTP and HTTPS on loopback: certificates are verified, no redirect carries the token,
and an answer of any size ends in a short message."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic.errors import ForgeFailed
from mosaic.forge import web
from mosaic.forge.client import Client
from mosaic.forge.gitea import Gitea
from mosaic.forge.pace import Pace
from mosaic.forge.web import open_web

from . import gitea_fake
from .model import NAME, OWNER, Project
from .serving import TOKEN, Asked, Fake, Fault, Reply, on_port

BIG = 10 * 1024 * 1024


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("GITEA_TOKEN", TOKEN)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    found = gitea_fake.make(Project(tmp_path))
    found.project.issue("T")
    return found


@pytest.fixture
def plain(fake: Fake) -> Iterator[str]:
    with on_port(fake) as address:
        yield address


def gitea(address: str) -> Gitea:
    return Gitea(Client(open_web(f"{address}/api/v1"), Pace()), f"{OWNER}/{NAME}")


def failure(address: str) -> ForgeFailed:
    """Asking fails, in few words without the token."""
    forge = gitea(address)
    with pytest.raises(ForgeFailed) as failed:
        forge.issue(1)
    error = failed.value
    said = f"{error.message}{error.details}{error.hint}{error.command}"
    assert TOKEN not in said
    assert len(said) < 2000
    return error


# -- TLS


def certificate(folder: Path, names: str) -> Path:
    """A certificate that signs itself, for these names; with its key in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on PATH")
    made, key = folder / "cert.pem", folder / "key.pem"
    words = (
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=forge",
        "-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(made),
    )  # fmt: skip
    subprocess.run(("openssl", *words), check=True, capture_output=True)
    return made


def secured(made: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, made.with_name("key.pem"))
    return context


def test_a_certificate_has_to_be_known(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody vouches for it: nothing is sent. Once SSL_CERT_FILE has it, the forge answers."""
    made = certificate(tmp_path, "IP:127.0.0.1")
    with on_port(fake, secured(made)) as address:
        error = failure(address)
        assert "certificate verify failed" in error.message.casefold()
        assert fake.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        assert gitea(address).issue(1).title == "T"


def test_a_certificate_of_another_host_is_none(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path, "DNS:other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    with on_port(fake, secured(made)) as address:
        assert "certificate verify failed" in failure(address).message.casefold()
    assert fake.asked == []


# -- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_carries_the_token(fake: Fake, plain: str, status: int) -> None:
    """Neither to another server nor to another path of the same one."""
    heard: list[str] = []

    def listen(fake: Fake, asked: Asked) -> Reply:
        return Reply({})

    def authorized(headers: object) -> bool:
        heard.append(str(headers))
        return True

    other = Fake(fake.project, (("GET", ".*", listen, None),), authorized)
    with on_port(other) as elsewhere:
        for target in (f"{elsewhere}/api/v1/x", f"{plain}/api/v1/x", "/api/v1/x", "//x"):
            fake.faults = [Fault(status, "issues", 1, {"Location": target}, "")]
            assert failure(plain).status == status
    assert (other.asked, heard) == ([], [])
    assert fake.sent("GET /api/v1/x") == []


# -- sizes


@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize("text", ["<html>" + "x" * BIG, "<p>" * 50_000, "[" * 200_000])
def test_an_answer_that_is_a_page(fake: Fake, plain: str, status: int, text: str) -> None:
    """Ten megabytes of anything: a few words of it are shown."""
    fake.faults = [Fault(status, text=text)]
    assert failure(plain).command.endswith("/issues/1")


def test_an_answer_of_ten_megabytes_is_read(fake: Fake, plain: str) -> None:
    fake.project.issues[0].body = "x" * BIG
    assert len(gitea(plain).issue(1).body) == BIG


def test_an_answer_without_end_is_left(
    fake: Fake, plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "LARGEST", 1024 * 1024)
    for status in (200, 500):
        fake.faults = [Fault(status, text="x" * BIG)]
        assert "has more than 1 MB" in failure(plain).message
