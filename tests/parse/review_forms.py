"""The forms in which a finding is written, one function each: it writes onto a page, and says on
which line which finding must be read. ``ranked`` forms say no severity: their section does.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from mosaic.parse.review.finding import FileRef, Severity
from tests.parse.review_page import Known, Page, known, paragraphs
from tests.parse.review_words import LETTERS, NATIVE, SCORES, SIGNS, WORDS, located

Form = Callable[[st.DrawFn, Page, Severity, int], None]
PROSE = (
    "Whoever knows the name can read all of it.",
    "Effort: L. Confidence: High. The impact is high, and so is the likelihood.",
    "It was `x = 1` at first; 直してください。",
    "See the note of the team: it happens twice a week.",
)
BODIES: tuple[tuple[str, ...], ...] = (
    ("```python", "# BEFORE", "### X-99: in a fence (High)", "x = 1  # AFTER", "```"),
    ("> ### X-98: quoted (Critical)", "> **Severity:** High"),
    ("- first stop it", "- then mend it"),
    ("<details><summary>more</summary>", "x", "</details>"),
    ("Such as:", "", "    ### X-97: indented code (Low)"),
    ("1. do this", "2. and that"),
    ("**Impact:** High", "**Confidence:** Low"),
    ("**Fix:** close it", "", "**Why:** it is open"),
    ("---",),
)  # fmt: skip


@st.composite
def body(draw: st.DrawFn) -> list[str]:
    """What stands below a finding's heading, and says nothing of severities or files."""
    some = [[text] for text in draw(st.lists(st.sampled_from(PROSE), max_size=2))]
    some += [list(part) for part in draw(st.lists(st.sampled_from(BODIES), max_size=2))]
    return [line for part in some for line in (*part, "")]


@st.composite
def _labels(draw: st.DrawFn, found: Known, severity: str = "") -> list[str]:
    """Label lines: of a severity where one is given, and of the files."""
    pairs = [("Severity", severity)] if severity else []
    if found.files.written:
        key = draw(st.sampled_from(("File", "Files", "Location", "Affected files", "ファイル")))
        pairs.append((key, found.files.written))
    form = draw(st.sampled_from(("**{}:** {}", "**{}**: {}", "- **{}:** {}", "{}: {}")))
    return [form.format(*pair) for pair in pairs]


def _below(draw: st.DrawFn, page: Page, found: Known, severity: str = "") -> None:
    """Labels and text below a heading, in either order."""
    parts = [draw(_labels(found, severity)), draw(body())]
    if draw(st.booleans()):
        parts.reverse()
    for part in parts:
        page.add(*part, *([""] if part and part[-1] else []))


def _fields(found: Known, said: str) -> dict[str, str]:
    return {"id": found.id, "title": found.title.written, "sev": said,
            "SEV": said.upper(), "sign": SIGNS[found.severity]}  # fmt: skip


#: Headings that say id, severity and title; the brackets stand for what is written.
HEADS = (
    "{id} — {SEV} — {title}", "{id} · {sev} · L · {sev} — {title}", "[{SEV}] {id}: {title}",
    "{id}: {title} ({sev})", "{id} — {title} — {SEV} (confidence: high)", "{id}: {sev}: {title}",
    "{id} — {title} — **{SEV}**", "[{id}] {title} [{SEV}]", "{sign} {SEV} {id}: {title}",
    '<a id="c9"></a>{id} — {title} ({sev})', "{id} / AUTH-925: {title} ({sev})",
    "{id}/93: {title} ({sev})", "{id} [{SEV}] {title}", "`{id}` — {title} ({sev})",
    "{sign} {id} — {SEV}: {title}",
)  # fmt: skip
#: The same without an id.
NAMELESS = (
    "[{SEV}] {title}", "{sign} {SEV}: {title}", "{SEV}: {title}", "{title} ({sev})",
    "{title} — {SEV}", "{SEV} — {title}",
)  # fmt: skip
#: The same with a number; ``{n}`` is it.
NUMBERED = (
    "{n} [{SEV}] {title}", "{n}. ⚠️ {SEV}: {title}", "Issue {n}: {title} — {sev}",
    "{n}. {title} ({sev})", "#{n}: {title} [{SEV}]", "Finding {n} — {SEV} — {title}",
)  # fmt: skip


