"""The hermetic seal: a home of its own, no system git config, fixed identity; nothing outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("quick", deadline=None)
settings.register_profile("full", deadline=None, max_examples=1000)
#: What a change is judged by: the same examples each time, so that no other change's luck is in it.
settings.register_profile("same", deadline=None, derandomize=True)
PROFILE = os.environ.get("MOSAIC_TESTS", "quick")
settings.load_profile(PROFILE if PROFILE in ("full", "same") else "quick")

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(autouse=True)
def _seal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the machine's git config, home, or a variable of a git that called it.

    The seal is its own: a test that undoes its patches does not open it.
    """
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Test\n\temail = test@example.invalid\n"
        '[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n'
    )
    with pytest.MonkeyPatch.context() as seal:
        for name in [n for n in os.environ if n.startswith(("GIT_", "MOSAIC_", "PRE_COMMIT"))]:
            seal.delenv(name)
        seal.setenv("HOME", str(home))
        seal.setenv("XDG_CONFIG_HOME", str(home / ".config"))
        seal.setenv("GIT_CONFIG_NOSYSTEM", "1")
        seal.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
        seal.setenv("GIT_CEILING_DIRECTORIES", str(home.parent))
        seal.setenv("NO_COLOR", "1")
        seal.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture
def shared() -> Path:
    """The optional corpus beside the checkout; the test skips, visibly, where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the optional corpus is not beside this checkout")
    return SHARED
