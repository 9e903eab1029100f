"""prime: what an orchestrator must know before it begins."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.views import prompts
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator prime")
@reading
def command(call: Call) -> Answer:
    """Print the rules, the loop and the exit codes, filled in for this host; at most 6,000 bytes.

    It works before there is a ledger.
    """
    text = prompts.prime(call.repository)
    return Answer("prime", text, {"text": text})
