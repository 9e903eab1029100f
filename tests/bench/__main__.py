"""What ``bin/bench`` runs: measurements, never part of the tests. One name each.

bin/bench [--quick] [--rows 100,1000] [--rounds N] [--json]      the verbs against their floors
bin/bench --many [--rounds N]        a long history, a batch, claimers, clones, bytes of answers
bin/bench --race [--claims N] [--processes N] [--cold]
bin/bench --peers [--rows 100,1000] [--rounds N]                other task tools, where installed
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tests.bench import many, peers, speed
from tests.race import driver

#: Each measurement's name, and what runs it with the words that follow.
BENCHES: tuple[tuple[str, Callable[[Sequence[str]], int]], ...] = (
    ("race", driver.main),
    ("many", many.main),
    ("peers", peers.main),
)


def main(words: Sequence[str]) -> int:
    """Run the named measurement; without a name, the verbs against their floors."""
    for name, bench in BENCHES:
        if words[:1] == [f"--{name}"]:
            return bench(words[1:])
    return speed.main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
