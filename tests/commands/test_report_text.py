"""A report is a stranger's text: nothing of it reaches a shell, a path outside the repository, or
the terminal as a control character, in whatever command its findings come up.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mosaic.parse import cells

from .conftest import GATES, Host
from .desk import Desk

FOLDER = "docs/reports/hostile"
WORDS = ("bootstrap-from-review", FOLDER, "--quality-gates", GATES, "--milestone", "M1")
#: What a terminal would obey or hide: colours, titles, links, bells, bidi, zero-width, separators.
CONTROLS = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;https://example.invalid\x1b\\link\x1b]8;;\x1b\\",
    "\x9b2J", "bell\x07", "back\x08", "\u202eesrever\u202c", "\u2066isolated\u2069",
    "zero\u200bwidth", "\ufeffmark", "line\u2028end", "next\x85line", "nul\x00",
    "form\x0cfeed", "\U000e0041tag",
)  # fmt: skip
#: What a shell or git would obey; ``@`` is a file that must never appear.
COMMANDS = (
    "$(touch @)", "`touch @`", "; touch @ #", "&& touch @", "| touch @", "--upload-pack=touch @",
    "-c core.pager=touch @", "'; touch @; '", '"; touch @; "', "${IFS}touch${IFS}@", "!touch @",
    "%0atouch @", "<br>touch @", "ext::sh -c touch% @", "\\\ntouch @",
)  # fmt: skip
PATHS = (
    "../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "~/.ssh/id.pub", "..\\..\\boot.ini",
    ".git/config.x", "a/../../../x.py", "--upload-pack=x.sh", "-rf.py", "$(touch @).py", "C:\\x.cs",
)  # fmt: skip


def section(number: int, title: str, path: str = "src/db.py:1-2", body: str = "") -> str:
    return (
        f"### SEC-X-{number}: Odd {number} {title} (Critical)\n\n**File:** `{path}`\n\n{body}\n\n"
    )


def spoken(host: Host, desk: Desk) -> list[str]:
    """All that is said of the findings: to people, as JSON, in files and in commits."""
    said: list[str] = []
    verbs = (
        ("show", "MS-SEC-001"), ("status",), ("next",), ("log",), ("validate",), ("verify",),
        ("prime",), ("kickstart",), ("status", "--full"),
    )  # fmt: skip
    for verb in verbs:
        for more in ((), ("--json",)):
            told = host.run(*verb, *more)
            said += [told.out, told.err]
    claimed = desk.claim()
    said.append((host.top / claimed["prompt_file"]).read_bytes().decode())
    shown = host.run("show", claimed["task"]["id"])
    said += [shown.out, shown.err, host.tasks(), host.git("log", "--format=%B%n%an%n%cn")]
    return said


def clean(texts: list[str]) -> None:
    """No text holds a character that is not shown as itself."""
    for text in texts:
        assert cells.hidden(text) == (), text
        assert "\r" not in text


def test_controls_never_reach_a_terminal_a_prompt_or_a_commit(empty: Host) -> None:
    """In titles, ids, paths, labels, bodies and severities; in every answer, file and message."""
    text = "# Security\n\n## Critical\n\n" + "".join(
        section(n, c, f"src/a{c}.py:3", f"body {c}\n\n> {c}\n\n```\n{c}\n```")
        for n, c in enumerate(CONTROLS, 1)
    )
    rows = "".join(f"| T-{n}{c} | High{c} | Odd row {n} {c} | `src/{c}b.py` |\n"
                   for n, c in enumerate(CONTROLS, 1))  # fmt: skip
    empty.write(f"{FOLDER}/01-a.md", text)
    empty.write(f"{FOLDER}/02-b.md", f"# Rows\n\n| ID | Sev | Title | File |\n|-|-|-|-|\n{rows}")
    empty.write(
        f"{FOLDER}/03-c.md",
        f"# Closed{CONTROLS[0]}\n\n## Fixed{CONTROLS[1]}\n\n- **High:** {CONTROLS[6]}x\n",
    )
    empty.git("add", "-A")
    empty.git("commit", "-q", "-m", "reports")
    told = [
        empty.run(*WORDS, "--dry-run"),
        empty.run(*WORDS, "--dry-run", "--json"),
        empty.run(*WORDS),
    ]
    assert [said.status for said in told] == [0, 0, 0], told[0].err
    assert len(told[1].json["findings"]) >= len(CONTROLS)
    clean([text for said in told for text in (said.out, said.err)])
    clean(spoken(empty, Desk(empty)))


def test_line_ends_of_any_kind_are_line_ends(empty: Host) -> None:
    """A report of CR or CRLF lines: the prompt quotes the finding's own lines, and no CR."""
    for eol in ("\r", "\r\n"):
        text = ("# Security\n\n## Critical\n\n" + section(1, "one", body="its own words")
                + section(2, "two")).replace("\n", eol)  # fmt: skip
        file = empty.write(f"{FOLDER}/01-a.md", "")
        file.write_bytes(text.encode())
        empty.git("add", "-A")
        empty.git("commit", "-q", "-m", "reports")
        if not (empty.top / "docs/TASKS.md").exists():
            assert empty.run(*WORDS).status == 0
            claimed = Desk(empty).claim()
        else:
            empty.ok("takeover", claimed["task"]["id"], "--agent", "b", "--reason", "again")
        prompt = (empty.top / claimed["prompt_file"]).read_bytes().decode()
        assert "\r" not in prompt
        assert "its own words" in prompt
        assert "Odd 2" not in prompt


