"""config: a change of a limit, the budget or the mission, as an entry."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.event import make_in
from mosaic.commands.words import line
from mosaic.events import configure
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator config budget.cap 600K --reason 'phase 2 grew'")
@click.argument("key")
@click.argument("value")
@click.option("--reason", required=True, callback=line, help="Why; it goes into the entry.")
@writing
def command(call: Call, key: str, value: str, reason: str) -> Answer:
    """Set one key of config.toml; docs/configuration.md lists them all."""
    # never can be said while no remote answers; anything else begins with what is here already.
    push = ("never" if value == "never" else "auto") if key == "ledger.push" else ""
    with call.ledger(push=push) as ledger:
        return make_in(
            ledger,
            call,
            "config",
            lambda state: configure.decide(state, key, value, reason),
            lambda _: f"{key} is {value}",
        )
