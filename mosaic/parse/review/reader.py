"""From the files of a review report to its findings: a pure function of their text.

Each file becomes blocks, the blocks an outline, its sections entries; entries that tell the same
finding twice are one, and what has no id gets one. Nothing is dropped in silence: what was turned
down is listed, and what the report leaves in doubt is a warning (``doubts.py``).
"""

from __future__ import annotations

from collections import Counter

from mosaic.parse.review import doubts, headings, items, naming, rules, summary, tables
from mosaic.parse.review.blocks import read_blocks
from mosaic.parse.review.entry import Context, Entry, Refusal
from mosaic.parse.review.files import placed
from mosaic.parse.review.finding import Finding, Place, Report
from mosaic.parse.review.outline import Section, outline, ranks, urgency_of
from mosaic.parse.review.page import Merged, Page, Settled
from mosaic.parse.review.passed import Dropped, Read
from mosaic.standard import Container, Iterable, Iterator, Mapping, Sequence
from mosaic.values import replace


def read_report(files: Sequence[tuple[str, str]], paths: Container[str] = frozenset()) -> Report:
    """The findings of a report's files, given as pairs of path and text; never fails on any text.

    ``paths`` are the repository's own, as far as the caller knows them: a file told by another path
    that ends in one of them is that file. Linear in the length of the text. Findings stand in the
    order of files and lines; ids may repeat across files, never within one.
    """
    pages = [_page(path, text) for path, text in files]
    counting = _only_counts(pages)
    merged = [Merged() if page.path in counting else _merge(page.entries) for page in pages]
    namer = naming.Namer(entry.id for one in merged for entry in one.entries)
    settled = [_settled(page, one, namer, paths) for page, one in zip(pages, merged, strict=True)]
    told = tuple(doubts.told(settled))
    return Report(
        tuple(finding for one in settled for finding in one.findings),
        tuple(warning for _, warnings in told for warning in warnings),
        tuple(file for file, _ in told),
    )


def _page(path: str, text: str) -> Page:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = tuple(plain.split("\n"))
    blocks = read_blocks(plain)
    root = outline(blocks, len(lines))
    first = _title_section(root)
    title = first.title if first else ""
    context = Context(known=tables.rated(blocks))
    for urgent in (False, True) if _says_how_soon(root) else (False,):
        seen: list[Read] = []
        walk = _walk(root, replace(context, urgent=urgent), first, seen)
        entries = sorted(walk, key=lambda entry: entry.line)
        page = Page(path, lines, blocks, tuple(seen), tuple(entries), title)
        if entries or page.is_summary:
            return page
    notes = items.plain_notes((read.section, read.context) for read in seen)
    return replace(page, entries=tuple(notes))


def _says_how_soon(section: Section) -> bool:
    """Whether a title in the outline gives a severity where nothing else does."""
    return any(urgency_of(one.title) or _says_how_soon(one) for one in section.children)


def _title_section(root: Section) -> Section | None:
    """The heading that names the whole document: the first, where no other is above it, and it is
    not the first of several that are numbered alike."""
    first = root.children[0] if root.children else None
    if first is None or first.level != 1:
        return None
    others = [child for child in root.children[1:] if child.level == 1]
    numbered = others and all(headings.read_section(s).name for s in (first, *others))
    return None if numbered else first


def _walk(section: Section, context: Context, first: Section | None,
          seen: list[Read]) -> Iterator[Entry]:  # fmt: skip
    """The entries of a section and all below it; ``first`` is the document's own title, ``seen``
    gets each section that is no entry."""
    found = headings.entry(section, context) if section.level else None
    if isinstance(found, Entry) and (found.proper or section is not first):
        yield found
        for child in section.children:
            if child.line > found.end:
                yield from _walk(child, context, first, seen)
        return
    inner = context.enter(section.title) if section.level else context
    if section is first and not inner.ranked:
        inner = context.entitled(section.title)
    refused = {found.line: found.reason} if isinstance(found, Refusal) else {}
    if isinstance(found, Refusal) and found.mark and not inner.ranked and section is not first:
        inner = inner.ranking(found.mark)
    seen.append(Read(section, inner, refused))
    for one in (*tables.entries(section.blocks, inner), *items.entries(section, inner)):
        if isinstance(one, Entry):
            yield one
        else:
            refused[one.line] = one.reason
    inner = replace(inner, beside=ranks(section.children))
    for child in section.children:
        yield from _walk(child, inner, first, seen)


