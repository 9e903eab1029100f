"""The documentation says what the program does: generated parts are fresh, links lead somewhere,
every verb, code, key and gate has its place, and no example uses what is not there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from mosaic import cli
from mosaic.commands import VERBS
from mosaic.errors import CODES
from mosaic.gates import GATES
from mosaic.gates.deployment import ASKED
from mosaic.machine import TRANSITIONS, Status
from mosaic.parse.config import KEYS
from mosaic.parse.results import read_usage
from mosaic.parse.review.reader import read_report
from mosaic.views import reference
from tests.test_layers import LAYERS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NAMES = [verb for verb, _, _ in VERBS]
#: Sample repositories below docs/ are no pages of the documentation.
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(p for p in sorted(DOCS.rglob("*.md")) if "quickstart" not in p.relative_to(DOCS).parts),
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
#: Words that no page may tell a reader to type.
DESTRUCTIVE = ("rm -", "reset --hard", "--force", "clean -", "checkout --", "stash", "--no-verify")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def said(name: str) -> str:
    return read(DOCS / name)


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return FENCE.sub("", text)


def fences(page: Path, *languages: str) -> list[str]:
    return [body for language, body in FENCE.findall(read(page)) if language in languages]


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings have, as GitHub makes them."""
    plain = (re.sub(r"[^\w\- ]", "", h.lower()) for h in HEADING.findall(prose(read(page))))
    return {heading.strip().replace(" ", "-") for heading in plain}


def command(verb: str) -> click.Command:
    found = cli.load(verb)
    assert found is not None, verb
    return found


def section(text: str, title: str) -> str:
    """What stands under one heading of the second level."""
    _, found, rest = text.partition(f"\n## {title}\n")
    assert found, f"no section '{title}'"
    return rest.partition("\n## ")[0]


