"""Real commands on spoilt ledgers, committed by hand: refused with a place, or one legal entry.

50 in the quick run, 500 in the full one. A refusal leaves file, index, refs and work tree alone.
"""

from __future__ import annotations

import os
import re

import pytest

from mosaic.edits import compare
from mosaic.parse import tasks
from tests import corruption

from .conftest import Host
from .desk import Desk
from .mishaps import LEDGER

PARTS, EACH = 5, 100 if os.environ.get("MOSAIC_TESTS") == "full" else 10
_PLACE = re.compile(r"docs/TASKS\.md:[1-9][0-9]*(:[1-9][0-9]*)?: ")
#: Exit codes of a refusal that names what is wrong, and of an answer.
NO, YES = (1, 3, 4, 5, 7, 8), (0,)


def spoilt(host: Host, part: int) -> list[bytes]:
    """This host's own ledger, and others, spoilt; every third is the host's own."""
    rand = corruption.Rand(1000 + part)
    found = list(corruption.corrupted(EACH, seed=2000 + part))
    for at in range(0, EACH, 3):
        text = host.tasks()
        for _ in range(rand.choice((1, 1, 2))):
            text = rand.choice(corruption.WAYS)(rand, text)
        found[at] = text.encode()
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_refused_with_a_place_or_one_legal_entry(host: Host, part: int) -> None:
    result = Desk(host).result(
        {"task": {"id": "MS-SEC-001"}, "claim": "0badcafe"}, None, status="failed"
    )
    verbs = (
        ("claim-next", "--agent", "worker-1"),
        ("add", "--description", "one more", "--severity", "medium"),
        ("record-result", "--result", result),
        ("repair",),
    )
    for data in spoilt(host, part):
        (host.top / LEDGER).write_bytes(data)
        host.git("commit", "-q", "--allow-empty", "-am", "by hand")
        by_hand = host.git("rev-parse", "main")
        for words in (("status",), ("validate",), *verbs):
            tried(host, words)
        host.git("reset", "-q", "--hard", by_hand)
    host.git("fsck", "--strict", "--no-dangling")


def tried(host: Host, words: tuple[str, ...]) -> None:
    """One command: nothing moved, or one entry with one event that touches what it says."""
    tip, data = host.git("rev-parse", "main"), (host.top / LEDGER).read_bytes()
    refs = host.git("for-each-ref", "--format=%(refname) %(objectname)")
    said = host.run(*words, "--json")
    assert said.status in (*NO, *YES), said.out
    assert host.git("status", "--porcelain") == ""
    now = host.git("rev-parse", "main")
    if now == tip:
        assert (host.top / LEDGER).read_bytes() == data
        assert host.git("for-each-ref", "--format=%(refname) %(objectname)") == refs
        if said.status == 8 and said.json["code"] in ("ledger-broken", "ledger-conflict"):
            assert located(said.json), said.out
        return
    assert said.status == 0
    assert words[0] not in ("status", "validate")
    assert host.git("rev-parse", "main^") == tip
    legal(host, words[0], data, said.json)


def located(answer: dict[str, object]) -> bool:
    """Whether a refusal names a place; a missing column has none, and names what brings it."""
    details = answer["details"]
    assert isinstance(details, list)
    told = all(_PLACE.match(str(d)) for d in details) and bool(details)
    return told or bool(_PLACE.match(str(answer["message"]))) or "fmt" in str(answer["hint"])


def legal(host: Host, verb: str, data: bytes, answer: dict[str, object]) -> None:
    """The entry's trailer is the verb's event; no row went; only rows that it names differ."""
    message = host.git("show", "-s", "--format=%B", "main")
    event = {"claim-next": "claim", "record-result": "record"}.get(verb, verb)
    assert message.count(f"\nMosaic-Event: {event}\n") == 1
    old = tasks.parse(data.decode())
    new = tasks.parse((host.top / LEDGER).read_bytes().decode())
    difference = compare(old, new)
    assert not difference.gone
    assert bool(difference.came) is (verb == "add") or verb == "repair"
    named = set(re.findall(r"^Mosaic-Task: (\S+)$", message, re.M))
    assert {c.task for c in difference.cells if c.column != "blocks"} - named <= {
        c.task for c in difference.cells if verb == "add" and c.column == "depends_on"
    } | (set(new.tasks) if verb == "repair" else set())
