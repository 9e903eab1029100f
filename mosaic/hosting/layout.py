"""What init lays out in a host repository, and how --uninstall takes it away.

Nothing is overwritten: a file that is there is left and named; a block goes between markers. The
ledger and its history are never touched. Source: PROTOCOL, "Files" and "Commands" (init).
"""

from __future__ import annotations

import shutil

from mosaic.events.bootstrap import IGNORED, IGNORED_REPORTS
from mosaic.hosting import blocks, hooks
from mosaic.hosting.configuration import config_text
from mosaic.hosting.installed import (
    Laid,
    Record,
    digest,
    drop_folders,
    keep_record,
    missing_folders,
    note,
    read_record,
)
from mosaic.hosting.quality import quality_gates
from mosaic.ledger.lock import locked
from mosaic.ledger.placing import put_file
from mosaic.ledger.repository import Repository
from mosaic.parse import cells
from mosaic.parse import config as config_file
from mosaic.parse.templates import placeholders
from mosaic.pathname import Path
from mosaic.standard import Iterator, Mapping
from mosaic.views.brief import FOLDER as BRIEFS
from mosaic.views.template import HOST, filled, names, template

GUIDE = f"{HOST}/README.md"
AGENTS, CLAUDE, IGNORE = "AGENTS.md", "CLAUDE.md", ".gitignore"
BLOCKS = ((AGENTS, blocks.MARKDOWN), (CLAUDE, blocks.MARKDOWN), (IGNORE, blocks.HASH))


def lay_out(
    repository: Repository,
    given: Mapping[str, object],
    *,
    agents: bool = True,
    with_hooks: bool = True,
    dry: bool = False,
) -> tuple[Laid, ...]:
    """Put in what is missing; with ``dry``, only say what would be. ``given``: config values."""
    if dry:
        return tuple(_steps(repository, given, agents, with_hooks, dry))
    with locked(repository.private / "lock"):
        return tuple(_steps(repository, given, agents, with_hooks, dry))


def _steps(
    repository: Repository, given: Mapping[str, object], agents: bool, with_hooks: bool, dry: bool
) -> Iterator[Laid]:
    gates, candidates = quality_gates(repository.top)
    values = {"mission.quality_gates": gates, **{k: v for k, v in given.items() if v}}
    yield _file(repository, config_file.PATH, config_text(values, candidates), dry)
    yield _file(repository, GUIDE, guide_text(), dry)
    yield _block(repository, IGNORE, "\n".join((*IGNORED, IGNORED_REPORTS)), blocks.HASH, dry)
    if agents:
        text = filled("agents/AGENTS.md", repository.top, {})
        laid = _block(repository, AGENTS, f"\n{text}", blocks.MARKDOWN, dry)
        yield laid
        if laid.what != "left" and _wants_import(repository.top / CLAUDE):
            yield _block(repository, CLAUDE, f"@{AGENTS}", blocks.MARKDOWN, dry)
    if with_hooks:
        yield from hooks.put_in(repository, dry)


def guide_text() -> str:
    """What a host reads about its own templates."""
    rows = []
    for name in names():
        text, source = template(name, None)
        asked = ", ".join(sorted(placeholders(text, source=source))) or "none"
        rows.append(f"| `{name}` | {asked} |")
    table = "\n".join(rows)
    return (
        "# Templates of your own\n\n"
        "A file here takes the place of Mosaic's template of the same path; what is not here "
        "comes from Mosaic, and improves with it. The originals lie in the `templates/` folder of "
        "the Mosaic package. A placeholder is `${NAME}`, a dollar is `$$`.\n\n"
        f"| template | placeholders |\n|---|---|\n{table}\n"
    )


def _file(repository: Repository, path: str, text: str, dry: bool) -> Laid:
    """A file that is ours alone: written where there is none, else left."""
    target, data = repository.top / path, text.encode()
    if target.is_symlink() or target.exists():
        ours = target.is_file() and (
            target.read_bytes() == data
            or digest(target.read_bytes()) == read_record(repository).files.get(path)
        )
        return Laid(path, "there" if ours else "left", "" if ours else "it is there already")
    if not dry:
        folders = missing_folders(repository.top, target)
        note(repository, files={path: digest(data)}, folders=folders)
        put_file(repository.top, path, data)
    return Laid(path, "written")


def _block(repository: Repository, path: str, text: str, marks: blocks.Marks, dry: bool) -> Laid:
    """A block in a file that belongs to the host; the file is made where there is none."""
    target = repository.top / path
    why = _odd(target)
    if why:
        return Laid(path, "left", why)
    data = target.read_bytes() if target.exists() else None
    have = blocks.body(data or b"", marks)
    if have is not None:
        same = have == text.strip("\n").encode()
        return Laid(path, "there", "" if same else "its block differs from the one of today")
    if not dry:
        put_file(repository.top, path, blocks.add(data, text, marks))
    return Laid(path, "written" if data is None else "added")