def ids(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


def test_generated_parts_are_fresh() -> None:
    """``bin/docs --check`` finds nothing stale."""
    done = subprocess.run(
        (sys.executable, str(ROOT / "bin/docs"), "--check"), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_stale_part_is_made_anew_and_nothing_else() -> None:
    """Only what stands between the markers changes; a part without a maker or an end is an
    error."""
    page = "a\n<!-- generated: x -->\n\nold\n\n<!-- end -->\nb\n"
    assert reference.parts_of(page) == ("x",)
    assert reference.filled(page, {"x": lambda: "new"}) == page.replace("old", "new")
    assert reference.filled(page, {"x": lambda: "old"}) == page
    with pytest.raises(KeyError):
        reference.filled(page, {})
    with pytest.raises(ValueError, match="'x' has no"):
        reference.filled("<!-- generated: x -->\n", {"x": str})


def test_a_table_stays_a_table() -> None:
    """Pipes and line breaks in a cell do not end it."""
    assert reference.table(("a",), [("x|y\nz",)]) == "| a |\n|---|\n| x\\|y z |"


def test_the_diagram_has_every_move() -> None:
    """Each status and each event that moves is in the picture."""
    drawn = reference.diagram()
    assert drawn in said("machine.md")
    for status in Status:
        assert f'state "{status}"' in drawn
    for transition in TRANSITIONS:
        assert (transition.event in drawn) or transition.sources == tuple(Status)


@pytest.mark.parametrize("verb", NAMES)
def test_a_verb_is_documented(verb: str) -> None:
    """It has help, an example of itself, and a section with both."""
    found = command(verb)
    assert found.help
    assert found.help.strip()
    assert (found.epilog or "").startswith(f"Example: {cli.NAME} {verb}")
    text = section(said("commands.md"), verb)
    assert f"{cli.NAME}-{verb}" in text
    assert " ".join(found.help.split("\n\n")[0].split()) in text
    for param in found.params:
        if isinstance(param, click.Option) and param.opts[0] not in reference.SHARED:
            assert f"`{param.opts[0]}" in text


def test_verbs_scripts_and_launchers_are_the_same() -> None:
    """What the group knows, pip installs, and a clone's bin/ has."""
    scripts = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["scripts"]
    head = f"{cli.NAME}-"
    assert [n.removeprefix(head) for n in scripts if n.startswith(head)] == NAMES
    launchers = {p.name.removeprefix(head) for p in (ROOT / "bin").glob(f"{head}*")}
    assert launchers == set(NAMES)


@pytest.mark.parametrize(("code", "number"), [(code, number) for code, number, _ in CODES])
def test_a_code_has_its_page_of_troubleshooting(code: str, number: int) -> None:
    """Each says what it means, what was kept and what to do next, and nothing destructive."""
    text = section(said("troubleshooting.md"), code)
    assert text.strip().startswith(f"Exit {number}. ")
    assert "\nKept: " in text
    assert "\nNext:" in text
    assert not [word for word in DESTRUCTIVE if word in text]


def test_every_exit_code_is_in_the_tables() -> None:
    """README and protocol list each exit code."""
    for page in (ROOT / "README.md", DOCS / "protocol.md"):
        for number in {0, *(number for _, number, _ in CODES)}:
            assert f"\n| {number} | " in read(page), (page.name, number)


def test_every_config_key_is_documented() -> None:
    """Each key stands in its section, with what it is for."""
    for key in KEYS:
        text = section(said("configuration.md"), f"`[{key.section}]`")
        assert f"| `{key.name}` |" in text
        assert key.about.replace("|", "\\|") in text


def test_every_gate_has_a_paragraph() -> None:
    """The table names it, and the prose tells more."""
    for gate in GATES:
        assert f"| `{gate.name}` |" in said("gates.md")
        assert f"\n**{gate.name}**: " in said("gates.md")


def test_every_key_of_evidence_is_documented() -> None:
    """What gates look up by name, and each key of a deployment, stands in the table."""
    text = section(said("gates.md"), "Evidence that you hand in")
    sources = [read(page) for page in sorted((ROOT / "mosaic").rglob("*.py"))]
    looked_up = {
        key
        for source in sources
        for pattern in (
            r"asserted\.(?:get|pop)\(\"([a-z-]+)\"",
            r"\bsaid\.pop\(\"([a-z-]+)\"",
            r"asserted\(evidence, \"([a-z-]+)\"",
            r"\"([a-z-]+)\" in evidence\.asserted",
        )
        for key in re.findall(pattern, source)
    } - {"agent", "running-version"}
    assert looked_up == {key for key, *_ in reference.SAID}
    for key in (*looked_up, *(asked.key for asked in ASKED)):
        assert f"| `{key}`" in text


@pytest.mark.parametrize("program", ["Claude Code", "Codex", "opencode", "Gemini"])
def test_every_usage_format_is_documented(program: str) -> None:
    """Each program that ``read_usage`` names, and each key that it reads, is in the table."""
    text = section(said("gates.md"), "Tokens that are read")
    assert f"| {program} |" in text
    assert program in (read_usage.__doc__ or "")
    reader = read(ROOT / "mosaic/parse/results.py").partition("def _final")[2]
    keys = set(re.findall(r"\"([a-z]+(?:_[a-z]+)*_tokens|[a-z]+Tokens)\"", reader))
    assert keys
    assert not [key for key in keys if f"`{key}`" not in text]


@pytest.mark.parametrize("name", ["check", "docs", "quickstart", "setup"])
@pytest.mark.parametrize("word", ["-h", "--help"])
def test_a_program_of_bin_tells_its_usage(name: str, word: str) -> None:
    """On stdout, with exit 0, and nothing is done."""
    done = subprocess.run((str(ROOT / "bin" / name), word), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"bin/{name}" in done.stdout


def test_the_ways_in_show_the_review_between_record_and_landing() -> None:
    """README and tutorial hold the whole loop, and keep what the quickstart makes."""
    for page in (ROOT / "README.md", DOCS / "tutorial.md"):
        shell = "\n".join(fences(page, "sh"))
        verbs = re.findall(r"(?m)^mosaic-orchestrator-([a-z-]+)", shell)
        order = ("init", "bootstrap-from-review", "claim-next", "record-result", "review")
        places = [verbs.index(verb) for verb in (*order, "integrate", "milestone-release")]
        assert places == sorted(places), page.name
    assert "bin/quickstart --keep " in fences(ROOT / "README.md", "sh")[0]


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_links_lead_somewhere(page: Path) -> None:
    """Each relative link names a file or folder that is there, each anchor a heading."""
    for target in LINK.findall(prose(read(page))):
        if target.startswith(("https:", "http:")):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), target


@pytest.mark.parametrize("page", [*PAGES, *TEMPLATES], ids=ids([*PAGES, *TEMPLATES]))
def test_no_page_names_a_verb_that_is_not_there(page: Path) -> None:
    """``mosaic-orchestrator-x`` anywhere, and ``mosaic-orchestrator x`` in code, are verbs."""
    text = read(page)
    named = re.findall(r"mosaic-orchestrator-([a-z]+(?:-[a-z]+)*)", text)
    code = [*re.findall(r"`([^`\n]+)`", prose(text)), *(body for _, body in FENCE.findall(text))]
    for span in code:
        named += re.findall(r"mosaic-orchestrator ([a-z]+(?:-[a-z]+)*)", span)
    assert not set(named) - set(NAMES)


@pytest.mark.parametrize("page", [*PAGES, *TEMPLATES], ids=ids([*PAGES, *TEMPLATES]))
def test_examples_use_options_that_are_there(page: Path) -> None:
    """Each option of a verb, in a shell example or in code within a line, is that verb's."""
    inline = re.findall(r"`(mosaic-orchestrator[^`\n]+)`", prose(read(page)))
    shell = "\n".join(fences(page, "sh")).replace("\\\n", " ").split("\n")
    for line in [*inline, *shell]:
        words = shlex.split(line, comments=True)
        if words[:1] == [cli.NAME]:
            words = [f"{cli.NAME}-{' '.join(words[1:2])}", *words[2:]]
        verb = words[0].removeprefix(f"{cli.NAME}-") if words else ""
        if verb in NAMES:
            found = command(verb)
            if isinstance(found, click.Group):
                found = found.commands.get("".join(words[1:2]), found)
            known = {opt for p in found.params for opt in (*p.opts, *p.secondary_opts)}
            used = {w.partition("=")[0] for w in words[1:] if w.startswith("--")}
            assert used <= known | {"--help"}, line


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_pictures_are_pictures(page: Path) -> None:
    """A Mermaid block names its kind and draws at least two arrows."""
    for body in fences(page, "mermaid"):
        kind = body.split("\n")[0].split(" ")[0]
        assert kind in ("flowchart", "stateDiagram-v2", "sequenceDiagram")
        assert len(re.findall(r"->>|--+>", body)) >= 2


def test_the_pages_with_a_picture_have_one() -> None:
    """The loop, the way of a command, and the machine are drawn."""
    for page in (ROOT / "README.md", DOCS / "architecture.md", DOCS / "machine.md"):
        assert len(fences(page, "mermaid")) == 1, page.name


def test_the_layers_are_as_they_are_told() -> None:
    """The order of the rooms in docs/architecture.md is the one that the imports keep."""
    (told,) = [body for body in fences(DOCS / "architecture.md", "text") if "<" in body]
    layers = [tuple(name.strip() for name in part.split(",")) for part in told.split("<")]
    assert layers == [names for names in LAYERS if not names[0].startswith("__")]


def test_every_decision_is_whole() -> None:
    """Each has its number, its four parts, and a line in the index."""
    pages = sorted((DOCS / "adr").glob("0*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        text = read(page)
        assert text.startswith(f"# {page.name[:4]}: ")
        parts = ["Context", "Decision", "Consequences", "Alternatives considered"]
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == parts
        assert f"]({page.name})" in said("adr/README.md")


def test_the_index_names_every_page() -> None:
    """No page of docs/ is without a line in its index."""
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in said("README.md")


def test_the_glossary_has_a_word_once() -> None:
    """Its words are in order, and none stands twice."""
    rows = re.findall(r"^\| ([^|]+?) \| ", said("glossary.md"), re.MULTILINE)[1:]
    assert rows == sorted(set(rows), key=str.casefold)


def test_the_report_in_the_docs_is_read_as_they_say() -> None:
    """The example of docs/reports.md gives its three findings."""
    example = fences(DOCS / "reports.md", "markdown")[0]
    found = read_report([("docs/reports/example/01-security-review.md", example)])
    assert [(f.id, f.severity, [str(file) for file in f.files]) for f in found.findings] == [
        ("SEC-API-1", "critical", ["api/accounts.py:45-67"]),
        ("SEC-API-2", "high", ["api/sessions.py:12"]),
        ("SEC-WEB-1", "high", ["web/login.ts", "web/cookie.ts:8"]),
    ]
    assert not found.warnings
