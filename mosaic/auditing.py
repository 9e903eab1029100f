"""verify and validate --range: which part of the history is replayed, and what is given before it.

The whole history is replayed from the first entry, or what is new since a commit: one that was
named, one that this clone has verified, or the end of a shallow clone. What lies before is then
taken as it stands.
"""

from __future__ import annotations

import os

from mosaic.audit import Given, Hand, Replay, Step, flaws, replay
from mosaic.edits import forbidden
from mosaic.errors import Usage
from mosaic.ledger import history
from mosaic.ledger.git_ledger import GitLedger
from mosaic.ledger.history import Opened
from mosaic.ledger.repository import Repository
from mosaic.ledger.verified import Mark, keep_mark, read_mark
from mosaic.parse import cells, config, faults, tasks
from mosaic.patterns import re, regex
from mosaic.standard import Iterator, Sequence, datetime
from mosaic.state import State
from mosaic.values import dataclass

#: A commit as people and servers name one; never an option, a path or another range.
_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9_./@{}^~+-]{0,199}")
_NONE = regex(r"0{40}|0{64}")


@dataclass(frozen=True)
class Audited:
    """What a replay found. ``since``: the commits whose state was taken as given; () for none.

    ``shallow``: those are where a shallow clone ends.
    """

    tip: str
    replay: Replay
    since: tuple[str, ...] = ()
    shallow: bool = False


@dataclass(frozen=True)
class Ranged:
    """The commits of a range that concern the ledger, and all that is wrong with them."""

    commits: int
    wrong: tuple[str, ...]


def verify(ledger: GitLedger, since: str = "", *, cached: bool = True) -> Audited:
    """Replay the ledger's history up to its tip.

    ``since`` is a commit or an ISO 8601 date; what is older is given. Errors: Usage where it is
    neither.
    """
    tip, repository = ledger.tip, ledger.repository
    if not tip:
        return Audited("", replay(()))
    ends = history.shallow(repository)
    with history.opened(repository) as repo:
        mark = _marked(repo, repository, tip) if cached and not (since or ends) else None
        start = (_since(repo, tip, since),) if since else ends
        known = tuple(commit for commit in start if commit)
        given = _given(repo, known)
        if mark:
            given = _given(repo, (mark.tip,), mark.entries)
        before = (mark.tip,) if mark else (*known, *(ends if since else ()))
        found = replay(history.walked(repo, (tip, *(f"^{c}" for c in before))), given)
        if not (known or flaws(found)):
            _keep(repo, repository, Mark(tip, found.entries, _blob(repo, tip)), mark)
    return Audited(tip, found, known, bool(ends) and not since)


def _marked(repo: Opened, repository: Repository, tip: str) -> Mark | None:
    """What was verified before, where it is part of this history."""
    mark = read_mark(repository)
    if mark is None or not re.fullmatch("[0-9a-f]{40,64}", mark.tip):
        return None
    newest = history.lines(repo, "merge-base", mark.tip, tip, failing=True)
    return mark if newest == [mark.tip] and _blob(repo, mark.tip) == mark.blob else None


def _keep(repo: Opened, repository: Repository, mark: Mark, old: Mark | None) -> None:
    """Keep what was verified, where this clone may be written to."""
    if mark != old and os.access(repository.common, os.W_OK):
        keep_mark(repository, mark)


def _blob(repo: Opened, commit: str) -> str:
    words = ("ls-tree", "--object-only", commit, tasks.PATH)
    return "".join(history.lines(repo, *words))


def _since(repo: Opened, tip: str, said: str) -> str:
    """The commit that a person's word means: a commit, else the last one before a date."""
    found = history.commit_of(repo, said) if _named(said) else ""
    if found:
        return found
    try:
        moment = datetime.fromisoformat(said).astimezone()
    except (ValueError, OverflowError):
        raise Usage(
            f"'{cells.visible(said)[:80]}' is neither a commit here nor a date such as 2026-01-31"
        ) from None
    words = ("rev-list", "-n1", "--first-parent", f"--before={moment.isoformat()}", tip)
    return "".join(history.lines(repo, *words))


def _named(said: str) -> bool:
    return bool(_NAME.fullmatch(said)) and ".." not in said


