"""block --question and answer: a person is asked, status shows it, the answer opens the row."""

from __future__ import annotations

import json
import os
import signal

import pytest

from mosaic import notifying
from mosaic.ledger.repository import find_repository
from mosaic.notifying import notify

from .conftest import Host
from .desk import Desk

TASK = "MS-SEC-001"
ASK = ("block", TASK, "--question", "Which store?", "--options", "sqlite, Postgres")
SAY = ("answer", TASK, "postgres", "--by", "Ada L.")


def test_there_and_back(host: Host) -> None:
    """One entry each; the question is typed, in the inbox, and gone when it is answered."""
    before = host.picture()
    assert host.ok(*ASK, "--dry-run")["task"]["status"] == "blocked"
    assert host.picture() == before
    said = host.ok(*ASK)
    wanted = {
        "id": TASK, "type": "choice", "question": "Which store?", "options": ["sqlite", "Postgres"],
    }  # fmt: skip
    assert said["question"] == wanted
    assert "Options: sqlite, Postgres" in said["task"]["notes"]
    assert host.ok("status")["inbox"] == [wanted]
    assert f"{TASK}: Which store? [sqlite, Postgres]; mosaic-orchestrator answer" in (
        host.run("status").out
    )
    assert host.ok(*ASK)["already"] is True
    found = host.ok(*SAY)
    assert found["answered"] == {"question": "Which store?", "choice": "Postgres", "by": "Ada L."}
    assert found["task"]["status"] == "not-started"
    assert "Answer: Postgres (by Ada L.) to: Which store?" in found["task"]["notes"]
    assert not [note for note in found["task"]["notes"] if note.startswith(("Question", "Options"))]
    assert host.ok(*SAY)["already"] is True
    assert host.ok("status")["inbox"] == []
    assert host.subjects()[:2] == [
        f"chore(orchestrator): Answer {TASK}: Postgres",
        f"chore(orchestrator): Block {TASK} with a question",
    ]
    assert host.ok("log", "--limit", "1")["entries"][0]["event"] == "answer"
    assert host.run("verify").status == 0


def test_the_next_brief_has_the_answer(host: Host) -> None:
    """A worker that asked is followed by one that knows."""
    desk = Desk(host)
    desk.claim()
    host.ok(*ASK)
    assert desk.show(TASK)["agent"] == "worker-1"
    freed = host.ok(*SAY)["task"]
    assert (freed["agent"], freed["started_at"]) == ("", None)
    brief = (host.top / desk.claim()["prompt_file"]).read_text()
    assert "Answered: Postgres (by Ada L.) to: Which store?" in brief
    assert "`Answered:`, a person decided, and your work keeps to it" in brief


def test_a_recorded_result_goes_on_where_it_was(host: Host) -> None:
    Desk(host).recorded()
    host.ok(*ASK)
    assert host.ok(*SAY)["task"]["status"] == "in-progress"
    assert host.ok("integrate", TASK)["task"]["status"] == "done"


def test_any_words_answer_a_question_without_options(host: Host) -> None:
    said = host.ok("block", TASK, "--question", "What is the limit?", "--reason", "no limit is set")
    assert (said["question"]["type"], said["question"]["options"]) == ("text", [])
    assert "Blocked: no limit is set" in said["task"]["notes"]
    found = host.ok("answer", TASK, "100 a minute", "--by", "Ada")
    assert "Answer: 100 a minute (by Ada) to: What is the limit?" in found["task"]["notes"]


def test_who_may_not_and_what_is_no_answer(host: Host) -> None:
    """The row's own agent, another word than the options, a row that asks nothing."""
    Desk(host).claim()
    host.ok(*ASK)
    for own in ("Worker-1", "worker_1", "WORKER 1"):
        said = host.no(1, "check-failed", *SAY[:-1], own)
        assert said["hint"] == "let a person answer, and name them with --by"
    said = host.no(1, "check-failed", "answer", TASK, "mongo", "--by", "Ada")
    assert said["details"] == ["Which store? [sqlite, Postgres]"]
    host.no(1, "illegal-move", "answer", "MS-DOC-001", "x", "--by", "Ada")
    host.ok("block", "MS-DOC-001", "--reason", "waits")
    host.no(1, "check-failed", "answer", "MS-DOC-001", "x", "--by", "Ada")


def test_nothing_goes_round_an_open_question(host: Host) -> None:
    """unblock and retry refuse; defer takes the row out of the mission."""
    host.ok(*ASK)
    said = host.no(1, "check-failed", "unblock", TASK, "--reason", "never mind")
    assert said["hint"] == f"run 'mosaic-orchestrator answer {TASK} CHOICE --by NAME'"
    host.no(1, "check-failed", "retry", TASK)
    host.ok(
        "defer", TASK, "--reason", "r", "--category", "Hard", "--risk", "Low", "--approach", "a"
    )
    assert host.ok("status")["inbox"] == []


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--options", "a,b", "--reason", "r"),
        ("--question", "q?", "--options", "one"),
        ("--question", "q?", "--options", "a,A"),
        ("--question", "q?", "--options", ","),
        ("--question", "q?", "--options", ",".join(map(str, range(13)))),
        ("--question", "q?", "--options", f"a,{'x' * 61}"),
    ],
)
def test_what_is_no_question(host: Host, words: tuple[str, ...]) -> None:
    host.no(2, "usage", "block", TASK, *words)


