"""Every verb, on a repository full of control characters, with words full of them: what reaches a
terminal, or a program that reads JSON, has no control character but the newline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mosaic.commands import VERBS

from .conftest import GATES, Host
from .desk import Desk

#: Colours, a cleared screen, a link, a title, a bell, overprinting, reversed and hidden text.
ESCAPES = (
    "\x1b[31mred\x1b[0m \x1b[2J \x1b]8;;http://evil.invalid\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title"
    "\x07 \x9b31m over\rwrite b\x08s \u202eesrever\u202c z\u200bw \u2028 \u2029 \x85 \x0b \x0c"
    " \ufeff end"
)
LONE = "\udc80 lone"
WORD = f"x{ESCAPES}{LONE}"
NAMES = [verb for verb, _, _ in VERBS]
#: What each verb is called with, sensibly; T is a task, W the hostile word.
WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "init": ((), ("W",), ("--uninstall",)),
    "scaffold-review": (("W",), ("plain",)),
    "bootstrap-from-review": (
        ("docs/reports/review", "--append"), ("docs/reports/review", "--append", "--dry-run"),
        ("W",), ("docs/reports/review", "--milestone", "W"),
        ("docs/reports/review", "--prefix", "W"),
        ("docs/reports/review", "--append", "--explain"), ("docs/reports/review", "--budget", "W"),
    ),
    "add": (("--description", "W", "--severity", "low"), ("--description", "x", "--severity", "W"),
            ("--description", "x", "--severity", "low", "--file", "W"),
            ("--description", "x", "--severity", "low", "--depends-on", "W"),
            ("--description", "x", "--severity", "low", "--estimate", "W")),
    "claim-next": (("--agent", "W"), ("--agent", "w1", "--task", "W"),
                   ("--agent", "w1", "--dry-run"),
                   ("--agent", "w1", "--prompt"), ("--agent", "w1", "--context", "W")),
    "record-result": (("T", "--result", "RESULT"), ("T", "--result", "BROKEN"), ("--result", "W"),
                      ("W", "--result", "RESULT"), ("T", "--evidence", "W"),
                      ("T", "--reviewed", "W"),
                      ("T", "--result", "RESULT", "--code-review", "RESULT"),
                      ("T", "--result", "RESULT", "--docs", "RESULT", "--dry-run")),
    "review": (("T",), ("W",), ("T", "--run")),
    "evidence": (("T",), ("W",), ("T", "--run")),
    "amend": (("T", "--reason", "W", "--target", "x"), ("T", "--reason", "r", "--target", "W"),
              ("T", "--reason", "r", "--check", "W"), ("T", "--reason", "r", "--evidence", "W"),
              ("T", "--reason", "r", "--contract", "BROKEN"), ("T", "--reason", "r", "--by", "W",
               "--remove", "W"), ("T", "--reason", "r", "--target", "plain")),
    "approve": (("T", "--digest", "W", "--by", "a"), ("T", "--digest", "abcdef01", "--by", "W"),
                ("W", "--digest", "abcdef01", "--by", "a")),
    "guard": (("W", "--task", "T"), ("x", "--task", "W"), ("x",), ("--staged",), ("--range", "W"),
              ("--branch", "W"), ("BROKEN", "RESULT", "--task", "T")),
    "integrate": (("T",), ("W",), ("T", "--evidence", "W")),
    "takeover": (("T", "--agent", "W", "--reason", "r"), ("T", "--agent", "w9", "--reason", "W"),
                 ("T", "--agent", "w9", "--reason", "r")),
    "retry": (("T",), ("W",)),
    "block": (("T", "--reason", "W"), ("T", "--question", "W"), ("T", "--question", "q?",
              "--options", "W"), ("T", "--question", "q?", "--options", "a,b"),
              ("T", "--reason", "r")),
    "answer": (("W", "a", "--by", "Ada"), ("T", "W", "--by", "Ada"), ("T", "a", "--by", "W"),
               ("T", "a", "--by", "Ada")),
    "unblock": (("T", "--reason", "W"), ("T", "--reason", "r")),
    "defer": (("T", "--reason", "r", "--approach", "a", "--category", "W", "--risk", "Low"),
              ("T", "--reason", "r", "--approach", "a", "--category", "Hard", "--risk", "Low",
               "--error", "W", "--file", "W")),
    "reopen": (("T", "--reason", "W"), ("T", "--reason", "r")),
    "depend": (("T", "--on", "W"), ("W", "--remove", "T", "--reason", "r")),
    "note": (("T", "W"), ("W", "x"), ("T", "plain")),
    "config": (("W", "x", "--reason", "r"), ("mission.description", "W", "--reason", "r"),
               ("limits.workers", "W", "--reason", "r")),
    "forge": (("issue-view", "-i", "1"), ("W",), ("issue-create", "-t", "W"),
              ("pr-create", "-t", "x", "-b", "W", "-H", "b"), ("milestone-close", "-t", "W")),
    "compaction-handoff": (("--context", "60"), ("--context", "W")),
    "milestone-release": (("--version", "W"), ("--version", "0.0.1", "--name", "W"),
                          ("--version", "0.0.1")),
    "resume": ((), ("--from", "W")),
    "archive": ((), ("W",)),
    "status": ((), ("W",), ("--ref", "W")),
    "checkout-ledger": ((), ("W",), ("--remove",)),
    "show": (("T",), ("W",)),
    "next": ((), ("--agent", "W")),
    "graph": ((), ("T",), ("W",), ("--format", "mermaid"), ("--format", "dot", "--all")),
    "board": ((), ("--limit", "W")),
    "log": ((), ("T",), ("W",)),
    "recap": ((), ("--since", "W")),
    "validate": ((), ("W",), ("BROKEN",), ("--range", "W")),
    "verify": ((), ("W",)),
    "repair": (("--dry-run",), ("W",)),
    "adopt": (("--dry-run",), ("--reason", "W")),
    "batch": (("W",),),
    "fmt": (("--dry-run",), ("--upgrade", "--dry-run")),
    "prime": ((), ("W",)),
    "kickstart": ((), ("W",)),
    "install-hooks": (("W",), ("--dry-run",)),
    "doctor": ((), ("W",), ("--remote",)),
}  # fmt: skip
#: A hidden character by the letter of Unicode's list, not by the code that is tested.
BAD = frozenset(
    [chr(n) for n in range(0x20) if n != 0x0A]
    + [chr(n) for n in (0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF, 0x200B, 0x200E, 0x200F)]
    + [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
    + [chr(n) for n in range(0xD800, 0xE000)]
)
REPORT = f"""# Security {ESCAPES} review

