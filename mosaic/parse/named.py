"""Secrets that only the words before them tell: ``password=…``, an Authorization header, a URL's
userinfo.

A placeholder, a reference to a variable, a figure, a path or a word of prose is no secret; nor is a
short row of hexadecimal digits, such as a commit or a claim's token. Patterns repeat boundedly.
"""

from __future__ import annotations

from mosaic.parse import suspicion
from mosaic.patterns import IGNORECASE, Match, Pattern, regex
from mosaic.standard import Iterator

#: What a name must hold for the value behind it to be a secret. Loose words say little by
#: themselves ("token: the next one"): their values must look made by a machine.
_LOOSE = r"token|secret|credentials?|api[_-]?key|access[_-]?key|client[_-]?key|auth[_-]?key|_pass"
_FIRM = "|".join(
    ("password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "contraseña",
     "mot de passe", "密码", "パスワード", "비밀번호")
)  # fmt: skip
_VALUE = (
    r"(?:\\{0,2}\"(?P<d>(?:[^\"\\\n]|\\[^\"\n]){4,400})\\{0,2}\"|'(?P<s>[^'\n]{4,400})'"
    r"|`(?P<b>[^`\n]{4,400})`|(?P<p>(?![=~])[^\s\"'`,;<>|)\]}\\]{4,400}))"
)
_NAMED = regex(
    rf"(?:(?P<loose>{_LOOSE})|(?P<firm>{_FIRM}))(?P<tail>[\w-]{{0,20}})\\{{0,2}}[\"'`]?\s{{0,3}}"
    rf"(?P<by>:=|=>|[=:：])\s{{0,3}}{_VALUE}",
    IGNORECASE,
)
_FLAG = regex(
    r"--[\w-]{0,20}(?:password|passwd|passphrase|token|secret|api-?key)\s{1,3}"
    r"[\"']?(?P<value>[^\s\"'`,;<>|)\]}\\-][^\s\"'`,;<>|)\]}\\]{5,400})",
    IGNORECASE,
)
_HEADER = regex(
    r"(?:authorization[\"'`]?\s{0,3}[:=]\s{0,3}[\"'`]?(?:bearer|basic|token)|(?<![a-z])bearer)"
    r"\s{1,3}(?P<value>[A-Za-z0-9._~+/=-]{8,4000})",
    IGNORECASE,
)
_URL = regex(
    r"(?<=[A-Za-z0-9])://(?P<value>(?P<user>[^\s/@:?#\"'<>`]{0,200})"
    r"(?::(?P<pw>[^\s/?#\"'<>`]{1,200}))?)@"
)
#: What a value is that says only that there would be one.
_STANDS_FOR = regex(
    r"[<\[({…•]|\*\*|\.\.|xxx|--|\$[{(A-Za-z_]|%[({A-Za-z_]|@\w+@|"
    r"(?:process\.env|os\.environ|os\.getenv|getenv|env\.|env\[|settings\.|config\.|self\.|this\.|"
    r"req\.|request\.|secrets\.|vars\.|vault:|secretsmanager|arn:aws|op://|your|my[_-]|some[_-])|"
    r"(?:secret|password|passwd|passphrase|pass|token|none|null|nil|true|false|undefined|test|foo|"
    r"bar|baz|required|optional|missing|invalid|incorrect|wrong|expired|empty|unset|hidden|string|"
    r"text|number|boolean|bool|object|value|plaintext|hunter2?|must|should|is|was|are|not|the|and|"
    r"or|in|for|key)\b[.,!?:]?$",
    IGNORECASE,
)
_SAMPLE = ("example", "placeholder", "changeme", "change-me", "change_me", "redacted", "dummy",
           "xxxx", "****", "....", "${", "{{", "insert")  # fmt: skip
