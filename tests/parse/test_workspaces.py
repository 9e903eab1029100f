"""Packages as a repository lays them out: declared ones, then the nearest manifest."""

from __future__ import annotations

import pytest

from mosaic.parse.workspaces import wanted, workspaces

NPM = (
    "package.json", "apps/web/package.json", "apps/web/src/a.ts", "packages/ui/package.json",
    "packages/ui/fixtures/web/package.json", "packages/old/package.json", "tools/x.ts",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", '{"workspaces": ["apps/*", "./packages/ui/"]}'),
        ("package.json", '{"workspaces": {"packages": ["{apps,packages}/*"]}}'),
        ("lerna.json", '{"packages": ["apps/*", "packages/**", "!packages/ui/fixtures/**"]}'),
        ("pnpm-workspace.yaml", "packages:\n  # ours\n  - 'apps/*'\n  - packages/*  # x\n"),
        ("pnpm-workspace.yaml", 'packages: ["apps/*", "packages/*"]\ncatalog:\n  - tools\n'),
    ],
)
def test_declared_members(name: str, text: str) -> None:
    """A package within a declared one is part of it."""
    found = workspaces((*NPM, name), {name: text})
    assert found.component("apps/web/src/a.ts") == "web"
    assert found.component("packages/ui/fixtures/web/b.ts") == "ui"
    assert found.component("tools/x.ts") == ""
    assert found.component("b.ts") == ""


@pytest.mark.parametrize(
    ("name", "text", "path", "component"),
    [
        ("Cargo.toml", '[workspace]\nmembers = ["crates/*"]', "crates/core/src/lib.rs", "core"),
        ("Cargo.toml", '[workspace]\nmembers=["crates/*"]\nexclude=["crates/core"]',
            "crates/core/src/lib.rs", "core"),
        ("go.work", "go 1.22\n\nuse (\n\t./svc/api // x\n)\n", "svc/api/main.go", "api"),
        ("go.work", "use ./svc/api\n", "svc/api/in/main.go", "api"),
        ("pyproject.toml", '[tool.uv.workspace]\nmembers = ["libs/*"]', "libs/m/src/m.py", "m"),
        ("pom.xml", "<modules><module>core/impl</module></modules>", "core/impl/A.java", "impl"),
        ("backend/pom.xml", "<modules>\n<module> a </module></modules>", "backend/a/A.java", "a"),
    ],
)  # fmt: skip
def test_other_ecosystems(name: str, text: str, path: str, component: str) -> None:
    """Named members need no manifest; what is excluded is a package of its own all the same."""
    paths = (name, path, "crates/core/Cargo.toml", "libs/m/pyproject.toml")
    assert workspaces(paths, {name: text}).component(path) == component


@pytest.mark.parametrize(
    "manifest", ["package.json", "pyproject.toml", "Cargo.toml", "go.mod", "pom.xml", "setup.py"]
)
def test_the_nearest_manifest(manifest: str) -> None:
    """Without a declaration; the top's own manifest tells nothing."""
    paths = (manifest, f"server/{manifest}", f"server/sub/{manifest}", "web/a.ts")
    found = workspaces(paths, {})
    assert found.component("server/src/a.x") == "server"
    assert found.component("server/sub/src/a.x") == "sub"
    assert found.component("web/a.ts") == ""


def test_two_of_one_name_are_called_by_their_paths() -> None:
    found = workspaces(("apps/web/package.json", "libs/web/package.json", "libs/a/go.mod"), {})
    assert found.component("apps/web/a.ts") == "apps/web"
    assert found.component("libs/web/a.ts") == "libs/web"
    assert found.component("libs/a/a.go") == "a"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", "{"), ("package.json", "[" * 100_000), ("package.json", "[1]"),
        ("package.json", '{"workspaces": 3}'), ("package.json", '{"workspaces": [3, null]}'),
        ("Cargo.toml", "[workspace"), ("Cargo.toml", "workspace = 3"), ("go.work", "use"),
        ("pnpm-workspace.yaml", "packages:\n\t- &x {a: b}\n"), ("pom.xml", "<module>"),
        ("pyproject.toml", '[tool.uv.workspace]\nmembers = ["../..", "", "/", "{", "!"]'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_declares_nothing(name: str, text: str) -> None:
    found = workspaces((name, "apps/web/package.json"), {name: text})
    assert found.component("apps/web/a.ts") == "web"
    assert found.component("x/a.ts") == ""


def test_only_what_may_declare_is_read() -> None:
    """At the top and one folder below it, sixty at most, the top's first."""
    paths = ["a/b/package.json", "a/package.json", "package.json", "xpackage.json", "a/go.mod"]
    assert wanted(paths) == ("package.json", "a/package.json")
    assert len(wanted(f"p{n}/package.json" for n in range(500))) == 60
