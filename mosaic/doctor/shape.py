"""git, repository, files: which git, what kind of repository, how it treats the ledger's file."""

from __future__ import annotations

from mosaic.doctor.patient import Finding, Patient, Tree, worst
from mosaic.errors import MosaicError
from mosaic.ledger.git import Git
from mosaic.ledger.placing import read_copy
from mosaic.ledger.worktree import staged
from mosaic.parse import tasks
from mosaic.patterns import regex
from mosaic.standard import Iterator

OLDEST = (2, 38)
_VERSION = regex(r"git version (\d{1,4})\.(\d{1,4})")


def git(patient: Patient) -> Finding:
    """Whether git is new enough."""
    said = patient.repository.git.run("version").line
    match = _VERSION.match(said)
    if match is None:
        return Finding("unknown", f"git's version cannot be read: '{said}'")
    if (int(match.group(1)), int(match.group(2))) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        return Finding("fail", f"{said} is too old", f"install git {wanted} or newer")
    return Finding("ok", said)


def repository(patient: Patient) -> Finding:
    """What kind of repository this is, and what of that stands in the way."""
    place, trees = patient.repository, patient.trees
    kinds = [f"{len(trees)} work tree(s)"]
    kinds += ["bare"] if _setting(place.git, "core.bare") == "true" else []
    above = place.git.try_("rev-parse", "--show-superproject-working-tree").line
    ids = _setting(place.git, "extensions.objectFormat")
    kinds += [f"a submodule of {above}"] if above else []
    kinds += [f"objects by {ids}"] if ids else []
    kinds += ["borrows objects"] if (place.common / "objects/info/alternates").exists() else []
    found = [Finding("ok", "", details=[f"{t.top}: {t.branch or 'detached'}" for t in trees])]
    if _setting(place.git, "extensions.refStorage") not in ("", "files"):
        said = "refs are kept in a reftable, which Mosaic does not read"
        hint = "migrate them with 'git refs migrate --ref-format=files'"
        found.append(Finding("fail", said, hint))
    if (place.common / "shallow").exists():
        said = "this clone is shallow: verify sees the last part of the history alone"
        found.append(Finding("warn", said, "run 'git fetch --unshallow'"))
    return worst(found, ", ".join(kinds))


def _setting(git: Git, name: str) -> str:
    return git.try_("config", "--get", name).line.lower()


def files(patient: Patient) -> Finding:
    """How each work tree treats the ledger's file: links, filters, line ends, sparse checkouts."""
    found = [f for tree in patient.trees for f in _files(patient, tree)]
    return worst(found, f"{tasks.PATH} is treated as it is")


def _files(patient: Patient, tree: Tree) -> Iterator[Finding]:
    try:
        read_copy(tree.top, tasks.PATH)
    except MosaicError as error:
        yield Finding("fail", f"{error.message}, in {tree.top}", error.hint)
        return
    git = Git(tree.top)
    entry = staged(git, (tasks.PATH,)).get(tasks.PATH)
    if entry and entry.skipped:
        said = f"a sparse checkout leaves {tasks.PATH} out in {tree.top}"
        yield Finding("warn", said, f"run 'git sparse-checkout add {tasks.PATH}' to see it there")
    asked = ("filter", "working-tree-encoding", "text", "eol", "ident")
    told = git.run("check-attr", "-z", *asked, "--", tasks.PATH).text.split("\0")
    values = dict(zip(told[1::3], told[2::3], strict=False))
    for name in ("filter", "working-tree-encoding", "ident"):
        if values.get(name, "unspecified") not in ("unspecified", "unset"):
            said = f"the attribute {name} of {tasks.PATH} is '{values[name]}' in {tree.top}"
            hint = f"take it off in .gitattributes: '{tasks.PATH} -{name}'"
            yield Finding("warn", said, hint)
    crlf = _setting(git, "core.autocrlf")
    if crlf in ("true", "input") and values.get("text") != "unset":
        yield Finding("ok", "", details=[f"core.autocrlf is {crlf} in {tree.top}; that is known"])
