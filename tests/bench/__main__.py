"""What ``bin/bench`` runs: measurements, never part of the tests. One name each.

bin/bench [--quick] [--rounds N] [--json|--markdown]      all that has a budget, and every verb
bin/bench --rows 100,1000            the verbs alone, in these repositories
bin/bench --many [--quick]           the rest: history, growth, batch, claimers, clones, bytes
bin/bench --growth                   one of them alone, by its name
bin/bench --race [--claims N] [--processes N] [--cold]
bin/bench --peers [--rows 100,1000] [--rounds N]                other task tools, where installed
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tests.bench import peers, speed
from tests.race import driver

#: Each measurement's name, and what runs it with the words that follow.
BENCHES: tuple[tuple[str, Callable[[Sequence[str]], int]], ...] = (
    ("race", driver.main),
    ("peers", peers.main),
)


def main(words: Sequence[str]) -> int:
    """Run the named measurement; without a name, all that has a budget."""
    for name, bench in BENCHES:
        if words[:1] == [f"--{name}"]:
            return bench(words[1:])
    return speed.main(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