def _head(draw: st.DrawFn, page: Page, severity: Severity, level: int, forms: tuple[str, ...],
          number: str = "") -> None:  # fmt: skip
    found = draw(known(page, severity))
    form = draw(st.sampled_from(forms))
    # A rank of a scale in front heads a group: ``## P1 — fix soon``.
    words = WORDS[severity][: 3 if form.startswith(("{SEV}", "{sign}")) else 5]
    text = form.format(**_fields(found, draw(st.sampled_from(words))), n=number)
    page.want(found, id=found.id if forms is HEADS else number)
    page.add(f"{'#' * level} {text}", "")
    _below(draw, page, found)


def heading(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### SEC-1 — HIGH — title``."""
    _head(draw, page, severity, level, HEADS)


def nameless_heading(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### [HIGH] title``."""
    _head(draw, page, severity, max(level, 2), NAMELESS)


def numbered_heading(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### 6.1 [HIGH] title``."""
    number = draw(st.sampled_from(("{}", "6.{}", "2.1.{}"))).format(len(page.wanted) + 1)
    _head(draw, page, severity, max(level, 2), NUMBERED, number)


def worded_heading(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### HIGH-01: title``: the id says the severity."""
    found = draw(known(page, severity, family=severity.upper()))
    page.want(found)
    page.add(f"{'#' * level} {found.id}: {found.title.written}", "")
    _below(draw, page, found)


def labelled(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### SEC-1: title`` and a label line, with a note or without."""
    found = draw(known(page, severity))
    said = draw(st.sampled_from((*WORDS[severity], *NATIVE[severity], SIGNS[severity])))
    note = draw(st.sampled_from(("", " (CVSS 7.5)", " (was raised)", " · **Confidence:** low")))
    page.want(found)
    page.add(f"{'#' * level} {found.id}: {found.title.written}", "")
    _below(draw, page, found, said + note)


def lesser_labelled(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """A priority or a score says it, behind a fence too."""
    found = draw(known(page, severity, family="SEC"))
    rank = WORDS[severity][3]
    said = draw(st.sampled_from((f"**Priority:** {rank}", f"**CVSS:** {SCORES[severity]}")))
    page.want(found)
    page.add(f"{'#' * level} {found.id}: {found.title.written}", "", *BODIES[0], "", said, "")
    page.add(*draw(_labels(found)), "")


def key_table(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """A table of two columns for each finding."""
    found = draw(known(page, severity))
    rows = [("Severity", draw(st.sampled_from(WORDS[severity]))), ("Effort", "L")]
    rows += [("File", found.files.written)] if found.files.written else []
    head = draw(st.sampled_from(("| Field | Value |", "| Key | What |", "| 項目 | 内容 |")))
    page.want(found)
    page.add(f"{'#' * level} {found.id}: {found.title.written}", "", head, "|---|---|")
    page.add(*(f"| {draw(st.sampled_from(('{}', '**{}**'))).format(k)} | {v} |" for k, v in rows))
    page.add("", *draw(body()))


def _in_text(found: Known, lead: str = " in ") -> tuple[str, tuple[FileRef, ...]]:
    """The files at the end of a sentence, and those that are read out of a text."""
    refs = tuple(r for r in found.files.refs if "/" in r.path or r.lines)
    return (f"{lead}{found.files.written}", refs) if refs else ("", ())


#: Items with an id and a severity, and a bold one; the title is in bold where it says all.
ITEMS = (
    "**{id}** ({sev}): {title}", "**{id}** — {SEV} — {title}", "[{SEV}] {id}: {title}",
    "**{id} [{SEV}]** {title}", "**[{SEV}] {id}:** {title}", "{id} ({sev}): {title}",
)  # fmt: skip
NAMELESS_ITEMS = ("[{sev}] {title}", "**{SEV}:** {title}", "**[{SEV}]** {title}", "{sev}: {title}")


def _item(draw: st.DrawFn, page: Page, severity: Severity, forms: tuple[str, ...], mark: str,
          said: str, name: str | None) -> None:  # fmt: skip
    found = draw(known(page, severity, bare=False))
    text = draw(st.sampled_from(forms)).format(**_fields(found, said))
    refs = _in_text(found)[1]
    page.want(found, refs=refs, id=name)
    page.add(f"{mark} {text}")
    indent = " " * (len(mark) + 1)
    if refs:
        page.add("", f"{indent}It is in {found.files.written}.", "")
    elif draw(st.booleans()):
        page.add(f"{indent}- {PROSE[0]}")


def item(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``- **SEC-1** (High): title``."""
    _item(draw, page, severity, ITEMS, "-", draw(st.sampled_from(WORDS[severity])), None)


def nameless_item(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``- [High] title``."""
    said = draw(st.sampled_from(WORDS[severity]))
    _item(draw, page, severity, NAMELESS_ITEMS, "-", said, "")


def bold(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``**[P1] SEC-1: title**``, a paragraph of its own."""
    found = draw(known(page, severity, bare=False))
    said = draw(st.sampled_from(WORDS[severity]))
    with_id = draw(st.booleans())
    text = f"{found.id}: " if with_id else ""
    title = found.title.written.replace("**", "")
    after, refs = _in_text(found, " It is in ")
    page.want(found, refs=refs, id=None if with_id else "")
    page.add(f"**[{said}] {text}{title}**{after}", "")
    page.add(*paragraphs(draw(st.lists(st.sampled_from(PROSE), max_size=1))))


OWN: tuple[Form, ...] = (
    heading, nameless_heading, numbered_heading, worded_heading, labelled, lesser_labelled,
    key_table,
)  # fmt: skip
LOOSE: tuple[Form, ...] = (item, nameless_item, bold)


def plain_heading(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### SEC-1: title`` or ``### C-1 title``, in a section of its severity."""
    found = draw(known(page, severity))
    form = draw(st.sampled_from(("{id}: {title}", "{id} — {title}", "[{id}] {title}")))
    page.want(found)
    page.add(f"{'#' * level} {form.format(**_fields(found, ''))}", "")
    _below(draw, page, found)


def plain_number(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### 3. title``, in a section of its severity."""
    found = draw(known(page, severity))
    number = str(len(page.wanted) + 1)
    page.want(found, id=number)
    page.add(f"{'#' * level} {number}. {found.title.written}", "")
    _below(draw, page, found)


def bracket_title(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``### [A title in brackets]``, with a file: the brackets hold no id."""
    found = draw(known(page, severity).filter(lambda k: located(k.files)))
    form = draw(st.sampled_from(("[{}]", "{}"))) if "[" not in found.title.written else "{}"
    page.want(found, title=form.format(found.title.plain), id="")
    page.add(f"{'#' * level} {form.format(found.title.written)}", "", *draw(_labels(found)), "")


def plain_item(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``- title``, in a section of its severity."""
    _item(draw, page, severity, ("{title}",), "-", "", "")


def named_item(draw: st.DrawFn, page: Page, severity: Severity, level: int) -> None:
    """``- **H1** title``, in a section of its severity."""
    _item(draw, page, severity, ("**{id}** {title}", "**{id}**: {title}"), "*", "", None)


RANKED: tuple[Form, ...] = (plain_heading, plain_number, bracket_title)
RANKED_LOOSE: tuple[Form, ...] = (plain_item, named_item)
__all__ = ["LETTERS", "LOOSE", "OWN", "RANKED", "RANKED_LOOSE", "body"]
