"""What bootstrap takes in: report files, the host's tags, what ``init`` wrote, the first drafts."""

from __future__ import annotations

import os

from mosaic.advance import Outcome, advance
from mosaic.errors import Refused, Usage
from mosaic.events import bootstrap
from mosaic.events.decision import Decision
from mosaic.forge import phases
from mosaic.forge.choose import Chosen, choose
from mosaic.forge.pace import Pace
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.own import refuse_before
from mosaic.ledger.placing import read_copy
from mosaic.ledger.repository import Repository
from mosaic.parse import cells, config, tasks
from mosaic.parse.outside import document
from mosaic.parse.review.finding import Report
from mosaic.parse.review.named import Format, Given, is_markdown, is_report
from mosaic.parse.secrets import redact
from mosaic.parse.templates import fill
from mosaic.pathname import Path
from mosaic.plan import sources
from mosaic.standard import Mapping, Sequence, json, suppress
from mosaic.state import LEARNINGS, PRDS, STATE_FILES, Files, State
from mosaic.values import dataclass, field, replace

#: Report files larger than this are no reports, bytes.
LARGEST = 64 * 1024 * 1024
#: Manifests larger than this lay nothing out, bytes.
LARGEST_MANIFEST = 1_000_000


@dataclass(frozen=True)
class Wanted:
    """What bootstrap was asked: where the reports are, config values by key.

    ``taken`` are working copies besides the config's that the entry takes in.
    """

    paths: tuple[str, ...]
    settings: Mapping[str, object]
    templates: Mapping[str, str]
    now: str
    append: bool = False
    strict: bool = False
    group: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)
    format: Format = "auto"


def report_files(top: Path, paths: Sequence[str], wanted: Format = "auto") -> tuple[Given, ...]:
    """Every file below these paths that may be a report, by its path from the top, in name order.

    The texts are without the secrets that a report may quote; their lines keep their numbers.
    Errors: Usage for a path that is not there, is outside the repository, or has no reports.
    """
    root = top.resolve()
    found: dict[str, Given] = {}
    for name in paths:
        place = Path(name) if Path(name).exists() else top / name
        if not place.exists():
            raise Usage(f"no report at '{cells.visible(name)}'")
        inner = (file for file in place.rglob("*") if is_report(file.name, wanted))
        for file in sorted(inner) if place.is_dir() else [place]:
            inside = Path(os.path.realpath(file))  # a link to itself is no error, and no file
            if place.is_dir() and file.is_relative_to(top / ".git"):
                continue
            if not inside.is_relative_to(root) or inside.is_relative_to(root / ".git"):
                raise Usage(f"'{cells.visible(str(file))}' is outside the repository")
            path = inside.relative_to(root).as_posix()
            if file.is_file() and not (path in found and found[path].named):
                found[path] = _given(file, path, not place.is_dir())
    if not found:
        raise Usage(f"no report below {', '.join(map(cells.visible, paths))}")
    return tuple(found[path] for path in sorted(found))


def _given(file: Path, path: str, named: bool) -> Given:
    """A report file with its text; a prose file that is no UTF-8 is read as far as it is."""
    size = file.stat().st_size
    if size > LARGEST:
        return Given(path, "", named, f"{size:,} bytes; a report has {LARGEST:,} at most")
    data = file.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        return Given(path, "", named, "no UTF-8 but UTF-16 or the like; save it as UTF-8")
    try:
        return Given(path, _safe(data.decode("utf-8"), path), named)
    except UnicodeDecodeError as error:
        if not is_markdown(path):
            return Given(path, "", named, f"byte {error.start} is no UTF-8; save it as UTF-8")
    return Given(path, _safe(data.decode("utf-8", "replace"), path), named)


def _safe(text: str, path: str) -> str:
    """A report's text without the secrets that it quotes; a machine's report stays what it is."""
    plain = text.removeprefix("\ufeff")
    return redact(plain).text if is_markdown(path) else document(plain)


def read_below(top: Path, paths: Sequence[str], wanted: Format = "auto") -> Report:
    """What the reports below these paths say. Errors: as ``report_files`` and ``read_files``."""
    return _read(top, report_files(top, paths, wanted), wanted)


