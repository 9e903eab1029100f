"""Whether a run of tests says in its own words that no test ran; such a run is not green (PROTOCOL,
"Gates"). Silence is no word against it, and one runner of several that ran a test is enough.
"""

from __future__ import annotations

from mosaic.patterns import IGNORECASE, MULTILINE, regex

#: What test runners say then.
_NO_TEST = regex(
    r"\bno tests? (?:were |to |is )?(?:ran|run|found|executed|collected|available)\b|"
    r"\bno test files\b|\bcollected 0 items\b|^ran 0 tests\b|\brunning 0 tests\b|"
    r"\b0 (?:tests? )?pass(?:ed|ing)?\b|\b0 examples\b|\btests run: 0\b|^tests: {1,20}0 total\b|"
    r"^[#\u2139] tests 0\b|^1\.\.0\b|test NO-SOURCE\b",
    IGNORECASE | MULTILINE,
)
#: What they say of a test that did run; of several runners in one command, one is enough.
_SOME_TEST = regex(
    r"\b[1-9]\d* (?:tests? )?pass(?:ed|ing)?\b|^Ran [1-9]|\b[1-9]\d* examples?,|"
    r"\bTests run: [1-9]|^OK \([1-9]|\bPassed: {1,20}[1-9]|^[#\u2139] pass [1-9]|"
    r"^[ \t]*ok [1-9]|"
    r"^ok[ \t]+\S+[ \t]+(?:\(cached\)|\d[\d.]{0,12}s)(?!.*\[no tests to run\])|"
    r"^> Task :\S*[tT]est(?: UP-TO-DATE| FROM-CACHE)?$",
    MULTILINE,
)
_COLOUR = regex(r"\x1b\[[\d;]{0,20}m|\r")


def ran_tests(said: str) -> bool:
    """Whether a run's own words do not say that no test ran."""
    plain = _COLOUR.sub("", said)
    return not _NO_TEST.search(plain) or _SOME_TEST.search(plain) is not None
