"""Secrets in text from outside: found by the shape that their issuer gave them, or by the name that
stands before them, and replaced by what they were.

Shapes that issuers publish are surest; a value behind ``password=`` counts unless it is plainly a
placeholder, a reference or a figure. A digest, a commit or a task's id is no secret. Each pattern
has bounded repeats, so that a text is read in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

#: By the issuer's own shape: what it is, the marks of which one must be there, the pattern.
SHAPES: tuple[tuple[str, str, str], ...] = (
    ("AWS access key", "AKIA ASIA", r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])"),
    ("GitHub token", "gh", r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}"),
    ("GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{22,255}"),
    ("GitLab token", "gl", r"(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-"
                           r"[A-Za-z0-9_-]{20,300}(?:\.[A-Za-z0-9]{1,20}){0,3}"),
    ("Slack token", "xox xapp-", r"(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,300}"),
    ("Slack webhook", "hooks.slack.com",
     r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,200}"),
    ("Anthropic key", "sk-ant-", r"sk-ant-[A-Za-z0-9_-]{20,300}"),
    ("OpenAI key", "sk-",
     r"(?<![A-Za-z0-9-])sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,300}|[A-Za-z0-9]{32,300})"),
    ("Google key", "AIza", r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}"),
    ("Google token", "ya29.", r"(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{20,500}"),
    ("Google secret", "GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{20,100}"),
    ("Stripe key", "k_ whsec_",
     r"(?<![A-Za-z0-9])(?:[rs]k_(?:live|test|prod)|whsec)_[A-Za-z0-9]{16,250}"),
    ("npm token", "npm_", r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}"),
    ("PyPI token", "pypi-", r"pypi-[A-Za-z0-9_-]{50,1000}"),
    ("SendGrid key", "SG.", r"(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16,80}"),
    ("Twilio key", "SK", r"(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("Azure key", "AccountKey SharedAccess", r"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,100}={0,2}"),
    ("DigitalOcean token", "do", r"(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}"),
    ("Docker token", "dckr_", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}"),
    ("Hugging Face token", "hf_", r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,60}"),
    ("Vault token", "hvs. hvb.", r"(?<![A-Za-z0-9])hv[sb]\.[A-Za-z0-9_-]{20,300}"),
    ("Shopify token", "shp", r"(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    ("Linear key", "lin_", r"(?<![A-Za-z0-9])lin_(?:api|oauth)_[A-Za-z0-9]{32,80}"),
    ("Telegram token", ":AA", r"(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"),
    ("age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    ("JSON web token", "eyJ",
     r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,2000}"),
)  # fmt: skip
#: What a name must hold for the value behind it to be a secret. The first half names words that
#: say little by themselves ("token: the next one"): their values must look made by a machine.
_LOOSE = r"token|secret|credentials?|api[_-]?key|access[_-]?key|client[_-]?key|auth[_-]?key"
_FIRM = r"password|passwd|passphrase|passwort|kennwort|contraseña|mot de passe|密码|パスワード|비밀번호|pwd"
_NAMED = re.compile(
    rf"(?:(?P<loose>{_LOOSE})|(?P<firm>{_FIRM}))(?P<tail>[\w-]{{0,20}})[\"'`]?\s{{0,3}}(?P<by>:=|=>|[=:：])\s{{0,3}}"
    r"(?:\"(?P<d>[^\"\n]{4,400})\"|'(?P<s>[^'\n]{4,400})'|`(?P<b>[^`\n]{4,400})`|(?P<p>[^\s\"'`,;<>|)\]}]{4,400}))",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer|basic|token)|(?<![A-Za-z])bearer)"
    r"\s{1,3}(?P<value>[A-Za-z0-9._~+/=-]{12,4000})",
    re.IGNORECASE,
)
_URL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<value>[^\s/@:?#\"'<>]{0,200}:[^\s/@\"'<>]{1,200}"
    r"|[^\s/@:?#\"'<>]{20,200})@"
)
_PEM_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
#: What a value is that says only that there would be one.
_PLACEHOLDER = re.compile(
    r"[<\[({$%*.x•…_-]|(?:process\.env|os\.environ|os\.getenv|env\.|env\[|settings\.|config\.|"
    r"self\.|this\.|req\.|request\.|vault:|secretsmanager|redacted|changeme|change_me|your|my_|"
    r"example|placeholder|dummy|secret\b|password\b|token\b|none\b|null\b|nil\b|true\b|false\b|"
    r"undefined\b|test\b|foo|bar\b|required|missing|invalid|expired|must\b|should\b|is\b|was\b)",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"(?:sha(?:1|256|512)[:-])?[0-9a-f]{7,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                     re.IGNORECASE)  # fmt: skip
_BREAKS = re.compile(r"(?:<br>|\\n|[ \t]*\n[ \t]*)")
MARK = "[redacted: {}]"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and what each was, in order, none twice."""

    text: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    kind: str


