"""Two names are one where a reader takes them for one; agents with other numbers are others."""

from __future__ import annotations

import pytest

from mosaic.parse.people import is_same, mixes_alphabets


@pytest.mark.parametrize(
    "name",
    [
        "WORKER-1",
        "worker_1",
        "Worker 1",
        "worker1",
        "@worker-1",
        "\uff57orker-1",
        "w\u00f6rker\u20111",
    ],
)
def test_spellings_of_one_agent(name: str) -> None:
    assert is_same(name, "worker-1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("worker-1", "worker-11"),
        ("w-1-1", "w-11"),
        ("reviewer-1", "worker-1"),
        ("", ""),
        ("-", "_"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert not is_same(one, other)


@pytest.mark.parametrize(
    ("name", "mixed"),
    [("w\u043erker-1", True), ("\u0410\u0434\u0430 Ada", False), ("Ada \u00d6.", False),
     ("\u6f22\u5b57 name", False), ("\u03b1dmin", True)],
)  # fmt: skip
def test_alphabets_that_look_alike_in_one_word(name: str, mixed: bool) -> None:
    assert mixes_alphabets(name) is mixed
