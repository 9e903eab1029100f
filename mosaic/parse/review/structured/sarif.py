"""SARIF logs to what they tell (OASIS, SARIF 2.1.0): each failing result of each run.

Severity: the rule's or the result's ``security-severity`` on the CVSS scale, else the level:
error is high, warning medium, note low. No findings: other kinds than ``fail``, level ``none``,
an accepted suppression, a result that is gone since the baseline; each of these is told.
"""

from __future__ import annotations

from mosaic.parse.review import rules, severity
from mosaic.parse.review.finding import Severity
from mosaic.parse.review.structured import uris
from mosaic.parse.review.structured.nodes import Fault, Node
from mosaic.parse.review.structured.runs import Run, linked, shown, unlinked
from mosaic.parse.review.structured.told import Noticed, Over, Reading, Told, rated, tidied
from mosaic.patterns import regex
from mosaic.standard import Iterator

LEVELS: dict[str, Severity] = {"error": "high", "warning": "medium", "note": "low"}
_UNDECIDED = ("kind open", "kind review")
#: Of a code host's fingerprints the one that it goes by; the others of a result move with columns.
_LINE_HASH = "primaryLocationLineHash"
_VERSION = regex(r"(.*?)/v(\d{1,9})")
_SENTENCE = regex(r"(?<=[.!?])\s")
#: Characters of a rule's help, of a snippet; related places told.
_LONGEST_HELP = 4000
_LONGEST_SNIPPET = 600
_MOST_RELATED = 10
#: A title longer than this gives way to its first sentence.
_LONG_TITLE = 120


def is_sarif(value: object) -> bool:
    """Whether a JSON value is a SARIF log, by its runs and its version or schema."""
    if not isinstance(value, Node) or not isinstance(value.fields.get("runs"), list):
        return False
    return bool(value.text("version")) or "sarif" in value.text("$schema").casefold()


def read(log: Node, here: uris.Roots) -> Reading | Fault:
    """What a log tells; ``here`` are the repository's folders on this machine."""
    version = log.text("version")
    if version and not version.startswith("2."):
        return Fault(f"SARIF {version[:20]}, and only 2.1.0 is read", log.first)
    runs = [Run(node, here) for node in log.nodes("runs") if node]
    told: list[Told] = []
    over: list[Over] = []
    for run in runs:
        for result in run.node.nodes("results"):
            why = passed_over(run, result)
            if why:
                over.append(why)
            else:
                told.append(tidied(_told(run, result)))
    noticed = tuple(line for run in runs for line in _unfinished(run))
    return Reading(tuple(told), tuple(over), noticed, next((run.tool for run in runs), ""))


def passed_over(run: Run, result: Node) -> Over | None:
    """Why a result is no finding, or None where it is one (3.27.9, 3.27.10, 3.27.23, 3.27.24)."""
    name, rule, component = run.rule(result)
    words = run.message(result.node("message"), rule, component)[0] or name
    why = _why(run, result, rule)
    if not why:
        return None
    reason, detail = why
    # What nobody has decided yet is a person's to look at.
    asks = not result or detail in _UNDECIDED
    return Over(result.first, words, reason, detail, "doubt" if asks else "remark")


def _why(run: Run, result: Node, rule: Node) -> tuple[rules.Reason, str] | None:
    if not result:
        return rules.NO_OBJECT, ""
    kind = result.text("kind").strip().casefold()
    if kind and kind != "fail":
        return rules.NO_FAILURE, f"kind {kind[:40]}"
    if result.text("baselineState").strip().casefold() == "absent":
        return rules.GONE, ""
    for one in result.nodes("suppressions"):
        # 3.35.3: without a status a suppression is accepted.
        if one and one.text("status").strip().casefold() in ("", "accepted"):
            return rules.SUPPRESSED, one.text("kind")[:40]
    if run.level(result, rule)[0] == "none":
        return rules.NO_FAILURE, "level none"
    return None


def _told(run: Run, result: Node) -> Told:
    name, rule, component = run.rule(result)
    text, markdown = run.message(result.node("message"), rule, component)
    places = list(run.places(result.nodes("locations")))
    if not places:
        target = run.path(result.node("analysisTarget"))
        places = [(target, Node())] if target else []
    files = uris.file_refs((path, _lines(region)) for path, region in places)
    worth, words, source = _severity(run, result, rule)
    title = _title(unlinked(text), rule, name)
    first = places[0][0] if places else ""
    return Told(
        first=result.first,
        last=result.last,
        title=title,
        body="\n\n".join(_body(run, result, (name, rule), linked(markdown, run, result))),
        severity=worth,
        words=words,
        severity_from=source,
        seen=rules.SARIF_RESULT,
        files=files,
        rule=name or run.tool or "result",
        identity=_identity(run, result, first, text or title),
    )