def _given(repo: Opened, commits: Sequence[str], entries: int = 0) -> Given:
    """What is known at these commits."""
    states = [State(history.At(repo, commit)) for commit in commits]
    archived = {(row.id, row["status"]) for state in states for row in _archived(state)}
    governed = any(state.files.read(config.PATH) is not None for state in states)
    older = bool(commits) and (governed or history.has_entries(repo, commits))
    return Given(entries, older, frozenset(archived))


def _archived(state: State) -> Iterator[tasks.Task]:
    for document in state.archives.values():
        yield from document.rows


def check_range(repository: Repository, said: str, *, receiving: bool) -> Ranged:
    """Check each commit of ``A..B`` that touches the ledger: only entries and legal merges.

    ``A`` may be all zeros, for a ref that is new: then what no ref of the repository has is
    checked while a push is being received, and the whole history of ``B`` otherwise. Errors: Usage
    for words that are no range of commits here.
    """
    with history.opened(repository) as repo:
        old, new = _ends(repo, said)
        words = (new, *_before(old, receiving))
        found = list(history.walked(repo, words))
        inside = {step.commit.oid for step in found}
        adopted = {oid for step in found for oid in step.commit.all("Mosaic-Adopts")}
        if adopted <= inside:
            result = replay(found, _given(repo, (old,) if old else _edges(repo, words)))
        else:  # what is adopted here was done before: only the whole history says how
            result = replay(history.walked(repo, (new,)))
        return Ranged(len(found), tuple(_told(repo, found, result)))


def _ends(repo: Opened, said: str) -> tuple[str, str]:
    first, dots, last = said.partition("..")
    if not (dots and _named(first) and _named(last)):
        raise Usage(
            f"'{cells.visible(said)[:80]}' is no range of commits",
            hint="name two commits, such as origin/main..HEAD",
        )
    commits = [
        "" if _NONE.fullmatch(name) else history.commit_of(repo, name) for name in (first, last)
    ]
    for name, commit in zip((first, last), commits, strict=True):
        if not commit and not (name is first and _NONE.fullmatch(name)):
            raise Usage(f"'{cells.visible(name)}' names no commit here")
    return commits[0], commits[1]


def _before(old: str, receiving: bool) -> tuple[str, ...]:
    if old:
        return (f"^{old}",)
    return ("--not", "--all") if receiving else ()


def _edges(repo: Opened, words: Sequence[str]) -> tuple[str, ...]:
    """The commits right before those that these words choose."""
    listed = history.lines(repo, "rev-list", "--boundary", *words)
    return tuple(line[1:] for line in listed if line.startswith("-"))


def _told(repo: Opened, found: Sequence[Step], result: Replay) -> Iterator[str]:
    """Every fault, commit by commit, with its place in that commit's ledger."""
    hands = {hand.commit.oid: hand for hand in result.open}
    for step in found:
        oid, document = step.commit.oid, tasks.parse(step.after or "")
        places = {task.id: task.line + 1 for task in document.rows}
        told = [(flaw.task, flaw.message) for flaw in result.flaws if flaw.oid == oid]
        if oid in hands and not step.commit.event:
            told += _by_hand(hands[oid], step)
        for name, message in told:
            at = f"{tasks.PATH}:{places.get(name, 1)}"
            yield f"{oid[:10]} {at}: {f'{name}: ' if name else ''}{message}"
        for fault in _new_faults(repo, step, document):
            yield f"{oid[:10]} {tasks.PATH}:{fault}"


def _by_hand(hand: Hand, step: Step) -> Iterator[tuple[str, str]]:
    what = "a merge that is not the merge driver's" if len(step.before) > 1 else "no entry"
    yield "", f"changed the ledger by other means ({what}): {hand.commit.subject}"
    yield from forbidden(hand.difference)


def _new_faults(repo: Opened, step: Step, document: tasks.Document) -> Iterator[tasks.Fault]:
    """The faults of a step's ledger that none of its parents has."""
    if step.after in step.before:
        return
    state = State(history.At(repo, step.commit.oid))
    known = frozenset(row.id for row in _archived(state))
    befores = [tasks.parse(text or "") for text in step.before]
    old = {(f.rule, f.message) for before in befores for f in faults.check(before, known)}
    for fault in faults.check(document, known):
        if (fault.rule, fault.message) not in old:
            yield fault