@pytest.mark.parametrize("name", ["", "x" * 65, "(Ada)", "-", "12"])
def test_what_is_no_persons_name(host: Host, name: str) -> None:
    host.ok(*ASK)
    host.no(2, "usage", *SAY[:-1], name)


def test_the_notify_command_gets_the_question(host: Host) -> None:
    """As one JSON object on its standard input, after the entry; once, and in no dry run."""
    place = host.top.parent / "asked.json"
    host.ok("config", "notify.command", f"cat >> '{place}'", "--reason", "r")
    host.ok(*ASK, "--dry-run")
    assert not place.exists()
    host.ok(*ASK)
    host.ok(*ASK)
    told = json.loads(place.read_text())
    assert told.pop("description") == host.ok("show", TASK)["task"]["description"]
    assert told == {
        "schema": "mosaic/question@1", "id": TASK, "type": "choice", "question": "Which store?",
        "options": ["sqlite", "Postgres"],
        "answer": f"mosaic-orchestrator answer {TASK} CHOICE --by NAME",
    }  # fmt: skip


def test_a_notify_command_that_fails_is_a_notice(host: Host) -> None:
    host.ok("config", "notify.command", "echo no way >&2; exit 3", "--reason", "r")
    said = host.ok(*ASK)
    assert said["notices"] == ["notify.command ended with 3: no way"]
    assert said["task"]["status"] == "blocked"


def test_the_notify_command_has_nothing_of_a_calling_gits(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A git that it calls looks at the repository around it; its login is there."""
    monkeypatch.setenv("HOOK_TOKEN", "plain")
    monkeypatch.setenv("GIT_DIR", str(host.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")
    place = host.top.parent / "env"
    command = f"env > '{place}'"
    assert notify(find_repository(host.top), command, {}) == ""
    names = {line.partition("=")[0] for line in place.read_text().split("\n")}
    assert not names & {"GIT_DIR", "GIT_INDEX_FILE", "MOSAIC_PYTHON"}
    assert "HOOK_TOKEN" in names


def test_a_notify_command_that_floods_is_ended(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifying, "MOST", 100_000)
    said = notify(find_repository(host.top), "yes", {})
    assert said == "notify.command printed more than 100,000 bytes and was ended"


def test_what_a_notify_command_leaves_running_goes_on(host: Host) -> None:
    """Telling may take longer than anybody waits."""
    pid = host.top.parent / "pid"
    assert notify(find_repository(host.top), f"sleep 60 & echo $! > '{pid}'", {}) == ""
    os.kill(int(pid.read_text()), signal.SIGTERM)  # ProcessLookupError where it was ended


def test_a_worker_asks(host: Host) -> None:
    """A blocked result with a question is one; its notes are the reason, and it is told."""
    place = host.top.parent / "asked.json"
    host.ok("config", "notify.command", f"cat > '{place}'", "--reason", "r")
    desk = Desk(host)
    answer = desk.result(
        desk.claim(), None, status="blocked", notes="two stores are there",
        question="Which store?", options=["sqlite", "Postgres"],
    )  # fmt: skip
    said = host.ok("record-result", "--result", answer)
    assert (said["outcome"], said["question"]["type"]) == ("blocked", "choice")
    assert said["next"] == f"mosaic-orchestrator answer {TASK} CHOICE --by NAME"
    assert "Blocked: two stores are there" in said["task"]["notes"]
    assert host.ok("status")["inbox"] == [said["question"]]
    assert json.loads(place.read_text())["options"] == ["sqlite", "Postgres"]
    assert host.ok(*SAY)["task"]["status"] == "not-started"
    assert host.run("verify").status == 0


def test_a_task_that_is_not_clear_enough_asks(host: Host) -> None:
    """Only where the host says how clear is clear enough; failed is failed."""
    desk = Desk(host)
    unclear = {"status": "blocked", "notes": "what is a name?", "clarity": 0.3}
    answer = desk.result(desk.claim(), None, **unclear)
    assert "question" not in host.ok("record-result", "--result", answer)
    host.ok("retry", TASK)
    host.ok("config", "limits.clarity", "0.5", "--reason", "r")
    said = host.ok("record-result", "--result", desk.result(desk.claim(), None, **unclear))
    assert (said["question"]["question"], said["question"]["type"]) == ("what is a name?", "text")
    host.ok("answer", TASK, "any text", "--by", "Ada")
    failed = desk.result(desk.claim(), None, **{**unclear, "status": "failed"})
    assert "question" not in host.ok("record-result", "--result", failed)


@pytest.mark.parametrize("options", ["a,b", ["a"], ["a", 1], ["a,b", "c"], ["a", "A"]])
def test_options_that_are_none_are_named(host: Host, options: object) -> None:
    desk = Desk(host)
    answer = desk.result(
        desk.claim(), None, status="blocked", notes="n", question="q?", options=options
    )
    said = host.no(2, "usage", "record-result", "--result", answer)
    assert said["details"][0].startswith("options: ")
