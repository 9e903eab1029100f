"""A refused result is kept aside; a result's own words never name a path."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mosaic.ledger.kept import claim, claims, keep_claim, keep_result
from tests.commands.conftest import Host


def answer(**words: object) -> str:
    return json.dumps({"status": "success", "used": 5, "notes": "x", **words})


def test_a_result_of_another_claim_is_refused_and_kept(host: Host, tmp_path: Path) -> None:
    """Refused: another claim's; its text stands where the answer says."""
    host.ok("claim-next", "--agent", "w1")
    file = tmp_path / "answer.json"
    file.write_text(answer(task_id="MS-SEC-001", commit_sha=None, claim="00000000"))
    said = host.no(1, "gate-refused", "record-result", "MS-SEC-001", "--result", str(file))
    kept = next(line for line in said["details"] if line.startswith("kept: "))
    assert Path(kept.removeprefix("kept: ")).read_text() == file.read_text()


def test_a_task_id_that_is_a_path_is_refused(host: Host, tmp_path: Path) -> None:
    """The id is checked before any file is named by it."""
    file = tmp_path / "answer.json"
    file.write_text(answer(task_id="../../evil", commit_sha=None))
    host.no(2, "usage", "record-result", "--result", str(file))
    assert not list(tmp_path.rglob("evil*"))


def test_a_result_is_kept_whole_and_what_the_dead_left_goes(tmp_path: Path) -> None:
    """It appears by rename, so no reader sees half of it; a killed writer's rest is swept away."""
    ended = subprocess.Popen(("true",))
    ended.wait()
    (tmp_path / "results").mkdir()
    left = tmp_path / f"results/MS-SEC-001-00000000.txt.{ended.pid}"
    left.write_text("half")
    file = Path(keep_result(tmp_path, "MS-SEC-001", "the whole text"))
    assert file.read_text() == "the whole text"
    before = file.stat().st_ino
    assert keep_result(tmp_path, "MS-SEC-001", "the whole text") == str(file)
    assert file.stat().st_ino != before, "a new file in its place, never written over"
    assert list(file.parent.iterdir()) == [file]


def test_a_token_that_goes_while_the_folder_is_read(tmp_path: Path) -> None:
    """Another process records a task between the listing and the reading: its token is not held."""
    keep_claim(tmp_path, "MS-SEC-001", "12345678")
    (tmp_path / "claims/MS-SEC-002.json").symlink_to("gone")
    assert claims(tmp_path) == {"MS-SEC-001": "12345678"}


@pytest.mark.parametrize(
    "text",
    ['{"token": "ab12"}', '{"token":"ab12"}', '{"token": "é1"}', '{"token": "a-1"}', "{", "[]", ""],
)
def test_one_claim_is_what_all_the_claims_say(tmp_path: Path, text: str) -> None:
    """Whichever way its file is written, and where there is none."""
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims/MS-SEC-001.json").write_text(text, encoding="utf-8")
    (tmp_path / "token.json").write_text('{"token": "ab12"}')
    for task in ("MS-SEC-001", "MS-SEC-002", "../token"):
        assert claim(tmp_path, task) == claims(tmp_path).get(task)