def test_no_word_of_a_report_is_run(empty: Host, tmp_path: Path) -> None:
    """Commands in titles, paths, bodies and in the names of files and folders stay words."""
    canary = tmp_path / "canary"
    text = "# Security\n\n" + "".join(
        section(n, word.replace("@", str(canary)), "src/db.py", word.replace("@", str(canary)))
        for n, word in enumerate(COMMANDS, 1)
    )
    text += "".join(
        section(n, "path", path.replace("@", str(canary))) for n, path in enumerate(PATHS, 100)
    )
    for name in (
        "01-a.md",
        "$(touch canary).md",
        "--upload-pack=touch canary.md",
        "; touch canary.md",
    ):
        empty.write(f"{FOLDER}/{name}", text if name == "01-a.md" else f"# F\n\n{section(1, name)}")
    empty.git("add", "-A")
    empty.git("commit", "-q", "-m", "reports")
    assert empty.run(*WORDS).status == 0
    desk = Desk(empty)
    spoken(empty, desk)
    claimed = desk.claim(agent="worker-2")
    commit = desk.commit(claimed)
    empty.ok("record-result", "--result", desk.result(claimed, commit), *desk.evidence(commit))
    empty.run("integrate", claimed["task"]["id"])
    assert not canary.exists()
    assert not list(tmp_path.rglob("canary"))
    assert not Path("canary").exists()


def test_paths_stay_words_and_lead_nowhere(empty: Host) -> None:
    """What a finding names is never opened: a secret outside the repository shows up nowhere."""
    secret = empty.top.parent / "secret.py"
    secret.write_text("the secret of the house\n")
    (empty.top / "src/link.py").symlink_to(secret)
    paths = (*PATHS, "../secret.py", str(secret), f"file://{secret}", "src/link.py")
    text = "# Security\n\n" + "".join(section(n, "p", path) for n, path in enumerate(paths, 1))
    empty.commit({f"{FOLDER}/01-a.md": text}, "reports")
    said = empty.ok(*WORDS)
    assert len(said["findings"]) == len(paths)
    told = spoken(empty, Desk(empty))
    assert not any("the secret of the house" in text for text in told)
    files = [ref["path"] for finding in said["findings"] for ref in finding["files"]]
    assert not any(path.startswith(("..", "file:")) or "/../" in path for path in files), files


@pytest.mark.parametrize("kind", ["file", "folder", "chain", "loop", "git"])
def test_links_in_the_reports_folder_lead_nowhere(empty: Host, tmp_path: Path, kind: str) -> None:
    """A link out of the repository, or to git's own folder, is refused or passed over."""
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "01-a.md").write_text(f"# F\n\n{section(1, 'the secret of the house')}")
    folder = empty.top / FOLDER
    folder.mkdir(parents=True)
    (folder / "02-own.md").write_text(f"# F\n\n{section(2, 'our own')}")
    match kind:
        case "file":
            (folder / "01-a.md").symlink_to(outside / "01-a.md")
        case "folder":
            (folder / "more").symlink_to(outside, target_is_directory=True)
        case "chain":
            (folder / "one").symlink_to(outside / "01-a.md")
            (folder / "01-a.md").symlink_to("one")
        case "loop":
            (folder / "01-a.md").symlink_to("01-a.md")
        case _:
            (empty.top / ".git/01-a.md").write_text(f"# F\n\n{section(1, 'the secret')}")
            (folder / "01-a.md").symlink_to("../../../.git/01-a.md")
    empty.git("add", "-A")
    empty.git("commit", "-q", "-m", "reports")
    said = empty.run(*WORDS, "--json")
    assert "the secret" not in said.out + said.err
    assert said.status == 2 or [f["id"] for f in said.json["findings"]] == ["SEC-X-2"]


def test_names_of_reports_are_shown_and_never_obeyed(empty: Host) -> None:
    """A report's own file name may hold controls; the notes and answers show none."""
    for number, control in enumerate(CONTROLS, 1):
        name = f"{number:02}-{control}.md".replace("/", "_").replace("\x00", "")
        empty.write(f"{FOLDER}/{name}", f"# F\n\n{section(number, 'plain words here')}")
    empty.git("add", "-A")
    empty.git("commit", "-q", "-m", "reports")
    told = [empty.run(*WORDS, "--dry-run"), empty.run(*WORDS)]
    assert all(said.status in (0, 2) for said in told), told[0].err
    clean([text for said in told for text in (said.out, said.err)])
    if told[1].status == 0:
        clean(spoken(empty, Desk(empty)))


def test_a_report_is_never_made_into_an_option(empty: Host) -> None:
    """A path that begins with a dash is a path behind ``--``, and an option nowhere else."""
    folder = empty.top / "-reports"
    folder.mkdir()
    (folder / "--strict.md").write_text(f"# F\n\n{section(1, 'plain words here')}")
    said = empty.run("bootstrap-from-review", "--json", "--", os.path.join(empty.top, "-reports"))
    assert said.status == 0, said.out
    assert [f["source"]["file"] for f in said.json["findings"]] == ["-reports/--strict.md"]
