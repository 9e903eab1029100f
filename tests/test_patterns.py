"""Patterns are ``re``'s own, made with the first use; a plain command makes none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from mosaic import patterns

ROOT = Path(__file__).resolve().parents[1]


def test_flags_are_the_librarys() -> None:
    """The names stand for the same flags, alone and together."""
    assert patterns.ASCII == re.ASCII
    assert patterns.DOTALL == re.DOTALL
    assert patterns.IGNORECASE == re.IGNORECASE
    assert patterns.MULTILINE == re.MULTILINE
    both = patterns.regex("^a.b$", patterns.IGNORECASE | patterns.MULTILINE | patterns.DOTALL)
    assert both.search("x\nA\nB\ny")


def test_a_patterns_methods_are_the_compiled_ones() -> None:
    found = patterns.regex("(?P<word>[a-z]+)")
    assert [match["word"] for match in found.finditer("a-b")] == ["a", "b"]
    assert found.pattern == "(?P<word>[a-z]+)"
    assert patterns.re.escape("a.b") == re.escape("a.b")


def test_a_declaration_loads_nothing() -> None:
    """``re`` is loaded with a pattern's first use, and not before."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from mosaic.parse import cells, secrets, blocks, outside\n"
        "from mosaic.patterns import regex, IGNORECASE\n"
        "one = regex('a', IGNORECASE)\n"
        "before = 're' in sys.modules\n"
        "print(before, bool(one.match('A')), 're' in sys.modules)"
    )
    done = subprocess.run(
        (sys.executable, "-I", "-S", "-c", code, str(ROOT)), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "True", "True"]
