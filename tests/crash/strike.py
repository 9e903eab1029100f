"""Strike a command at its n-th call: which calls there are, and how each fault is asked for."""

from __future__ import annotations

import errno
import os
import re
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.scene import Said, Scene, Stage, environment, words_of
from tests.crash.warm import Warm

FULL = os.environ.get("MOSAIC_TESTS") == "full"
PAGE = 8 + 8 + 4 + 4 * 4096 + 4
WRITES = frozenset({"write", "pwrite", "pwrite64", "writev", "sendfile", "sendfile64"})
REMOVES = frozenset({"unlink", "unlinkat", "rmdir", "chmod", "fchmod"})


@dataclass(frozen=True)
class Fault:
    """What is to happen at a point: the injector's settings, and a name."""

    name: str
    settings: Mapping[str, str]


def _fail(number: int, sticky: bool) -> Mapping[str, str]:
    return {"HOW": "fail", "ERRNO": str(number), "STICKY": str(int(sticky))}


FAULTS: tuple[Fault, ...] = (
    Fault("before", {"HOW": "before"}),
    Fault("after", {"HOW": "after"}),
    Fault("torn", {"HOW": "torn"}),
    Fault("own", {"HOW": "own"}),
    Fault("ENOSPC", _fail(errno.ENOSPC, False)),
    Fault("ENOSPC-on", _fail(errno.ENOSPC, True)),
    Fault("EIO", _fail(errno.EIO, False)),
    Fault("EIO-on", _fail(errno.EIO, True)),
)


@dataclass(frozen=True)
class Point:
    """One call that changes something: its number, its kind without names made by chance, and its
    number among those that write (0 for another)."""

    number: int
    kind: str
    write: int = 0

    def at(self, fault: Fault) -> int:
        """The number that the injector is to strike at; 0 where this fault cannot be here."""
        if fault.name == "torn":
            return self.write
        if fault.name.startswith("ENOSPC") and self.kind.split(" ")[1] in REMOVES:
            return 0
        return self.number


@dataclass(frozen=True)
class Struck:
    """How a struck command ended, whether the fault was met, and at which call."""

    said: Said
    fired: bool
    call: str


@dataclass(frozen=True)
class Injector:
    """The built library."""

    library: Path
    warm: Warm
    counted: dict[str, list[Point]] = field(default_factory=dict)

    def strike(self, scene: Scene, top: Path, settings: Mapping[str, str]) -> Struck:
        """Run the scene's command under these settings, and wait until all of it is dead."""
        page, log = top.parent / "page", top.parent / "log"
        page.write_bytes(b"\0" * PAGE)
        log.unlink(missing_ok=True)
        env = {"LD_PRELOAD": str(self.library), "INJECT_PAGE": str(page), "INJECT_LOG": str(log)}
        env |= {f"INJECT_{name}": value for name, value in settings.items()}
        said = self.run(scene, top, env)
        data = page.read_bytes()
        _, fired, many = struct.unpack_from("qqi", data)
        for pid in struct.unpack_from(f"{min(many, 4096)}i", data, 20):
            _wait_for(pid)
        return Struck(said, fired > 0, self.calls(top)[fired - 1] if fired else "")

    def calls(self, top: Path) -> list[str]:
        """The kind of each call that the last struck command made, in order."""
        lines = (top.parent / "log").read_text().split("\n")[:-1]
        lines.sort(key=lambda line: int(line.partition("\t")[0]))
        return [kind(line, top) for line in lines]

    def run(self, scene: Scene, top: Path, env: Mapping[str, str] | None = None) -> Said:
        """The scene's command; without ``env`` nothing strikes it."""
        words = words_of(scene.name, top)
        words = (words[0], "--repo", str(place_of(scene, top)), *words[1:], "--json")
        return self.warm.run(words, top.parent, environment(top, env))

    def points(self, scene: Scene, stage: Stage) -> list[Point]:
        """Every call of the scene's command, counted once."""
        if scene.name not in self.counted:
            top = stage.copy(scene, stage.folder / "counted")
            struck = self.strike(scene, top, {"HOW": "count", "AT": "0"})
            assert struck.said.status == 0, struck.said
            found, writes = [], 0
            for number, kind in enumerate(self.calls(top)):
                writes += (here := kind.split(" ")[1] in WRITES)
                found.append(Point(number + 1, kind, writes * here))
            self.counted[scene.name] = found
        return self.counted[scene.name]


def place_of(scene: Scene, top: Path) -> Path:
    """The folder that the command is run in."""
    return top.parent / "side" if scene.name == "linked" else top


def kind(line: str, top: Path) -> str:
    """A log line without number, and without what chance has made: ids, tokens, process numbers."""
    _, program, call, path = line.split("\t")
    path = path.replace(str(top.parent), "")
    path = re.sub(r"tmp_obj_\w{6}", "tmp_obj", path)
    path = re.sub(r"objects/[0-9a-f]{2}(/[0-9a-f]{38})?$", "objects", path)
    path = re.sub(r"objects/[0-9a-f]{2}/", "objects/", path)
    path = re.sub(r"[0-9a-f]{16}|\d{2,}", "N", path)
    return f"{program} {call} {path}"


def fresh(points: list[Point], known: list[Point]) -> list[Point]:
    """The first point of each kind that is not among those known."""
    kinds, found = {point.kind for point in known}, []
    for point in points:
        if point.kind not in kinds:
            kinds.add(point.kind)
            found.append(point)
    return found


def share(points: list[Point], fault: Fault) -> list[Point]:
    """Those of the points that are this fault's, when each point meets one: in turn."""

    def turn(number: int, point: Point) -> Fault:
        return next(f for f in (*FAULTS[number % len(FAULTS) :], *FAULTS) if point.at(f))

    return [point for number, point in enumerate(points) if turn(number, point) == fault]


def _wait_for(pid: int) -> None:
    """Wait until a process is dead: gone, or a zombie that nobody has asked for."""
    for _ in range(2000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state in "ZX":
            return
        time.sleep(0.005)
    raise AssertionError(f"process {pid} has not ended")