_HEX = regex(r"[0-9a-f]{1,19}", IGNORECASE)
_DIGEST = regex(r"(?:sha(?:1|256|384|512)|md5|blake2b)[:-]", IGNORECASE)
_ID = regex(r"[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,16}){1,5}")
_UUID = regex(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", IGNORECASE)
_OF_DIGEST = regex(
    r"sha|digest|hash|sum|finger|[_-]?id\b|count|limit|usage|used|file|path|url|name|type",
    IGNORECASE,
)
_PATH = regex(r"(?:~|\.{1,2})?/.*|(?:[\w.@-]{1,100}/){1,40}[\w@-]{1,100}\.[a-z]{1,5}(?::[\d-]+)?")
_REFERENCE = regex(r"[A-Za-z_]\w{0,60}(?:(?:\.|::|->)[A-Za-z_]\w{0,60}){1,8}")
_FIGURE = regex(r"[~≈]?[0-9][0-9.,_]{0,12}[KkMm%]?\.?")
_NAMES = regex(f"{_LOOSE}|{_FIRM}", IGNORECASE)


def named(text: str) -> Iterator[tuple[int, int, str]]:
    """Each secret that the words before it tell: where it begins and ends, and what it is."""
    low, folded = text.lower(), suspicion.folded(text)
    if suspicion.has_user(text):
        yield from _userinfo(text)
    if ("bearer" in low or "authorization" in low) and suspicion.has_header(folded):
        yield from _spoken(_HEADER, "authorization", text)
    if not any(stem in low for stem in suspicion.STEMS):
        return
    if suspicion.has_flag(folded):
        yield from _spoken(_FLAG, "secret", text)
    if not suspicion.has_name(folded):
        return
    for match in _NAMED.finditer(text):
        group = next(name for name in "dsbp" if match[name] is not None)
        kind = _kind(match, match[group], group != "p")
        if kind:
            yield *match.span(group), kind


def _spoken(pattern: Pattern[str], kind: str, text: str) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        if _is_mixed(match["value"]) and not stands_for(match["value"]):
            yield *match.span("value"), kind


def stands_for(value: str) -> bool:
    """Whether a value only says that there would be one: ``<token>``, ``${TOKEN}``, ``xxxx``."""
    low = value.lower()
    return _STANDS_FOR.match(value) is not None or any(word in low for word in _SAMPLE)


def _userinfo(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _URL.finditer(text):
        user, word = match["user"], match["pw"]
        if word is None:
            bare = len(user) >= 20 and _is_made(user) and not stands_for(user)
            if bare:
                yield *match.span("value"), "URL credentials"
        elif not stands_for(word) and not word.isdigit():
            yield *match.span("value"), "URL credentials"


def _kind(match: Match[str], value: str, quoted: bool) -> str:
    """What the value behind a name is, or '' where it is no secret."""
    if stands_for(value) or len(set(value)) < 3 or _FIGURE.fullmatch(value):
        return ""
    if not quoted and ("(" in value or _REFERENCE.fullmatch(value)):
        return ""
    if match["loose"]:
        return "secret" if _is_secret(match, value) else ""
    bare = " " in value and match["by"] not in ("=", ":=")
    if bare or (_NAMES.search(value) and not any(c.isdigit() for c in value)):
        return ""
    return "password" if quoted or "=" in match["by"][-1:] or _is_mixed(value) else ""


def _is_secret(match: Match[str], value: str) -> bool:
    if (
        _HEX.fullmatch(value)
        or _ID.fullmatch(value)
        or _DIGEST.match(value)
        or _OF_DIGEST.search(match["tail"])
    ):
        return False
    if match["loose"].lower() in ("token", "credential", "credentials") and _UUID.fullmatch(value):
        return False
    return _is_made(value)


def _is_made(value: str) -> bool:
    """Whether a value looks made by a machine: long, in one piece, letters and digits mixed."""
    digits = sum(c.isdigit() for c in value)
    letters = any(c.isalpha() for c in value)
    return (
        len(value) >= 8
        and letters
        and digits >= 2
        and " " not in value
        and not (len(value) != 40 and _PATH.fullmatch(value))
    )


def _is_mixed(value: str) -> bool:
    """Whether a value is more than a word: letters with digits, or capitals inside it."""
    digits = any(c.isdigit() for c in value)
    return (digits and any(c.isalpha() for c in value)) or (
        any(c.isupper() for c in value[1:]) and any(c.islower() for c in value)
    )
