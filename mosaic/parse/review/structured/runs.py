"""One run of a SARIF log: its rules, messages, levels and places, looked up as the standard says.

SARIF 2.1.0: 3.52.3 (rule lookup), 3.11.7 (message lookup), 3.27.10 (level), 3.14.14 (URI bases).
Tools leave out the index that the standard wants, so that a rule is also found by its id, and by
the beginning of a hierarchical one.
"""

from __future__ import annotations

import re

from mosaic.parse.review import rules
from mosaic.parse.review.structured import uris
from mosaic.parse.review.structured.nodes import EMPTY, Node
from mosaic.patterns import regex
from mosaic.standard import Iterator, Mapping, Sequence, cached_property
from mosaic.values import dataclass, field

_FIELDS = regex(r"\{(\d{1,3})\}|\{\{|\}\}")
_LINK = regex(r"\[((?:[^\[\]\\\n]|\\.){1,400})\]\((\d{1,6})\)")
#: Characters of a message's pattern and of one argument; how many places of it are filled.
_LONGEST = 8000
_LONGEST_ARGUMENT = 400
_MOST_FILLED = 50
_MOST_BASES = 20


@dataclass(frozen=True)
class Component:
    """A part of the tool, driver or extension, with its rules by id and GUID."""

    node: Node
    rules: tuple[Node, ...]
    known: Mapping[str, Node]


@dataclass(frozen=True)
class Run:
    """A run; ``here`` are the folders that are the repository's root on this machine."""

    node: Node
    here: uris.Roots = field(default_factory=uris.Roots)

    @cached_property
    def tool(self) -> str:
        """The tool's name."""
        return self.node.node("tool").node("driver").text("name")

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The driver, then the extensions."""
        tool = self.node.node("tool")
        return tuple(_component(one) for one in (tool.node("driver"), *tool.nodes("extensions")))

    @cached_property
    def overrides(self) -> tuple[Mapping[str, str], ...]:
        """For each invocation, the levels that it gave to rules, by id or GUID."""
        return tuple(
            {
                name: one.node("configuration").text("level")
                for one in call.nodes("ruleConfigurationOverrides")
                for name in _names(one.node("descriptor"))
            }
            for call in self.node.nodes("invocations")
        )

    @cached_property
    def artifacts(self) -> tuple[Node, ...]:
        """The artifacts that locations name by their index."""
        return self.node.nodes("artifacts")

    @cached_property
    def bases(self) -> Mapping[str, tuple[str, ...]]:
        """Each URI base as folders one below the other; the first may be absolute."""
        table = self.node.node("originalUriBaseIds")
        return {name: _base(table, name) for name in list(table.fields)[:_MOST_BASES]}

    @cached_property
    def roots(self) -> uris.Roots:
        """The repository's root here, where it was checked out, and where the tool ran."""
        named = [one.node("mappedTo") for one in self.node.nodes("versionControlProvenance")]
        named += [one.node("workingDirectory") for one in self.node.nodes("invocations")]
        return self.here.more(self._absolute(one) for one in named[:_MOST_BASES])

    def rule(self, result: Node) -> tuple[str, Node, Component]:
        """A result's rule: its id, what the tool says of it, and the part that does."""
        told = result.node("rule")
        name = result.text("ruleId") or told.text("id")
        index = told.number("index")
        index = result.number("ruleIndex") if index is None else index
        among = self._among(told.node("toolComponent"))
        at = [c.rules[index] if index is not None and index < len(c.rules) else EMPTY
              for c in among]  # fmt: skip
        for component, rule in zip(among, at, strict=True):
            found = component.known.get(told.text("guid")) if told.text("guid") else None
            found = found or (rule if rule and _fits(name, rule.text("id")) else None)
            found = found or _by_name(component, name)
            if found:
                return name or found.text("id"), found, component
        return name, at[0], among[0]

    def _among(self, reference: Node) -> Sequence[Component]:
        """The component that a reference names; without one all, the driver first."""
        index = reference.number("index")
        if index is not None and index + 1 < len(self.components):
            return (self.components[index + 1],)
        for key in ("guid", "name"):
            said = reference.text(key)
            found = [one for one in self.components if said and one.node.text(key) == said]
            if found:
                return found
        return self.components

    def level(self, result: Node, rule: Node) -> tuple[str, rules.Rule]:
        """A result's level in small letters, and where it is said (3.27.10)."""
        said = result.text("level").strip()
        call = result.node("provenance").number("invocationIndex")
        if not said and call is not None and call < len(self.overrides):
            names = _names(rule)
            said = next((self.overrides[call][n] for n in names if n in self.overrides[call]), "")
        if said:
            return said.casefold(), rules.LEVEL
        default = rule.node("defaultConfiguration").text("level").strip()
        return (default.casefold() or "warning"), rules.RULE_DEFAULT

    def message(self, told: Node, rule: Node, component: Component) -> tuple[str, str]:
        """A message as plain text and as Markdown, either may be the other."""
        found = told
        if not told.text("text") and told.text("id"):
            name = told.text("id")
            found = rule.node("messageStrings").node(name)
            found = found or component.node.node("globalMessageStrings").node(name)
        given = told.fields.get("arguments")
        arguments = [a if isinstance(a, str) else "" for a in given] if type(given) is list else []
        filled = [
            _filled(found.text(key)[:_LONGEST], arguments, found is not told)
            for key in ("text", "markdown")
        ]
        return filled[0] or filled[1], filled[1] or filled[0]

    def path(self, location: Node) -> str:
        """An artifact location's path from the repository's root, or ""."""
        return uris.from_root(self._where(location), self.roots)

    def places(self, locations: Sequence[Node]) -> Iterator[tuple[str, Node]]:
        """Path and region of each physical location that names a file."""
        for one in locations:
            physical = one.node("physicalLocation")
            path = self.path(physical.node("artifactLocation"))
            if path:
                yield path, physical.node("region") or physical.node("contextRegion")

    def _where(self, location: Node) -> str:
        """An artifact location as a path, absolute where its base leads into the repository."""
        index = location.number("index")
        if not location.text("uri") and index is not None and index < len(self.artifacts):
            location = self.artifacts[index].node("location")
        path = uris.plain(location.text("uri"))
        base = self.bases.get(location.text("uriBaseId"), ())
        if not path or uris.is_absolute(path):
            return path
        whole = uris.joined((*base, path))
        if not uris.is_absolute(self.roots.inside(whole)):
            return whole
        # The folder of another machine tells nothing here: what is below it is the repository's.
        return uris.joined((*base[1:], path))

    def _absolute(self, location: Node) -> str:
        path = uris.plain(location.text("uri"))
        return uris.joined((*self.bases.get(location.text("uriBaseId"), ()), path))


