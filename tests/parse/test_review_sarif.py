"""SARIF 2.1.0: which results are findings, how severe, where, and by what they are known again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mosaic.errors import Usage
from mosaic.parse.review.finding import FileRead, Finding, Report
from mosaic.parse.review.formats import read_files
from mosaic.parse.review.named import Given

PATH = "docs/reports/scan.sarif"
Json = dict[str, Any]


def log(*results: Json, rules: list[Json] | None = None, **more: Any) -> str:
    """A log with one run of one tool."""
    tool: Json = {"driver": {"name": "CodeScan", "rules": rules or []}}
    tool.update(more.pop("tool", {}))
    run = {"tool": tool, "results": list(results), **more}
    return json.dumps({"version": "2.1.0", "runs": [run]}, indent=2)


def result(**more: Any) -> Json:
    return {"ruleId": "R1", "message": {"text": "It breaks."}, **more}


def at(uri: str, line: int = 3, **more: Any) -> Json:
    """A result's location."""
    place = {"artifactLocation": {"uri": uri, **more}, "region": {"startLine": line}}
    return {"physicalLocation": place}


def report(text: str, path: str = PATH, *folders: str) -> Report:
    return read_files([Given(path, text)], "auto", folders)


def one(*results: Json, folders: tuple[str, ...] = (), **more: Any) -> Finding:
    (finding,) = report(log(*results, **more), PATH, *folders).findings
    return finding


@pytest.mark.parametrize(
    ("rule", "more", "severity", "words"),
    [
        ({}, {"level": "error"}, "high", "level: error"),
        ({}, {"level": "warning"}, "medium", "level: warning"),
        ({}, {"level": "note"}, "low", "level: note"),
        ({}, {"level": "Critical"}, "critical", "level: critical"),
        ({}, {"level": "odd"}, "medium", "none: "),
        ({}, {}, "medium", "default of the rule: warning"),
        ({"defaultConfiguration": {"level": "error"}}, {}, "high", "default of the rule: error"),
        ({"defaultConfiguration": {"level": "error"}}, {"level": "note"}, "low", "level: note"),
        ({"properties": {"security-severity": "9.0"}}, {"level": "note"}, "critical",
         "score: 9.0"),
        ({"properties": {"security-severity": "8.96"}}, {}, "high", "score: 8.96"),
        ({"properties": {"security-severity": 7}}, {}, "high", "score: 7"),
        ({"properties": {"security-severity": "4.0"}}, {}, "medium", "score: 4.0"),
        ({"properties": {"security-severity": "0.1"}}, {}, "low", "score: 0.1"),
        ({"properties": {"security-severity": "0.0"}}, {"level": "error"}, "high", "level: error"),
        ({"properties": {"security-severity": "much"}}, {"level": "error"}, "high", "level: error"),
        ({"properties": {"security-severity": "5.0"}},
         {"properties": {"security-severity": "9.8"}}, "critical", "score: 9.8"),
    ],
)  # fmt: skip
def test_severity(rule: Json, more: Json, severity: str, words: str) -> None:
    """security-severity wins, the result's before the rule's; then the level; then warning."""
    finding = one(result(ruleIndex=0, **more), rules=[{"id": "R1", **rule}])
    assert finding.severity == severity
    assert f"{finding.severity_from}: {finding.severity_words}" == words


