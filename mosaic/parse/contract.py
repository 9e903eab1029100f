"""A contract's file read strictly: every key is optional, an unknown one is a fault, and each fault
knows its line and column. docs/schemas/contract.json says the same in JSON Schema.
"""

from __future__ import annotations

from mosaic.parse import cells, globs
from mosaic.parse.located import Misread, Value, place, read
from mosaic.parse.terms import (
    CHECK_KEYS,
    KEYS,
    LARGEST,
    MOST,
    PATIENCE,
    SCHEMA,
    Origin,
    check_refusal,
    evidence_refusal,
    seconds,
)
from mosaic.parse.terms import Broken as Broken
from mosaic.parse.terms import Check as Check
from mosaic.parse.terms import Contract as Contract
from mosaic.parse.terms import Fault as Fault
from mosaic.standard import Iterator, get_args
from mosaic.values import dataclass, field


def parse_contract(text: str, path: str, task: str = "") -> Contract | Broken:
    """The contract that a text holds, or all that is wrong with it; ``task``: whose it is."""
    if len(text) > LARGEST:
        return Broken(path, (Fault(f"has more than {LARGEST:,} characters"),))
    try:
        value = read(text)
    except Misread as error:
        return Broken(path, (Fault(str(error), *place(text, error.at)),))
    pad = _Pad(text)
    contract = pad.contract(value, task)
    return Broken(path, tuple(pad.faults)) if pad.faults else contract


@dataclass
class _Pad:
    """What a contract is read on; the faults so far."""

    text: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, at: int, message: str) -> None:
        self.faults.append(Fault(message, *place(self.text, at)))

    def contract(self, value: Value, task: str) -> Contract:
        if not isinstance(value.is_, dict):
            self.fault(value.at, "a contract is an object")
            return Contract()
        found = value.is_
        self._known(found, KEYS)
        if "schema" in found and found["schema"].is_ != SCHEMA:
            self.fault(found["schema"].at, f'schema is "{SCHEMA}"')
        named = self._word(found, "task")
        if named and task and named != task:
            self.fault(found["task"].at, f"this is the contract of {named}, not of {task}")
        origin = self._origin(found)
        targets, scope, bounds = (
            self._patterns(found, key) for key in ("targets", "scope", "out_of_bounds")
        )
        evidence, checks = self._evidence(found), self._checks(found)
        contract = Contract(targets, scope, bounds, evidence, checks, origin, named or task)
        for key, patterns in (("targets", targets), ("evidence", contract.files)):
            for pattern in patterns:
                bound = contract.forbids(pattern)
                if bound:
                    said = f"{pattern} is wanted in {key}, and {bound} is out of bounds"
                    self.fault(found[key].at, said)
        return contract

    def _known(self, found: dict[str, Value], keys: tuple[str, ...]) -> None:
        for key, value in found.items():
            if key not in keys:
                import difflib

                near = difflib.get_close_matches(key, keys, n=1)
                more = f"; did you mean '{near[0]}'?" if near else ""
                self.fault(value.key_at, f"no key '{cells.visible(key)[:40]}'{more}")

    def _word(self, found: dict[str, Value], key: str) -> str:
        value = found.get(key)
        if value is None or (isinstance(value.is_, str) and cells.is_id(value.is_)):
            return str(value.is_) if value else ""
        self.fault(value.at, f"{key} wants a task's id")
        return ""

    def _origin(self, found: dict[str, Value]) -> Origin:
        value = found.get("origin")
        for known in get_args(Origin):
            if value is not None and value.is_ == known:
                return "drafted" if known == "drafted" else "amended"
        if value is not None:
            self.fault(value.at, f"origin is one of {', '.join(get_args(Origin))}")
        return "amended"

    def _items(self, found: dict[str, Value], key: str) -> list[Value]:
        value = found.get(key)
        if value is None:
            return []
        if not isinstance(value.is_, list):
            self.fault(value.at, f"{key} wants a list")
            return []
        if len(value.is_) > MOST:
            self.fault(value.is_[MOST].at, f"{key} has more than {MOST} items")
        return value.is_[:MOST]

    def _texts(self, found: dict[str, Value], key: str) -> Iterator[tuple[Value, str]]:
        for item in self._items(found, key):
            if isinstance(item.is_, str):
                yield item, item.is_
            else:
                self.fault(item.at, f"{key} wants texts")

    def _patterns(self, found: dict[str, Value], key: str) -> tuple[str, ...]:
        kept = []
        for item, text in self._texts(found, key):
            why = globs.refusal(text)
            if why:
                self.fault(item.at, f"'{cells.visible(text)[:60]}' {why}")
            kept.append(text)
        return tuple(dict.fromkeys(kept))

    def _evidence(self, found: dict[str, Value]) -> tuple[str, ...]:
        kept = []
        for item, text in self._texts(found, "evidence"):
            why = evidence_refusal(text)
            if why:
                self.fault(item.at, why)
            kept.append(text)
        return tuple(dict.fromkeys(kept))

    def _checks(self, found: dict[str, Value]) -> tuple[Check, ...]:
        kept: dict[str, Check] = {}
        for item in self._items(found, "checks"):
            if not isinstance(item.is_, dict):
                self.fault(item.at, "a check is an object with name and command")
                continue
            self._known(item.is_, CHECK_KEYS)
            texts = {key: self._said(item.is_, key) for key in CHECK_KEYS}
            why = check_refusal(texts["name"], texts["command"], texts["timeout"])
            if not why and texts["name"] in kept:
                why = f"the check '{texts['name']}' is there twice"
            if why:
                self.fault(item.at, why)
            else:
                patience = seconds(texts["timeout"]) or PATIENCE
                kept[texts["name"]] = Check(texts["name"], texts["command"], patience)
        return tuple(kept.values())

    def _said(self, found: dict[str, Value], key: str) -> str:
        value = found.get(key)
        if value is None:
            return ""
        if not isinstance(value.is_, str):
            self.fault(value.at, f"{key} wants a text")
            return ""
        return value.is_
