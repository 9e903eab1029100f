"""What workers and reviewers wrote is cleaned once, before anything else reads it."""

from __future__ import annotations

import json

import pytest

from mosaic.errors import Usage
from mosaic.parse.outside import answer, document, one_text, plain
from mosaic.parse.results import read_result
from mosaic.parse.reviews import read_review

TOKEN = "ghp_" + "aB3dE6gH9j" * 4
KEY = "\n".join(["-----BEGIN {}-----", "MIIEvAIBADANBgkqhkiG9w0BAQEFAASC", "-----END {}-----"])
KEY = KEY.replace("{}", "PRIVATE " + "KEY")


def written(**words: object) -> str:
    body = {"task_id": "MS-SEC-001", "status": "failed", "used": 5, "commit_sha": None, **words}
    return f"Done.\n```json\n{json.dumps(body, indent=1)}\n```\n"


def test_what_is_clean_stays_as_it_is() -> None:
    for text in ("", "prose alone", written(notes="é | \U0001f469\u200d\U0001f4bb\n\ttab"), "{]"):
        assert answer(text, "the result").text == text
        assert answer(text, "the result").warnings == ()


@pytest.mark.parametrize(
    "secret", [TOKEN, KEY, "https://u:pw1234@h.invalid", "passw" + "ord=x9y8z7"]
)
def test_secrets_go_and_the_json_stays_json(secret: str) -> None:
    found = answer(written(notes=f'it said "{secret}" twice: {secret}'), "the result")
    result = read_result(found.text)
    assert secret not in found.text
    assert secret[10:30] not in result.notes
    assert result.notes.startswith('it said "')
    assert [w.startswith("the result's notes held a secret") for w in found.warnings] == [True]


def test_no_spelling_of_json_hides_a_secret() -> None:
    """Escapes are undone before a text is looked at, and what is hidden goes before what is not."""
    spelled = "".join(f"\\u{ord(c):04x}" for c in TOKEN)
    for text in (
        written(notes="X").replace("X", spelled),
        written(notes="gh\u200bp_" + TOKEN[4:]),
        written(notes=TOKEN[:20] + "<br>" + TOKEN[20:]),
        written(notes=TOKEN[:20] + "\n" + TOKEN[20:]),
        json.dumps({"type": "result", "result": written(notes=TOKEN)}),
        json.dumps({"item": {"text": written(notes="X").replace("X", spelled)}}),
        written(notes="x", **{TOKEN: 1}),
        written(notes="x", tests=[{"command": f"curl {TOKEN}", "exit_code": 0}]),
    ):
        found = answer(text, "the result")
        assert TOKEN[4:24] not in str(read_result(found.text)), text
        assert TOKEN[4:20] not in found.text
        assert any("GitHub token" in warning for warning in found.warnings)


def test_a_key_tells_what_its_text_is() -> None:
    found = answer(written(notes="x", db={"password": "correcthorse"}), "the result")
    assert "correcthorse" not in found.text
    assert found.warnings == (
        "the result's password held a secret, which was taken out: password; revoke it",
    )


def test_a_key_given_twice_is_still_seen() -> None:
    text = written(notes=TOKEN).replace('"used": 5', '"used": 5, "used": 6')
    with pytest.raises(Usage) as said:
        read_result(answer(text, "the result").text)
    assert "used: given twice" in said.value.details


def test_broken_json_is_redacted_too() -> None:
    found = answer(written(notes=TOKEN).replace('"used": 5,', '"used": 5'), "the result")
    assert TOKEN not in found.text
    assert len(found.warnings) == 1


def test_hidden_characters_give_one_warning() -> None:
    found = answer(written(notes="a\u202eb\x1b[31m", tests_reason="c\u200bd"), "the result")
    assert found.warnings == ("the result's notes held hidden characters, which were taken out",)
    assert read_result(found.text).notes == "ab[31m"
    assert plain("- [x] a\u200b", "the checklist").warnings == (
        "the checklist held hidden characters, which were taken out",
    )


def test_one_text() -> None:
    assert one_text(f"a\u200b {TOKEN}") == "a [redacted: GitHub token]"


BREAKS = (
    ('"used": 5,', '"used": 5', "expecting ',' delimiter"),
    ('"used": 5,', '"used": ,', "expecting value"),
    ("null", "None", "expecting value"),
    ('"x"', '"x', "invalid control character"),
)


@pytest.mark.parametrize(("old", "new", "why"), BREAKS)
def test_broken_json_is_named_by_its_place(old: str, new: str, why: str) -> None:
    text = written(notes="x").replace(old, new)
    with pytest.raises(Usage) as said:
        read_result(text)
    assert "JSON result is broken: line " in said.value.message
    assert why in said.value.message
    with pytest.raises(Usage) as said:
        read_result(json.dumps({"result": text}))
    assert why in said.value.message


def test_a_line_and_column_are_the_answers_own() -> None:
    with pytest.raises(Usage) as said:
        read_result('One.\nTwo.\n{"task_id": "A",\n  "status" "failed"}\n')
    assert said.value.message.endswith("broken: line 4, column 12: expecting ':' delimiter")
    with pytest.raises(Usage) as said:
        read_review('{"verdict": "approve", }', "code")
    assert "the code review's JSON is broken: line 1, column 2" in said.value.message


def test_an_answer_without_a_result_is_none_still() -> None:
    for text in ("", "no JSON", "{ not json", '{"other": }'):
        with pytest.raises(Usage) as said:
            read_result(text)
        assert said.value.message == "the worker's answer has no JSON result"


def test_a_programs_report_stays_json() -> None:
    key = KEY.split("\n")[0]
    body = {"a": [f"it's {TOKEN}", f"{key}", "MIIEvAIBADANBgkqhkiG9w0BAQEFAASC"], "b": 'say "x"'}
    for text in (json.dumps(body), json.dumps([body], indent=2)):
        read = json.loads(document(text))
        found = read[0] if isinstance(read, list) else read
        assert found == {**body, "a": ["it's [redacted: GitHub token]", *body["a"][1:]]}
    assert document('{"a": 1}') == '{"a": 1}'
    assert document(f"<x>{TOKEN}</x>") == "<x>[redacted: GitHub token]</x>"
