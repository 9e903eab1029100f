"""kickstart: the prompt that starts an orchestrator on this host's mission."""

from __future__ import annotations

from mosaic.commands.call import Call, reading
from mosaic.commands.declared import click
from mosaic.views import prompts
from mosaic.views.answer import Answer


@click.command(epilog="Example: mosaic-orchestrator kickstart > kickstart.md")
@reading
def command(call: Call) -> Answer:
    """Print the prompt that starts an orchestrator, filled in; it begins by running prime."""
    text = prompts.kickstart(call.repository)
    return Answer("kickstart", text, {"text": text})
