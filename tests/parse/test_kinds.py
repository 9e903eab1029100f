"""The kind of a path decides which review its change needs; what no row fits is source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.parse.config import Kinds, parse_config
from mosaic.parse.kinds import TABLE, kind_of

CASES = {
    "tracking": """docs/TASKS.md docs/tasks/m1-tasks.md docs/tasks/m1-learnings.json
        docs/tasks/orchestrator-learnings.json docs/tasks/contracts/A-1.json
        docs/releases/v0.0.1.md docs/reports/deferred/deferred-errors.md
        .mosaic/orchestrator/config.toml""",
    "docs": """docs/guide.md docs/api/openapi.yaml docs/tasks/notes.md README.md README
        src/api/README.md CHANGELOG LICENSE.txt tests/README.md manual.rst notes.adoc""",
    "tests": """tests/fixtures/users.json test/login.ts src/__tests__/login.ts src/login.test.ts
        src/login.spec.tsx api/login_test.go api/test_login.py api/login_test.py conftest.py
        spec/models/user_spec.rb spec/factories.rb src/test/java/LoginHelper.java
        app/LoginTest.java app/LoginTests.cs app/LoginIT.kt e2e/login.ts web/cypress/login.js
        features/login.feature src/login.cy.ts app/login.e2e-spec.ts src/Button.test.tsx.snap""",
    "config": """.github/workflows/ci.yml .github/workflows/run.sh .gitlab-ci.yml Dockerfile
        docker/Dockerfile.dev docker-compose.yaml package.json package-lock.json pyproject.toml
        setup.cfg app.ini .env .env.production requirements.txt requirements-dev.txt go.sum
        Jenkinsfile .circleci/config.yml api/spec/openapi.yaml""",
    "source": """src/login.ts api/login.py login.go src/app.css db/001.sql Makefile scripts/run.sh
        CMakeLists.txt src/contest.py src/latest.ts src/testing.py app/Latest.java app/manifest.mdx
        src/docs/render.ts lib/spec/parser.rb main.tf testdata.py Unit.java docs""",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "kind"), [(path, kind) for kind, paths in CASES.items() for path in paths.split()]
)
def test_kinds(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_the_table_is_explained() -> None:
    assert all(line.about for line in TABLE)
    assert [line.kind for line in TABLE] == ["tracking", "docs", "tests", "tests", "config"]


@given(st.text(max_size=30))
def test_every_path_has_a_kind(path: str) -> None:
    """Any text is judged, and what lies in docs/ is prose or tracking whatever its name."""
    assert kind_of(path) in CASES
    assert kind_of(f"docs/{path}") in ("docs", "tracking")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("site/a/hand.txt", "docs"),
        ("hand.txt", "source"),
        ("app/[id]/x.tf", "config"),
        ("checks/api/login.ts", "tests"),
        ("checks.ts", "source"),
        ("docs/examples/run.py", "source"),
        ("infra/net/main.tf", "config"),
        ("main.tf", "config"),
        ("planning/board.json", "tracking"),
        ("both/a.md", "source"),
        ("docs/TASKS.md", "tracking"),
    ],
)
def test_a_hosts_own_patterns(path: str, kind: str) -> None:
    """They go before the table, the strictest of them first, and never before a state file."""
    own = Kinds(
        source=("docs/examples/*.py", "both", "docs/TASKS.md"), config=("**/*.tf",),
        tests=("checks/",), docs=("site/**/*.txt", "both/*"), tracking=("planning",),
    ).own  # fmt: skip
    assert kind_of(path, own) == kind


def test_the_patterns_stand_in_the_config() -> None:
    found = parse_config('[kinds]\ndocs = ["site/"]\n').kinds.own
    assert kind_of("site/x.py", found) == "docs"
    assert [kind for kind, _ in found] == ["source", "config", "tests", "docs", "tracking"]
