"""Dependencies as a graph: a cycle is found where there is one, and named as it goes round."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.parse.graph import cycle, reach

_names = st.sampled_from("ABCDEF")
_edges = st.dictionaries(_names, st.lists(_names, unique=True, max_size=4))


@settings(max_examples=200)
@given(_edges)
def test_a_cycle_is_one(edges: dict[str, list[str]]) -> None:
    """What is named goes round along edges; where none is named, nothing reaches itself."""
    found = cycle(edges)
    if found:
        assert len(set(found)) == len(found)
        for here, onward in zip(found, (*found[1:], found[0]), strict=True):
            assert onward in edges[here]
    assert bool(found) == any(name in reach(edges, name) for name in edges)


def test_the_shapes() -> None:
    """None, itself, two, and a cycle behind a tail; ids that are not there are no edges."""
    assert cycle({}) == ()
    assert cycle({"A": ["B"], "B": ["C", "GONE"], "C": []}) == ()
    assert cycle({"A": ["A"]}) == ("A",)
    assert cycle({"A": ["B"], "B": ["A"]}) == ("A", "B")
    assert cycle({"T": ["A"], "A": ["B"], "B": ["C"], "C": ["A"]}) == ("A", "B", "C")
    assert cycle({"D": ["L", "R"], "L": ["E"], "R": ["E"], "E": []}) == ()


def test_reach() -> None:
    """Everything behind a task, once, and itself only in a cycle."""
    edges = {"A": ["B", "C"], "B": ["D"], "C": ["D"], "D": [], "X": ["X"]}
    assert reach(edges, "A") == {"B", "C", "D"}
    assert reach(edges, "D") == frozenset()
    assert reach(edges, "X") == {"X"}
    assert reach(edges, "GONE") == frozenset()


def test_a_long_chain_is_no_matter() -> None:
    """No recursion: a chain of 20,000 is walked."""
    edges = {str(n): [str(n + 1)] for n in range(20_000)}
    assert cycle(edges) == ()
    assert len(reach(edges, "0")) == 20_000
    assert len(cycle({**edges, "19999": ["0"]})) == 20_000
