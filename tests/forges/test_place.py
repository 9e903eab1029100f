"""A remote's address, by a strict grammar; and which forge a repository is on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mosaic.errors import ForgeFailed, Refused
from mosaic.forge import program
from mosaic.forge.choose import Chosen, choose, provider_of
from mosaic.forge.opening import gitea_address, open_forge
from mosaic.forge.pace import Pace
from mosaic.forge.place import Place, place_of
from mosaic.forge.program import gh, read_answer
from mosaic.forge.web import Web, open_web
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.repository import find_repository
from mosaic.parse.config import parse_config
from tests.ledgers import git, make_host

PLACES = {
    "https://github.com/acme/widgets": ("github.com", "acme/widgets"),
    "https://github.com/acme/widgets.git": ("github.com", "acme/widgets"),
    "https://GitHub.com/acme/widgets/": ("github.com", "acme/widgets"),
    "https://user@github.com/acme/widgets.git": ("github.com", "acme/widgets"),
    "https://user:x@github.com/acme/.github": ("github.com", "acme/.github"),
    "git@github.com:acme/widgets.git": ("github.com", "acme/widgets"),
    "github.com:acme/widgets.git": ("github.com", "acme/widgets"),
    "ssh://git@ssh.github.com:443/acme/widgets.git": ("github.com", "acme/widgets"),
    "ssh://git@git.example.org:2222/acme/widgets": ("git.example.org", "acme/widgets"),
    "git@gitlab.com:group/sub/widgets.git": ("gitlab.com", "group/sub/widgets"),
    "git@git.example.org:/srv/acme/widgets.git": ("git.example.org", "srv/acme/widgets"),
    "http://[::1]:3000/acme/widgets.git": ("[::1]", "acme/widgets"),
}
NOWHERE = (
    "", "/srv/git/widgets.git", "../widgets", "file:///srv/widgets.git", "C:/code/widgets",
    "https://github.com/acme", "https://github.com/", "https:///acme/widgets",
    "https://github.com/acme/../widgets", "https://github.com/-acme/widgets",
    "https://github.com/acme/wid gets", "https://github.com/acme/widgets?x=1",
    "https://github.com:99999999/acme/widgets", "https://git_hub.com/acme/widgets",
    "https://github.com/acme/%2e%2e", "ext::sh -c x", "git@-oProxy:acme/widgets", "a" * 5000,
    "https://github.com/acme/widgets\n", "https://github.com:70000/acme/widgets",
)  # fmt: skip


@pytest.mark.parametrize("address", PLACES, ids=str)
def test_places(address: str) -> None:
    found = place_of(address)
    assert found is not None
    assert (found.host, found.path) == PLACES[address]


@pytest.mark.parametrize("address", NOWHERE, ids=lambda a: a[:30])
def test_what_is_no_place(address: str) -> None:
    assert place_of(address) is None


def test_a_place_keeps_how_http_gets_there() -> None:
    assert place_of("http://127.0.0.1:3000/a/b") == Place("127.0.0.1", "a/b", "http", 3000)
    assert place_of("ssh://git@h.example:22/a/b") == Place("h.example", "a/b", "https", None)


def test_hosts_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (provider_of("github.com"), provider_of("gitlab.com")) == ("github", "gitlab")
    assert provider_of("git.example.org") == provider_of("") == ""
    for variable, provider in (("GH_HOST", "github"), ("GITLAB_HOST", "gitlab"),
                               ("GITEA_URL", "gitea"), ("FORGEJO_URL", "gitea")):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setenv(variable, "https://git.example.org/base")
            assert provider_of("git.example.org") == provider
            patch.setenv(variable, "git.example.org")
            assert provider_of("git.example.org") == provider


def chosen(top: Path, config: str = "") -> Chosen:
    with GitLedger(find_repository(top)) as ledger:
        return choose(ledger.repository.git, ledger.sharing, parse_config(config))


def test_auto_says_why(tmp_path: Path) -> None:
    """Without a host that is known it is local, and the reason names the host."""
    top = make_host(tmp_path / "host")
    assert (chosen(top).provider, chosen(top).why) == ("local", "there is no remote")
    git(top, "remote", "add", "origin", str(tmp_path))
    assert chosen(top).why == "no remote is on a host"
    git(top, "remote", "set-url", "origin", "git@git.example.org:acme/widgets.git")
    found = chosen(top)
    assert found.is_local
    assert (
        "the host 'git.example.org' of the remote 'origin' is no forge that is known" in found.why
    )
    assert chosen(top, "[forge]\nprovider = 'gitea'\n").provider == "gitea"
    git(top, "remote", "set-url", "origin", "git@github.com:acme/widgets.git")
    found = chosen(top)
    assert (found.provider, found.why) == ("github", "the remote 'origin' is on github.com")
    assert chosen(top, "[forge]\nprovider = 'local'\n").is_local


def test_an_address_that_git_rewrites(tmp_path: Path) -> None:
    """As git goes there, else as it is written."""
    top = make_host(tmp_path / "host")
    git(top, "config", "url.git@github.com:.insteadOf", "gh:")
    git(top, "remote", "add", "origin", "gh:acme/widgets")
    assert chosen(top).provider == "github"
    git(top, "config", f"url.{tmp_path}/.insteadOf", "https://github.com/")
    git(top, "remote", "set-url", "origin", "https://github.com/acme/widgets")
    assert chosen(top).provider == "github"


def test_a_forge_without_a_place(tmp_path: Path) -> None:
    top = make_host(tmp_path / "host")
    config = "[forge]\nprovider = 'github'\n"
    found = chosen(top, config)
    with pytest.raises(Refused, match="no remote names a repository"):
        open_forge(found, find_repository(top).git, parse_config(config), Pace())


# -- where a token goes


def test_the_token_goes_to_the_remotes_host_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """forge.url stands in a file that anybody may have committed."""
    place = Place("git.example.org", "acme/widgets")
    assert gitea_address(place, parse_config("")) == "https://git.example.org"
    config = parse_config("[forge]\nurl = 'https://git.example.org:8443/code/'\n")
    assert gitea_address(place, config) == "https://git.example.org:8443/code"
    config = parse_config("[forge]\nurl = 'https://evil.example/code'\n")
    with pytest.raises(Refused, match="the token goes to the remote's host only"):
        gitea_address(place, config)
    monkeypatch.setenv("GITEA_URL", "https://other.example/")
    assert gitea_address(place, config) == "https://other.example"


def test_without_tls_only_this_machine_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITEA_TOKEN", "plain-test-word")
    for address in ("http://git.example.org/api/v1", "ftp://localhost/api/v1"):
        with pytest.raises(Refused, match="over the wire as it is"):
            open_web(address)
    for address in ("http://127.0.0.1:3000/api/v1", "https://git.example.org/api/v1"):
        found = open_web(address)
        assert "plain-test-word" not in f"{found!r}{found.__class__.__dict__}"


def test_without_a_token_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITEA_TOKEN", "FORGEJO_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ForgeFailed, match="no token") as failed:
        open_web("https://git.example.org/api/v1")
    assert "GITEA_TOKEN or FORGEJO_TOKEN" in failed.value.hint
    monkeypatch.setenv("FORGEJO_TOKEN", "x")
    assert isinstance(open_web("https://git.example.org/api/v1"), Web)


# -- what a program prints


def test_an_answer_with_its_headers() -> None:
    found = read_answer("HTTP/2.0 200 OK\nLink: <x>; rel=next\r\nA: b: c\r\n\r\n{\n\n}", "gh api")
    assert found is not None
    assert (found.status, found.text) == (200, "{\n\n}")
    assert found.headers == {"link": "<x>; rel=next", "a": "b: c"}


@pytest.mark.parametrize(
    "out", ["", "{}", "HTTP/1.1\n\n", "HTTP/1.1 abc\n\n", "HTTP/1.1 ²00 x\n\n"]
)
def test_what_is_no_answer(out: str) -> None:
    assert read_answer(out, "gh api") is None


def _gh(folder: Path, script: str, patch: pytest.MonkeyPatch) -> None:
    """A gh that does this, the first on PATH."""
    file = folder / "gh"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_program_has_its_login_and_nothing_of_a_calling_gits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _gh(tmp_path, r"printf 'HTTP/1.1 200 OK\n\n'; env", monkeypatch)
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("MOSAIC_PYTHON", "python3")
    monkeypatch.setenv("GH_TOKEN", "plain-word")
    answer = gh("github.com", tmp_path).ask("GET", "user", None)
    names = {line.partition("=")[0] for line in answer.text.split("\n")}
    assert not names & {"GIT_DIR", "MOSAIC_PYTHON"}
    assert "GH_TOKEN" in names


def test_an_answer_of_a_program_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut is no answer, however it begins."""
    _gh(tmp_path, r"printf 'HTTP/1.1 200 OK\n\n'; yes", monkeypatch)
    monkeypatch.setattr(program, "MOST", 100_000)
    with pytest.raises(ForgeFailed, match="had no answer: printed more than 100,000 bytes"):
        gh("github.com", tmp_path).ask("GET", "user", None)
