"""The order within a phase (guide, Step 2): blockers first, one file's tasks together, simpler
before complex; what is equal in all three stays as it was reported.

A blocker is a task that another one of the phase names as coming first, or a foundation: a task
that builds authentication or authorisation, by its title. The first one of a component blocks that
component's other tasks of the phase whose titles are about auth.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from mosaic import learning
from mosaic.parse.review.finding import Finding
from mosaic.plan.estimate import Estimate
from mosaic.plan.subject import Category
from mosaic.standard import Mapping, Sequence
from mosaic.values import dataclass

_Key = tuple[bool, bool, bool, int, int, int, int]

_BUILDS = ("add", "implement", "introduce", "establish", "build", "create", "set up", "enforce")
_LACKS = ("missing", "no", "lacks", "without", "absent")
_AUTH = (
    "auth", "authenticat*", "authoriz*", "authoris*", "unauthenticated", "unauthorized", "login",
    "oauth*", "jwt", "rbac", "access control", "permission*", "session*",
)  # fmt: skip
_AUTH_WHOLE = (
    "authentication", "authorization", "authorisation", "rbac", "access control",
    "session management",
)  # fmt: skip
_GROUND = (
    "foundation*", "layer", "middleware", "framework", "module", "subsystem", "system",
    "infrastructure",
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One row to be: mostly one finding, or several small ones.

    ``at`` is its place among all that is planned, ``after`` the places of what its findings name
    as coming first, in this phase or before it. ``paths`` are the keys of its files.
    """

    at: int
    findings: tuple[Finding, ...]
    category: Category
    cost: Estimate
    paths: tuple[str, ...]
    after: tuple[int, ...] = ()

    @property
    def finding(self) -> Finding:
        """The first finding."""
        return self.findings[0]

    @property
    def component(self) -> str:
        return self.finding.component

    @property
    def auth(self) -> bool:
        return any(is_about_auth(finding.title) for finding in self.findings)


def arrange(works: Sequence[Work]) -> tuple[tuple[Work, ...], Mapping[str, Work]]:
    """The works of one phase in order, and each component's foundation that others rely on."""
    leaders = foundations(works)
    leading = {work.at for work in leaders.values()}
    mine = {work.at for work in works}
    blocking = leading | {at for work in works for at in work.after if at in mine}
    groups: dict[int, list[int]] = {}
    for at, group in enumerate(_groups(works)):
        groups.setdefault(group, []).append(at)
    keys: dict[int, _Key] = {}
    for members in groups.values():
        head = min(works[at].cost.tokens for at in members)
        ahead = any(works[at].at in blocking for at in members)
        for at in members:
            work = works[at]
            first = (work.at not in leading, not ahead, len(members) == 1, head)
            keys[at] = (*first, members[0], work.cost.tokens, at)
    blockers = [at for at, work in enumerate(works) if work.at in blocking]
    rest = [at for at, work in enumerate(works) if work.at not in blocking]
    order = [*_sorted(works, blockers, keys), *sorted(rest, key=keys.__getitem__)]
    return tuple(works[at] for at in order), leaders


def _sorted(works: Sequence[Work], chosen: Sequence[int], keys: Mapping[int, _Key]) -> list[int]:
    """These works by their keys, each behind those of them that it comes after."""
    place = {works[at].at: at for at in chosen}
    waits = {at: sum(other in place for other in works[at].after) for at in chosen}
    onward: dict[int, list[int]] = {}
    for at in chosen:
        for other in works[at].after:
            if other in place:
                onward.setdefault(place[other], []).append(at)
    free = [(keys[at], at) for at in chosen if not waits[at]]
    heapify(free)
    order = []
    while free:
        at = heappop(free)[1]
        order.append(at)
        for other in onward.get(at, ()):
            waits[other] -= 1
            if not waits[other]:
                heappush(free, (keys[other], other))
    return order


def foundations(works: Sequence[Work]) -> Mapping[str, Work]:
    """For each component, the first foundation, where another task there is about auth."""
    first: dict[str, Work] = {}
    about: dict[str, int] = {}
    for work in works:
        about[work.component] = about.get(work.component, 0) + work.auth
        if is_foundation(work.finding.title):
            first.setdefault(work.component, work)
    return {component: work for component, work in first.items() if about[component] > 1}


def is_about_auth(title: str) -> bool:
    """Whether a title speaks of authentication, authorisation, sessions or permissions."""
    return bool(learning.matches(learning.words(title), _AUTH))


def is_foundation(title: str) -> bool:
    """Whether a title says that auth is to be built, not that one place of it is wrong."""
    plain = learning.words(title)
    if not learning.matches(plain, _AUTH):
        return False
    ground = bool(learning.matches(plain, _GROUND))
    if learning.matches(plain, _BUILDS):
        return ground or bool(learning.matches(plain, _AUTH_WHOLE))
    return ground and bool(learning.matches(plain, _LACKS))


def _groups(works: Sequence[Work]) -> list[int]:
    """For each work the first work that it shares files with, through others too."""
    parent = list(range(len(works)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    owner: dict[str, int] = {}
    for at, work in enumerate(works):
        for path in work.paths:
            one, other = root(at), root(owner.setdefault(path, at))
            parent[max(one, other)] = min(one, other)
    return [root(at) for at in range(len(works))]
