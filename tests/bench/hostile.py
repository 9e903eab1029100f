"""Reports of any size that somebody might write to make the reader slow, each by one idea.

A family makes a report's files of about so many characters; what takes a reader longer than its
length deserves shows when the size doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Files = Sequence[tuple[str, str]]
PATH = "r/01-security.md"
HEAD = "# Findings\n\n"
TABLE = f"{HEAD}| ID | Severity | Title | File |\n|--|--|--|--|\n"


@dataclass(frozen=True)
class Family:
    """One idea; ``make`` takes the number of characters wanted."""

    name: str
    make: Callable[[int], Files]


def _filled(unit: str, size: int, start: str = HEAD, end: str = "\n") -> Files:
    """The unit again and again, ``{}`` in it as its number."""
    count = max(size // len(unit), 1)
    if "{}" in unit:
        body = "".join(unit.replace("{}", str(i)) for i in range(1, count + 1))
    else:
        body = unit * count
    return [(PATH, start + body + end)]


def _repeated(name: str, unit: str, start: str = HEAD, end: str = "\n") -> Family:
    return Family(name, lambda size: _filled(unit, size, start, end))


def _halves(name: str, first: str, second: str, start: str = HEAD) -> Family:
    """As much of the one as of the other behind it."""

    def make(size: int) -> Files:
        both = [unit * (size // 2 // len(unit)) for unit in (first, second)]
        return [(PATH, start + "\n\n".join(both) + "\n")]

    return Family(name, make)


def _many_files(size: int) -> Files:
    text = f"{HEAD}### A-1: One thing (High)\n\nText.\n"
    return [(f"r/{i:05}-review.md", text) for i in range(max(size // len(text), 1))]


def _many_openings(size: int) -> Files:
    text = f"{HEAD}### A-1: One thing (High)\n\nText.\n"
    return [(f"r/000-{i}.md", text) for i in range(max(size // len(text), 1))]


def _steps(size: int) -> Files:
    """A list nested one deeper each line, as deep as fits."""
    depth = int((size) ** 0.5)
    return [(PATH, HEAD + "".join(f"{'  ' * i}- item {i}\n" for i in range(depth)))]


def _mixed_containers(size: int) -> Files:
    return [(PATH, HEAD + "> - 1. " * (size // 7) + "x\n")]


def _stairs(size: int) -> Files:
    """Twenty levels of lists over and over."""
    stair = "".join(f"{'  ' * i}- **A-{i}** High: item\n" for i in range(20))
    return [(PATH, HEAD + stair * max(size // len(stair), 1))]


def _quoted_stairs(size: int) -> Files:
    line = "> " * 18 + "- text\n"
    return [(PATH, HEAD + line * max(size // len(line), 1))]


def _one_table_many_columns(size: int) -> Files:
    half = size // 2
    header = "| ID | Severity " + "| x " * (half // 8) + "|\n"
    marks = "|--|--" + "|-" * (half // 8) + "|\n"
    return [(PATH, HEAD + header + marks + "|\n" * (half // 2))]


def _label_then_items(size: int) -> Files:
    labels = "File:\n" * (size // 12)
    return [(PATH, f"{HEAD}### A-1: One (High)\n\n{labels}\n" + "- x\n" * (size // 8))]


SECTION = "### A-1: One thing (High)\n\n"
FAMILIES: tuple[Family, ...] = (
    _repeated("sections with ids", "### SEC-{}: A thing (High)\n\n**File:** `a/b.py:{}`\n\n"),
    _repeated("sections without ids", "### [HIGH] A thing {} of some kind\n\nText.\n\n"),
    _repeated("sections of one title", "### [HIGH] A thing\n\nText.\n\n"),
    _repeated("numbered sections", "### {}. A thing\n\nText.\n\n", f"{HEAD}## High\n\n"),
    _repeated("underlined headings", "SEC-{}: A thing (High)\n---\n\nText.\n\n"),
    _repeated("severity sections", "## Critical\n\n### A-{}: A thing\n\nText.\n\n"),
    _repeated("scale marks", "### S{}: A thing\n\n- **x** y\n\n", f"{HEAD}"),
    _repeated("scale marks of one rank", "### P1 - A thing {}\n\n- B-{}: y\n\n"),
    _repeated("ranks over registers", "## High — now\n\n| ID | What |\n|--|--|\n| A-{} | x |\n\n"),
    _repeated("words that say when", "## High — fix before the the the next\n\n- a\n\n"),
    _repeated("marks", "_Potential_ | _High_\n\n"),
    _repeated("marks in one line", "_High_ | ", f"{HEAD}"),
    _repeated("marks and titles", "_High_\n\n**A thing {} is odd.**\n\n"),
    _repeated("badges", "![high](x.svg)\n\ntext\n\n"),
    _repeated("places", "`{}`: **A thing is odd**\n\n", f"{HEAD}## High\n\n"),
    _repeated("places of lines", "1, ", f"{HEAD}## High\n\n`", "1`: **A thing is odd**\n"),
    _repeated("folds", "<details>\n<summary>High (1)</summary>\n\ntext\n\n</details>\n\n"),
    _repeated("folds that stay open", "<details>\n<summary>High comments (1)</summary>\n\n"),
    _repeated("folds of files", "<details>\n<summary>a.py (1)</summary>\n\n",
              f"{HEAD}<details>\n<summary>Low comments (1)</summary>\n\n"),
    _repeated("folds that end", "</details>\n\n"),
    _repeated("HTML tables", "<table><tr><th>ID<th>Risk</tr><tr><td>A-{}<td>x</tr></table>\n\n"),
    _repeated("HTML tables that stay open", "<table><tr><td>\n\n"),
    _repeated("HTML rows", "<tr><td>A-{}</td><td>Low</td></tr>\n",
              f"{HEAD}<table><tr><td>ID</td><td>Severity</td></tr>\n"),
    _repeated("HTML cells", "<td>x", f"{HEAD}<table><tr>", "</table>\n"),
    _repeated("HTML tables in tables", "<table><tr><td>"),
    _repeated("HTML cells begun", "<td ", f"{HEAD}<table><tr>"),
    _repeated("links in an HTML cell", '<a href="', f"{HEAD}<table><tr><td>"),
    _repeated("comments in an HTML table", "<!-- a --><td>", f"{HEAD}<table><tr>"),
    _repeated("comments begun in an HTML table", "<!--", f"{HEAD}<table><tr>", "<td></table>\n"),
    _repeated("requirements", "| FR-{} | A wish | High |\n", "| ID | Story | P |\n|-|-|-|\n"),
    _repeated("long numbers", "### {}000. A thing (High)\n\n- #{}000 A thing (Low)\n\n"),
    _repeated("alerts", "> [!NOTE]\n> <details>\n> <summary>High</summary>\n\n"),
    _repeated("items with ids", "- **SEC-{}** (Low): A thing in `a/b.py:{}`\n"),
    _repeated("loose items", "- **SEC-{}** (Low): A thing\n\n  Text.\n\n"),
    _repeated("ordered items", "{}. **Critical — a thing {}**\n"),
    _repeated("plain items", "- a thing in `a/b.py:{}` is odd\n"),
    _repeated("bold paragraphs", "**[P1] A thing {}**\n\nText.\n\n"),
    _repeated("rows", "| SEC-{} | High | A thing | `a/b.py:{}` |\n", TABLE),
    _repeated("rows of one id", "| SEC-1 | High | A thing | a.py |\n", TABLE),
    _repeated("a table a finding", "### A-{}: x\n\n| Key | Value |\n|-|-|\n| Severity | Low |\n"),
    _repeated("many tables", "| ID | Severity |\n|--|--|\n| A-{} | High |\n\n"),
    _repeated("many headers without rows", "| ID | Severity |\n"),
    _repeated("delimiters", "|--|--|\n"),
    _repeated("fences", "```\n### A-1: x (High)\n```\n\n"),
    _repeated("open fences of many lengths", "```` x\n~~~ `\n"),
    _repeated("fences that are none", "``` a`b\n"),
    _repeated("fences in items", "- ```\n"),
    _repeated("closed sections", "## Fixed {}\n\n### R-{}: No (High)\n\n- **Low:** nor this\n\n"),
    _repeated("empty sections", "## High\n\nNone.\n\n"),
    _repeated("one paragraph", "words of some kind "),
    _repeated("one paragraph of many lines", "words of some kind\n"),
    _repeated("one heading", "words ", "# "),
    _repeated("one finding's heading", "word - ", f"{HEAD}### SEC-1: "),
    _repeated("one id", "A-1", f"{HEAD}### "),
    _repeated("one row", "word ", f"{TABLE}| A-1 | High | ", " | x |\n"),
    _repeated("one row of many cells", "| word ", TABLE),
    Family("one table of many columns", _one_table_many_columns),
    _repeated("one file cell", "`a/b.py:1-2`; ", f"{TABLE}| A-1 | High | x | ", " |\n"),
    _repeated("one label", "`a/b.py:{}`, ", f"{HEAD}{SECTION}**File:** "),
    _repeated("one label of parts", "word · ", f"{HEAD}{SECTION}**File:** "),
    _repeated("one label of keys", "Key: word · ", f"{HEAD}{SECTION}- "),
    _repeated("label lines", "**File:** `a/b.py:{}`\n", HEAD + SECTION),
    _repeated("labels without values", "**File:**\n\n", HEAD + SECTION),
    _repeated("label items", "- File:\n", HEAD + SECTION),
    Family("labels, then items", _label_then_items),
    _repeated("severity words", "High: ", f"{HEAD}- "),
    _repeated("counts", "- **High:** 3\n"),
    _repeated("blanks", " ", f"{HEAD}### A-1: x", "(High)\n"),
    _repeated("blanks in a paragraph", " ", f"{HEAD}{SECTION}x", "x\n"),
    _repeated("blank lines", "\n"),
    _repeated("blank lines of blanks", " \t\n"),
    _repeated("blank lines in an item", "\n", f"{HEAD}- a\n", "  b\n"),
    _repeated("hashes", "#"),
    _repeated("hashes at a heading's end", "# ", f"{HEAD}### x "),
    _repeated("rules", "- ", HEAD, "x\n"),
    _repeated("stars", "* ", HEAD, "x\n"),
    _repeated("open brackets", "["),
    _repeated("open links", "[a]("),
    _repeated("nested links", "[", HEAD, "]()\n"),
    _repeated("open emphasis", "*a **b _c "),
    _repeated("open code", "`a ``b "),
    _repeated("open strikes", "~~a "),
    _repeated("open tags", "<a "),
    _repeated("tags", "<a>\n"),
    _repeated("comments begun", "<!-- "),
    _repeated("comments begun by line", "text\n<!--x\n"),
    _repeated("processing begun by line", "a\n\n<?x\n"),
    _repeated("declarations begun", "a\n\n<!A\n"),
    _repeated("blocks of HTML", "<div>\n\n"),
    _repeated("attributes", " a=1", f"{HEAD}<a"),
    _repeated("attributes by line", '<a b="\n\n'),
    _repeated("references", "[a{}]: /x\n\n"),
    _repeated("references begun", "[a]:\n\n"),
    _repeated("references with open titles", '[a]: x "\n'),
    _repeated("a reference's label", "a\\", f"{HEAD}["),
    _repeated("backslashes", "\\"),
    _repeated("backslashes and pipes", "\\|", TABLE),
    _repeated("pipes", "|"),
    _repeated("quotes", "> text\n"),
    _repeated("quotes in quotes", ">"),
    _repeated("lazy quotes", "> a\nb\n"),
    _repeated("quotes and items", "> a\n- b\n"),
    _repeated("items in one line", "1) ", HEAD, "x\n"),
    Family("items in items", _steps),
    Family("twenty levels of items", _stairs),
    Family("twenty levels of quotes", _quoted_stairs),
    Family("quotes in items in quotes", _mixed_containers),
    _repeated("empty items", "-\n"),
    _repeated("items and rules", "- a\n***\n"),
    _repeated("items of other marks", "- a\n+ b\n* c\n"),
    _repeated("indented code", "    x\n\n"),
    _repeated("indented code and text", "    x\n\ny\n\n"),
    _repeated("tabs", "\t"),
    _repeated("tabs in items", "-\t\tx\n"),
    _repeated("front matter that never ends", "a: b\n", "---\n"),
    _repeated("front matter ends", "...x\n---x\n", "---\n"),
    _repeated("emoji", "🔴🟢", f"{HEAD}- "),
    _repeated("joiners", "👩\u200d", f"{HEAD}### A-1: "),
    _repeated("hidden characters", "\u202e\u200b", f"{HEAD}### A-1: "),
    _repeated("controls", "\x00\x1b[31m"),
    _repeated("lone surrogates", "\ud800"),
    _repeated("carriage returns", "\r"),
    _repeated("form feeds", "\x0b\x0c\n"),
    _repeated("blanks of Unicode", "\u00a0\u2003"),
    _repeated("numbers", "1.", f"{HEAD}### "),
    _repeated("digits", "1", f"{HEAD}## High\n\n### "),
    _repeated("digits in a file", "1", f"{HEAD}{SECTION}**File:** `a.py:"),
    _repeated("a file of lines", "1,", f"{HEAD}{SECTION}**File:** `a.py:"),
    _repeated("a path of folders", "a/", f"{HEAD}{SECTION}**File:** `", "b.py`\n"),
    _repeated("a path of dots", ".", f"{HEAD}{SECTION}**File:** a", "\n"),
    _repeated("paths", "a/b.py:1 ", f"{HEAD}{SECTION}"),
    _repeated("ids of one entry", "A-1/", f"{HEAD}### "),
    _repeated("headings of blanks", f"### A-{{}}: x{' ' * 1200}y (High)\n\n", f"{HEAD}"),
    _repeated("headings of brackets", f"### {'[High] ' * 160}y\n\n"),
    _repeated("headings of open brackets", f"### A-{{}}: {'[' * 1200} (High)\n\n"),
    _repeated("headings of parentheses", f"### A-{{}}: {'(a)' * 400} (High)\n\n"),
    _repeated("headings of dashes", f"### A-{{}}: {'— ' * 600} (High)\n\n"),
    _repeated("headings of stars", f"### A-{{}}: {'*a **b ' * 170} (High)\n\n"),
    _repeated("headings of links", f"### A-{{}}: {'[a](' * 300} (High)\n\n"),
    _repeated("headings of code", f"### A-{{}}: {'`a ``b ' * 170} (High)\n\n"),
    _repeated("headings of tags", f"### A-{{}}: {'<a b=' * 240} (High)\n\n"),
    _repeated("headings of paths", f"### A-{{}}: {'`a.b/' * 240} (High)\n\n"),
    _repeated("cells of words", f"| A-{{}} | High | {'no ' * 400} |\n", TABLE),
    _halves("labels and headings", "Severity: High\n\n", "### x\n\n"),
    _halves("quotes, then items", "> a\n", "- b\n"),
    Family("many files", _many_files),
    Family("many opening files", _many_openings),
)  # fmt: skip