def linked(text: str, run: Run, result: Node) -> str:
    """A message whose links to places (3.11.6) are told as ``text (path:line)``."""
    if "](" not in text:
        return text
    known = {
        place.number("id"): place
        for key in ("locations", "relatedLocations")
        for place in result.nodes(key)
    }

    def told(match: re.Match[str]) -> str:
        place = known.get(int(match.group(2)), EMPTY)
        where = next((shown(path, region) for path, region in run.places((place,))), "")
        said = match.group(1).replace("\\", "")
        return f"{said} ({where})" if where else said

    return _LINK.sub(told, text)


def unlinked(text: str) -> str:
    """A message with the words of its links alone."""
    return _LINK.sub(lambda m: m.group(1).replace("\\", ""), text) if "](" in text else text


def shown(path: str, region: Node) -> str:
    """A place as people write it: path, line, column."""
    line, column = region.number("startLine"), region.number("startColumn")
    lines = uris.span(line, region.number("endLine"))
    if not lines:
        return path
    return f"{path}:{lines}" + (f" (column {column})" if column else "")


def _base(table: Node, name: str) -> tuple[str, ...]:
    """A base's folders, from the outermost; a chain that goes in a circle ends."""
    parts: list[str] = []
    seen: set[str] = set()
    while name and name not in seen and len(seen) < _MOST_BASES:
        seen.add(name)
        path = uris.plain(table.node(name).text("uri"))
        parts.append(path)
        name = "" if uris.is_absolute(path) else table.node(name).text("uriBaseId")
    return tuple(part for part in reversed(parts) if part)


def _component(node: Node) -> Component:
    rules = node.nodes("rules")
    known: dict[str, Node] = {}
    for rule in rules:
        for name in _names(rule):
            known.setdefault(name, rule)
    return Component(node, rules, known)


def _names(descriptor: Node) -> tuple[str, ...]:
    return tuple(name for name in (descriptor.text("guid"), descriptor.text("id")) if name)


def _fits(name: str, rule: str) -> bool:
    """Whether a result's rule id is the rule's own, or one below it (3.27.5)."""
    return not name or not rule or name == rule or name.startswith(f"{rule}/")


def _by_name(component: Component, name: str) -> Node | None:
    for _ in range(10):
        if name in component.known:
            return component.known[name]
        name = name.rpartition("/")[0]
        if not name:
            return None
    return None


def _filled(text: str, arguments: Sequence[str], pattern: bool) -> str:
    """A message with its arguments; braces stay where there is nothing to fill in, since most
    tools do not double them as 3.11.5 wants."""
    if not arguments and not pattern:
        return text

    def put(match: re.Match[str]) -> str:
        if not match.group(1):
            return match.group()[0]
        at = int(match.group(1))
        return arguments[at][:_LONGEST_ARGUMENT] if at < len(arguments) else match.group()

    return _FIELDS.sub(put, text, count=_MOST_FILLED)
