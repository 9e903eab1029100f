"""What a forge cannot have is named in the docs, and nothing else is left out."""

from __future__ import annotations

from pathlib import Path

from . import test_contract, test_integrate
from .absent import ABSENT, table

DOCS = Path(__file__).resolve().parents[2] / "docs/forges.md"


def test_the_docs_have_the_table() -> None:
    assert f"\n\n{table()}\n\n" in DOCS.read_text()


def test_every_name_is_a_test_of_the_contract() -> None:
    names = [name for absent in ABSENT for name in absent.tests]
    assert len(set(names)) == len(names)
    assert [n for n in names if not (hasattr(test_contract, n) or hasattr(test_integrate, n))] == []


def test_no_test_of_the_contract_is_skipped_otherwise() -> None:
    """The words that leave a test out stand in no module of the contract."""
    for module in (test_contract, test_integrate):
        assert "skip" not in Path(module.__file__ or "").read_text().replace("skipped", "")
