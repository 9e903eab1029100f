"""Path patterns: what a contract's scope and ``limits.shared`` are written in.

A pattern is a path from the repository's root. It means that file, and where it is a folder all
that lies in it. ``*`` stands for any characters of one name and ``?`` for one of them; ``**`` as a
whole name stands for any number of folders, none too. All else is itself: ``[id]`` is a name.
No pattern takes longer than its length times the path's.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.paths import is_inside

#: Characters of one pattern at most.
LONGEST = 512
ANY = "**"


def refusal(pattern: str) -> str:
    """Why this is no pattern of a contract, or ''."""
    bare = pattern.rstrip("/")
    if len(pattern) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if cells.hidden(pattern) or "\n" in pattern:
        return "has a hidden character or a line break"
    if pattern.startswith("/") or not is_inside(bare):
        return "is no path below the repository's root, such as src/auth/ or docs/**/*.md"
    if any(ANY in name and name != ANY for name in bare.split("/")):
        return f"has '{ANY}' beside other characters; it stands alone between slashes"
    return ""


def is_plain(pattern: str) -> bool:
    """Whether the pattern is one path, without wildcards."""
    return "*" not in pattern and "?" not in pattern


def matches(path: str, pattern: str) -> bool:
    """Whether a path is what a pattern means, or lies in the folder that it names."""
    if is_plain(pattern):
        bare = pattern.rstrip("/")
        return path == bare or path.startswith(f"{bare}/")
    names, wanted = path.split("/"), pattern.rstrip("/").split("/")
    at = to = mark = 0
    star = -1
    while to < len(wanted):
        if wanted[to] == ANY:
            star, mark, to = to, at, to + 1
        elif at < len(names) and _is_name(names[at], wanted[to]):
            at, to = at + 1, to + 1
        elif star >= 0 and mark < len(names):
            mark += 1
            at, to = mark, star + 1
        else:
            return False
    return True


def _is_name(name: str, wanted: str) -> bool:
    """Whether one name fits; only the last star that was met is ever tried again."""
    at = to = mark = 0
    star = -1
    while at < len(name):
        if to < len(wanted) and wanted[to] == "*":
            star, mark, to = to, at, to + 1
        elif to < len(wanted) and wanted[to] in ("?", name[at]):
            at, to = at + 1, to + 1
        elif star >= 0:
            mark += 1
            at, to = mark, star + 1
        else:
            return False
    return not wanted[to:].strip("*")


def overlap(one: str, other: str) -> bool:
    """Whether some path is meant by both patterns.

    Walks both side by side, name by name; where one is at its end, what the other asks lies in it.
    """
    a, b = one.rstrip("/").split("/"), other.rstrip("/").split("/")
    open_ends, seen = [(0, 0)], set[tuple[int, int]]()
    while open_ends:
        i, j = open_ends.pop()
        if i == len(a) or j == len(b):
            return True
        if (i, j) in seen:
            continue
        seen.add((i, j))
        if ANY in (a[i], b[j]):
            open_ends += [(i + 1, j), (i, j + 1)]
        elif _meet(a[i], b[j]):
            open_ends.append((i + 1, j + 1))
    return False


def _meet(one: str, other: str) -> bool:
    """Whether two patterns of a name have a text in common: a star takes nothing or one more."""
    if "*" not in (both := one + other) and "?" not in both:
        return one == other
    row = [True] + [False] * len(other)
    for j, token in enumerate(other):
        row[j + 1] = row[j] and token == "*"
    for mine in one:
        above, row = row, [row[0] and mine == "*"]
        for j, theirs in enumerate(other):
            if "*" in (mine, theirs):
                row.append(above[j + 1] or row[j])
            else:
                row.append(above[j] and (mine == theirs or "?" in (mine, theirs)))
    return row[-1]
