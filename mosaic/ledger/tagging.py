"""An annotated tag, made as an entry's ref is moved: with a note, so that a kill leaves no lock."""

from __future__ import annotations

from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.land import Landing
from mosaic.ledger.objects import write_object
from mosaic.ledger.page import WATCHED


def make_tag(ledger: GitLedger, label: str, commit: str, message: str) -> None:
    """Put an annotated tag on a commit. Errors: Outside with git's words (no identity, no key,
    a hook); Moved where the tag came in between."""
    git = ledger.repository.git
    if git.try_("config", "--type=bool", "--get", "tag.gpgsign").line == "true":
        git.run("tag", "-s", "-m", message, "--", label, commit)
        return
    who = git.run("var", "GIT_COMMITTER_IDENT").line
    body = f"object {commit}\ntype commit\ntag {label}\ntagger {who}\n\n{message}\n"
    with ledger.writing(taken=dict.fromkeys(WATCHED, "")) as page:
        tag = write_object(page.git, "tag", body.encode())
        moves = ((f"refs/tags/{label}", "", tag),)
        Landing(ledger.repository, ledger.reader, page.git, (), moves).land(f"tag: {label}")
