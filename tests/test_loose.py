"""Objects that we write ourselves are what git would have written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mosaic.ledger.loose import store
from tests.ledgers import git

ONE = "| MS-SEC-001 |"


@pytest.mark.parametrize("body", [b"", b"one\n", b"\0\xff" * 9000, os.urandom(100_000)])
@pytest.mark.parametrize("kind", ["blob"])
def test_an_object_is_gits(tmp_path: Path, kind: str, body: bytes) -> None:
    git(tmp_path, "init", "-q", ".")
    (tmp_path / "file").write_bytes(body)
    oid = store(tmp_path / ".git/objects", kind, body)
    assert oid == git(tmp_path, "hash-object", "--no-filters", "file")
    assert git(tmp_path, "cat-file", "-s", oid) == str(len(body))
    file = tmp_path / ".git/objects" / oid[:2] / oid[2:]
    assert file.stat().st_mode & 0o777 == 0o444
    before = file.stat().st_ino
    assert store(tmp_path / ".git/objects", kind, body) == oid
    assert file.stat().st_ino == before
    assert [f.name for f in file.parent.iterdir()] == [oid[2:]]


def test_an_old_object_that_is_stored_again_is_not_swept_away(tmp_path: Path) -> None:
    """What nobody refers to yet is git's to prune once it is old; a new entry's is never old."""
    git(tmp_path, "init", "-q", ".")
    objects = tmp_path / ".git/objects"
    oid = store(objects, "blob", b"as it was before\n")
    os.utime(objects / oid[:2] / oid[2:], (1, 1))
    assert store(objects, "blob", b"as it was before\n") == oid
    git(tmp_path, "prune", "--expire=1.day.ago")
    assert git(tmp_path, "cat-file", "-t", oid) == "blob"


def test_what_cannot_be_stored_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "5f").write_text("a file where a folder of objects goes")
    for number in range(4000):
        body = str(number).encode()
        try:
            store(tmp_path, "blob", body)
        except OSError:
            break
    else:
        pytest.fail("no object went to that folder")
    assert not list(tmp_path.rglob("tmp_obj_*"))
