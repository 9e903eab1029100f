"""Whether a run's own words say that tests ran; a run without one is not green."""

from __future__ import annotations

import pytest

from mosaic.parse.ran import ran_tests

CARGO_NONE = (
    "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"
)
GO_NONE = "?   \texample/a\t[no test files]\n"
NONE = (
    CARGO_NONE,
    GO_NONE,
    "ok  \texample/a\t0.004s [no tests to run]\n",
    "TAP version 13\n1..0\n# tests 0\n# pass 0\n",
    "\u2139 tests 0\n\u2139 pass 0\n",
    "\n  0 passing (2ms)\n",
    "\x1b[32m0 passing\x1b[0m (2ms)\n",
    "No examples found.\n\nFinished in 0.0 seconds\n0 examples, 0 failures\n",
    "1..0\n",
    "> Task :processTestResources NO-SOURCE\n> Task :test NO-SOURCE\nBUILD SUCCESSFUL\n",
    "ok: lint clean\nno tests ran in 0.01s\n",
    "ok: 3 files are clean\r\nRan 0 tests in 0.000s\r\n\r\nNO TESTS RAN\r\n",
    "collected 0 items / 3 deselected\n",
    "No test files found, exiting with code 0\n",
    "Tests:       0 total\nSnapshots:   0 total\n",
    "[INFO] No tests to run.\n",
    "Tests run: 0, Failures: 0, Errors: 0\n",
    " 0 pass\n 0 fail\n",
    "0 tests passed; tests 12 files\n",
)
SOME = (
    f"running 3 tests\ntest result: ok. 3 passed; 0 failed\n\n{CARGO_NONE}",
    f"{GO_NONE}ok  \texample/b\t0.012s\n",
    f"{GO_NONE}ok  \texample/b\t(cached)\n",
    f"{GO_NONE}ok  \texample/b\t1.2s\tcoverage: 81.0% of statements\n",
    "1..0\nok 1 - it adds\n1..1\n",
    "    1..0\nok 1 - it adds\n# tests 1\n# pass 1\n",
    "  0 passing (1ms)\n\n  \x1b[32m4 passing\x1b[0m (2ms)\n",
    "0 examples, 0 failures\n12 examples, 0 failures\n",
    "no tests found in lib\nRan 7 tests in 0.1s\n\nOK\n",
    "Ran 10 tests in 0.1s\n\nOK\n",
    "10 passed in 0.1s\n",
    "> Task :a:test NO-SOURCE\n> Task :b:test\nBUILD SUCCESSFUL\n",
    "> Task :processTestResources NO-SOURCE\n> Task :compileJava NO-SOURCE\n> Task :test\n",
    "Tests run: 0, Failures: 0\nTests run: 4, Failures: 0\n",
    "Tests:       5 passed, 5 total\nSnapshots:   0 total\n",
    "all is well\n",
    "",
)


@pytest.mark.parametrize("said", NONE)
def test_a_run_without_tests(said: str) -> None:
    """Each runner's own way to say that nothing ran; a clean lint beside it changes nothing."""
    assert not ran_tests(said)


@pytest.mark.parametrize("said", SOME)
def test_a_run_with_tests(said: str) -> None:
    """One runner of several that ran a test is enough, and silence is no word against it."""
    assert ran_tests(said)