Words {ESCAPES} of a summary that is long enough.

## Critical

### SEC-DB-1: SQL {ESCAPES} is built

**File:** `src/d{ESCAPES}b.py:1-2`

```
{ESCAPES}
```
"""


def test_every_verb_is_called() -> None:
    assert sorted(WORDS) == sorted(NAMES)


@pytest.fixture
def hostile(empty: Host) -> Host:
    """A ledger, a report and more with every control character that they can hold."""
    empty.write("docs/reports/review/01-security-review.md", REPORT)
    empty.ok("bootstrap-from-review", str(empty.top / "docs/reports/review"), "--milestone", "M1",
             "--quality-gates", GATES)  # fmt: skip
    ledger = empty.top / "docs/TASKS.md"
    text = ledger.read_text()
    notes = ESCAPES.replace("\r", "").replace("\x0b", "").replace("\x0c", "")
    text = text.replace("SQL", f"SQL {notes}").replace("| SEC-DB-1", f"| {notes} SEC-DB-1")
    text = text.replace("Role:", f"Note: {notes}<br>Role:").replace("# ", f"# {notes} ", 1)
    ledger.write_text(text)
    for path in ("docs/PRD.md", "docs/reports/deferred/deferred-errors.md", ".mosaic/quirks/w1.md"):
        file = empty.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text() if file.exists() else "") + f"\n## X-1: {ESCAPES}\n")
    empty.git("config", "user.name", "A \x1b[31mname")
    empty.commit({f"src/o{ESCAPES[:4]}dd.py": "x = 1\n"}, f"a \x1b[31mcommit {ESCAPES[:9]}")
    return empty


def files(host: Host) -> dict[str, str]:
    desk = Desk(host)
    body = {
        "task_id": "MS-SEC-001",
        "status": "failed",
        "used": 5,
        "commit_sha": None,
        "claim": None,
    }
    good = desk.file("good.md", f"{ESCAPES}\n" + json.dumps({**body, "notes": f"n {ESCAPES}"}))
    bad = desk.file("broken.md", f'{{"task_id": "{ESCAPES}", \x1b "status" }}')
    return {"T": "MS-SEC-001", "W": WORD, "RESULT": good, "BROKEN": bad}


def calm(*texts: str) -> None:
    for text in texts:
        odd = sorted({hex(ord(c)) for c in text if c in BAD})
        assert not odd, (odd, ascii(text[:2000]))
        text.encode("utf-8")


@pytest.mark.parametrize("verb", NAMES)
def test_no_verb_lets_a_control_character_out(
    hostile: Host, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(hostile.top)
    names = files(hostile)
    if verb in ("record-result", "takeover", "review", "integrate", "evidence", "guard"):
        hostile.run("claim-next", "--agent", "w1")
    for words in WORDS[verb]:
        said = [names.get(word, word) for word in words]
        for flags in (("--json",), ()):
            done = hostile.run(verb, *said, *flags)
            calm(done.out, done.err)
            assert done.status != 70, done.err
            assert not flags or isinstance(done.json, dict)


@pytest.mark.parametrize("verb", NAMES)
def test_nor_where_the_ledger_or_the_config_is_broken(hostile: Host, verb: str) -> None:
    names = files(hostile)
    words = [names.get(word, word) for word in WORDS[verb][0]]
    ledger, config = hostile.top / "docs/TASKS.md", ".mosaic/orchestrator/config.toml"
    whole = (hostile.top / config).read_text()
    row = next(line for line in ledger.read_text().split("\n") if "SEC-001 |" in line)
    for path, text in (
        (
            "docs/TASKS.md",
            ledger.read_text() + f"| MS-\x1b[31mX-1 | {ESCAPES.strip()} | x |\n{row}\n",
        ),
        (config, f'{whole}\n[li\\u001bmits]\n"wor\\u001bk\\u202e" = "{ESCAPES[:5]}"\n'),
        (config, f'{whole}\n["li\\u001bmits"]\n"wor\\u001bk\\u202e" = 1\n'),
    ):
        hostile.write(path, text)
        hostile.git("add", "-A")
        hostile.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "by hand")
        for flags in (("--json",), ()):
            done = hostile.run(verb, *words, *flags)
            calm(done.out, done.err)
            assert done.status != 70, done.err


def test_the_hostile_ledger_is_one_that_is_read(hostile: Host) -> None:
    """Else the calls above would all end alike."""
    said = hostile.ok("show", "MS-SEC-001")["task"]
    assert "\x1b" in said["description"]
    assert hostile.ok("note", "MS-SEC-001", "plain")["already"] is False
    assert hostile.ok("claim-next", "--agent", "w1")["task"]["id"] == "MS-SEC-001"
    brief = (hostile.top / ".mosaic/orchestrator/briefs/MS-SEC-001.md").read_text()
    calm(brief)


def test_a_word_that_is_no_verb(empty: Host, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((WORD,), ("status", WORD), ("status", f"--{WORD}"), ("show", "--repo", WORD)):
        done = empty.run(*words)
        calm(done.out, done.err)
        assert done.status == 2


def test_a_file_that_is_named_so(hostile: Host) -> None:
    file = Path(hostile.top.parent / "r\x1b[31m\u202e.md")
    file.write_text("no JSON \x1b[31m")
    for flags in (("--json",), ()):
        done = hostile.run("record-result", "MS-SEC-001", "--result", str(file), *flags)
        calm(done.out, done.err)
        assert done.status == 2
