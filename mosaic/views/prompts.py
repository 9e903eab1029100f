"""What a model is told at the start: the rules (prime) and the mission (kickstart), filled in.

Both work without a ledger. Context is money: prime stays within ``MOST`` bytes, whatever the
mission's own words are.
"""

from __future__ import annotations

from mosaic.errors import Usage
from mosaic.ledger.objects import CommitFiles, reading
from mosaic.ledger.repository import Repository, remembered_ref
from mosaic.parse import config as config_file
from mosaic.parse.config import Config, parse_config
from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import shlex
from mosaic.views.template import HOST, filled

#: Bytes.
MOST = 6000
_PRIME, _KICKSTART = "orchestrator/prime.md", "orchestrator/kickstart.md"
_REPORT = regex(r"\d\d-.*\.md")
_REPORTS = "docs/reports"
_OTHERS = ("deferred", "qa-automation")
_NO_GATES = (
    "none set yet: bootstrap takes `--quality-gates CMD`; later,"
    " `mosaic-orchestrator config mission.quality_gates CMD --reason R`"
)


def mission_config(repository: Repository) -> Config:
    """The config at the ledger's ref, else at HEAD or the base, else as it lies in the work tree.

    Errors: LedgerUnusable (config-broken).
    """
    names = (
        remembered_ref(repository), "HEAD", "refs/remotes/origin/HEAD", "refs/heads/main",
        "refs/heads/master",
    )  # fmt: skip
    with reading(repository.git) as reader:
        for name in filter(None, names):
            commit = reader.get(f"{name}^{{commit}}")
            text = CommitFiles(reader, commit.oid).read(config_file.PATH) if commit else None
            if text is not None:
                return parse_config(text)
    copy = repository.top / config_file.PATH
    return (
        parse_config(copy.read_bytes().decode("utf-8", "replace")) if copy.is_file() else Config()
    )


def prime(repository: Repository) -> str:
    """The rules, the loop and the exit codes. Errors: Usage where a host's own is too long."""
    config = mission_config(repository)
    mission = config.mission.description or "none described; docs/PRD.md says what is wanted"
    text = filled(
        _PRIME,
        repository.top,
        {
            "MISSION": _cut(mission, 240),
            "QUALITY_GATES": _gates(config, 200),
            "WORKERS": str(config.limits.workers),
            "CONTEXT_STOP": str(config.limits.context_stop),
        },
    )
    size = len(text.encode())
    if size > MOST:
        raise Usage(
            f"{HOST}/{_PRIME} fills to {size} bytes; {MOST} is the most",
            hint="shorten it, or take it away to use Mosaic's own",
        )
    return text


def kickstart(repository: Repository) -> str:
    """The prompt that starts an orchestrator; it begins by running prime."""
    config = mission_config(repository)
    review = review_folder(repository.top, config) or f"{_REPORTS}/NAME"
    return filled(
        _KICKSTART,
        repository.top,
        {
            "MISSION": config.mission.description or "Remediate the findings of the review.",
            "PROJECT_PATH": str(repository.top),
            "REVIEW": shlex.quote(review),
            "QUALITY_GATES": _gates(config, 4000),
            "MILESTONE": config.mission.milestone or "none set yet; give bootstrap --milestone M",
            "PREFIX": config.mission.prefix,
        },
    )


def review_folder(top: Path, config: Config) -> str:
    """Where the review lies: as configured, else the one folder of reports that there is; or ''."""
    if config.mission.review:
        return config.mission.review
    root = top / _REPORTS
    folders = sorted(f for f in root.iterdir() if f.name not in _OTHERS) if root.is_dir() else []
    found = [f for f in folders if f.is_dir() and any(map(_is_report, f.iterdir()))]
    return f"{_REPORTS}/{found[0].name}" if len(found) == 1 else ""


def _is_report(file: Path) -> bool:
    return _REPORT.fullmatch(file.name) is not None and file.is_file()


def _gates(config: Config, most: int) -> str:
    """The quality gates; a command is never cut, for half of one is another."""
    gates = config.mission.quality_gates
    if len(gates.encode()) > most:
        return f"mission.quality_gates in {config_file.PATH}"
    return gates or _NO_GATES


def _cut(text: str, most: int) -> str:
    """The text within so many bytes, cut between characters and marked where it was."""
    data = text.encode()
    if len(data) <= most:
        return text
    return data[: most - 3].decode("utf-8", "ignore").rstrip() + "…"
