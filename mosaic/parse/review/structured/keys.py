"""How review tools call the parts of a finding, as tables; keys without case, ``_`` and ``-``.

Met in reviewers' JSON (guide, "Phase 2b"), in lists that models write, and in the output of
linters and scanners. The order is the order of preference.
"""

from __future__ import annotations

from mosaic.parse.review.finding import Severity
from mosaic.parse.review.words import words

#: Lists whose objects are findings by the list's name alone.
HOLDERS = words(
    "findings issues vulnerabilities comments diagnostics violations problems defects alerts",
    "advisories vulns failedchecks",
)
#: Lists whose objects are findings where they also say a severity, a rule or a place.
PERHAPS = words("results messages errors warnings items entries")
#: Objects around the lists; ``dependencies`` and ``targets`` are lists themselves.
AROUND = words("report review result output data summary analysis dependencies targets files")
#: Lists and objects named by the severity of what they hold.
RANKED: dict[str, Severity] = {
    "blocker": "critical", "blockers": "critical", "blocking": "critical",
    "critical": "critical", "critic": "critical", "high": "high", "major": "high",
    "medium": "medium", "moderate": "medium", "low": "low", "minor": "low", "info": "low",
    "shouldfix": "medium", "suggestion": "low", "suggestions": "low", "nits": "low",
}  # fmt: skip
#: Objects whose fields are told as if they were the finding's own.
SPREAD = ("extra", "attributes", "mostrecentinstance", "rule", "check", "finding")

OWN = ("id", "findingid", "issueid", "uid", "key", "ref")
RULE = (
    "ruleid", "checkid", "rule", "check", "checkname", "testid", "messageid", "symbol",
    "vulnerabilityid", "cve", "queryid", "code", "fromlinter", "linter",
)  # fmt: skip
TITLE = (
    "title", "headline", "summary", "subject", "finding", "issue", "problem", "message", "msg",
    "issuetext", "text", "shortdescription", "description", "details", "detail",
    "body", "comment", "explanation", "checkname", "rulename", "name",
)  # fmt: skip
SEVERITY = (
    "securityseveritylevel", "severity", "issueseverity", "severitylabel", "sev", "criticality",
    "priority", "level", "risk", "risklevel", "impact", "rating", "type",
)  # fmt: skip
SCORE = ("securityseverity", "cvss", "cvssscore", "cvssv3", "cvss3score", "basescore", "score")
#: What tells findings of one rule, file and title apart.
ABOUT = ("pkgname", "package", "packagename", "resource", "installedversion")
FINGERPRINT = ("fingerprint", "fingerprints", "issuehash", "hash", "correlationguid")

#: What names a file; those of the second kind only where the value looks like a path.
PATH = (
    "fileabspath", "file", "filepath", "filename", "path", "absolutefilepath", "relativepath",
    "files", "paths", "filenames", "uri",
)  # fmt: skip
PLACE = (
    "location", "locations", "where", "codelocation", "pos", "artifactlocation",
    "physicallocation", "affectedfiles", "component", "target",
)  # fmt: skip
WITHIN = ("location", "codelocation", "pos", "artifactlocation", "physicallocation")
LINES = (
    "lines", "linerange", "filelinerange", "range", "textrange", "region", "positions", "position",
)  # fmt: skip
#: First and last line; the last is looked for only where the first was found beside it.
SPANS = (
    ("startline", "endline"), ("linestart", "lineend"), ("beginline", "endline"),
    ("line", "endline"), ("linenumber", "endlinenumber"), ("lineno", "endlineno"),
    ("row", "endrow"), ("start", "end"), ("begin", "end"), ("from", "to"),
    ("location", "endlocation"),
)  # fmt: skip

#: Words of tools beside those that Markdown reports use.
WORDS: dict[str, Severity] = {
    "error": "high", "err": "high", "should-fix": "medium", "must-fix": "high", "fail": "high",
    "convention": "low", "refactor": "low", "style": "low", "note": "low", "hint": "low",
    "recommendation": "low", "nice-to-have": "low", "optional": "low", "blocking": "critical",
}  # fmt: skip
#: Words that say that something is no finding, or none any more.
NONE = words("none pass passed ok off")
#: Fields that say where a finding's handling stands.
STATUS = ("status", "state", "resolution")
CLOSED = words(
    "closed resolved fixed done dismissed ignored suppressed wontfix falsepositive duplicate",
    "obsolete acceptedrisk notaffected autodismissed pass passed skipped",
)
FLAGS = words(
    "resolved fixed suppressed issuppressed ignored isignored dismissed falsepositive isresolved",
    "isfixed",
)
#: Values of a file's field that name no file.
NO_FILE = words("n/a na none unknown general various multiple global all null - –")