def _read(top: Path, given: Sequence[Given], wanted: Format) -> Report:
    from mosaic.parse.review.formats import read_files

    return read_files(given, wanted, tuple(dict.fromkeys((str(top.resolve()), str(top)))))


def bootstrap_from(ledger: GitLedger, wanted: Wanted, dry_run: bool, pace: Pace) -> Outcome[Report]:
    """Read the reports and make or extend the ledger; each new phase gets its issue on a forge.

    Errors: as ``events.bootstrap.decide``; ForgeFailed, and nothing is written here.
    """
    top = ledger.repository.top
    refuse_before(ledger.sharing, (*STATE_FILES, *PRDS, ".gitignore", *wanted.taken))
    given = report_files(top, wanted.paths, wanted.format)
    report = placed(ledger.repository, _read(top, given, wanted.format))
    files = tuple((one.path, one.text) for one in given)
    tip = ledger.files(ledger.tip)
    taken = _taken(wanted, top, tip)
    ignored = (read_copy(top, ".gitignore") or b"") == (tip.bytes_of(".gitignore") or b"")
    request = bootstrap.Request(
        report, _settings(ledger, wanted, files), {}, tags(ledger), wanted.now, wanted.append,
        wanted.strict, ".gitignore" in taken or ignored, wanted.group,
    )  # fmt: skip
    issues: dict[int, str] = {}

    def seen_by(state: State) -> State:
        # Without a page nobody reads what init wrote in place of what is committed.
        return State(bootstrap.Over(taken, state)) if taken else state

    def gather(state: State) -> Report:
        seen = seen_by(state)
        # What is refused here is refused again within the lock, where what a dead command left
        # behind is finished first.
        with suppress(Refused):
            settled = bootstrap.settled_state(seen, request)
            chosen = choose(ledger.repository.git, ledger.sharing, settled.config)
            if not dry_run and not chosen.is_local:
                made = decide(seen, report, first=True).answer.get("made")
                template = wanted.templates[phases.TEMPLATE]
                issues.update(_issues(ledger, chosen, settled, made, template, pace))
        return report

    def decide(state: State, _: Report, first: bool = False) -> Decision:
        seen = seen_by(state) if dry_run and not first else state
        drafts = _drafts(seen, request, wanted, files, top)
        gone = _gone(state, top) if wanted.append else frozenset()
        return bootstrap.decide(seen, replace(request, drafts=drafts, gone=gone, issues=issues))

    return advance(ledger, gather, decide, dry_run=dry_run, taken=taken)


def _taken(wanted: Wanted, top: Path, tip: Files) -> dict[str, str]:
    """What the entry takes in of the working copies: what init wrote, and the config as it is."""
    if wanted.append:
        return {}
    taken = dict(wanted.taken)
    copy = read_copy(top, config.PATH)
    text = copy.decode("utf-8", "replace") if copy is not None else None
    if text is not None and text != tip.read(config.PATH):
        taken[config.PATH] = text
    return taken


def _settings(
    ledger: GitLedger, wanted: Wanted, files: Sequence[tuple[str, str]]
) -> Mapping[str, object]:
    """What config.toml is to hold besides: the report's folder, and of a new ledger its ref."""
    settings = {"mission.review": _folder(files), **wanted.settings}
    if wanted.append:
        return settings
    settings["ledger.ref"] = ledger.ref.removeprefix("refs/heads/")
    head = ledger.repository.head
    if head and head != ledger.ref and ledger.reader.get(f"{head}^{{commit}}"):
        # A ledger on a ref of its own: the work lands where the person is.
        settings.setdefault("forge.base", head.removeprefix("refs/heads/"))
    return settings


def _issues(
    ledger: GitLedger, chosen: Chosen, settled: State, made: object, template: str, pace: Pace
) -> Mapping[int, str]:
    """The issues of the phases with new tasks."""
    if not isinstance(made, bootstrap.Made) or not made.plan.tasks:
        return {}
    from mosaic.forge.opening import open_forge

    forge = open_forge(chosen, ledger.repository.git, settled.config, pace)
    rows = settled.anything.rows
    return phases.phase_issues(forge, settled.config.mission, made.plan, rows, template)