def test_a_level_given_on_the_command_line() -> None:
    """An invocation's override comes before the rule's default (3.27.10)."""
    calls = [
        {
            "executionSuccessful": True,
            "ruleConfigurationOverrides": [
                {"descriptor": {"id": "R1"}, "configuration": {"level": "error"}}
            ],
        }
    ]
    rules = [{"id": "R1", "defaultConfiguration": {"level": "note"}}]
    seen = result(provenance={"invocationIndex": 0})
    assert one(seen, rules=rules, invocations=calls).severity == "high"
    assert one(result(), rules=rules, invocations=calls).severity == "low"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"kind": "pass"}, "no failure, kind pass"),
        ({"kind": "notApplicable"}, "no failure, kind notapplicable"),
        ({"kind": "informational"}, "no failure, kind informational"),
        ({"kind": "open"}, "no failure, kind open"),
        ({"kind": "review"}, "no failure, kind review"),
        ({"level": "none"}, "no failure, level none"),
        ({"baselineState": "absent"}, "gone"),
        ({"suppressions": [{"kind": "inSource"}]}, "suppressed, inSource"),
        ({"suppressions": [{"kind": "external", "status": "accepted"}]}, "suppressed, external"),
        (
            {"suppressions": [{"status": "rejected"}, {"status": "accepted"}]},
            "suppressed",
        ),
    ],
)
def test_results_that_are_no_findings(more: Json, reason: str) -> None:
    """Each is told, with its line; it is a doubt only where a person has yet to decide."""
    found = report(log(result(**more), result()))
    assert len(found.findings) == 1
    (said,) = found.warnings
    assert said.message == f"1 passed over, {reason} (line 12)"
    assert said.source.line == 12
    assert said.kind == ("doubt" if more.get("kind") in ("open", "review") else "remark")
    (turned,) = found.files[0].turned_down
    assert (turned.line, turned.words) == (12, "It breaks.")
    assert ", ".join(filter(None, (turned.why, turned.detail))) == reason


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "fail"},
        {"baselineState": "new"},
        {"baselineState": "unchanged"},
        {"baselineState": "updated"},
        {"suppressions": []},
        {"suppressions": None},
        {"suppressions": [{"status": "underReview"}, {"status": "rejected"}]},
    ],
)
def test_results_that_are_findings(more: Json) -> None:
    assert one(result(**more)).title == "It breaks."


def test_lines_are_those_of_the_result() -> None:
    """The first and last line of the result's object, whatever is folded on one line."""
    text = log(result(message={"text": 'a "quoted" {brace} \\" and [more'}), result(ruleId="R2"))
    lines = text.split("\n")
    first, second = report(text).findings
    for finding, rule in ((first, '"R1"'), (second, '"R2"')):
        assert lines[finding.source.line - 1].strip() == "{"
        assert rule in lines[finding.source.line]
        assert lines[finding.body_end - 1].strip() in ("}", "},")
    flat = json.dumps(json.loads(text))
    assert [f.source.line for f in report(flat).findings] == [1, 1]
    assert [f.id for f in report(flat).findings] == [first.id, second.id]


@pytest.mark.parametrize(
    ("told", "rules", "title"),
    [
        ({"text": "Plain."}, [], "Plain."),
        ({"text": "Var '{0}' and {1}, {9}.", "arguments": ["x", "y"]}, [], "Var 'x' and y, {9}."),
        ({"text": "Braces {{0}} of {0}", "arguments": ["x"]}, [], "Braces {0} of x"),
        ({"text": "Use {name} or {{x}}"}, [], "Use {name} or {{x}}"),
        ({"id": "m", "arguments": ["x"]}, [{"id": "R1", "messageStrings": {
            "m": {"text": "No {0}."}}}], "No x."),
        ({"id": "gone"}, [{"id": "R1", "shortDescription": {"text": "Short"}}], "Short"),
        ({}, [{"id": "R1", "name": "NameOnly"}], "NameOnly"),
        ({}, [], "R1"),
        ({"text": "From [user input](1) and [a\\[0\\]](2)."}, [], "From user input and a[0]."),
        ({"markdown": "Only **this**"}, [], "Only **this**"),
        ({"text": "A sentence. " + "More of it. " * 20}, [], "A sentence."),
    ],
)  # fmt: skip
def test_titles(told: Json, rules: list[Json], title: str) -> None:
    """The message with its arguments; else what the rule is called (3.11)."""
    assert one(result(message=told), rules=rules).title == title


