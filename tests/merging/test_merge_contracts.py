"""Merging a task's contract: key by key; what both sides changed is a conflict that is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mosaic.merging import Merged, merge
from mosaic.parse.contract import parse_contract
from mosaic.parse.terms import Check, Contract

PATH = "docs/tasks/contracts/A-1.json"
BASE = Contract(
    ("src/a.py",), (), (".mosaic/",), ("tests",), (Check("quality-gates"),), "drafted", "A-1"
)


def three(base: Contract | None, ours: Contract, theirs: Contract) -> Merged:
    return merge(PATH, base.text if base else "", ours.text, theirs.text)


def test_other_keys_go_together() -> None:
    """Neighbours in the file, too; amended on one side, the merged contract is amended."""
    ours = replace(BASE, scope=("src/",), origin="amended")
    theirs = replace(BASE, out_of_bounds=(".mosaic/", ".github/"), checks=())
    wanted = replace(ours, out_of_bounds=theirs.out_of_bounds, checks=())
    for one, other in ((ours, theirs), (theirs, ours)):
        assert three(BASE, one, other) == Merged(wanted.text)
    assert parse_contract(wanted.text, PATH, "A-1") == wanted
    assert wanted.digest not in (BASE.digest, ours.digest, theirs.digest)


def test_the_same_change_twice_is_one() -> None:
    ours = replace(BASE, scope=("src/",), origin="amended")
    theirs = replace(ours, evidence=())
    assert three(BASE, ours, theirs) == Merged(theirs.text)


def test_a_key_that_both_changed() -> None:
    """It is named, and both versions are kept between markers, no reader's contract."""
    ours, theirs = (replace(BASE, targets=(*BASE.targets, f"src/{n}.py")) for n in "bc")
    found = three(BASE, ours, replace(theirs, evidence=()))
    (conflict, *_) = found.conflicts
    assert str(conflict) == "both sides changed targets of this contract"
    assert "src/b.py" in found.text
    assert "src/c.py" in found.text
    with pytest.raises(json.JSONDecodeError):
        json.loads(found.text)


def test_lists_that_grew_apart_are_no_guess() -> None:
    """Also where git's lines would merge them."""
    long = replace(BASE, targets=tuple(f"src/{n}.py" for n in range(9)))
    ours = replace(long, targets=("src/x.py", *long.targets))
    theirs = replace(long, targets=(*long.targets, "src/y.py"))
    assert three(long, ours, theirs).conflicts


def test_a_merge_that_would_contradict_itself() -> None:
    """One side wants what the other forbids."""
    ours = replace(BASE, targets=("src/a.py", "src/b.py"))
    theirs = replace(BASE, out_of_bounds=(".mosaic/", "src/b.py"))
    (conflict, *_) = three(BASE, ours, theirs).conflicts
    assert str(conflict).startswith("merged, it would contradict itself: src/b.py is wanted in")


def test_two_contracts_that_came_to_be_apart() -> None:
    """Without an ancestor, each key that differs is one that both wrote."""
    other = replace(BASE, evidence=("approval",))
    (conflict, *_) = three(None, BASE, other).conflicts
    assert str(conflict) == "both sides changed evidence of this contract"


@pytest.mark.parametrize("text", ["{", "{}", '{"schema": "mosaic/contract@1", "x": 1}\n'])
def test_what_is_not_written_as_ours(text: str) -> None:
    """By lines, as a conflict: nobody says that it is sound."""
    theirs = replace(BASE, scope=("src/",)).text
    for sides in ((BASE.text, text, theirs), (BASE.text, theirs, text), (text, theirs, BASE.text)):
        assert merge(PATH, *sides).conflicts
