"""Which package of a repository a path lies in, as the repository itself lays them out.

Declared members first (npm, pnpm, Lerna, Cargo, Go, uv, Maven), then the nearest folder below the
top that has a manifest. Of pnpm's YAML only the ``packages:`` list is read, as it is usually
written. What cannot be read declares nothing. A package is called by its folder, or by its path
where two are called alike.
"""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase

from mosaic.patterns import MULTILINE, regex
from mosaic.standard import Callable, Iterable, Iterator, Mapping, Sequence, json, tomllib
from mosaic.values import dataclass, field

#: What makes a folder a package.
MANIFESTS = (
    "package.json", "pyproject.toml", "Cargo.toml", "go.mod", "pom.xml", "build.gradle",
    "build.gradle.kts", "setup.py", "composer.json", "Gemfile", "mix.exs", "pubspec.yaml",
    "Package.swift", "project.json",
)  # fmt: skip
#: What names the packages of a repository; looked for at the top and one folder below it.
DECLARING = (
    "package.json", "pnpm-workspace.yaml", "lerna.json", "Cargo.toml", "go.work", "pyproject.toml",
    "pom.xml",
)  # fmt: skip
#: At most so many files are read.
MOST_READ = 60

#: Folders whose manifests are somebody else's, or made up for a test.
_SAMPLES = frozenset(
    ("node_modules", "vendor", "third_party", "fixtures", "__fixtures__", "testdata")
)
_MODULE = regex(r"<module>\s{0,20}([^<>\s]{1,300})\s{0,20}</module>")
_USE = regex(r"^[ \t]{0,20}(?:use[ \t]{1,20})?(\.[^\s()\"]{0,300})", MULTILINE)
_ITEM = regex(r"[ \t]{0,20}-[ \t]{1,20}['\"]?([^'\"#\n]{1,300}?)['\"]?[ \t]{0,20}(?:#.*)?")


@dataclass(frozen=True)
class Workspaces:
    """The packages of a repository: the name of each by its folder."""

    declared: Mapping[str, str] = field(default_factory=dict)
    nearest: Mapping[str, str] = field(default_factory=dict)

    def component(self, path: str) -> str:
        """The package that a path lies in, '' where none but the whole repository holds it."""
        for packages in (self.declared, self.nearest):
            folder = path.rpartition("/")[0]
            while folder:
                if folder in packages:
                    return packages[folder]
                folder = folder.rpartition("/")[0]
        return ""


def wanted(paths: Iterable[str]) -> tuple[str, ...]:
    """The files of a repository whose texts ``workspaces`` reads: those that may declare."""
    found = [p for p in paths if p.endswith(DECLARING) and p.count("/") < 2]
    named = [path for path in found if path.rpartition("/")[2] in DECLARING]
    return tuple(sorted(named, key=lambda path: (path.count("/"), path))[:MOST_READ])


def workspaces(paths: Iterable[str], texts: Mapping[str, str]) -> Workspaces:
    """The packages that these paths and the texts of ``wanted`` files tell."""
    having = (path.rpartition("/") for path in paths if path.endswith(MANIFESTS))
    folders = {folder for folder, _, name in having if folder and name in MANIFESTS}
    declared: dict[str, None] = {}
    for path, text in texts.items():
        base, _, name = path.rpartition("/")
        declared |= dict.fromkeys(_members(base, _PATTERNS[name](text), folders))
    inside = Workspaces(dict.fromkeys(declared, "."))
    others = [f for f in sorted(folders) if not inside.component(f"{f}/") and not _is_sample(f)]
    names = _names([*declared, *others])
    return Workspaces({f: names[f] for f in declared}, {f: names[f] for f in others})


def _is_sample(folder: str) -> bool:
    return not _SAMPLES.isdisjoint(folder.split("/"))


def _names(folders: Sequence[str]) -> dict[str, str]:
    last = {folder: folder.rpartition("/")[2] for folder in folders}
    counts = Counter(last.values())
    return {folder: folder if counts[name] > 1 else name for folder, name in last.items()}


