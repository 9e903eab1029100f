"""Seeds for the fuzzer, of our own writing: ``python -m tests.fuzz.seeds DIR [COUNT]``.

Each is a report as ``tests/parse/review_writer.py`` writes them, its files joined as the target
cuts them apart.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.laws import CUT, NAMES
from tests.parse.review_writer import Written, reports


def write(folder: Path, count: int) -> None:
    """Write up to so many seeds into a folder, each named by its content."""
    folder.mkdir(parents=True, exist_ok=True)

    @settings(
        max_examples=count,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )
    @given(reports())
    def each(written: Written) -> None:
        text = CUT.join(text for _, text in written.files[: len(NAMES)])
        data = text.encode()
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)

    each()


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
