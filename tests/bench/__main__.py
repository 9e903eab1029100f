"""What ``bin/bench`` runs: measurements, never part of the tests. One name each.

bin/bench --race [--claims N] [--processes N] [--cold]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tests.race import driver

#: Each measurement's name, and what runs it with the words that follow.
BENCHES: tuple[tuple[str, Callable[[Sequence[str]], int]], ...] = (("race", driver.main),)


def main(words: Sequence[str]) -> int:
    """Run the named measurement; 2 where there is none of that name."""
    for name, bench in BENCHES:
        if words[:1] == [f"--{name}"]:
            return bench(words[1:])
    names = ", ".join(f"--{name}" for name, _ in BENCHES)
    sys.stderr.write(f"usage: bin/bench {names}; each takes --help\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
