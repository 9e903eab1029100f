"""config: a change of a limit, the budget or the mission, as an entry."""

from __future__ import annotations

import click

from mosaic.advance import advance
from mosaic.commands.call import Call, writing
from mosaic.commands.words import line
from mosaic.events import configure
from mosaic.views.answer import Answer
from mosaic.views.changed import changed


@click.command(epilog="Example: mosaic-orchestrator config budget.cap 600K --reason 'phase 2 grew'")
@click.argument("key")
@click.argument("value")
@click.option("--reason", required=True, callback=line, help="Why; it goes into the entry.")
@writing
def command(call: Call, key: str, value: str, reason: str) -> Answer:
    """Set one key of config.toml; docs/configuration.md lists them all."""
    with call.ledger() as ledger:
        outcome = advance(
            ledger,
            lambda state: None,
            lambda state, _: configure.decide(state, key, value, reason),
            dry_run=call.dry_run,
        )
        return changed("config", outcome, f"{key} is {value}", dry_run=call.dry_run)
