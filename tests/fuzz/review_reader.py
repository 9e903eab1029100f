"""Fuzz the report reader: ``python -m tests.fuzz.review_reader [-max_total_time=600] CORPUS…``.

Needs the extra ``fuzz``. An error, a broken law, or a report that takes longer than its length
allows is a crash; libFuzzer's options pass through, and ``-dict`` has a default.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mosaic.parse", "mistune"]):
    from tests.fuzz import laws

TOKENS = Path(__file__).with_name("review.dict")
#: Instrumented code is slow: many times what the reader takes for its worst lines, in seconds.
BASE, PER_BYTE = 1.0, 0.0002


def one(data: bytes) -> None:
    """Read one input; the clock is the process's own, so a busy machine breaks no law."""
    begun = time.process_time()
    laws.hold(data)
    took = time.process_time() - begun
    assert took <= BASE + PER_BYTE * len(data), f"{took:.1f} s for {len(data)} bytes"


def main(words: list[str]) -> None:
    """Run libFuzzer with these words."""
    own = [] if any(word.startswith("-dict=") for word in words) else [f"-dict={TOKENS}"]
    # libFuzzer starts itself again for -merge and -fork: by this name.
    atheris.Setup([f"{sys.executable} -m tests.fuzz.review_reader", *own, *words], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
