"""What a cell's text means, and how a value is written so that it reads back equal.

``write`` puts one backslash before each pipe and holds a newline as ``<br>``; ``read`` takes
exactly that away again (GFM spec, "Tables (extension)"): a bijection. Backslashes are never
escaped, since GFM does not unescape them. What a reader cannot see is defined here, for all.
"""

from __future__ import annotations

from mosaic.patterns import IGNORECASE, regex
from mosaic.standard import datetime, lru_cache

#: How an empty cell may be written by hand.
EMPTY = ("", "-", "–", "—")
BREAK = "<br>"

CATEGORIES = ("SEC", "HIGH", "CQ", "TEST", "PERF", "DOC")
#: What Mosaic writes itself: {PREFIX}-{CAT}-{NNN}, and -QA, -QA2 … behind it.
OWN_ID = regex(
    r"([A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,16}){0,3})-(SEC|HIGH|CQ|TEST|PERF|DOC)-([0-9]{3,6})(-QA[0-9]{0,3})?"
)
ISSUE = regex(r"#[0-9]{1,9}|TASKS:P[0-9]{1,3}")
#: The key of a fact that is asserted.
FACT = regex(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
#: What is a device on Windows, whatever stands behind a dot.
DEVICE = regex(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", IGNORECASE)
#: Names that git gives a meaning of its own.
HEADS = ("HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD",
         "REBASE_HEAD", "AUTO_MERGE", "BISECT_HEAD")  # fmt: skip

_DIGITS = "0123456789"
ALNUM = f"{_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_HEX = f"{_DIGITS}ABCDEFabcdef"
_DEVICES = ("con", "prn", "aux", "nul", "com", "lpt")
_SCALE = {"": 0, "k": 3, "m": 6}
_JOINER, _SELECTOR, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
#: Controls but the newline, line and paragraph separators, lone surrogates, interlinear marks, and
#: what Unicode calls default-ignorable: bidi, zero-width, fillers, selectors, tags.
_UNSEEN = regex(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufff9-\ufffb"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
#: Those of them that Python calls printable, below the tags.
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\ufe00\ufe01\ufe02\ufe03\ufe04"
    "\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f\uffa0"
)


def read(raw: str) -> str:
    """The value that a cell holds: outer blanks and tabs off, pipes plain, ``<br>`` a newline."""
    text = raw.strip(" \t")
    if "|" in text:
        text = text.replace("\\|", "|")
    return text.replace(BREAK, "\n") if BREAK in text else text


def write(value: str) -> str:
    """The cell text for a value, so that ``read(write(value)) == value`` for each value that
    ``refusal`` passes."""
    return value.replace("|", "\\|").replace("\n", BREAK)


def is_empty(value: str) -> bool:
    """Whether people mean nothing by this value: ``''``, ``-``, ``–`` or ``—``."""
    return value in EMPTY


def hidden(value: str) -> tuple[tuple[int, str], ...]:
    """Each character that must not be typed: control, bidi, zero-width; with its place from 0.

    A newline is none, and emoji keep what joins and colours them.
    """
    if is_plain(value):
        return ()
    found = ((m.start(), m.group()) for m in _UNSEEN.finditer(value))
    return tuple((at, char) for at, char in found if not _in_emoji(value, at))


def is_plain(value: str) -> bool:
    """Whether there is beyond doubt no hidden character; some emoji are in doubt."""
    text = value.replace("\n", "")
    return not text or (
        text.isprintable()
        and (text.isascii() or (max(text) < "\U000e0000" and _FILLERS.isdisjoint(text)))
    )


def is_whole(text: str) -> bool:
    """Whether a file can hold the text: it has no lone surrogate."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _in_emoji(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == _SELECTOR:
        return _pictograph(before) or (before in tuple("#*0123456789") and after == _KEYCAP)
    if text[at] == _JOINER:
        base = text[at - 2 : at - 1] if before == _SELECTOR else before
        return _pictograph(base) and _pictograph(after)
    return False


def _pictograph(char: str) -> bool:
    """Whether an emoji can be made of ``char``; wide, as Python has no table of emoji."""
    if not char or char.isascii():
        return False
    return (
        "\U0001f000" <= char <= "\U0001fbff"
        or char in "\u203c\u2049\u2139\u3030"
        or _category(char) in ("So", "Sm")
    )


def _category(char: str) -> str:
    import unicodedata

    return unicodedata.category(char)


def clean(value: str) -> tuple[str, bool]:
    """The value without hidden characters (tabs become blanks), and whether there were any."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    places = {at for at, _ in hidden(text)}
    kept = "".join(c for i, c in enumerate(text) if i not in places) if places else text
    return kept, bool(places)


def visible(value: str) -> str:
    """The value for a terminal: hidden characters as ``\\x1b``-like escapes, newlines kept."""
    places = {at for at, _ in hidden(value)}
    if not places:
        return value
    return "".join(
        c.encode("unicode_escape").decode() if i in places else c for i, c in enumerate(value)
    )


def refusal(value: str, *, lines: bool = False) -> str | None:
    """Why this value cannot be held in a cell, or None. ``lines``: whether newlines are allowed."""
    odd = hidden(value)
    if odd:
        at, char = odd[0]
        return f"character {at + 1} is a hidden one (U+{ord(char):04X})"
    if "\n" in value and not lines:
        return "it has a line break"
    if value in EMPTY[1:]:
        return f"a lone '{value}' means an empty cell"
    if value != value.strip(" \t\n"):
        return "it begins or ends with a blank"
    if BREAK in value:
        return f"it holds a literal {BREAK}, which means a line break here"
    return None


@lru_cache(maxsize=1000)
def parse_tokens(text: str) -> int:
    """Tokens from ``8K``, ``4.2K``, ``1.3M`` or ``800``; ValueError for all else."""
    unit = text[-1:] if text[-1:] in ("K", "k", "M", "m") else ""
    whole, point, fraction = text.removesuffix(unit).partition(".")
    if not is_number(whole, 1, 9) or (point and not is_number(fraction, 1, 6)):
        raise ValueError(f"'{text[:60]}' is no number of tokens, such as 800, 8K or 1.3M")
    scale = _SCALE[unit.lower()]
    if len(fraction) > scale:
        raise ValueError(f"'{text}' is no whole number of tokens")
    return int(whole + fraction.ljust(scale, "0"))


def format_tokens(tokens: int) -> str:
    """Tokens as the table writes them; exact: ``parse_tokens(format_tokens(n)) == n``."""
    for unit, scale in (("M", 6), ("K", 3)):
        if tokens >= 10**scale:
            if unit == "M" and tokens % 10**5:
                continue
            whole, rest = divmod(tokens, 10**scale)
            fraction = str(rest).rjust(scale, "0").rstrip("0")
            return f"{whole}.{fraction}{unit}" if fraction else f"{whole}{unit}"
    return str(tokens)


def parse_when(text: str) -> datetime:
    """An ISO 8601 moment with an offset; ValueError for all else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' has no offset, such as +00:00")
    return moment


def is_since(when: str, since: str) -> bool:
    """Whether a moment is not before another, both ISO 8601 with an offset."""
    return parse_when(when) >= parse_when(since)


def parse_ids(text: str) -> tuple[str, ...]:
    """The ids of a comma-separated cell, in order, without repeats."""
    if is_empty(text):
        return ()
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def format_ids(ids: tuple[str, ...]) -> str:
    """Ids as a comma-separated cell."""
    return ", ".join(ids)


def is_number(text: str, least: int, most: int) -> bool:
    """Whether this is so many decimal digits of ASCII."""
    return least <= len(text) <= most and text.isascii() and text.isdigit()


def is_made_of(text: str, characters: str) -> bool:
    """Whether each character is one of these; true of an empty text."""
    return not text.strip(characters)


def is_id(text: str) -> bool:
    """Whether this can be a task's id in any ledger, hand-made ones too: up to 16 words of ASCII
    letters and digits, with ``-``, ``.`` or ``_`` between them.

    Files and branches are named by it, so that it is no device of Windows, and no lock of git.
    """
    if not text.isascii() or len(text) > 80:
        return False
    words = text.replace(".", "-").replace("_", "-").split("-")
    return (
        "" not in words
        and "".join(words).isalnum()
        and len(words) <= 16
        and (len(text) <= 64 or max(map(len, words)) <= 64)
        and not text.endswith(".lock")
        and not (text[:3].lower() in _DEVICES and DEVICE.fullmatch(text.partition(".")[0]))
    )


def is_prefix(text: str) -> bool:
    """Whether ids can begin like this: up to 4 words of 16 capitals and digits, a capital first."""
    words = text.split("-")
    return (
        text.isascii()
        and text == text.upper()
        and text[:1].isalpha()
        and len(words) <= 4
        and all(word.isalnum() and len(word) <= 16 for word in words)
    )


def is_agent(text: str) -> bool:
    """Whether an agent can be called so."""
    return (
        0 < len(text) <= 64 and is_made_of(text[0], ALNUM) and is_made_of(text, f"{ALNUM}._@:/+-")
    )


def category(text: str) -> str:
    """The category in an id that Mosaic wrote, such as SEC; '' in any other."""
    head, _, last = text.rpartition("-")
    if last == "QA" or (last[:2] == "QA" and is_number(last[2:], 1, 3)):
        head, _, last = head.rpartition("-")
    prefix, _, name = head.rpartition("-")
    return name if name in CATEGORIES and is_number(last, 3, 6) and is_prefix(prefix) else ""


def is_branch(text: str) -> bool:
    """Whether this can be a branch, by its short name: stricter than git's own rule. It has no
    leading dash or dot, no '..', '@{', '//' or '.lock'."""
    parts = text.split("/")
    return (
        len(text) <= 120
        and "" not in parts
        and is_made_of("".join([part[0] for part in parts]), ALNUM)
        and is_made_of(text, f"{ALNUM}._+-/")
        and ".." not in text
        and not any(part.endswith((".lock", ".")) for part in parts)
        and not text.startswith("refs/")
        and text.upper() not in HEADS
    )


def is_commit(text: str) -> bool:
    """Whether this names a commit by its id: 7 to 64 hexadecimal digits, and nothing else."""
    return 7 <= len(text) <= 64 and is_made_of(text, _HEX)
