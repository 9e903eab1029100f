"""What written findings are made of: titles, severities, ids and file references, each as it is
written and as it must be read. Only what a person could mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from mosaic.parse.review.finding import FileRef, Severity

#: Titles begin with one of these, some of which look like an id or a severity and are none.
OPENINGS = (
    "Tokens never expire", "SQL is built from input", "Ausgabe läuft über", "A password is logged",
    "日本語の入力が壊れる", "한국어 이름이 잘린다", "输入没有检查就使用",
    "`eval` runs whatever comes", "High memory use in exports", "Low-level locks leak",
    "Critical section is entered twice", "Medium-sized files are read whole", "UTF-8 names are cut",
    "HTTP/2 frames are dropped", "OAuth2 scopes are not checked", "S3 buckets are public",
    "Base64 is no encryption", "**Nobody** closes the pool",
    "[Sessions](https://example.invalid/s) are shared",
    "N+1 queries in lists", "No rate limit on login", "Fixed-size buffers overflow",
    "Passwords pass in the clear", "Done callbacks run twice", "Resolved paths leave the root",
)  # fmt: skip
#: What may follow within a title.
PIECES = (
    "for good", "`a|b`", "`--force`", "🚀", "👩\u200d💻 alike", "in *all* tenants", "über `x::y`",
    "of 日本語", "(see below)", "#12", "at 50 %", "$(whoami)", "snake_case", "2 * 3", "don't",
    "`<b>`", "AT&T", "“quoted”", "when: always", "in `__init__`", "and/or late", "1,000 times",
    "~ once", "a_b_c", "`{}`", "[there](x)", "— as ever — today", "e\u0301", "❤️ hearts",
)  # fmt: skip
WORDS: dict[Severity, tuple[str, ...]] = {
    "critical": ("Critical", "CRITICAL", "Blocker", "P0", "S1"),
    "high": ("High", "HIGH", "Major", "P1", "S2"),
    "medium": ("Medium", "MED", "Moderate", "P2", "S3"),
    "low": ("Low", "LOW", "Minor", "P3", "S4"),
}
NATIVE: dict[Severity, tuple[str, ...]] = {
    "critical": ("严重", "重大", "심각"),
    "high": ("高", "높음", "高危"),
    "medium": ("中", "중간", "中危"),
    "low": ("低", "낮음", "低危"),
}
SIGNS: dict[Severity, str] = {"critical": "🔴", "high": "🟠", "medium": "🟡", "low": "🟢"}
LETTERS: dict[Severity, str] = {"critical": "C", "high": "H", "medium": "M", "low": "L"}
SCORES: dict[Severity, str] = {"critical": "9.8", "high": "7.5", "medium": "5.3", "low": "2.1"}
FAMILIES = ("SEC", "CQ", "PERF-API", "MUSIC", "AUTH", "TEST", "INFRA-DB", "Q", "BUG")
FOLDERS = ("src/io", "apps/api/src", "lib", "packages/web", "src/a.b", "cmd/日本", "tests/unit")
NAMES = (
    "scan.py", "user.service.ts", "main.go", "[id].tsx", "Über.java", "Dockerfile", "a-b.rs",
    "My File v1.2.md", "index.test.js", "x.c",
)  # fmt: skip

severities: st.SearchStrategy[Severity] = st.sampled_from(("critical", "high", "medium", "low"))


@dataclass(frozen=True)
class Said:
    """Something as it is written, and what it says."""

    written: str
    plain: str


@dataclass(frozen=True)
class Named:
    """File references as they are written, and those that are meant."""

    written: str
    refs: tuple[FileRef, ...]


def _said(markdown: str) -> str:
    """What a title says, its marks apart; the titles hold no others."""
    text = markdown.replace("](https://example.invalid/s)", "").replace("](x)", "")
    for mark in ("**", "`", "*all*", "["):
        text = text.replace(mark, "all" if mark == "*all*" else "")
    return text


@st.composite
def titles(draw: st.DrawFn) -> Said:
    """A title that says at least twelve characters."""
    parts = [draw(st.sampled_from(OPENINGS))]
    parts += draw(st.lists(st.sampled_from(PIECES), max_size=3, unique=True))
    written = " ".join(parts)
    if len(written) < 12:
        written += " on every single day"
    return Said(written, _said(written))


def words(severity: Severity) -> st.SearchStrategy[str]:
    """A word for a severity, as heads and labels have it."""
    return st.sampled_from(WORDS[severity])


_number = st.integers(1, 4000)
_range = st.tuples(_number, st.integers(1, 90)).map(lambda pair: (pair[0], sum(pair)))


@st.composite
def _one(draw: st.DrawFn, path: str, *, bare: bool) -> Named:
    """One file in one of the ways in which people name files; ``bare``: also without marks."""
    first, last = draw(_range)
    place, name = path.rpartition("/")[2], path.rpartition("/")[2]
    spaced = " " in path
    link = f"<{path}#L{first}>" if spaced else f"{path}#L{first}"
    ways = [
        Named(f"`{path}:{first}`", (FileRef(path, f"{first}"),)),
        Named(f"`{path}:{first}-{last}`", (FileRef(path, f"{first}-{last}"),)),
        Named(f"`{path}:{first}–{last}`", (FileRef(path, f"{first}-{last}"),)),
        Named(f"`{path}` (lines {first}, {last})", (FileRef(path, f"{first}, {last}"),)),
        Named(f"`{path}` (Lines {first}-{last})", (FileRef(path, f"{first}-{last}"),)),
        Named(f"`{path}` (line {first})", (FileRef(path, f"{first}"),)),
        Named(f"`{path}#L{first}-L{last}`", (FileRef(path, f"{first}-{last}"),)),
        Named(f"`./{path}:{first}`", (FileRef(path, f"{first}"),)),
        Named(f"`{path}`", (FileRef(path),)),
    ]
    if "[" not in path:
        ways.append(Named(f"[{place}]({link})", (FileRef(path, f"{first}"),)))
    if path.startswith("src/") and not spaced:
        far = f"/home/dev/work/{path}"
        ways += [
            Named(f"[there](file://{far}#L{first}-L{last})", (FileRef(path, f"{first}-{last}"),)),
            Named(f"`{far}:{first}`", (FileRef(path, f"{first}"),)),
        ]
    if bare and not spaced and "[" not in name:
        ways += [
            Named(f"{path}:{first}", (FileRef(path, f"{first}"),)),
            Named(f"{path}", (FileRef(path),)),
            Named(f"{path} (lines {first}-{last})", (FileRef(path, f"{first}-{last}"),)),
        ]
    return draw(st.sampled_from(ways))


@st.composite
def files(draw: st.DrawFn, *, bare: bool = True, most: int = 3) -> Named:
    """Some files, or none, or words that name none; each file once."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=most))
    if not names:
        return Named(draw(st.sampled_from(("", "All 4 gateway files", "everywhere"))), ())
    said = [draw(_one(f"{draw(st.sampled_from(FOLDERS))}/{name}", bare=bare)) for name in names]
    between = draw(st.sampled_from(("; ", " · ", ", ")))
    return Named(between.join(s.written for s in said), sum((s.refs for s in said), ()))


def located(named: Named) -> bool:
    """Whether a file's lines are named."""
    return any(ref.lines for ref in named.refs)


def joined(lines: Sequence[str]) -> str:
    """Lines as a text that ends in a line end."""
    return "".join(f"{line}\n" for line in lines)
