"""The files that a finding names: ``a/b.ts:45-67``, ``b.go#L63``, ``c.py (lines 35, 85)``, several.

Taken first from what a label or a file column says, else from the code spans and links of the
text. A file is a name with an extension; paths are told from the repository's root where that can
be known, and a path that another one ends with is the same file.
"""

from __future__ import annotations

import re
from posixpath import normpath

from mosaic.parse import cells
from mosaic.parse.review.finding import FileRef
from mosaic.patterns import regex
from mosaic.standard import Container, Iterable, Iterator

_MOST = 12
_LOOKED_AT = 6000
_NUMBERS = r"\d{1,6}(?:\s?(?:[-–—]|to)\s?L?\d{1,6})?"
_LIST = rf"L?({_NUMBERS}(?:\s?,\s?L?{_NUMBERS}){{0,20}})"
_TOKEN = regex(
    r"`([^`\n]{1,300})`|\]\(<?([^()<>\n]{1,500})>?\)|((?:(?!\]\()[^\s`,;·|<>\"“”']){2,300})"
)
_CODE_OR_LINK = regex(r"`([^`\n]{1,300})`|\]\(<?([^()<>\n]{1,500})>?\)")
_LINK = regex(r"\[([^\[\]\n]{1,300})(\]\(<?([^()<>\n]{1,500})>?\))")
_OWN_LINES = regex(rf"(?:#|:)\s?{_LIST}(?::\d{{1,6}})?(?:-#?L\d{{1,6}})?$")
_TO_LINE = regex(r"#L(\d{1,6})-#?L(\d{1,6})$")
_AFTER = regex(
    rf"[`)*\]]{{0,3}}(?:\([^()\s]{{1,500}}\))?\s?(?:[,:]?\s?[(\[]?(?:(?:at|around)\s)?(?:lines?|行|L)"
    rf"\s?:?\s?|[:,]\s?(?=\d)){_LIST}",
    re.IGNORECASE,
)
_PATH = regex(r"[\w./@+~$%()\[\]\- ]*[\w)\]\-]\.[A-Za-z][A-Za-z0-9]{0,11}|[\w./\-]*\.[a-z]{3,12}")
_NO_FILE = regex(r"(?:e\.g|i\.e|www\..*|.*\.(?:com|org|net|io|dev)|node\.js)", re.IGNORECASE)
_EXTENSIONLESS = ("Dockerfile", "Makefile", "Jenkinsfile", "Procfile", "Vagrantfile")
_MACHINE = regex(r"(?:/(?:Users|home|mnt|sessions|tmp|var|root|workspace)/|[A-Za-z]:/)")
_TOP = regex(r"/(?=(?:src|apps|packages|services|lib|tests?|crates|cmd|internal)/)")
_LINES_ALONE = regex(
    rf"(?:lines?|zeilen?|lignes?|líneas?|L|行|第)\s?:?\s?{_LIST}\s?(?:行目?)?", re.I
)
_PLACE_FRONT = regex(
    r"\s*([(\[]?[^\s()\[\]—]{2,200}(?: \d[\d, –-]{0,40})?[)\]]?)(\s?[:：]|\s+[—–→|-])?\s+"
)
_PLACE_END = regex(
    r"(?:\s+[—–→|@-]\s+|\s*[:：]\s+|\s*(?=[(\[（]))([(\[（]?[^()\[\]（）—–→\n]{3,200}[)\]）]?)[\s.]*$"
)
#: A line of a file as a forge links to it.
_PERMALINK = regex(
    r"https?://[^\s/<>()]{1,100}/[^\s<>()#]{1,150}?/(?:-/)?(?:blob|src)/(?:branch/|commit/)?"
    r"[^/\s<>()#]{1,80}/([^\s#<>()?]{1,300})#(?:L|lines-)(\d{1,6})(?:[-:]L?(\d{1,6}))?"
)
_COUNT = regex(r"\s{1,3}\(\d{1,5}\)$")
_TITLE_LEAST = 8


