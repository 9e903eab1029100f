"""
| docs/PRD.md                      | docs/PRD.json        | verdict |
|----------------------------------|----------------------|---------|
| missing                          | missing              | refuse  |
| only headings, comments, blanks  | missing              | refuse  |
| a line of text                   | missing              | pass    |
| missing                          | {} or broken         | refuse  |
| missing                          | a text somewhere     | pass    |
| only headings                    | a text somewhere     | pass    |

The gate can always look, so it never says unknown.
"""

from __future__ import annotations

import pytest

from mosaic.gates import prd
from mosaic.gates.verdict import Pass, Refuse

from .conftest import Build, row


@pytest.mark.parametrize(
    "files",
    [
        {"docs/PRD.md": "# PRD\n\n- ASSUMPTION: it is an API\n"},
        {"docs/PRD.md": "<!-- hint -->\nLogins are limited.\n"},
        {"docs/PRD.json": '{"requirements": [{"text": "logins are limited"}]}'},
        {"docs/PRD.md": "# PRD\n", "docs/PRD.json": '["logins are limited"]'},
    ],
)
def test_requirements_pass(case: Build, files: dict[str, str]) -> None:
    assert isinstance(prd.judge(case(row("A-1"), files=files).propose("A-1")), Pass)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "there is no docs/PRD.md or docs/PRD.json"),
        ({"docs/PRD.md": "\n"}, "docs/PRD.md has no requirements"),
        (
            {"docs/PRD.md": "# PRD\n## Scope\n---\n- \n${REQUIREMENTS}\n<!-- what\n- is -->\n"},
            "docs/PRD.md has no requirements",
        ),
        ({"docs/PRD.md": "<!-- never closed\n- a requirement"}, "docs/PRD.md has no requirements"),
        ({"docs/PRD.json": "{}"}, "docs/PRD.json has no requirements"),
        ({"docs/PRD.json": '{"requirements": [" "]}'}, "docs/PRD.json has no requirements"),
        ({"docs/PRD.json": "{"}, "docs/PRD.json has no requirements"),
        ({"docs/PRD.json": "[" * 100_000}, "docs/PRD.json has no requirements"),
    ],
)
def test_no_requirements_refuse(case: Build, files: dict[str, str], reason: str) -> None:
    verdict = prd.judge(case(row("A-1"), files=files).propose("A-1"))
    assert isinstance(verdict, Refuse)
    assert verdict.reason == reason
    assert "docs/PRD.md" in verdict.hint or "what is required" in verdict.hint
