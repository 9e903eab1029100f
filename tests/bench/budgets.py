"""What the bench measures where, and how many times its floor each may take."""

from __future__ import annotations

from dataclasses import dataclass

#: An empty Python, an import of click, and git's own commit of the same file.
PASS, CLICK, COMMIT = "python -c pass", "python -c 'import click'", "git commit --only"
#: Verbs that start a process for every question or event of an agent.
WRITES, READS = ("claim-next", "record-result"), ("status", "next", "show")
BARE = ("--help", "--version")


@dataclass(frozen=True)
class Host:
    """A repository to measure in."""

    rows: int
    files: int = 3

    @property
    def name(self) -> str:
        return f"{self.rows:,} rows" + (f", {self.files:,} files" if self.files > 3 else "")


@dataclass(frozen=True)
class Budget:
    """So many times a floor, in medians of one run."""

    floor: str
    times: float


HUNDRED, THOUSAND, TEN = Host(100), Host(1_000), Host(10_000)
MANY, HUGE = Host(1_000, 50_000), Host(100_000)
HOSTS = (HUNDRED, THOUSAND, TEN, MANY, HUGE)
_WRITE = {HUNDRED: 7.0, THOUSAND: 5.5, TEN: 4.0, MANY: 1.3}
_READ = {HUNDRED: 5.0, THOUSAND: 5.0, TEN: 14.0, MANY: 5.0}


def budget(verb: str, host: Host) -> Budget | None:
    """The budget of a verb in a repository, None where it has none."""
    if verb in WRITES and host in _WRITE:
        return Budget(COMMIT, _WRITE[host])
    if verb in READS and host in _READ:
        return Budget(PASS, _READ[host])
    return Budget(PASS, 4.5) if verb in BARE else None


#: A claim at 100,000 rows against one at 10,000, and its peak memory in MiB.
CLAIM_GROWTH, CLAIM_PEAK = 11.0, 200.0
#: A log of one task over 5,000 entries, in ms; events of a batch, and claims of eight claimers, a
#: second; eight clones' claims through one remote, in seconds and tries.
LOG, BATCH, CLAIMS, CLONES, TRIES = 100.0, 40.0, 20.0, 3.0, 10
#: A slowest claim of eight claimers, in seconds. The first verify of 5,000 entries takes at least
#: so many times what one takes after one entry more; the least of eight that claim without an end
#: gets at least such a share of an even one.
SLOWEST, VERIFY, FAIR = 1.0, 5.0, 0.5
#: Bytes with ``--json``: of a claim and its record, status at 1,000 rows, prime, a refusal.
ANSWERS, STATUS, PRIME, REFUSAL = 2_048, 1_200, 6_000, 600
#: Objects an entry: a commit, the trees of its two folders, the ledger.
OBJECTS = 4
