"""The quality gates that a host clearly has; where that is not clear, a hint and no guess."""

from __future__ import annotations

from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import json, tomllib

#: What npm writes where nobody has written tests yet.
_NO_TESTS = "no test specified"
_SCRIPTS = ("lint", "typecheck", "test")
_TARGET = regex(rb"(?m)^(check|lint|test)[ \t]*:(?!=)")
_RUNNERS = (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun"))


def quality_gates(top: Path) -> tuple[str, tuple[str, ...]]:
    """The one command to run, or '' and every candidate where there is none or several.

    A Makefile's ``check`` is the host's own word for it and decides.
    """
    targets = set(_TARGET.findall(_bytes(top / "Makefile")))
    if b"check" in targets:
        return "make check", ("make check",)
    made = " && ".join(f"make {t}" for t in ("lint", "test") if t.encode() in targets)
    found = [made, _node(top), _python(top), _rust(top), _go(top)]
    if "test" in made:
        return made, (made,)
    candidates = tuple(c for c in found if c)
    return (candidates[0] if len(candidates) == 1 else ""), candidates


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _node(top: Path) -> str:
    try:
        package = json.loads(_bytes(top / "package.json") or b"{}")
    except ValueError:  # a package.json that npm cannot read either names no gates
        return ""
    scripts = package.get("scripts") if isinstance(package, dict) else None
    if not isinstance(scripts, dict):
        return ""
    have = [n for n in _SCRIPTS if isinstance(scripts.get(n), str) and scripts[n].strip()]
    if "test" in have and _NO_TESTS in scripts["test"]:
        have.remove("test")
    runner = next((name for lock, name in _RUNNERS if (top / lock).is_file()), "npm")
    return " && ".join(f"{runner} run {name}" for name in have)


def _python(top: Path) -> str:
    text = _bytes(top / "pyproject.toml").decode("utf-8", "replace")
    try:
        project = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a pyproject.toml that pip cannot read either
        return ""
    tools = project.get("tool", {})
    tested = "pytest" in tools or "pytest" in text or (top / "pytest.ini").is_file()
    if not project or not tested:
        return ""
    return "ruff check . && pytest" if "ruff" in tools else "pytest"


def _rust(top: Path) -> str:
    return "cargo test" if (top / "Cargo.toml").is_file() else ""


def _go(top: Path) -> str:
    return "go vet ./... && go test ./..." if (top / "go.mod").is_file() else ""
