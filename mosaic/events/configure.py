"""config: a change of limits, budget or mission, as an entry with its reason."""

from __future__ import annotations

from mosaic.change import Draft
from mosaic.errors import Usage
from mosaic.events.decision import Decision, one_line
from mosaic.machine import Event
from mosaic.parse.config import PATH, parse_config, read_value, with_value
from mosaic.parse.secrets import redact
from mosaic.state import State

#: How much of a value the entry's subject shows.
LONGEST = 60


def decide(state: State, key: str, text: str, reason: str) -> Decision:
    """Set one key. Errors: Usage (unknown key, value not taken); LedgerUnusable."""
    if key == "ledger.ref":
        raise Usage("ledger.ref is set by bootstrap; the ledger stays where it is")
    kinds = redact(text).kinds or redact(f"{key.rpartition('.')[2]} = {text}").kinds
    if kinds:
        raise Usage(
            f"the value for {key} holds a secret: {', '.join(kinds)}; config.toml is committed",
            hint='let the command read it from the environment, as in "$TOKEN"',
        )
    before = state.files.read(PATH) or ""
    after = with_value(before, key, read_value(key, text))
    old, new = parse_config(before), parse_config(after)
    if old == new:
        return Decision(None)
    shown = text if len(text) <= LONGEST else f"{one_line(text, LONGEST)}…"
    draft = Draft(state.document)
    draft.file(PATH, after)
    change = draft.change(Event.CONFIG, f"Set {key} to {shown}", body=f"Reason: {reason}")
    return Decision(change, answer={"key": key, "value": text})
