"""Dependencies as a graph: cycles, and an order that respects every edge."""

from __future__ import annotations

from mosaic.standard import Mapping, Sequence


def cycle(edges: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The ids of one cycle, each depending on the next and the last on the first; or ()."""
    done: set[str] = set()
    for start in edges:
        path: dict[str, None] = {}
        stack = [(start, iter(edges[start]))]
        while stack:
            node, nexts = stack[-1]
            path[node] = None
            onward = next((n for n in nexts if n in edges and n not in done), None)
            if onward is None:
                done.add(node)
                path.pop(node)
                stack.pop()
            elif onward in path:
                ids = list(path)
                return tuple(ids[ids.index(onward) :])
            else:
                stack.append((onward, iter(edges[onward])))
    return ()


def reach(edges: Mapping[str, Sequence[str]], start: str) -> frozenset[str]:
    """Every id that ``start`` depends on, directly or not; never itself unless in a cycle."""
    seen: set[str] = set()
    stack = list(edges.get(start, ()))
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += edges.get(node, ())
    return frozenset(seen)
