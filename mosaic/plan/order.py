"""The order within a phase (guide, Step 2): blockers first, one file's tasks together, simpler
before complex; what is equal in all three stays as it was reported.

A foundation is a task that builds authentication or authorisation, by its title. The first one
of a component blocks that component's other tasks of the phase whose titles are about auth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mosaic import learning
from mosaic.parse.review.finding import Finding
from mosaic.plan.estimate import Estimate
from mosaic.plan.subject import Category

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


@dataclass(frozen=True, slots=True)
class Work:
    """One finding on its way to a row; ``paths`` are the keys of its files."""

    finding: Finding
    category: Category
    cost: Estimate
    paths: tuple[str, ...]


def arrange(works: Sequence[Work]) -> tuple[tuple[Work, ...], Mapping[str, Work]]:
    """The works of one phase in order, and each component's foundation that others rely on."""
    leaders = foundations(works)
    leading = {id(work) for work in leaders.values()}
    groups: dict[int, list[int]] = {}
    for at, group in enumerate(_groups(works)):
        groups.setdefault(group, []).append(at)
    keyed = []
    for members in groups.values():
        head = min(works[at].cost.tokens for at in members)
        ahead = any(id(works[at]) in leading for at in members)
        key = (not ahead, len(members) == 1, head, members[0])
        keyed += [(works[at].cost.tokens, at, key) for at in members]
    keyed.sort(key=lambda k: (id(works[k[1]]) not in leading, k[2], k[0], k[1]))
    return tuple(works[at] for _, at, _ in keyed), leaders


def foundations(works: Sequence[Work]) -> Mapping[str, Work]:
    """For each component, the first foundation, where another task there is about auth."""
    first: dict[str, Work] = {}
    about: dict[str, int] = {}
    for work in works:
        component = work.finding.component
        about[component] = about.get(component, 0) + is_about_auth(work.finding.title)
        if is_foundation(work.finding.title):
            first.setdefault(component, work)
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