def test_messages_of_the_whole_component() -> None:
    tool = {"driver": {"name": "x", "globalMessageStrings": {"g": {"text": "Global."}}}}
    assert one(result(message={"id": "g"}), tool=tool).title == "Global."


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"ruleId": "E1", "rule": {"index": 0, "toolComponent": {"index": 0}}}, "low"),
        ({"ruleId": "E1"}, "low"),
        ({"ruleId": "E1/part/more"}, "low"),
        ({"ruleId": None, "rule": {"guid": "g-1"}}, "low"),
        ({"ruleId": None, "rule": {"id": "E1", "toolComponent": {"name": "Extra"}}}, "low"),
        ({"ruleId": None, "ruleIndex": 0}, "high"),
        ({"ruleId": "D1/part", "ruleIndex": 0}, "high"),
        ({"ruleId": "unknown"}, "medium"),
        ({"ruleId": "E1", "ruleIndex": 0}, "low"),
        ({"ruleIndex": 99, "ruleId": None}, "medium"),
        ({"ruleIndex": -1, "ruleId": "D1"}, "high"),
    ],
)
def test_rules(more: Json, severity: str) -> None:
    """By component and index, by GUID, by id, by the beginning of a hierarchical id (3.52.3)."""
    tool = {
        "driver": {
            "name": "x",
            "rules": [{"id": "D1", "defaultConfiguration": {"level": "error"}}],
        },
        "extensions": [
            {
                "name": "Extra",
                "rules": [{"id": "E1", "guid": "g-1", "defaultConfiguration": {"level": "note"}}],
            }
        ],
    }
    seen = {key: value for key, value in result(**more).items() if value is not None}
    assert one(seen, tool=tool).severity == severity


BASES = {
    "SRC": {"uri": "src/", "uriBaseId": "ROOT"},
    "ROOT": {"uri": "file:///C:/work/shop/"},
    "HERE": {"uri": "file:///home/me/shop/lib/"},
    "LOOP": {"uri": "a/", "uriBaseId": "POOL"},
    "POOL": {"uri": "b/", "uriBaseId": "LOOP"},
    "EMPTY": {"description": {"text": "unknown here"}},
}


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (at("src/a%20b.py"), "src/a b.py"),
        (at("./src/./x/../a.py"), "src/a.py"),
        (at("src\\win\\a.py"), "src/win/a.py"),
        (at("file:///home/me/shop/src/a.py"), "src/a.py"),
        (at("/home/me/shop/src/a.py"), "src/a.py"),
        (at("file:/home/me/shop/a.py"), "a.py"),
        (at("file://localhost/home/me/shop/a.py"), "a.py"),
        (at("file:///home/other/src/a.py"), "/home/other/src/a.py"),
        (at("/src/a.py"), "src/a.py"),
        (at("/etc/passwd"), "/etc/passwd"),
        (at("/home/me/shop-two/a.py"), "/home/me/shop-two/a.py"),
        (at("../../etc/passwd"), "passwd"),
        (at("%2e%2e/secret.txt"), "secret.txt"),
        (at("/home/me/shop/../../x/y.py"), "/home/x/y.py"),
        (at("a.py", uriBaseId="%SRCROOT%"), "a.py"),
        (at("a.py", uriBaseId="SRC"), "src/a.py"),
        (at("a.py", uriBaseId="ROOT"), "a.py"),
        (at("a.py", uriBaseId="HERE"), "lib/a.py"),
        (at("a.py", uriBaseId="EMPTY"), "a.py"),
        (at("c.py", uriBaseId="LOOP"), "b/a/c.py"),
        (at("file:///C:/ci/shop/a.py"), "a.py"),
        ({"physicalLocation": {"artifactLocation": {"index": 1}}}, "lib/indexed.py"),
    ],
)
def test_paths(place: Json, path: str) -> None:
    """From the repository's root, wherever the tool ran (3.4, 3.14.14)."""
    artifacts = [{}, {"location": {"uri": "indexed.py", "uriBaseId": "HERE"}}]
    mapped = [{"repositoryUri": "https://example.invalid/x", "mappedTo": {
        "uri": "file:///C:/ci/shop/"}}]  # fmt: skip
    finding = one(
        result(locations=[place]), folders=("/home/me/shop",), originalUriBaseIds=BASES,
        artifacts=artifacts, versionControlProvenance=mapped,
    )  # fmt: skip
    assert [file.path for file in finding.files] == [path]


