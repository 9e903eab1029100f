"""What findings say of each other, as an order of work (guide, Step 4): "blocked by SEC-1".

A finding comes after those that it names, where these stand in its own phase or an earlier one and
no circle comes of it; what cannot be kept is a warning with its place. Ids are a report's own: of
two findings with one id, the one in the same file is meant.
"""

from __future__ import annotations

from mosaic.parse import graph
from mosaic.parse.review.finding import Finding, Place, ReportWarning
from mosaic.parse.review.relations import Relation, relations
from mosaic.plan.files import one_line
from mosaic.plan.standing import Standing
from mosaic.plan.subject import phase_of
from mosaic.standard import Iterator, Mapping, Sequence
from mosaic.values import dataclass, field

_MOST_ASKED = 500


@dataclass(frozen=True)
class Stated:
    """For each finding, by its position, those that come before it, and the standing rows."""

    after: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    rows: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[ReportWarning, ...] = ()

    @property
    def bound(self) -> frozenset[int]:
        """The findings that say something, or that something is said of."""
        named = {other for others in self.after.values() for other in others}
        return frozenset(named.union(self.after, self.rows))


@dataclass
class _Desk:
    findings: Sequence[Finding]
    standing: Standing
    ids: dict[str, list[int]] = field(default_factory=dict)
    edges: dict[tuple[int, int], Place] = field(default_factory=dict)
    rows: dict[int, list[str]] = field(default_factory=dict)
    warnings: list[ReportWarning] = field(default_factory=list)

    def warn(self, message: str, place: Place) -> None:
        self.warnings.append(ReportWarning(message, place))


def stated(findings: Sequence[Finding], standing: Standing) -> Stated:
    """The order that the findings' own words ask for, beside the rows that stand."""
    desk = _Desk(findings, standing)
    for at, finding in enumerate(findings):
        if not finding.generated:
            desk.ids.setdefault(finding.id.lower(), []).append(at)
    known = {*desk.ids, *standing.by_finding}
    for at, finding in enumerate(findings) if len(known) > 1 else ():
        for relation in relations(finding.body, known):
            _take(desk, at, relation)
    after: dict[int, list[int]] = {}
    for later, earlier in _without_circles(desk):
        after.setdefault(later, []).append(earlier)
    return Stated(
        {at: tuple(others) for at, others in after.items()},
        {at: tuple(dict.fromkeys(names)) for at, names in desk.rows.items()},
        tuple(desk.warnings),
    )


def _take(desk: _Desk, at: int, relation: Relation) -> None:
    """One relation of one finding, as an edge, a row to wait for, or a warning."""
    finding = desk.findings[at]
    place = Place(finding.source.file, finding.source.line + relation.line)
    meant = _meant(desk, at, relation.other)
    if len(meant) > 1:
        name = one_line(desk.findings[meant[0]].id)
        desk.warn(
            f"{name} is the id of {len(meant)} findings: {_said(finding)} waits for none", place
        )
    elif meant:
        earlier, later = (meant[0], at) if relation.way == "after" else (at, meant[0])
        if earlier != later:
            _edge(desk, earlier, later, place)
    else:
        _beside(desk, at, relation, place)


def _meant(desk: _Desk, at: int, name: str) -> list[int]:
    everywhere = desk.ids.get(name, [])
    file = desk.findings[at].source.file
    here = [other for other in everywhere if desk.findings[other].source.file == file]
    return here or everywhere


def _edge(desk: _Desk, earlier: int, later: int, place: Place) -> None:
    first, then = desk.findings[earlier], desk.findings[later]
    if phase_of(first).number > phase_of(then).number:
        desk.warn(
            f"{_said(then)} does not wait for {_said(first)}: that is {first.severity}, and comes"
            f" in phase {phase_of(first).number}",
            place,
        )
    else:
        desk.edges.setdefault((later, earlier), place)


def _beside(desk: _Desk, at: int, relation: Relation, place: Place) -> None:
    """A relation to a finding that is a row already."""
    finding = desk.findings[at]
    found = desk.standing.by_finding.get(relation.other, {})
    rows = {found[finding.source.file]} if finding.source.file in found else set(found.values())
    if len(rows) != 1:
        return
    row = rows.pop()
    phase = phase_of(finding).number
    if relation.way == "before":
        desk.warn(f"{_said(finding)} says that it blocks {row}, which stands already", place)
    elif row in desk.standing.late(phase) or desk.standing.phase(row) > phase:
        desk.warn(f"{_said(finding)} does not wait for {row}, which comes in a later phase", place)
    else:
        desk.rows.setdefault(at, []).append(row)


def _without_circles(desk: _Desk) -> Iterator[tuple[int, int]]:
    """The edges (later, earlier) without those that would close a circle, in their order.

    Only what lies on some circle is asked one by one, so that a long chain costs no more than its
    length; where that is very much, what was reported first comes first.
    """
    suspects = _on_circles(desk.edges)
    many = len(suspects) > _MOST_ASKED
    kept: dict[str, list[str]] = {}
    for (later, earlier), place in desk.edges.items():
        if later in suspects and earlier in suspects:
            if earlier > later if many else str(later) in graph.reach(kept, str(earlier)):
                first, then = desk.findings[earlier], desk.findings[later]
                desk.warn(
                    f"{_said(then)} does not wait for {_said(first)}, which waits for it", place
                )
                continue
            kept.setdefault(str(later), []).append(str(earlier))
        yield later, earlier


def _on_circles(edges: Mapping[tuple[int, int], Place]) -> frozenset[int]:
    """What is left when all that waits for nothing, or that nothing waits for, is taken away."""
    left = {node for edge in edges for node in edge}
    for side in (0, 1):
        onward: dict[int, list[int]] = {}
        count = dict.fromkeys(left, 0)
        for edge in edges:
            if edge[0] in left and edge[1] in left:
                onward.setdefault(edge[1 - side], []).append(edge[side])
                count[edge[side]] += 1
        free = [node for node, waits in count.items() if not waits]
        while free:
            node = free.pop()
            left.discard(node)
            for other in onward.get(node, ()):
                count[other] -= 1
                if not count[other]:
                    free.append(other)
    return frozenset(left)


def _said(finding: Finding) -> str:
    return one_line(finding.id)
