"""
| version       | tags               | --mvp | verdict |
|---------------|--------------------|-------|---------|
| 0.0.1         | none               | no    | pass    |
| 0.0.2         | none               | no    | refuse  |
| 0.0.2, 0.0.9  | v0.0.1             | no    | pass    |
| 0.0.1         | v0.0.1             | no    | refuse  |
| 0.1.0         | v0.0.3             | no    | refuse  |
| 0.1.0         | v0.0.3             | yes   | pass    |
| 0.0.4, 0.2.0  | v0.0.3             | yes   | refuse  |
| 0.2.0, 1.0.0  | v0.0.3             | no    | refuse  |
| 0.1.1, 2.0.0  | v0.1.0             | no    | pass    |
| 1.1.0         | v1.2.0             | no    | refuse  |
| no version    | any                | any   | refuse  |
| any           | not looked at      | any   | unknown |
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mosaic.gates import version
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict

from .conftest import Build


@pytest.mark.parametrize(
    ("text", "tags", "mvp", "verdict"),
    [
        ("0.0.1", (), False, Pass),
        ("0.0.2", (), False, Refuse),
        ("0.0.0", (), False, Refuse),
        ("0.0.2", ("v0.0.1",), False, Pass),
        ("0.0.9", ("v0.0.1", "nightly", "v9.0.0-rc.1"), False, Pass),
        ("0.0.10", ("v0.0.9",), False, Pass),
        ("0.0.1", ("v0.0.1",), False, Refuse),
        ("0.1.0", ("v0.0.3",), False, Refuse),
        ("0.1.0", (), True, Pass),
        ("0.1.0", ("v0.0.3",), True, Pass),
        ("0.0.4", ("v0.0.3",), True, Refuse),
        ("0.2.0", ("v0.0.3",), True, Refuse),
        ("0.2.0", ("v0.0.3",), False, Refuse),
        ("1.0.0", (), False, Refuse),
        ("0.1.1", ("v0.1.0",), False, Pass),
        ("2.0.0", ("1.2.0",), False, Pass),
        ("1.1.0", ("v1.2.0", "v0.0.1"), False, Refuse),
        ("1.0", (), False, Refuse),
        ("01.0.0", (), False, Refuse),
        ("v0.0.1", (), False, Refuse),
        ("9" * 5000 + ".0.0", (), False, Refuse),
    ],
)
def test_versions(
    case: Build, text: str, tags: tuple[str, ...], mvp: bool, verdict: type[Verdict]
) -> None:
    proposal = replace(case().propose(tags=tags), version=text, mvp=mvp)
    assert isinstance(version.judge(proposal), verdict)


def test_the_config_says_what_the_caller_does_not(case: Build) -> None:
    here = case(config='[mission]\nversion = "0.1.0"\nmvp = true\n')
    assert version.judge(here.propose(tags=("v0.0.3",))) == Pass()


def test_release_notes_are_a_start_too(case: Build) -> None:
    """Where milestones were released without tags, versions need not start again."""
    here = case(files={"docs/releases/v0.0.1.md": "first"})
    assert version.judge(replace(here.propose(tags=()), version="0.0.2")) == Pass()


def test_the_hint_names_the_next_version(case: Build) -> None:
    refused = version.judge(replace(case().propose(tags=("v0.0.3",)), version="0.0.2"))
    assert refused == Refuse("0.0.2 is not above the last tag, v0.0.3", "give --version 0.0.4")


def test_tags_that_nobody_looked_at_are_unknown(case: Build) -> None:
    assert isinstance(version.judge(replace(case().propose(), version="0.0.1")), Unknown)