@pytest.mark.parametrize(
    "place",
    [
        at("https://example.invalid/app.js"),
        at(""),
        {"physicalLocation": {"artifactLocation": {"index": 77}}},
        {"logicalLocations": [{"fullyQualifiedName": "app::Main"}]},
        {},
        {"physicalLocation": "a.py"},
    ],
)
def test_places_that_are_no_files(place: Json) -> None:
    finding = one(result(locations=[place, "x", None]))
    assert finding.files == ()


def test_several_places() -> None:
    """All locations are the finding's files; related ones are only told."""
    region = {"startLine": 4, "endLine": 9, "startColumn": 7}
    place = {
        "physicalLocation": {"artifactLocation": {"uri": "packages/web/a.ts"}, "region": region}
    }
    related = [{"id": 1, "message": {"text": "the source"}, **at("packages/api/c.ts", 30)}]
    finding = one(
        result(
            message={"text": "Goes to [the sink](1)."},
            locations=[place, at("packages/web/b.ts"), at("packages/web/a.ts", 40)],
            relatedLocations=related,
        )
    )
    assert [str(file) for file in finding.files] == ["packages/web/a.ts:4-9, 40",
                                                     "packages/web/b.ts:3"]  # fmt: skip
    assert finding.component == "web"
    assert "Goes to the sink (packages/api/c.ts:30)." in finding.body
    assert "See also packages/api/c.ts:30: the source" in finding.body
    assert "packages/web/a.ts:4-9 (column 7)" in finding.body


def test_the_analysed_file_stands_in() -> None:
    """Where no location is told, the file that was analysed is the finding's."""
    assert [str(f) for f in one(result(analysisTarget={"uri": "a.py"})).files] == ["a.py"]


def test_the_body_is_for_a_worker() -> None:
    rules = [
        {
            "id": "R1",
            "shortDescription": {"text": "Short words"},
            "fullDescription": {"text": "The whole story."},
            "help": {"text": "plain help", "markdown": "## Help\n\nDo it so."},
            "helpUri": "https://example.invalid/R1",
        }
    ]
    place = at("a.py")
    place["physicalLocation"]["region"]["snippet"] = {"text": "eval(x)\n"}
    place["logicalLocations"] = [{"fullyQualifiedName": "app.run"}]
    fix = [{"description": {"text": "Call literal_eval"}}]
    body = one(result(locations=[place], fixes=fix), rules=rules).body
    for said in ("It breaks.", "At a.py:3", "In app.run", "    eval(x)", "Rule: R1, Short words",
                 "The whole story.", "Do it so.", "https://example.invalid/R1",
                 "Proposed fix: Call literal_eval"):  # fmt: skip
        assert said in body


def test_one_rule_in_many_places_is_many() -> None:
    """Also on one line, where the columns differ; the same told twice is one, and said."""
    here, there = at("a.py", 3), at("a.py", 9)
    beside = at("a.py", 3)
    beside["physicalLocation"]["region"]["startColumn"] = 40
    found = report(log(*(result(locations=[p]) for p in (here, there, beside, here))))
    assert len({f.id for f in found.findings}) == 3
    (said,) = found.warnings
    assert said.message.startswith("1 passed over, told again (line ")
    assert said.kind == "remark"
    (turned,) = found.files[0].turned_down
    assert turned.detail == f"{found.findings[0].id}, line {found.findings[0].source.line}"


def ids(*results: Json, **more: Any) -> list[str]:
    return [f.id for f in report(log(*results, **more)).findings]


def test_ids_stay_when_lines_move() -> None:
    """Rule and hash: of the fingerprint, else of rule, path and message; never a made-up one."""
    before = ids(result(locations=[at("a.py", 3)]), result(locations=[at("b.py", 3)]))
    after = ids(result(locations=[at("b.py", 70)]), result(locations=[at("a.py", 12)]))
    assert before == after[::-1]
    assert all(one.startswith("R1-") and len(one) == 11 for one in before)
    assert not any(f.generated for f in report(log(result())).findings)


