"""What a command says is done is on the disk: every write is waited for before it counts.

A loss of power is not played here; what is asked is the order of calls that makes it harmless.
"""

from __future__ import annotations

from tests.crash.scene import SCENES, Stage
from tests.crash.strike import Injector

CLAIM = next(scene for scene in SCENES if scene.name == "claim")


def test_a_claim_waits_for_the_disk(injector: Injector, stage: Stage) -> None:
    """Objects, ref, token, note, table and index are synced before they get their names, and the
    note goes when all of them have theirs."""
    calls = [point.kind for point in injector.points(CLAIM, stage)]
    git = "/host/.git"
    objects = calls.count("git link .git/objects")
    assert calls.count(f"git fsync {git}/objects/tmp_obj") == objects
    for program, new, name in (
        ("git", f"{git}/refs/heads/main.lock", f"{git}/refs/heads/main"),
        ("python", f"{git}/mosaic/claims/MS-SEC-N.json.new", f"{git}/mosaic/claims/MS-SEC-N.json"),
        ("python", f"{git}/mosaic/recovery.json.new", f"{git}/mosaic/recovery.json"),
        ("python", "/host/docs/.TASKS.md.N.tmp", "/host/docs/TASKS.md"),
        ("python", f"{git}/mosaic-index-N", f"{git}/index"),
    ):
        assert calls.index(f"{program} fsync {new}") < calls.index(f"{program} rename {name}")
    dropped = calls.index(f"python unlink {git}/mosaic/recovery.json")
    for folder in ("/host/docs", git):
        assert calls.index(f"python fsync {folder}") < dropped
