"""identity, signing: can an entry be committed here, tried on objects that are thrown away."""

from __future__ import annotations

import tempfile

from mosaic.doctor.patient import Finding, Patient
from mosaic.doctor.trial import git_within
from mosaic.ledger.entry import read_settings
from mosaic.ledger.git import tail

#: Seconds that a signing program may take to answer; it may be asking somebody.
PATIENCE = 30.0


def identity(patient: Patient) -> Finding:
    """Whether git knows in whose name to commit."""
    for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        done = patient.repository.git.try_("var", name)
        if done.status:
            hint = "run 'git config user.name NAME' and 'git config user.email ADDRESS'"
            return Finding("fail", "git has no identity to commit with", hint, tail(done.err, 4))
    return Finding("ok", f"entries are committed by {done.line.rsplit(' ', 2)[0]}")


def signing(patient: Patient) -> Finding:
    """Where commits are signed, a trial commit is signed, on no ref and with no object kept."""
    place = patient.repository
    if not read_settings(place.git).sign:
        return Finding("ok", "commits are not signed (commit.gpgSign)")
    tree = place.git.run("hash-object", "-t", "tree", "--stdin").line
    with tempfile.TemporaryDirectory(prefix="mosaic-doctor-") as folder:
        env = {
            "GIT_OBJECT_DIRECTORY": folder,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(place.common / "objects"),
        }
        words = ("commit-tree", "-S", "-m", "a trial signature", tree)
        ran = git_within(PATIENCE, place.top, *words, env=env)
    if ran.status == 0:
        return Finding("ok", "a trial commit was signed")
    hint = "see that 'git commit-tree -S' works here, or set commit.gpgSign to false"
    if ran.status is None:
        said = f"the signing program did not answer within {PATIENCE:g} s; is it asking somebody?"
        return Finding("unknown", said, hint)
    return Finding("fail", "commits are to be signed, and a trial signature failed", hint,
                   tail(ran.said, 4))  # fmt: skip