def _only_counts(pages: Sequence[Page]) -> frozenset[str]:
    """The paths of files that are a summary of what others hold, and so yield counts alone."""
    telling = [page for page in pages if page.entries and not page.is_summary]
    if not telling:
        return frozenset()
    sole = telling[0].path if len(telling) == 1 else ""
    known = Counter(name for page in telling for name in {e.id for e in page.entries if e.proper})
    return frozenset(
        page.path
        for page in pages
        if page.path != sole and (page.is_summary or _adds_nothing(page, known))
    )


def _adds_nothing(page: Page, known: Mapping[str, int]) -> bool:
    """Whether a file that opens the report names only findings that another file has too."""
    own = (entry.id for entry in page.entries if entry.proper and entry.severity)
    return summary.is_opening(page.path) and all(known.get(name, 0) > 1 for name in own)


def _merge(entries: Iterable[Entry]) -> Merged:
    """One entry a finding: by id, else by title. A table's row gives way to a section."""
    kept: dict[tuple[str, str], Entry] = {}
    all_told: list[tuple[Entry, tuple[str, str]]] = []
    for entry in entries:
        key = _key(entry)
        first = kept.get(key)
        all_told.append((entry, key))
        if first is None:
            kept[key] = entry
        elif entry.end > entry.line and first.end == first.line and not entry.told:
            kept[key] = entry.merged(first)
        else:
            kept[key] = first.merged(entry)
    owners = _fold(kept)
    lines = ((entry, kept[owners.get(key, key)].line) for entry, key in all_told)
    again = tuple((entry, line) for entry, line in lines if entry.line != line)
    return Merged(tuple(sorted(kept.values(), key=lambda entry: entry.line)), again)


def _fold(kept: dict[tuple[str, str], Entry]) -> dict[tuple[str, str], tuple[str, str]]:
    """Take out the rows that tell of a finding under another of its ids; each with its owner."""
    owners = {(other, ""): key for key, entry in kept.items() for other in entry.others}
    folded: dict[tuple[str, str], tuple[str, str]] = {}
    for key in [key for key in kept if key in owners]:
        owner = owners[key]
        if owner != key and owner in kept and kept[key].end == kept[key].line:
            kept[owner] = kept[owner].merged(kept.pop(key))
            folded[key] = owner
    return folded


def _key(entry: Entry) -> tuple[str, str]:
    if entry.proper:
        return entry.id, ""
    return entry.id, "".join(c for c in entry.title.casefold() if c.isalnum()) or str(entry.line)


def _settled(page: Page, merged: Merged, namer: naming.Namer, paths: Container[str]) -> Settled:
    findings = tuple(_findings(page, merged.entries, namer, paths))
    if page.entries and not merged.entries:
        return Settled(
            page, (), tuple(Dropped(entry, rules.SUMMARY_FILE) for entry in page.entries)
        )
    names = {finding.source.line: finding.id for finding in findings}
    again = (Dropped(entry, rules.REPEAT, names[line], line) for entry, line in merged.again)
    return Settled(page, findings, tuple(again))


def _findings(page: Page, entries: Iterable[Entry], namer: naming.Namer,
              paths: Container[str]) -> Iterator[Finding]:  # fmt: skip
    """The entries as findings; a number that another finding of the file bears is no id."""
    prefix = naming.prefix_for(page.path, page.title)
    borne: set[str] = set()
    for entry in entries:
        own = bool(entry.id) and entry.id not in borne
        borne.add(entry.id)
        end = _last_told(page.lines, entry)
        refs = placed(entry.files, paths)
        identifier = entry.id if own else namer.next(prefix)
        yield Finding(
            id=identifier,
            severity=entry.severity or "medium",
            title=naming.title(entry)[0] or identifier,
            source=Place(page.path, entry.line),
            component=naming.component(refs, entry.id, entry.area),
            files=refs,
            severity_words=entry.words if entry.severity else "",
            severity_from=entry.severity_from.name,
            rule=entry.rule.name,
            generated=not own,
            body_end=end,
            body="\n".join(page.lines[entry.line - 1 : end]),
        )


def _last_told(lines: Sequence[str], entry: Entry) -> int:
    """The entry's last line that says something; a rule between entries does not."""
    end = entry.end
    while end > entry.line and not lines[end - 1].strip(" \t-*_"):
        end -= 1
    return end
