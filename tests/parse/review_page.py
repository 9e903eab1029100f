"""A report's page while it is written: its lines so far, and the findings that stand on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from mosaic.parse.review.finding import FileRef, Severity
from tests.parse.review_words import FAMILIES, LETTERS, Named, Said, files, titles


@dataclass(frozen=True)
class Known:
    """A finding that somebody has in mind; ``id`` is ``""`` where it has none."""

    severity: Severity
    id: str
    title: Said
    files: Named


@dataclass(frozen=True)
class Want:
    """A finding as it must be read; ``id`` is ``""`` where one is to be made up."""

    file: str
    line: int
    id: str
    severity: Severity
    title: str
    files: tuple[FileRef, ...]


@dataclass
class Page:
    """One file of a report."""

    path: str
    lines: list[str] = field(default_factory=list)
    wanted: list[Want] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)

    def add(self, *lines: str) -> None:
        self.lines.extend(lines)

    def want(self, known: Known, *, title: str = "", refs: tuple[FileRef, ...] | None = None,
             id: str | None = None, ahead: int = 1) -> None:  # fmt: skip
        """The finding begins so many lines ahead; what is read differently may be given."""
        name = known.id if id is None else id
        borne = name and any(want.id == name for want in self.wanted)
        self.wanted.append(
            Want(
                self.path,
                len(self.lines) + ahead,
                "" if borne else name,
                known.severity,
                title or known.title.plain,
                known.files.refs if refs is None else refs,
            )
        )

    def name(self, family: str) -> str:
        """The family's next id that no finding here has."""
        number = 1 + sum(name.startswith(f"{family}-") for name in self.ids)
        found = f"{family}-{number:02}"
        self.ids.add(found)
        return found


def letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@st.composite
def title(draw: st.DrawFn, page: Page) -> Said:
    """A title that no finding of the page has."""
    found = draw(titles())
    while letters(found.plain) in page.said:
        more = f"again {len(page.said)}"
        found = Said(f"{found.written} {more}", f"{found.plain} {more}")
    page.said.add(letters(found.plain))
    return found


@st.composite
def known(
    draw: st.DrawFn, page: Page, severity: Severity, *, family: str = "", bare: bool = True
) -> Known:
    """A finding of this severity; ``bare``: its files may be written without marks."""
    lettered = (*FAMILIES, LETTERS[severity])
    name = page.name(family or draw(st.sampled_from(lettered)))
    return Known(severity, name, draw(title(page)), draw(files(bare=bare)))


def paragraphs(lines: Iterable[str]) -> list[str]:
    """Each line as a paragraph."""
    return [part for line in lines for part in (line, "")]
