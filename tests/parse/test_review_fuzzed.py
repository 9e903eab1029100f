"""The fuzzer's saved corpus holds every law of reading; so does each of its files cut in two."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz import laws

CORPUS = Path(__file__).resolve().parents[1] / "fuzz/corpus/review"


def test_the_saved_corpus_holds_every_law() -> None:
    """Each input, one after the other; the failing one is named."""
    inputs = sorted(CORPUS.iterdir())
    assert inputs
    for path in inputs:
        data = path.read_bytes()
        for part in (data, data[len(data) // 2 :]):
            try:
                laws.hold(part)
            except AssertionError as error:
                error.add_note(str(path))
                raise


def test_the_saved_corpus_stays_small() -> None:
    """At most 300 files and 300 KB."""
    sizes = [path.stat().st_size for path in CORPUS.iterdir()]
    assert len(sizes) <= 300
    assert sum(sizes) <= 300_000