def _members(base: str, patterns: Sequence[str], folders: Iterable[str]) -> Iterator[str]:
    """The folders that a declaration's patterns name; one without a star need have no manifest."""
    tidy = [_tidy(pattern) for pattern in patterns]
    include = [_parts(one) for found in tidy if found[:1] != "!" for one in _spread(found)]
    exclude = [_parts(one) for found in tidy if found[:1] == "!" for one in _spread(found[1:])]
    starred = [parts for parts in include if any("*" in part or "?" in part for part in parts)]
    for parts in include:
        if parts and parts not in starred and ".." not in parts:
            yield "/".join(([base] if base else []) + parts)
    prefix = f"{base}/" if base else ""
    for folder in sorted(folders):
        inside = folder.removeprefix(prefix).split("/") if folder.startswith(prefix) else []
        fits = inside and any(_fits(parts, inside) for parts in starred)
        if fits and not any(_fits(parts, inside) for parts in exclude):
            yield folder


def _tidy(pattern: str) -> str:
    mark = "!" if pattern.startswith("!") else ""
    plain = pattern.removeprefix("!").replace("\\", "/").strip().rstrip("/")
    return mark + plain.removeprefix("./")


def _parts(pattern: str) -> list[str]:
    return [part for part in pattern.split("/") if part not in ("", ".")]


def _spread(pattern: str) -> list[str]:
    """``{a,b}/*`` as both of them; the first pair of braces alone."""
    head, opened, rest = pattern.partition("{")
    inside, closed, tail = rest.partition("}")
    if not (opened and closed):
        return [pattern] if _parts(pattern) else []
    return [head + choice + tail for choice in inside.split(",")]


def _fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a pattern's parts match a folder's; ``**`` stands for any number of them."""
    reach = {0}
    for wants in pattern:
        if wants == "**":
            reach = set(range(min(reach), len(parts) + 1)) if reach else reach
        else:
            reach = {at + 1 for at in reach if at < len(parts) and fnmatchcase(parts[at], wants)}
    return len(parts) in reach


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _inner(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _npm(text: str) -> list[str]:
    found = _inner(_json(text), "workspaces")
    return _texts(found) or _texts(_inner(found, "packages"))


def _cargo(text: str) -> list[str]:
    found = _toml(text)
    members = _texts(_inner(found, "workspace", "members"))
    return members + [f"!{one}" for one in _texts(_inner(found, "workspace", "exclude"))]


def _uv(text: str) -> list[str]:
    found = _toml(text)
    members = _texts(_inner(found, "tool", "uv", "workspace", "members"))
    left = _texts(_inner(found, "tool", "uv", "workspace", "exclude"))
    return members + [f"!{one}" for one in left]


def _pnpm(text: str) -> list[str]:
    """The items below ``packages:``, a list of plain or quoted words; nothing else of YAML."""
    lines = [line for line in text.replace("\r", "").split("\n") if line.split("#")[0].strip()]
    found: list[str] = []
    inside = False
    for line in lines:
        item = _ITEM.fullmatch(line)
        if inside and item:
            found.append(item.group(1))
        else:
            key, _, rest = line.partition(":")
            inside = key == "packages"
            if inside and rest.strip().startswith("["):
                found += [one.strip(" '\"") for one in rest.strip(" []").split(",")]
    return found


#: How each declaring file says what its packages are.
_PATTERNS: Mapping[str, Callable[[str], Sequence[str]]] = {
    "package.json": _npm,
    "lerna.json": lambda text: _texts(_inner(_json(text), "packages")),
    "pnpm-workspace.yaml": _pnpm,
    "Cargo.toml": _cargo,
    "pyproject.toml": _uv,
    "go.work": lambda text: _USE.findall(text),
    "pom.xml": lambda text: _MODULE.findall(text),
}
