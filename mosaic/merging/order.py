"""Where the lines of a merged ledger stand: rows are known by their id, all else by its text.

So an edited row is no change of order, and neighbours never get into each other's way. Text that
both sides changed in one place is kept as a Clashing stretch.
"""

from __future__ import annotations

from mosaic.merging.marks import clash
from mosaic.merging.sequence import chunks, matcher, shared
from mosaic.parse.tasks import Document
from mosaic.standard import Iterator, Sequence, Set
from mosaic.values import dataclass

ROW, TEXT = "row", "text"
Key = tuple[str, str]
Three = tuple[range, range, range]


@dataclass(frozen=True)
class Side:
    """One version: its document, and a key for each of its lines."""

    document: Document
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Place:
    """One line of the merge: its key, and its line number in each version that has it."""

    key: Key
    base: int | None = None
    ours: int | None = None
    theirs: int | None = None


@dataclass(frozen=True)
class Clashing:
    """A stretch that both sides changed in their own ways: line numbers in base, ours, theirs."""

    lines: Three


Item = Place | Clashing


def side(document: Document) -> Side:
    """A version with its keys."""
    rows = {task.line: task.id for task in document.rows}
    lines = enumerate(document.page.lines)
    keys = ((ROW, rows[n]) if n in rows else (TEXT, line.text) for n, line in lines)
    return Side(document, tuple(keys))


def in_order(base: Side, ours: Side, theirs: Side, rows: Set[str]) -> tuple[Item, ...]:
    """Every line in its place; each of ``rows`` once, where a side has put it."""
    keys = (base.keys, ours.keys, theirs.keys)
    found: list[Item] = []
    for chunk in chunks(*keys):
        found += _resolved(keys, (chunk.base, chunk.ours, chunk.theirs))
    once, seen = list[Item](), set[Key]()
    for item in found:
        if isinstance(item, Place) and item.key[0] == ROW:
            if item.key in seen or item.key[1] not in rows:
                continue
            seen.add(item.key)
        once.append(item)
    seen.update(key for item in once if isinstance(item, Clashing) for key in _held(keys, item))
    for name in rows:
        if (ROW, name) not in seen:
            _insert(once, (ROW, name), keys)
    return tuple(once)


def _held(keys: Sequence[Sequence[Key]], item: Clashing) -> Iterator[Key]:
    for some, lines in zip(keys[1:], item.lines[1:], strict=True):
        yield from (some[n] for n in lines)


def _insert(items: list[Item], key: Key, keys: Sequence[Sequence[Key]]) -> None:
    """Put a row that both sides moved behind the row that it follows in one of them."""
    for some in keys[1:]:
        if key not in some:
            continue
        places = {i.key: n for n, i in enumerate(items) if isinstance(i, Place)}
        for before in reversed(some[: some.index(key)]):
            if before[0] == ROW and before in places:
                items.insert(places[before] + 1, Place(key))
                return
    items.append(Place(key))


def _resolved(keys: Sequence[Sequence[Key]], at: Three) -> Iterator[Item]:
    """The items of one chunk."""
    base, ours, theirs = ([some[n] for n in r] for some, r in zip(keys, at, strict=True))
    if ours == theirs:
        old = list(at[0]) if base == ours else [None] * len(ours)
        for n, key in enumerate(ours):
            yield Place(key, old[n], at[1][n], at[2][n])
    elif base == ours:
        yield from (Place(key, theirs=n) for key, n in zip(theirs, at[2], strict=True))
    elif base == theirs:
        yield from (Place(key, ours=n) for key, n in zip(ours, at[1], strict=True))
    else:
        yield from _mixed(keys, at)


def _mixed(keys: Sequence[Sequence[Key]], at: Three) -> Iterator[Item]:
    """A chunk that both sides changed: rows are woven together, text must not clash."""
    parts = [[some[n] for n in r] for some, r in zip(keys, at, strict=True)]
    base, ours, theirs = ([key for key in part if key[0] == TEXT] for part in parts)
    if not clash(base, ours, theirs):
        yield from _woven(keys, at, ours_lead=theirs in (base, ours))
        return
    head = shared(parts[1], parts[2])
    if not at[0] or head:
        yield from _refined(keys, at)
        return
    yield Clashing(at)


def _refined(keys: Sequence[Sequence[Key]], at: Three) -> Iterator[Item]:
    """What both sides have alike stands outside of the clash."""
    ours, theirs = ([keys[s][n] for n in at[s]] for s in (1, 2))
    if at[0]:
        head = shared(ours, theirs)
        for n in range(head):
            yield Place(ours[n], None, at[1][n], at[2][n])
        yield Clashing((at[0], at[1][head:], at[2][head:]))
        return
    for word, a, b, c, d in matcher(ours, theirs).get_opcodes():
        here = (at[0], at[1][a:b], at[2][c:d])
        if word == "equal":
            for key, n, m in zip(ours[a:b], here[1], here[2], strict=True):
                yield Place(key, None, n, m)
        elif all(key[0] == ROW for key in (*ours[a:b], *theirs[c:d])):
            yield from _woven(keys, here, ours_lead=True)
        else:
            yield Clashing(here)


def _woven(keys: Sequence[Sequence[Key]], at: Three, *, ours_lead: bool) -> Iterator[Item]:
    """One side's lines, and between them the rows that the other has there."""
    lead, other = (1, 2) if ours_lead else (2, 1)
    one, two = ([keys[s][n] for n in at[s]] for s in (lead, other))
    for word, a, b, c, d in matcher(one, two).get_opcodes():
        for n in range(a, b):
            match = at[other][c + n - a] if word == "equal" else None
            yield _place(one[n], at[lead][n], match, ours_lead)
        if word in ("insert", "replace"):
            for n in range(c, d):
                if two[n][0] == ROW:
                    yield _place(two[n], None, at[other][n], ours_lead)


def _place(key: Key, lead: int | None, other: int | None, ours_lead: bool) -> Place:
    return Place(key, None, lead, other) if ours_lead else Place(key, None, other, lead)