def placed(repository: Repository, report: Report) -> Report:
    """The report with each finding's files as tracked, and its component as they are laid out."""
    from mosaic.parse import workspaces
    from mosaic.parse.review import settle

    listed = repository.git.run("ls-files", "-z").text.split("\0")
    paths = [path for path in listed if path]
    known = settle.tracked(paths, report.findings, repository.top.name)
    texts = {path: _text(repository.top, path) for path in workspaces.wanted(paths)}
    layout = workspaces.workspaces(paths, texts)
    found = []
    for finding in settle.settled(report.findings, known):
        names = (layout.component(file.path) for file in finding.files)
        component = next((name for name in names if name), finding.component)
        found.append(replace(finding, component=component))
    return replace(report, findings=tuple(found))


def _text(top: Path, path: str) -> str:
    """A manifest's text, '' where it is no plain file of the work tree."""
    file = top / path
    plain = file.is_file() and file.resolve().is_relative_to(top.resolve())
    if not plain or file.stat().st_size > LARGEST_MANIFEST:
        return ""
    return file.read_bytes().decode("utf-8-sig", "replace")


def _gone(state: State, top: Path) -> frozenset[str]:
    """The report files that rows name and that are no longer in the work tree."""
    named = sources((*state.document.rows, *state.archived.values()))
    return frozenset(path for path in named if not os.path.lexists(top / path))


def push_of(repository: Repository, given: Mapping[str, object], append: bool) -> str:
    """``ledger.push`` as the entry will have it, before there is a config to read it from: what is
    given, else what the working copy's config says. Errors: LedgerUnusable (config-broken)."""
    copy = None if append else read_copy(repository.top, config.PATH)
    text = copy.decode("utf-8", "replace") if copy is not None else ""
    said = config.parse_config(text).ledger.push if text else ""
    return str(given.get("ledger.push") or said)


def tags(ledger: GitLedger) -> tuple[str, ...]:
    """Every tag of the repository, short."""
    done = ledger.repository.git.run("for-each-ref", "--format=%(refname:short)", "refs/tags")
    return tuple(line.removeprefix("tags/") for line in done.text.split("\n") if line)


def _folder(files: Sequence[tuple[str, str]]) -> str:
    folders = {path.rpartition("/")[0] for path, _ in files}
    return folders.pop() if len(folders) == 1 else files[0][0].rpartition("/")[0]


def _drafts(
    state: State,
    request: bootstrap.Request,
    wanted: Wanted,
    files: Sequence[tuple[str, str]],
    top: Path,
) -> dict[str, str]:
    """The new ledger, learnings and PRD, filled in."""
    settled = config.parse_config(state.files.read(config.PATH) or "").mission
    said = {k.removeprefix("mission."): v for k, v in request.settings.items()}
    milestone = str(said.get("milestone") or settled.milestone or "M1")
    mission = str(said.get("description") or settled.description or "Remediate the findings.")
    values = {
        "PROJECT": top.name,
        "MILESTONE": milestone,
        "MISSION": mission,
        "CURRENT_DATETIME": wanted.now,
        "SUMMARY": _summary(files),
        "REQUIREMENTS": "\n".join(
            f"- ASSUMPTION: {f.id} is remedied: {' '.join(f.title.split())}"
            for f in request.report.findings
        ),
    }
    quoted = {k: json.dumps(v)[1:-1] for k, v in values.items()}
    return {
        tasks.PATH: fill(wanted.templates["orchestrator/tasks.md"], values),
        LEARNINGS: fill(wanted.templates["orchestrator/orchestrator-learnings.json"], quoted),
        "docs/PRD.md": fill(wanted.templates["docs/PRD.md"], values),
    }


def _summary(files: Sequence[tuple[str, str]]) -> str:
    """The first paragraph of the report's first prose, cleaned; a sentence where it has none."""
    prose = next((text for path, text in files if is_markdown(path)), "")
    for block in prose.split("\n\n"):
        text = " ".join(cells.clean(block)[0].split())
        if len(text.split()) > 3 and text[0] not in "#|<>`-*!=[" and "${" not in text:
            return f"ASSUMPTION: {text[:600]}"
    return f"ASSUMPTION: what the review under {_folder(files) or '.'} found is to be remedied."


TEMPLATES = (
    phases.TEMPLATE,
    "orchestrator/tasks.md",
    "orchestrator/orchestrator-learnings.json",
    "docs/PRD.md",
)
