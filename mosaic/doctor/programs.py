"""program, drivers: what hooks and git call is there, is this Mosaic, and does what it is for."""

from __future__ import annotations

import shutil

from mosaic import __version__
from mosaic.doctor.firing import INSTALL, was_installed
from mosaic.doctor.patient import Finding, Patient, worst
from mosaic.doctor.trial import ledger_text, row, throw_away, write_ledger
from mosaic.hosting import drivers as setting_up
from mosaic.hosting.hooks import NAMES, is_ours
from mosaic.hosting.script import script
from mosaic.ledger import bounded
from mosaic.ledger.git import Git, environment, tail
from mosaic.parse import tasks
from mosaic.pathname import Path

CALLED = ("mosaic-validate-tasks", "mosaic-sole-writer")
#: Seconds that a program may take to say its version.
PATIENCE = 20.0


def program(patient: Patient) -> Finding:
    """The program that the hooks call: PATH's first, else the one that the hook names."""
    found = [_on_path(patient)]
    for hook in {tree.hooks / name for tree in patient.trees for name in NAMES}:
        if is_ours(hook) and hook.read_text("utf-8") not in _today(hook.name):
            said = f"{hook} was written by another Mosaic than this one ({__version__})"
            found.append(Finding("warn", said, f"{INSTALL}, which brings it up to date"))
    return worst(found, found[0].message)


def _today(name: str) -> tuple[str, str]:
    return script(name), script(name, committed=True)


def _on_path(patient: Patient) -> Finding:
    places = [shutil.which(name) for name in CALLED]
    if not all(places):
        named = any(is_ours(t.hooks / n) for t in patient.trees for n in NAMES)
        if named:
            return Finding("ok", f"not on PATH; the hooks name their own, version {__version__}")
        said = f"not on PATH: {', '.join(n for n, p in zip(CALLED, places, strict=True) if not p)}"
        return Finding("warn", said, "install Mosaic, or put its bin/ on PATH")
    main = Path(str(places[0])).with_name("mosaic-orchestrator")
    status, said = _version(main)
    version = said.strip().rpartition(" ")[2]
    if status:
        hint = "mend that installation, or put another first on PATH"
        return Finding("fail", f"'{main} --version' failed", hint, tail(said, 4))
    if version != __version__:
        said = f"{main} is version {version or 'unknown'}, this one is {__version__}"
        return Finding("warn", said, "keep one of the two on PATH")
    return Finding("ok", f"{main}, version {version}")


def _version(main: Path) -> tuple[int, str]:
    """What a program says of its version, within a bounded time; its exit status."""
    words = (str(main), "--version")
    try:
        done = bounded.child(words, Path.cwd(), environment(), PATIENCE)
    except OSError as error:
        return 1, str(error)
    late = f"it did not end within {PATIENCE:g} s\n" if done.late else ""
    return done.status, late + (done.out + done.err).decode("utf-8", "replace")


def drivers(patient: Patient) -> Finding:
    """The merge and diff drivers: set up, in force, and a trial merge comes out right."""
    laid = setting_up.put_in(patient.repository, True)
    lost = [item.path for item in laid if item.what != "there"]
    bad = "fail" if was_installed(patient) else "warn"
    if lost:
        said = "the merge and diff drivers are not set up in this clone"
        return Finding(bad, said, INSTALL, [f"not as it should be: {path}" for path in lost])
    for tree in patient.trees:
        git = Git(tree.top)
        told = git.run("check-attr", "-z", "merge", "--", tasks.PATH).text.split("\0")
        if told[2] != "mosaic":
            said = f"{tasks.PATH} is merged by '{told[2]}' in {tree.top}, not by its driver"
            return Finding("fail", said, INSTALL)
    return _merges(patient.repository.git.run("config", "--get", "merge.mosaic.driver").line)


def _merges(driver: str) -> Finding:
    """A trial merge of two branches that changed neighbouring rows, which lines cannot merge."""
    base = [row("T-1"), row("T-2")]
    with throw_away() as git:
        git.run("config", "--", "merge.mosaic.driver", driver)
        (git.cwd / ".git/info").mkdir(exist_ok=True)
        (git.cwd / ".git/info/attributes").write_text(setting_up.attributes() + "\n")
        _commit(git, ledger_text(*base))
        git.run("checkout", "-q", "-b", "one", "trial")
        _commit(git, ledger_text(row("T-1", status="blocked"), base[1]))
        git.run("checkout", "-q", "-b", "two", "trial")
        _commit(git, ledger_text(base[0], row("T-2", status="blocked")))
        done = git.bounded("merge-tree", "--write-tree", "one", "two", ask=False)
    if done.status:
        said = "the merge driver is set up, and a trial merge with it failed"
        return Finding("fail", said, INSTALL, tail(done.text + done.err, 4))
    return Finding("ok", "two branches of the ledger were merged on trial, row by row")


def _commit(git: Git, text: str) -> None:
    write_ledger(git.cwd, text)
    git.run("commit", "-q", "-a", "-m", "a trial")