def _severity(run: Run, result: Node, rule: Node) -> tuple[Severity, str, rules.Rule]:
    """A result's severity, the words that said so, and what they are."""
    for holder in (result, rule):
        score = holder.node("properties").fields.get("security-severity")
        mark = rated(score)
        if mark:
            return mark, str(score), rules.SCORE
    level, source = run.level(result, rule)
    if level in LEVELS:
        return LEVELS[level], level, source
    other = severity.value(level)
    return (other.severity, level, source) if other else ("medium", "", rules.NONE)


def _title(text: str, rule: Node, name: str) -> str:
    """The message, its first sentence where it is long (3.11.3); else what the rule is called."""
    said = " ".join(text.split())
    if len(said) > _LONG_TITLE:
        said = _SENTENCE.split(said, maxsplit=1)[0]
    about = (rule.node(key).text("text") for key in ("shortDescription", "fullDescription"))
    return said or next((a for a in about if a.strip()), "") or rule.text("name") or name


def _identity(run: Run, result: Node, path: str, text: str) -> tuple[str, ...]:
    """What a later run's result has in common with this one (3.27.2).

    Not its ``guid``: tools draw a new one in each run.
    """
    whole = _latest(result.node("fingerprints"))
    if whole:
        return ("fingerprints", *whole)
    if result.text("correlationGuid"):
        return ("correlationGuid", result.text("correlationGuid").casefold())
    part = _latest(result.node("partialFingerprints"))
    return (run.tool, path, *(part or (" ".join(text.split()),)))


def _latest(prints: Node) -> tuple[str, ...]:
    """Name and value of each fingerprint in its latest version, in name order (3.27.16)."""
    found: dict[str, tuple[int, str]] = {}
    for key in prints.fields:
        match = _VERSION.fullmatch(key)
        base, version = (match.group(1), int(match.group(2))) if match else (key, 0)
        if prints.text(key) and version >= found.get(base, (-1, ""))[0]:
            found[base] = (version, prints.text(key))
    if _LINE_HASH in found:
        found = {_LINE_HASH: found[_LINE_HASH]}
    return tuple(part for base, (_, value) in sorted(found.items()) for part in (base, value))


def _lines(region: Node) -> str:
    return uris.span(region.number("startLine"), region.number("endLine"))


def _body(run: Run, result: Node, rule: tuple[str, Node], text: str) -> Iterator[str]:
    """The parts of a result that a worker should know, in reading order."""
    yield text
    yield from _where(run, result)
    name, about = rule
    if name or about:
        said = about.node("shortDescription").text("text") or about.text("name")
        yield f"Rule: {name}" + (f", {' '.join(said.split())[:400]}" if said else "")
    for key in ("fullDescription", "help"):
        told = about.node(key)
        help_text = told.text("markdown") or told.text("text")
        if help_text.strip() and help_text != about.node("shortDescription").text("text"):
            yield help_text[:_LONGEST_HELP].strip()
    if about.text("helpUri"):
        yield f"More: {about.text('helpUri')[:400]}"
    fixes = [one.node("description").text("text") for one in result.nodes("fixes")]
    if any(fixes):
        yield "Proposed fix: " + "; ".join(fix[:400] for fix in fixes[:3] if fix)


def _where(run: Run, result: Node) -> Iterator[str]:
    """Where a result stands, with what the tool shows of it, and what it refers to."""
    places = list(run.places(result.nodes("locations")[: uris.MOST]))
    if places:
        yield "At " + ", ".join(shown(path, region) for path, region in places)
    logical = [
        one.text("fullyQualifiedName") or one.text("name")
        for place in result.nodes("locations")[: uris.MOST]
        for one in place.nodes("logicalLocations")[: uris.MOST]
    ]
    if any(logical):
        yield "In " + ", ".join(dict.fromkeys(name[:200] for name in logical if name))
    snippet = next((r.node("snippet").text("text") for _, r in places), "")[:_LONGEST_SNIPPET]
    if snippet.strip():
        yield "\n".join(f"    {line}" for line in snippet.strip("\r\n").split("\n"))
    related = result.nodes("relatedLocations")[:_MOST_RELATED]
    for one in related:
        said = " ".join(one.node("message").text("text").split())[:200]
        where = next((shown(path, region) for path, region in run.places((one,))), "")
        if where:
            yield f"See also {where}" + (f": {said}" if said else "")


def _unfinished(run: Run) -> Iterator[Noticed]:
    """Why a run may have found more than it tells."""
    tool = run.tool[:60] or "a tool"
    outside = run.node.node("externalPropertyFileReferences").nodes("results")
    for one in outside[:10]:
        where = one.node("location").text("uri")[:200]
        said = f"results of {tool} stand in another file, which is not read: {where}"
        yield Noticed(run.node.first, said)
    if not isinstance(run.node.fields.get("results"), list) and not outside:
        said = f"the run of {tool} has no results: it did not come to its analysis"
        yield Noticed(run.node.first, said)
    failed = [
        c for c in run.node.nodes("invocations") if c.fields.get("executionSuccessful") is False
    ]
    if failed:
        said = f"the run of {tool} did not succeed; it may have found more"
        yield Noticed(failed[0].first, said)
