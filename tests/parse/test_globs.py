"""
| pattern          | means                                             |
|------------------|---------------------------------------------------|
| src/a.ts         | that file                                         |
| src, src/        | that folder, and all in it                        |
| src/*.ts         | names of one folder; a star crosses no slash      |
| src/**/*.ts      | at any depth below src, and in src                |
| app/[id]/page.ts | itself: a bracket is a name's character           |
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse.globs import LONGEST, matches, overlap, refusal


@pytest.mark.parametrize(
    ("path", "pattern", "fits"),
    [
        ("src/a.ts", "src/a.ts", True),
        ("src/a.tsx", "src/a.ts", False),
        ("src/a/b.ts", "src", True),
        ("src/a/b.ts", "src/", True),
        ("srcs/a.ts", "src", False),
        ("src/a.ts", "src/*.ts", True),
        ("src/a/b.ts", "src/*.ts", False),
        ("src/a/b.ts", "src/*", True),
        ("src/a/b/c.ts", "src/**/*.ts", True),
        ("src/c.ts", "src/**/*.ts", True),
        ("lib/c.ts", "src/**/*.ts", False),
        ("a/b/c/d", "**/c", True),
        ("c/d", "**/c", True),
        ("a/b", "**", True),
        ("a/x/b/y/c", "a/**/b/**/c", True),
        ("a/x/b/y/d", "a/**/b/**/c", False),
        ("abc", "a?c", True),
        ("abbc", "a?c", False),
        ("a/c", "a?c", False),
        ("app/[id]/page.ts", "app/[id]/page.ts", True),
        ("app/i/page.ts", "app/[id]/page.ts", False),
        ("Makefile", "makefile", False),
        ("a.test.ts", "*.test.*", True),
    ],
)
def test_what_a_pattern_means(path: str, pattern: str, fits: bool) -> None:
    assert matches(path, pattern) is fits


@pytest.mark.parametrize(
    "pattern",
    ["", "/", "/etc/passwd", "../x", "a/../b", "./a", "a//b", "a\\b", "a\0b", "a\nb", "~/x", "-x",
     ":(top)x", ".git/hooks", "a/.GIT/b", "a**b", "**.ts", "a\u202eb", "x" * (LONGEST + 1)],
)  # fmt: skip
def test_what_is_no_pattern(pattern: str) -> None:
    """Nothing outside of the repository, nothing that a disk, git or an eye could misread."""
    assert refusal(pattern)


@pytest.mark.parametrize("pattern", ["a", "a/b.c", "src/", "**", "**/*.md", "a/**", "[id]/x y.ts"])
def test_what_is_one(pattern: str) -> None:
    assert refusal(pattern) == ""


@given(st.text("ab/*?", max_size=9), st.text("ab/*?", max_size=9), st.text("ab/", max_size=9))
def test_a_path_in_both_is_a_proof_of_overlap(one: str, other: str, path: str) -> None:
    if matches(path, one) and matches(path, other):
        assert overlap(one, other)
        assert overlap(other, one)


def test_a_pattern_made_to_be_slow_is_not() -> None:
    """Only the last star is tried again, so that this ends at once and not in years."""
    assert not matches("a" * 255, "*a" * 120 + "b")
    assert not matches("/".join("a" * 200), "/".join(["**", "a"] * 100) + "/b")
    assert overlap("/".join(["**", "a*"] * 50), "/".join(["**", "*a"] * 50))