def redact(text: str) -> Redacted:
    """The text with each secret replaced by what it was; the same text where there is none.

    ``redact(redact(text).text).kinds == ()``.
    """
    found: list[str] = []
    for look in (_keys, _plain, _over_breaks):
        hits = _apart(look(text))
        found += [hit.kind for hit in hits]
        text = _without(text, hits)
    return Redacted(text, tuple(dict.fromkeys(found)))


def _without(text: str, hits: list[_Hit]) -> str:
    if not hits:
        return text
    pieces, at = [], 0
    for hit in hits:
        pieces += [text[at : hit.start], MARK.format(hit.kind)]
        at = hit.end
    return "".join([*pieces, text[at:]])


def _apart(hits: Iterator[_Hit]) -> list[_Hit]:
    """The hits in order, those that overlap an earlier one left out."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _keys(text: str) -> Iterator[_Hit]:
    """Private keys in PEM; one that never ends hides all that follows."""
    if "PRIVATE KEY" not in text:
        return
    begin = _PEM_BEGIN.search(text)
    while begin:
        end = _PEM_END.search(text, begin.end())
        stop = end.end() if end else len(text)
        yield _Hit(begin.start(), stop, "private key")
        begin = _PEM_BEGIN.search(text, stop)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _by_shape(text: str) -> Iterator[_Hit]:
    for kind, marks, pattern in SHAPES:
        if any(mark in text for mark in marks.split()):
            for match in _compiled(pattern).finditer(text):
                yield _Hit(match.start(), match.end(), kind)


def _plain(text: str) -> Iterator[_Hit]:
    """What stands on one line."""
    yield from _by_shape(text)
    for match in _HEADER.finditer(text):
        if not _is_placeholder(match["value"]):
            yield _Hit(*match.span("value"), "authorization")
    if "://" in text:
        for match in _URL.finditer(text):
            if not _is_placeholder(match["value"].partition(":")[2] or match["value"]):
                yield _Hit(*match.span("value"), "URL credentials")
    yield from _named(text)


def _named(text: str) -> Iterator[_Hit]:
    for match in _NAMED.finditer(text):
        group = next(name for name in "dsbp" if match[name] is not None)
        value = match[group]
        tests: tuple[Callable[[str], bool], ...] = (_is_placeholder, _is_figure)
        if any(test(value) for test in tests) or (group == "p" and "(" in value):
            continue
        quoted = group != "p" or match["by"] in ("=", ":=")
        if match["firm"] and (quoted or _is_made(value)):
            yield _Hit(*match.span(group), "password")
        elif match["loose"] and _is_made(value) and not _DIGEST.fullmatch(value):
            yield _Hit(*match.span(group), "secret")


def _is_placeholder(value: str) -> bool:
    return _PLACEHOLDER.match(value) is not None or len(set(value)) < 3


def _is_figure(value: str) -> bool:
    """Whether a value is a number of something: ``token: 8000``, ``4.2K``."""
    return value[:-1].replace(".", "").replace(",", "").isdigit() and len(value) < 8


def _is_made(value: str) -> bool:
    """Whether a value looks made by a machine: long, in one piece, letters and digits mixed."""
    letters = any(c.isalpha() for c in value)
    digits = sum(c.isdigit() for c in value)
    path = value.count("/") > 1 or value.endswith((".py", ".ts", ".js", ".go", ".json", ".md"))
    return len(value) >= 8 and letters and digits >= 2 and " " not in value and not path


def _over_breaks(text: str) -> Iterator[_Hit]:
    """What an issuer's shape finds only where line breaks inside it are left out."""
    breaks = list(_BREAKS.finditer(text))
    if not breaks:
        return
    places: list[int] = []
    joined: list[str] = []
    at = 0
    for gap in [*breaks, None]:
        stop = gap.start() if gap else len(text)
        joined.append(text[at:stop])
        places.extend(range(at, stop))
        at = gap.end() if gap else stop
    for hit in _by_shape("".join(joined)):
        yield _Hit(places[hit.start], places[hit.end - 1] + 1, hit.kind)