def references(text: str) -> tuple[FileRef, ...]:
    """Each file named in a text, in order, none twice; at most a dozen."""
    return _settle(_found(text[:_LOOKED_AT], _TOKEN))


def from_labels(values: Iterable[str], lines: str) -> tuple[FileRef, ...]:
    """The files of label values; ``lines`` are those of a label of their own, for a lone file."""
    refs = _settle(ref for said in values for ref in _found(said[:_LOOKED_AT], _TOKEN))
    numbers = re.match(rf"[\s*`:]{{0,6}}{_LIST}", lines)
    if len(refs) == 1 and not refs[0].lines and numbers:
        return (FileRef(refs[0].path, _tidy_lines(numbers.group(1))),)
    return refs


def from_text(text: str) -> tuple[FileRef, ...]:
    """The files named in code spans and links of a text, those with a slash or with lines."""
    refs = _settle(_found(text[:_LOOKED_AT], _CODE_OR_LINK))
    return tuple(ref for ref in refs if "/" in ref.path or ref.lines)


def is_place(text: str) -> bool:
    """Whether a short text is a file in a folder or with lines, or lines alone, and no more."""
    bare = text.strip(" *_`()[]（）【】.,:：")
    if len(bare) > 200:
        return False
    if _LINES_ALONE.fullmatch(bare):
        return True
    head, _, rest = bare.partition(" ")
    path, lines = _taken_apart(head)
    if not _is_file(path) or (rest and not _LINES_ALONE.fullmatch(rest.strip(" ,:()"))):
        return False
    return bool(lines or rest or "/" in path)


def named_for(title: str, *, surely: bool = False) -> FileRef | None:
    """The file that a section is named for, where its title is that and a count behind it at most:
    ``src/a.ts (2)``; ``surely``: with a folder, lines or a count, since ``Vue.js`` is a product."""
    said = title[:300]
    counted = _COUNT.search(said)
    path, lines = _taken_apart((said[: counted.start()] if counted else said).strip(" *_`"))
    if " " in path or not _is_file(path) or (surely and not (counted or lines or "/" in path)):
        return None
    return FileRef(_tidy(path), _tidy_lines(lines))


def without_places(title: str) -> str:
    """A title without the place that it begins or ends with, where enough is left of it."""
    front = _PLACE_FRONT.match(title)
    told = front.group(1) if front else ""
    off = front is not None and (front.group(2) or told[-1:] in (":", "："))
    if front and is_place(told) and (off or _OWN_LINES.search(told)):
        title = _enough(title[front.end() :], title)
    tail = _PLACE_END.search(title[-260:])
    if tail and is_place(tail.group(1)):
        title = _enough(title[: len(title) - len(tail.group())], title)
    return title


def ends_in_place(line: str) -> bool:
    """Whether a line ends in a place that is set off from the rest."""
    tail = _PLACE_END.search(line[-260:])
    return tail is not None and is_place(tail.group(1))


def _enough(shorter: str, title: str) -> str:
    bare = shorter.strip(" \t:：,;—–-·→|")
    told = len(bare) >= _TITLE_LEAST and " " in bare
    return bare if told or (not bare.isascii() and len(bare) > 3) else title


def _found(text: str, tokens: re.Pattern[str]) -> Iterator[FileRef]:
    text = _LINK.sub(_target_alone, _linked(cells.clean(text)[0]))
    for match in tokens.finditer(text):
        said = next(group for group in match.groups() if group)
        for word in _words(said, spaced=match.lastindex != 3):
            path, lines = _taken_apart(word)
            if not _is_file(path):
                continue
            after = _AFTER.match(text, match.end())
            if after and not lines:
                lines = after.group(1)
            yield FileRef(_tidy(path), _tidy_lines(lines))


def _linked(text: str) -> str:
    """The text with forges' links to lines as the files that they show."""
    return _PERMALINK.sub(_shown, text) if "://" in text else text


