"""The injector, built by the machine's own compiler; where there is none the tests skip visibly."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.scene import Stage
from tests.crash.strike import Injector
from tests.crash.warm import Warm


@pytest.fixture(scope="session")
def injector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Injector]:
    """The preloaded library that strikes at the n-th call."""
    if sys.platform != "linux":
        pytest.skip("faults are injected with LD_PRELOAD, which is Linux's")
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler 'cc' on PATH to build the fault injector with")
    library = tmp_path_factory.mktemp("injector") / "injector.so"
    source = Path(__file__).with_name("injector.c")
    words = (compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl")
    subprocess.run(words, check=True)
    warm = Warm(library)
    yield Injector(library, warm)
    warm.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Where this process keeps its prepared repositories."""
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(autouse=True)
def _compiled(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled code is kept away from the checkout; only runs that nothing strikes write it."""
    folder = tmp_path_factory.getbasetemp() / "compiled"
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(folder))