def _odd(target: Path) -> str:
    """Why a host's file is better left alone, or ''."""
    if target.is_symlink():
        return "it is a symbolic link"
    if target.exists() and not target.is_file():
        return "it is no plain file"
    if target.exists() and b"\0" in target.read_bytes():
        return "it is no text in UTF-8"
    return ""


def _wants_import(target: Path) -> bool:
    """Whether a CLAUDE.md is there and does not name AGENTS.md in an import of its own."""
    if _odd(target) or not target.exists():
        return target.exists() and not target.is_symlink()
    data = target.read_bytes()
    own = f"@{AGENTS}".encode() in [line.strip() for line in data.split(b"\n")]
    return not own or blocks.find(data, blocks.MARKDOWN) is not None


def take_away(repository: Repository, *, dry: bool = False) -> tuple[Laid, ...]:
    """Undo ``lay_out``: blocks, hooks, unchanged files, folders, and the clone's private folder."""
    if dry:
        return tuple(_undo(repository, dry))
    with locked(repository.private / "lock"):
        return tuple(_undo(repository, dry))


def _undo(repository: Repository, dry: bool) -> Iterator[Laid]:
    record, living = read_record(repository), claims_alive(repository)
    yield from hooks.take_out(repository, dry)
    for path, marks in BLOCKS:
        yield from _unblock(repository, path, marks, dry)
    for path in (config_file.PATH, GUIDE):
        yield from _unlay(repository, path, record, dry)
    if not living:
        yield from _briefs(repository, dry)
    if not dry:
        drop_folders(repository, record)
        keep_record(repository, Record())
    yield from _private(repository, living, dry)


def _unblock(repository: Repository, path: str, marks: blocks.Marks, dry: bool) -> Iterator[Laid]:
    target = repository.top / path
    if target.is_symlink() or not target.is_file():
        return
    data = target.read_bytes()
    if blocks.find(data, marks) is None:
        return
    rest = blocks.remove(data, marks)
    if not dry and rest is None:
        target.unlink()
    elif not dry and rest is not None:
        put_file(repository.top, path, rest)
    yield Laid(path, "removed", "" if rest is None else "its block")


def _unlay(repository: Repository, path: str, record: Record, dry: bool) -> Iterator[Laid]:
    target = repository.top / path
    if target.is_symlink() or not target.is_file():
        return
    data = target.read_bytes()
    ours = digest(data) == record.files.get(path) or data == guide_text().encode()
    if repository.git.run("ls-files", "--", path).text:
        yield Laid(path, "kept", "it is committed; its history is yours")
    elif not ours:
        yield Laid(path, "kept", "it is not as init wrote it")
    else:
        if not dry:
            target.unlink()
        yield Laid(path, "removed")


def _briefs(repository: Repository, dry: bool) -> Iterator[Laid]:
    """Workers' prompts: generated and git-ignored, of no use without a live claim."""
    folder = repository.top / BRIEFS
    if folder.is_symlink() or not folder.is_dir():
        return
    ours = [f for f in folder.glob("*.md") if cells.is_id(f.stem) and f.is_file()]
    for file in ours if not dry else ():
        file.unlink()
    if not dry and not any(folder.iterdir()):
        folder.rmdir()
    if ours:
        yield Laid(f"{BRIEFS}/", "removed", f"{len(ours)} prompt(s) of ended claims")


def claims_alive(repository: Repository) -> tuple[str, ...]:
    """The tasks whose claims this clone still holds."""
    folder = repository.private / "claims"
    return tuple(sorted(f.stem for f in folder.glob("*.json"))) if folder.is_dir() else ()


def _private(repository: Repository, living: tuple[str, ...], dry: bool) -> Iterator[Laid]:
    private = repository.private
    if living:
        yield Laid(str(private), "kept", f"claims are alive: {', '.join(living)}")
    elif (private / "recovery.json").exists():
        yield Laid(str(private), "kept", "an entry is unfinished; any writing command finishes it")
    elif (private / "discarded").is_dir() and any((private / "discarded").iterdir()):
        yield Laid(f"{private}/discarded", "kept", "edits of yours that were put aside")
    elif private.is_dir():
        known = any(f.name != "lock" for f in private.iterdir())
        if not dry:
            shutil.rmtree(private)
        if known:
            yield Laid(str(private), "removed")
