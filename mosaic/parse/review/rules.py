"""The closed vocabulary of reading: by which rule a finding was seen, where its severity came from,
and why something that looks like a finding is none. Everything the reader does has its name here.
"""

from __future__ import annotations

from mosaic.values import dataclass


@dataclass(frozen=True)
class Rule:
    """A rule's name, as the answers give it, and what it means in a sentence."""

    name: str
    sentence: str


ID_HEADING = Rule("heading with an id", "A heading begins with an id, and something rates it.")
NUMBERED_HEADING = Rule(
    "numbered heading", "A heading begins with a number, and something gives a severity."
)
LABELLED_HEADING = Rule(
    "heading with a severity label", "A line or row below the heading is labelled as its severity."
)
RANKED_HEADING = Rule("heading with a severity", "A severity stands at the heading's front or end.")
SIGNED_HEADING = Rule(
    "heading with a severity sign",
    "A heading begins with a coloured sign, among findings, and names a file below.",
)
SECTION_HEADING = Rule(
    "heading in a severity's section", "A heading in such a section names a file below."
)
RANKED_ROW = Rule("table row with a severity", "The row's own cell gives a severity.")
ID_ROW = Rule("table row with an id", "The row has an id, its severity cell none that is known.")
SECTION_ROW = Rule("table row in a severity's section", "The row has an id or a number there.")
ID_ITEM = Rule("list item with an id", "An item begins with an id, among findings or rated.")
RANKED_ITEM = Rule(
    "list item with a severity", "A severity is set off at the front of an item, or of its bold."
)
SIGNED_ITEM = Rule(
    "list item with a severity sign", "An item begins with a coloured sign and bold type."
)
PLAIN_ITEM = Rule("plain item in a severity's section", "Any item that stands there by itself.")
ID_PARAGRAPH = Rule("paragraph with an id", "A paragraph begins with an id in bold, or set off.")
RANKED_PARAGRAPH = Rule(
    "paragraph with a severity", "A severity is set off at the front of a paragraph or of its bold."
)
TITLED_PARAGRAPH = Rule(
    "titled paragraph in a severity's section",
    "A bold line there that has a number, or names a file's lines below.",
)
MARKED_PARAGRAPH = Rule(
    "paragraph behind marks",
    "Marks on a line of their own, one of them a severity, or a place in the code stand before it.",
)
LABELLED_PARAGRAPH = Rule(
    "paragraph with a severity label", "A line below the first one is labelled as its severity."
)
LABELS_ALONE = Rule("labels alone", "Labels give the title and the severity, and often an id.")
PLAIN_NOTE = Rule(
    "plain note", "In a file with nothing else: an outer item that names a file's lines."
)
SARIF_RESULT = Rule(
    "result of a SARIF log", "A result of a run whose kind is fail, the kind where none is said."
)
JSON_OBJECT = Rule(
    "object of a JSON list",
    "A list that is named for findings holds it, or it says a severity, a rule or a place.",
)
#: By which rule a finding is seen.
RULES: tuple[Rule, ...] = (
    *(ID_HEADING, NUMBERED_HEADING, LABELLED_HEADING, RANKED_HEADING, SIGNED_HEADING),
    *(SECTION_HEADING, RANKED_ROW, ID_ROW, SECTION_ROW, ID_ITEM, RANKED_ITEM, SIGNED_ITEM),
    *(PLAIN_ITEM, ID_PARAGRAPH, RANKED_PARAGRAPH, TITLED_PARAGRAPH, MARKED_PARAGRAPH),
    *(LABELLED_PARAGRAPH, LABELS_ALONE, PLAIN_NOTE),
    *(SARIF_RESULT, JSON_OBJECT),
)

LABEL = Rule("label", "A line, row or subsection that is labelled as the severity.")
COLUMN = Rule("column", "The row's cell in the severity or priority column.")
HEAD = Rule("head", "The front or the end of the entry's first line.")
LESSER_LABEL = Rule("lesser label", "A priority, risk, rating or CVSS score.")
ID_WORD = Rule("word of the id", "A part of the id, such as CRIT or HIGH.")
SECTION = Rule("section", "The title of the section that it stands in.")
ID_LETTER = Rule("letter of the id", "The letter before the id's number.")
NONE = Rule("none", "Nothing says it: read as medium, with a warning.")
#: Where a severity comes from in a person's report, best first.
SOURCES: tuple[Rule, ...] = (
    *(LABEL, COLUMN, HEAD, LESSER_LABEL, ID_WORD, SECTION, ID_LETTER, NONE),
)

