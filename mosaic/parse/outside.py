"""Text that a worker, a reviewer or a program wrote, made fit to be kept and shown.

Characters that a reader cannot see go, then secrets; each is told as a warning, with where it was.
In an answer with JSON every text is looked at as it reads, escapes undone, so that no spelling
hides a secret and the JSON stays JSON.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.decoding import BLANKS, literal_at
from mosaic.parse.secrets import MARK, redact
from mosaic.patterns import DOTALL, Match, regex
from mosaic.standard import json
from mosaic.values import dataclass

#: Texts in a JSON object that is known to be whole.
_LITERAL = regex(r'"(?:[^"\\]|\\.)*"', DOTALL)
#: How deep an answer within an answer is looked at.
_DEEPEST = 3


@dataclass(frozen=True)
class Taken:
    """A text without hidden characters and secrets, and a warning for each kind of what went."""

    text: str
    warnings: tuple[str, ...] = ()


def held(where: str, kind: str) -> str:
    """The warning for a secret that was taken out: what it was, where it stood, what to do."""
    return f"{where} held a secret, which was taken out: {kind}; revoke it"


def one_text(text: str) -> str:
    """Somebody's text without hidden characters and secrets, for where no warning can be given."""
    return redact(cells.clean(text)[0]).text


def document(text: str) -> str:
    """A program's own report without secrets; in JSON each text by itself: it stays JSON."""
    found = redact(text)
    if not found.kinds or not text.lstrip().startswith(("{", "[")):
        return found.text
    return _LITERAL.sub(_literal, text)


def _literal(match: Match[str]) -> str:
    try:
        value = json.loads(match[0], strict=False)
    except ValueError:  # what reads the report says where it is no JSON
        return redact(match[0]).text
    new = redact(value).text
    return match[0] if new == value else json.dumps(new)


def edited(path: str, before: str, text: str) -> Taken:
    """A file as a person edited it, without the secrets that the edit brings; lines keep their
    number, and one that was there before stays as it is. Warnings name the line."""
    new = document(text) if path.endswith(".json") else redact(text).text
    if new == text:
        return Taken(text)
    known, out, kinds = frozenset(before.split("\n")), list[str](), dict[str, str]()
    for number, (old, line) in enumerate(zip(text.split("\n"), new.split("\n"), strict=True), 1):
        if old == line or old in known:
            out.append(old)
            continue
        out.append(line)
        for kind in redact(old).kinds or redact(text).kinds[:1]:
            kinds.setdefault(kind, held(f"{path}:{number}", kind))
    return Taken("\n".join(out), tuple(kinds.values()))


def plain(text: str, what: str) -> Taken:
    """A text of no form; ``what`` it is called in warnings, such as "the checklist"."""
    seen = _Seen()
    return Taken(seen.prose(text, what), seen.warnings)


def answer(text: str, what: str) -> Taken:
    """An answer with JSON in it; warnings name the key, such as "the result's notes"."""
    seen = _Seen()
    return Taken(seen.answer(text, what, 0), seen.warnings)


def _is_key(text: str, end: int) -> bool:
    """Whether a colon stands behind a JSON text that ends here."""
    if text[end : end + 1] in (",", "}", "]", ":"):
        return text[end] == ":"
    return text[end : end + 1001].lstrip(BLANKS)[:1] == ":"


class _Seen:
    """What was found so far; the first place of each kind is told."""

    __slots__ = ("_hidden", "_secrets")

    def __init__(self) -> None:
        self._hidden = ""
        self._secrets: dict[str, str] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        hidden = f"{self._hidden} held hidden characters, which were taken out"
        told = [held(where, kind) for kind, where in self._secrets.items()]
        return (*([hidden] if self._hidden else []), *told)

    def prose(self, text: str, where: str) -> str:
        kept, dirty = cells.clean(text)
        if dirty:
            self._hidden = self._hidden or where
        found = redact(kept if dirty else text)
        for kind in found.kinds:
            self._secrets.setdefault(kind, where)
        return found.text

    def answer(self, text: str, what: str, depth: int) -> str:
        from mosaic.parse import answers

        pieces, at = [], 0
        for start, end in answers.places(text):
            pieces.append(self.prose(text[at:start], what))
            pieces.append(self._object(text[start:end], what, depth))
            at = end
        return "".join([*pieces, self.prose(text[at:], what)])

    def _object(self, text: str, what: str, depth: int) -> str:
        """A whole JSON object with each of its texts seen to, keys among them."""
        key, pieces, at = "", list[str](), 0
        start = text.find('"')
        while start >= 0:
            value, end = literal_at(text, start, strict=False)
            if _is_key(text, end):
                new = key = self.prose(value, what)
            else:
                new = self._value(key, value, f"{what}'s {key}" if key else what, depth)
            pieces += [text[at:start], text[start:end] if new == value else json.dumps(new)]
            start, at = text.find('"', end), end
        return "".join([*pieces, text[at:]])

    def _value(self, key: str, value: str, where: str, depth: int) -> str:
        nested = "{" in value and depth < _DEEPEST
        new = self.answer(value, where, depth + 1) if nested else self.prose(value, where)
        for kind in redact(f"{key}: '{new}'").kinds if "'" not in new else ():
            self._secrets.setdefault(kind, where)
            return MARK.format(kind)
        return new
