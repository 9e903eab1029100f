"""What the columns of a table hold, by the words of its header, and which tables only count."""

from __future__ import annotations

from mosaic.parse.review import words
from mosaic.parse.review.inline import read_inline
from mosaic.parse.review.severity import value
from mosaic.patterns import regex
from mosaic.standard import Sequence, lru_cache
from mosaic.values import dataclass

_SPLIT = regex(r"[\s/|_\-()（）.]+")


@dataclass(frozen=True)
class Columns:
    """Which column is what; -1 where there is none."""

    severity: int = -1
    id: int = -1
    lines: int = -1
    file: int = -1
    status: int = -1
    title: int = -1
    priority: int = -1
    area: int = -1
    score: int = -1

    @property
    def rank(self) -> int:
        ranks = (self.severity, self.priority, self.score)
        return next((at for at in ranks if at >= 0), -1)


@lru_cache(maxsize=64)
def columns_of(header: tuple[str, ...]) -> Columns:
    """What each column of a table holds, by the words of its header; the first that fits."""
    headers = [_header_words(cell) for cell in header]
    given: dict[str, int] = {}
    rank = _rank_column(headers)
    if rank >= 0:
        given["severity"] = rank
    for kind, known in words.COLUMNS:
        at = next(
            (
                at
                for at, said in enumerate(headers)
                if at not in given.values()
                and _is_of(said, known)
                and not (kind == "id" and _counts(said, at))
            ),
            -1,
        )
        if at >= 0 and kind not in given:
            given[kind] = at
    if "title" not in given and {"severity", "id"} <= given.keys():
        things = (at for at, said in enumerate(headers) if _is_of(said, words.THINGS))
        given["title"] = next((at for at in things if at not in given.values()), -1)
    return Columns(**given)


def _counts(said: Sequence[str], at: int) -> bool:
    """Whether a column that could be of ids is one of counts: ``Number`` behind others."""
    return said[:1] != [] and said[0] in words.COUNTS and (at > 1 or said[1:2] == ["of"])


def _is_of(said: Sequence[str], known: frozenset[str]) -> bool:
    """Whether the first or last word is of these; a Chinese or Japanese word by how it ends."""
    if not said:
        return False
    if said[0] in known or said[-1] in known:
        return True
    last = said[-1]
    return not last.isascii() and any(last[at:] in known for at in range(1, min(len(last), 8)))


def _header_words(cell: str) -> list[str]:
    plain = read_inline(cell).plain.strip().lower()
    if plain in ("#", "line#", "n.º", "n°", "nº"):
        return [plain]
    return [word for word in _SPLIT.split(plain) if word]


def _rank_column(headers: Sequence[Sequence[str]]) -> int:
    """The column that gives the severity without saying so: ``Risk`` beside a column of titles, or
    a first one without a name."""
    kinds = dict(words.COLUMNS)
    if any(_is_of(said, kinds["severity"]) for said in headers):
        return -1
    titled = [at for at, said in enumerate(headers) if _is_of(said, kinds["title"] - words.RISK)]
    if not titled or len(headers) < 3:
        return -1
    risks = [at for at, said in enumerate(headers) if _is_of(said, words.RISK) and at not in titled]
    if risks:
        return risks[-1]
    priority = any(_is_of(said, kinds["priority"]) for said in headers)
    return 0 if not headers[0] and not priority else -1


@lru_cache(maxsize=64)
def is_wanted(header: tuple[str, ...]) -> bool:
    """Whether a table lists what is wanted, such as requirements with priorities, and nothing that
    is wrong."""
    plain = [read_inline(cell).plain.strip(" :").lower() for cell in header]
    headers = [_header_words(cell) for cell in header]
    severities = dict(words.COLUMNS)["severity"]
    wrong = any(_is_of(said, words.WRONG) or _is_of(said, severities) for said in headers)
    return not wrong and any(said in words.WANTED for said in plain)


@lru_cache(maxsize=64)
def is_tally(header: tuple[str, ...]) -> bool:
    """Whether a table counts findings by severity and lists none."""
    headers = [_header_words(cell) for cell in header]
    counted = any(said and {said[0], said[-1]} & words.COUNTS for said in headers[1:])
    ranks = sum(value(cell) is not None for cell in header)
    columns = columns_of(header)
    told = columns.severity > 0 and any(said and said[-1] in words.TOLD for said in headers)
    return ranks >= 2 or (counted and columns.id < 0 and columns.title <= 0 and not told)
