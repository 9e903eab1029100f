"""Entries as their commits tell them, newest first: one git chooses them, one reads them.

They are chosen by their trailers, and no commit beside them is read.
"""

from __future__ import annotations

from mosaic.errors import Outside
from mosaic.ledger.entry import trailers
from mosaic.ledger.objects import Reader, reading
from mosaic.ledger.repository import Repository
from mosaic.standard import Iterator, Sequence, datetime, timedelta, timezone
from mosaic.step import Commit


def entries(
    repository: Repository, tip: str, task: str = "", most: int | None = None
) -> Iterator[Commit]:
    """The entries up to ``tip``, newest first; with ``task``, those that name it.

    ``most``: git walks until it has chosen so many, and on if more are asked for.
    """
    if not tip:
        return
    words = ["--grep=^Mosaic-Event: "]
    if task:
        escaped = task.replace(".", "\\.")
        words += ["--all-match", f"--grep=^Mosaic-Task: {escaped}$"]
    seen = set[str]()
    with reading(repository.git) as reader:
        for order in ([f"-n{most}"], ["--topo-order"]) if most else (["--topo-order"],):
            chosen = repository.git.run("rev-list", *order, *words, tip, "--").text.split()
            for oid in chosen:
                found = None if oid in seen else read_commit(reader, oid)
                seen.add(oid)
                if found and found.event and (not task or task in found.tasks):
                    yield found
            if most and len(chosen) < most:
                return


def squashes(repository: Repository, names: Sequence[str]) -> Iterator[Commit]:
    """The squash commits by which tasks landed on what these names mean; what means nothing here is
    left out."""
    with reading(repository.git) as reader:
        found = [reader.get(f"{name}^{{commit}}") for name in names if name]
        tips = [one.oid for one in found if one]
        words = ("--grep=^Mosaic-Autonomy: ", *tips, "--")
        for oid in repository.git.run("rev-list", *words).text.split() if tips else ():
            commit = read_commit(reader, oid)
            if not commit.event:
                yield commit


def read_commit(reader: Reader, oid: str) -> Commit:
    """A commit's own words, read from the object."""
    found = reader.get(oid)
    if found is None:
        raise Outside(f"commit {oid} cannot be read", hint="run 'git fsck'")
    head, _, message = found.body.decode("utf-8", "replace").partition("\n\n")
    parents, author = [], ""
    for line in head.split("\n"):
        name, _, value = line.partition(" ")
        if name == "parent":
            parents.append(value)
        elif name == "author":
            author = value
    who, _, moment = author.rpartition("> ")
    subject, _, body = message.strip("\n").partition("\n")
    told = trailers(message)
    return Commit(
        oid, tuple(parents), _when(moment), who.partition(" <")[0], subject, body.strip(), told
    )


def _when(moment: str) -> str:
    """Seconds since 1970 and an offset, as git keeps them, in ISO 8601."""
    seconds, _, offset = moment.partition(" ")
    sign = -1 if offset.startswith("-") else 1
    away = timedelta(hours=int(offset[1:3] or 0), minutes=int(offset[3:5] or 0)) * sign
    return datetime.fromtimestamp(int(seconds or 0), timezone(away)).isoformat()
