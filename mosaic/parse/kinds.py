"""What kind of file a path is: state files are tracking, then the host's own patterns decide
(``[kinds]`` of the config, the strictest kind first), then the first row of ``TABLE`` that fits.

The kind decides which review a change needs (guide, "Review Timing Guidelines") and whether
documentation and integration are asked for. What fits no row is source, the strictest kind.
"""

from __future__ import annotations

from mosaic.parse.globs import matches
from mosaic.parse.paths import is_state_file
from mosaic.standard import Callable, Literal, TypeAlias
from mosaic.values import dataclass

Kind = Literal["source", "config", "tests", "docs", "tracking"]
#: A host's own patterns by kind, in the order in which they are asked.
Own: TypeAlias = tuple[tuple[Kind, tuple[str, ...]], ...]

#: Prose by its suffix. ``.txt`` is not here: requirements.txt installs, CMakeLists.txt builds.
DOC_SUFFIXES = (".md", ".markdown", ".rst", ".adoc", ".asciidoc")
DOC_NAMES = (
    "license", "license.txt", "licence", "licence.txt", "notice", "notice.txt", "copying",
    "authors", "authors.txt", "contributors", "changelog", "changelog.txt", "readme", "readme.txt",
)  # fmt: skip
TEST_FOLDERS = (
    "tests", "test", "__tests__", "__mocks__", "__snapshots__", "e2e", "testdata", "cypress",
)  # fmt: skip
#: ``spec/`` is a test folder only at the root: deeper down it often holds an API's description.
ROOT_TEST_FOLDERS = ("spec", "specs")
TEST_PREFIXES = (("test_", ".py"),)
#: A dotted part of the name that says test, such as ``cart.test.ts`` and ``cart.spec.js``.
TEST_PARTS = (".test.", ".tests.", ".spec.", ".e2e.", ".e2e-spec.", ".cy.")
TEST_ENDINGS = (
    "_test.py", "_tests.py", "_test.go", "_test.rs", "_test.rb", "_spec.rb", "_test.dart",
    "_test.exs", "_test.c", "_test.cc", "_test.cpp", "_unittest.cc", "_test.lua", "_spec.lua",
    ".feature", ".snap", ".bats",
)  # fmt: skip
#: Languages whose test classes say so in their name's last capitalised word.
CLASS_SUFFIXES = (".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".fs", ".php", ".swift", ".m")
CLASS_ENDINGS = ("Test", "Tests", "TestCase", "IT", "Spec", "Specs")
TEST_NAMES = ("conftest.py", "tests.rs", "tests.py", "spec_helper.rb", "test_helper.exs")
CONFIG_FOLDERS = (
    ".github/workflows", ".gitea/workflows", ".forgejo/workflows", ".circleci", ".woodpecker",
    ".buildkite",
)  # fmt: skip
CONFIG_SUFFIXES = (
    ".yml", ".yaml", ".toml", ".json", ".jsonc", ".json5", ".ini", ".cfg", ".conf", ".properties",
    ".env", ".lock", ".xml", ".plist", ".editorconfig",
)  # fmt: skip
CONFIG_NAMES = (
    "dockerfile", "containerfile", "jenkinsfile", "codeowners", "procfile", "caddyfile",
    "requirements.txt", "constraints.txt", "go.mod", "go.sum", "gemfile.lock", ".gitignore",
    ".gitattributes", ".gitmodules", ".dockerignore", ".npmrc", ".nvmrc", ".tool-versions",
    ".prettierrc", ".eslintrc", ".babelrc",
)  # fmt: skip
CONFIG_PREFIXES = ("dockerfile.", "containerfile.", ".env.", "requirements-", "requirements_")


@dataclass(frozen=True)
class Row:
    """One row of the table: paths that ``fits`` says yes to are of this kind."""

    kind: Kind
    fits: Callable[[str], bool]
    about: str


def kind_of(path: str, own: Own = ()) -> Kind:
    """The kind of a path as git writes it: relative to the root, with slashes."""
    if is_state_file(path):
        return "tracking"
    for kind, patterns in own:
        if any(matches(path, pattern) for pattern in patterns):
            return kind
    return next((row.kind for row in TABLE if row.fits(path)), "source")


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_docs(path: str) -> bool:
    name = _name(path).lower()
    return path.startswith("docs/") or name.endswith(DOC_SUFFIXES) or name in DOC_NAMES


def _in_test_folder(path: str) -> bool:
    folders = path.lower().split("/")[:-1]
    return any(f in TEST_FOLDERS for f in folders) or folders[:1] in [
        [f] for f in ROOT_TEST_FOLDERS
    ]


def _is_named_test(path: str) -> bool:
    name = _name(path)
    low = name.lower()
    stem, dot, suffix = name.rpartition(".")
    return (
        low in TEST_NAMES
        or low.endswith(TEST_ENDINGS)
        or any(part in low for part in TEST_PARTS)
        or any(low.startswith(head) and low.endswith(tail) for head, tail in TEST_PREFIXES)
        or (f"{dot}{suffix}".lower() in CLASS_SUFFIXES and stem.endswith(CLASS_ENDINGS))
    )


def _is_config(path: str) -> bool:
    name = _name(path).lower()
    return (
        name in CONFIG_NAMES
        or name.startswith(CONFIG_PREFIXES)
        or name.endswith(CONFIG_SUFFIXES)
        or path.startswith(tuple(f"{folder}/" for folder in CONFIG_FOLDERS))
    )


#: In this order: the first that fits decides.
TABLE: tuple[Row, ...] = (
    Row("tracking", is_state_file, "the state files, which only entries may change"),
    Row(
        "docs",
        _is_docs,
        "`docs/`, prose by suffix (`.md`, `.rst`, `.adoc`), files such as LICENSE and CHANGELOG",
    ),
    Row(
        "tests",
        _in_test_folder,
        "whatever lies in a test folder (`tests/`, `__tests__/`, `e2e/`, at the root `spec/`), its"
        " data too",
    ),
    Row(
        "tests",
        _is_named_test,
        "files named as tests in the usual languages, such as `test_x.py` and `x.test.ts`",
    ),
    Row(
        "config",
        _is_config,
        "YAML, TOML, JSON, INI, XML, Dockerfiles, requirements and lock files, what CI runs",
    ),
)