@pytest.mark.parametrize(
    ("prints", "other", "same"),
    [
        ({"fingerprints": {"h/v1": "a"}}, {"fingerprints": {"h/v1": "a"}}, True),
        ({"fingerprints": {"h/v1": "a"}}, {"fingerprints": {"h/v1": "b"}}, False),
        ({"fingerprints": {"h/v1": "z", "h/v2": "a"}}, {"fingerprints": {"h/v2": "a"}}, True),
        ({"partialFingerprints": {"h": "a"}}, {"partialFingerprints": {"h": "a"}}, True),
        ({"partialFingerprints": {"h": "a"}}, {"partialFingerprints": {"h": "b"}}, False),
        (
            {"partialFingerprints": {"primaryLocationLineHash": "a:1", "column": "4"}},
            {"partialFingerprints": {"primaryLocationLineHash": "a:1", "column": "8"}},
            True,
        ),
        ({"correlationGuid": "AB"}, {"correlationGuid": "ab"}, True),
        (
            {"guid": "one", "message": {"text": "x"}},
            {"guid": "two", "message": {"text": "x"}},
            True,
        ),
    ],
)
def test_fingerprints(prints: Json, other: Json, same: bool) -> None:
    """The latest version counts; a message may be reworded, a guid may be new in each run."""
    first, second = ({"message": {"text": text}, **p} for text, p in (("A", prints), ("B", other)))
    assert (ids(result(**first)) == ids(result(**second))) is same


def test_a_long_rule_id_is_cut_at_its_parts() -> None:
    rule = "python.lang.security.audit.a-rather-long-name-of-a-rule.and-its-name-again"
    (name,) = ids(result(ruleId=rule))
    assert name.startswith("audit.a-rather-long-name-of-a-rule.and-its-name-again-")
    (name,) = ids(result(ruleId="odd rule: no 7"))
    assert name.startswith("odd-rule-no-7-")


def test_a_result_without_a_rule_bears_the_tools_name() -> None:
    (name,) = ids({"message": {"text": "x"}})
    assert name.startswith("CodeScan-")


def test_nothing_found_is_no_warning() -> None:
    assert report(log()) == Report((), (), (FileRead(PATH),))


def test_runs_that_did_not_finish_are_told() -> None:
    run = {"tool": {"driver": {"name": "T"}}}
    texts = [
        json.dumps({"version": "2.1.0", "runs": [run]}),
        log(result(), invocations=[{"executionSuccessful": False}]),
        log(externalPropertyFileReferences={"results": [{"location": {"uri": "more.sarif"}}]}),
    ]
    wanted = ("it did not come to its analysis", "did not succeed", "is not read: more.sarif")
    for text, said in zip(texts, wanted, strict=True):
        (warning,) = report(text).warnings
        assert said in warning.message


def test_an_older_version_is_refused() -> None:
    with pytest.raises(Usage) as error:
        report(json.dumps({"version": "1.0.0", "runs": []}))
    assert error.value.details == (f"{PATH}:1:1: SARIF 1.0.0, and only 2.1.0 is read",)


def test_hidden_characters_are_taken_out() -> None:
    """Control, bidi and zero-width characters, also as escapes and in paths."""
    told = {"text": "Do\u202e this\u200b \x1b[31mnow\ud800"}
    found = report(log(result(message=told, locations=[at("src/a\u200b%1b.py")])))
    (finding,) = found.findings
    assert (finding.title, finding.files[0].path) == ("Do this [31mnow", "src/a.py")
    assert "\u202e" not in finding.body
    assert [w.message for w in found.warnings] == [
        "hidden characters were taken out of 1 finding(s)"
    ]


def test_sizes_are_bounded() -> None:
    """A title fits a row, a body a brief, and arguments cannot blow a message up."""
    told = {"text": "{0}" * 5000, "arguments": ["x " * 5000]}
    rules = [{"id": "R1", "help": {"text": "h" * 100_000}}]
    finding = one(result(message=told, locations=[at(f"{i}.py") for i in range(100)]), rules=rules)
    assert len(finding.title) <= 200
    assert len(finding.body) < 13_000
    assert len(finding.files) == 12
