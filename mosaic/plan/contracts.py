"""A row's first contract, drafted from the files it names: a guess of ours that ``amend`` corrects.

It binds to little, so that honest work is never drift: one of the files that the findings name, or
the lock file of a named manifest, is changed, and Mosaic's own folder and the report itself are
not. A finding about missing tests or docs names the file that lacks them, and selects nothing.
"""

from __future__ import annotations

from mosaic.parse import globs, kinds
from mosaic.parse.terms import GATES, MOST, Check, Contract
from mosaic.plan.files import path_key
from mosaic.plan.rows import PlannedTask
from mosaic.plan.subject import by_title, subject
from mosaic.standard import Iterable, Mapping

#: What no work of a worker changes: the host's templates, briefs and settings.
NEVER = (".mosaic/",)
#: Evidence that other gates ask of a change of this kind, in the order in which it is shown.
EXPECTED: tuple[tuple[str, frozenset[kinds.Kind]], ...] = (
    ("tests", frozenset({"source"})),
    ("code-review", frozenset({"source", "tests"})),
    ("security-review", frozenset({"source", "config"})),
    ("documentation", frozenset({"source", "config"})),
)
#: What a task is about whose files need not change themselves.
BESIDE = frozenset({"TEST", "DOC"})

#: What the same dependencies are pinned in, by the name of the manifest.
LOCKS: Mapping[str, tuple[str, ...]] = {
    "package.json": ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
    "pyproject.toml": ("poetry.lock", "uv.lock", "pdm.lock"),
    "Pipfile": ("Pipfile.lock",),
    "Cargo.toml": ("Cargo.lock",),
    "go.mod": ("go.sum",),
    "Gemfile": ("Gemfile.lock",),
    "composer.json": ("composer.lock",),
}


def drafted(row: PlannedTask, own: kinds.Own = ()) -> Contract | None:
    """The contract of a row that names files; None for others, and for all that close a phase.

    ``own`` are the host's patterns for kinds of files.
    """
    if row.role:
        return None
    beside = any({subject(f), by_title(f)} & BESIDE for f in row.findings)
    reports = dict.fromkeys(finding.source.file for finding in row.findings)
    return of_files(row.id, [file.path for file in row.files], beside, tuple(reports), own)


def of_files(
    task: str,
    paths: Iterable[str],
    beside: bool = False,
    reports: tuple[str, ...] = (),
    own: kinds.Own = (),
) -> Contract | None:
    """The contract of a task that names these files; None where none of them can be bound to.

    ``beside``: the files lack tests or docs, so that none of them has to change; ``reports``: what
    the task comes from, and leaves alone.
    """
    named = dict.fromkeys(path_key(path) for path in paths)
    files = tuple(p for p in named if globs.is_plain(p) and not globs.refusal(p))
    if not files:
        return None
    targets = () if beside else tuple(dict.fromkeys(t for p in files for t in _with_locks(p)))
    bounds = (b for b in (*NEVER, *reports) if globs.is_plain(b) and not globs.refusal(b))
    never = tuple(b for b in bounds if not _meets(b, files))
    found = {kinds.kind_of(path, own) for path in files}
    return Contract(
        targets=targets[:MOST],
        out_of_bounds=never[:MOST],
        evidence=tuple(word for word, asking in EXPECTED if asking & found),
        checks=(Check(GATES),),
        origin="drafted",
        task=task,
    )


def _with_locks(path: str) -> tuple[str, ...]:
    """A file, and where it is a manifest the lock files beside it, which may be all that moves."""
    folder, slash, name = path.rpartition("/")
    return (path, *(f"{folder}{slash}{lock}" for lock in LOCKS.get(name, ())))


def _meets(bound: str, targets: tuple[str, ...]) -> bool:
    """Whether a bound would shut out what the finding asks for; case does not count."""
    one = bound.casefold()
    return any(globs.overlap(one, target.casefold()) for target in targets)