SCORE = Rule("score", "A score from 0 to 10: SARIF's security-severity, a CVSS field in JSON.")
LEVEL = Rule("level", "The level that the result has, or that the run's invocation gave its rule.")
FIELD = Rule("field", "The object's severity, priority, level or the like.")
LIST_NAME = Rule("name of the list", "The list that holds it is called critical, high and so on.")
RULE_DEFAULT = Rule(
    "default of the rule", "The level that the rule has by default; warning where it says none."
)
#: Where a severity comes from in what a machine writes; ``none`` is one of these too.
MACHINE_SOURCES: tuple[Rule, ...] = (SCORE, LEVEL, FIELD, LIST_NAME, RULE_DEFAULT)


@dataclass(frozen=True)
class Reason:
    """Why what looks like a finding is none: a name, and what it means in a sentence."""

    name: str
    sentence: str


CLOSED_SECTION = Reason("closed section", "It stands in a section about something else.")
SUMMARY = Reason("summary", "It stands in a summary and has not both an id and a severity.")
SUMMARY_FILE = Reason("summary file", "The file sums up what the report's other files hold.")
SAYS_CLOSED = Reason("says it is closed", "Its head says so: fixed, by design, none found.")
PRAISE = Reason("praise", "A tick or a green sign says that something is good.")
STRUCK = Reason("struck through", "It is struck through.")
STATUS_DONE = Reason("status says done", "The row's status column says so, or the object's status.")
SAYS_NOTHING = Reason("says that there is none", "None, n/a, no issues identified.")
LABEL_LINE = Reason("a label or a count", "A line such as “High: 3”, or a label outside a finding.")
TALLY_ROW = Reason("row of a tally", "The table counts findings and lists none.")
NO_REGISTER = Reason(
    "table of something else",
    "The table has no column for an id or a title, or nothing in it or above it rates its rows.",
)
ELSEWHERE = Reason("refers to another place", "It links to where the finding is told.")
STEP = Reason("step of a plan", "A phase, step or group of work, without an id.")
GROUP = Reason("heads a group", "The heading stands above several entries.")
TOP_HEADING = Reason("title", "A heading of the first level without an id names the document.")
NO_SEVERITY = Reason("no severity", "Nothing gives one, and nothing says that these are findings.")
NO_FILE = Reason("no file named", "Only a sign or the section rates it, and no file is named.")
TOO_LITTLE = Reason("too little", "It has no title, or one of a few letters.")
PROSE = Reason("running text", "Nothing sets the id or the severity off from the sentence.")
INSIDE = Reason("inside another item", "It is part of an item or a paragraph that is no finding.")
REPEAT = Reason("told again", "It tells of a finding that stands elsewhere in the report.")
NO_FAILURE = Reason("no failure", "Its kind is not fail, or its level or severity is none.")
SUPPRESSED = Reason("suppressed", "A suppression of the result was accepted.")
GONE = Reason("gone", "The result is absent since the run that this one is compared with.")
NO_OBJECT = Reason("no object", "The list holds something else in the finding's place.")
#: Why something with an id or a severity at its head is no finding.
REASONS: tuple[Reason, ...] = (
    *(CLOSED_SECTION, SUMMARY, SUMMARY_FILE, SAYS_CLOSED, PRAISE, STRUCK, STATUS_DONE),
    *(SAYS_NOTHING, LABEL_LINE, TALLY_ROW, NO_REGISTER, ELSEWHERE, STEP, GROUP, TOP_HEADING),
    *(NO_SEVERITY, NO_FILE, TOO_LITTLE, PROSE, INSIDE, REPEAT),
    *(NO_FAILURE, SUPPRESSED, GONE, NO_OBJECT),
)