def _shown(link: re.Match[str]) -> str:
    path, first, last = link.groups()
    place = f"{path}#L{first}-L{last}" if last else f"{path}#L{first}"
    return place if link.string[link.start() - 1 : link.start()] in ("(", "<") else f"`{place}`"


def is_link(text: str) -> bool:
    """Whether a text is links to lines of files, and nothing else."""
    return "://" in text and not _PERMALINK.sub("", text[:_LOOKED_AT]).strip(" \t\n,;<>-*")


def _target_alone(link: re.Match[str]) -> str:
    """A link to a file without its words, unless they tell lines that the target does not."""
    path, lines = _taken_apart(link.group(3))
    enough = lines or not _OWN_LINES.search(link.group(1).strip("`"))
    return link.group(2) if enough and _is_file(path) else link.group()


def _words(said: str, *, spaced: bool) -> list[str]:
    """A span is one path where its first word has a slash (a name with blanks), else its words;
    numbers behind a comma belong to the path before them."""
    if not spaced:
        return [said]
    first = said.split(" ", 1)[0]
    if " " not in said or "/" in first or _OWN_LINES.search(said):
        return [said]
    return said.split()


def _taken_apart(word: str) -> tuple[str, str]:
    """A path and the lines written behind it."""
    bare = word.strip("*_()\"'").rstrip(".,;:")
    bare = bare.lstrip("[") if bare.count("[") > bare.count("]") else bare
    bare = bare[7:] if bare.startswith("file://") else bare
    span = _TO_LINE.search(bare)
    if span:
        return bare[: span.start()], f"{span.group(1)}-{span.group(2)}"
    own = _OWN_LINES.search(bare)
    if own:
        return bare[: own.start()], own.group(1)
    return bare.split("#", 1)[0], ""


def _is_file(path: str) -> bool:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    if name in _EXTENSIONLESS:
        return True
    if "://" in path or "@" in path.split("/", 1)[0]:
        return False
    return _PATH.fullmatch(path.replace("\\", "/")) is not None and not _NO_FILE.fullmatch(name)


def placed(refs: Iterable[FileRef], known: Container[str]) -> tuple[FileRef, ...]:
    """Each reference with its path from the repository's root: of the ``known`` paths the one that
    its path ends with, else as far as the path itself tells."""
    return _settle(FileRef(_rooted(ref.path, known), ref.lines) for ref in refs)


def _rooted(path: str, known: Container[str]) -> str:
    if path in known:
        return path
    parts = path.strip("/").split("/")
    for at in range(1, len(parts) - 1):
        shorter = "/".join(parts[at:])
        if shorter in known:
            return shorter
    if _MACHINE.match(path):
        top = _TOP.search(path)
        return path[top.end() :] if top else path
    return path.lstrip("/")


def _tidy(path: str) -> str:
    """A path with plain slashes and no steps before it; of somebody's machine it stays whole."""
    plain = path.replace("\\", "/")
    if "./" in plain:
        plain = normpath(plain)
        while plain.startswith("../"):
            plain = plain[3:]
    return plain


def _tidy_lines(lines: str) -> str:
    text = re.sub(r"\s?(?:[–—-]|to)\s?L?", "-", lines.replace("L", ""))
    return ", ".join(part.strip() for part in text.split(",") if part.strip())


def _settle(refs: Iterable[FileRef]) -> tuple[FileRef, ...]:
    """Each file once, by its longest path, with all lines told of it."""
    paths: list[str] = []
    lines: list[dict[str, None]] = []
    for ref in refs:
        at = next((i for i, known in enumerate(paths) if _same(known, ref.path)), len(paths))
        if at == _MOST:
            continue
        if at == len(paths):
            paths.append(ref.path)
            lines.append({})
        paths[at] = max(paths[at], ref.path, key=len)
        lines[at].update(dict.fromkeys(part for part in ref.lines.split(", ") if part))
    return tuple(FileRef(*told) for told in zip(paths, map(", ".join, lines), strict=True))


def _same(one: str, other: str) -> bool:
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")
