"""Merging the learnings file: lists grow on both sides, and all else is merged key by key."""

from __future__ import annotations

from dataclasses import replace

from mosaic.merging import Merged, merge
from mosaic.parse.learnings import Learning, LearningsFile, read_learnings, write_learnings
from mosaic.parse.paths import LEARNINGS

BASE = LearningsFile(
    "host", "M1", "2020-01-02T03:04:05+00:00", (Learning("A-1", "CQ", 8, 16, 100),)
)


def three(base: str, ours: str, theirs: str) -> Merged:
    return merge(LEARNINGS, base, ours, theirs)


def grown(name: str, file: LearningsFile = BASE) -> str:
    more = (*file.learnings, Learning(name, "SEC", 4, 9, 125))
    return write_learnings(replace(file, learnings=more))


def test_what_both_learned_is_kept() -> None:
    """Ours first, then theirs; what both learned stands there once."""
    found = three(write_learnings(BASE), grown("A-2"), grown("A-3"))
    assert found.conflicts == ()
    assert [entry.task_id for entry in read_learnings(found.text).learnings] == [
        "A-1",
        "A-2",
        "A-3",
    ]
    assert three(write_learnings(BASE), grown("A-2"), grown("A-2")).text == grown("A-2")


def test_without_an_ancestor() -> None:
    """Two files that came to be apart are one, with when ours began."""
    empty = replace(BASE, learnings=())
    ours, theirs = grown("A-2", empty), grown("A-3", replace(empty, created_at="2020-02-02"))
    found = three("", ours, theirs)
    assert [entry.task_id for entry in read_learnings(found.text).learnings] == ["A-2", "A-3"]
    assert read_learnings(found.text).created_at == BASE.created_at


def test_what_is_no_addition_is_merged_by_lines() -> None:
    """An entry that was taken away, one value changed twice, and a file of another style."""
    base = write_learnings(BASE)
    gone = write_learnings(replace(BASE, learnings=()))
    assert three(base, gone, grown("A-2")).conflicts
    twice = [write_learnings(replace(BASE, milestone=name)) for name in ("M2", "M3")]
    assert "<<<<<<< ours\n" in three(base, *twice).text
    spaced = base.replace('": ', '":  ')
    assert three(base, spaced, grown("A-2")).conflicts
    assert three("{", "[", "]").conflicts
