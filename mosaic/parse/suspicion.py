"""Whether a text may hold a secret, told without a pattern: most texts plainly hold none.

Each question here is one that a pattern of ``secrets`` or ``named`` answers yes to wherever it
finds a secret; where it is yes, the pattern decides.
"""

from __future__ import annotations

from mosaic.parse.cells import ALNUM, is_made_of
from mosaic.parse.shapes import Signs
from mosaic.standard import Iterator

#: What the tokens of issuers are made of.
_TOKEN = f"{ALNUM}_-./+=%~"
#: The shortest token that has a shape, in characters.
_SHORTEST = 15
#: The widest gap about a line's end that ``secrets`` takes out in one piece.
_WIDEST = 200
#: The longest name with what is behind it in one word, in characters; a little more.
_LONGEST = 40
#: Where a name is there more often, a pattern is faster.
_MANY = 50
_BREAKS = ("\n", "\r", "<br>", "\\n", "\\r")
_QUOTES = "\\\"'`"
#: One of these is in every text in which a name can be found, in small letters.
STEMS = ("token", "secret", "credential", "key", "_pass", "passw", "pwd", "passphrase", "kennwort",
         "contraseña", "mot de passe", "密码", "パスワード", "비밀번호")  # fmt: skip
#: Those whose values must look made by a machine.
_LOOSE = ("token", "secret", "credential", "key", "_pass")
_KEYS = ("api", "access", "client", "auth")
_FLAGS = ("password", "passwd", "passphrase", "token", "secret", "apikey", "api-key")


def has_token(text: str) -> bool:
    """Whether something in the text is as long as a token."""
    return max(map(len, text.split()), default=0) >= _SHORTEST


def has_sign(text: str, told: Signs) -> bool:
    """Whether one of these signs is there with so many of a token's characters behind it; where it
    is the first of the token, no letter or digit stands before it."""
    signs, least, first = told
    for sign in signs.split():
        for at in _places(text, sign):
            behind = text[at + len(sign) : at + len(sign) + least]
            apart = not first or at == 0 or not is_made_of(text[at - 1], ALNUM)
            if apart and len(behind) == least and is_made_of(behind, _TOKEN):
                return True
    return False


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def has_break(text: str) -> bool:
    """Whether a line ends in the text, or is written to."""
    return any(sign in text for sign in _BREAKS)


def joined(text: str) -> str | None:
    """The text without its line breaks and the blanks about them; None where a gap is too wide to
    be told without a pattern."""
    marked = text.replace("\r", "\n").replace("<br>", "\\n").replace("\\r", "\\n")
    pieces = [_unbroken(piece.split("\n")) for piece in marked.split("\\n")]
    return None if None in pieces else "".join([piece or "" for piece in pieces])


def _unbroken(lines: list[str]) -> str | None:
    kept, gap, last = [], 0, len(lines) - 1
    for number, line in enumerate(lines):
        bare = line.lstrip() if number else line
        gap += len(line) - len(bare) + (1 if number else 0)
        if gap > _WIDEST:
            return None
        said = bare.rstrip(" \t") if number < last else bare
        if said:
            gap = 0
        gap += len(bare) - len(said)
        kept.append(said)
    return None if gap > _WIDEST else "".join(kept)


def folded(text: str) -> str:
    """The text in small letters, those among them that a pattern takes for one."""
    low = text.lower()
    return low if low.isascii() else _plain(low)


def _plain(low: str) -> str:
    return low.replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def has_name(low: str) -> bool:
    """Whether a secret's name is there, and behind it a sign and what may be its value."""
    return any(
        low.count(stem) > _MANY or any(_tells(low, at, stem) for at in _places(low, stem))
        for stem in STEMS
        if stem in low
    )


def _tells(low: str, at: int, stem: str) -> bool:
    if stem == "key":
        head = low[max(0, at - 7) : at]
        if not (head[:-1] if head[-1:] in ("_", "-") else head).endswith(_KEYS):
            return False
    end = at + len(stem)
    while end < len(low) and (low[end].isalnum() or low[end] in "_-"):
        end += 1
        if end > at + _LONGEST:
            return False
    sign = low[end : end + 8].lstrip(_QUOTES).lstrip()[:1]
    if sign not in (":", "=", "：") or stem not in _LOOSE:
        return sign in (":", "=", "：")
    value = low[end : end + 430].lstrip(f"{_QUOTES}:=>：").lstrip().lstrip(f"{_QUOTES}:=>：")
    return sum(map(str.isdigit, value.lstrip().partition(" ")[0])) >= 2


def has_flag(low: str) -> bool:
    """Whether an option is there that is named for a secret, and a word behind it."""
    return "--" in low and any(
        low[at + len(word) : at + len(word) + 1].isspace() and "--" in low[max(0, at - 23) : at + 1]
        for word in _FLAGS
        for at in _places(low, word)
    )


def has_header(low: str) -> bool:
    """Whether what an Authorization header begins with is there, and a word behind it."""
    return any(
        low[at + len(word) : at + len(word) + 1].isspace()
        and is_made_of(low[at + len(word) : at + len(word) + 12].lstrip()[:8], _TOKEN)
        for word in ("bearer", "basic", "token")
        for at in _places(low, word)
    )


def has_user(text: str) -> bool:
    """Whether an address has somebody's name before its host."""
    return any("@" in rest.partition("/")[0] for rest in text.split("://")[1:])
