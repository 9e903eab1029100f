"""scaffold-review: an empty review report, in the shape that bootstrap reads best."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.hosting.reports import REPORTS, scaffold
from mosaic.views.answer import Answer
from mosaic.views.setup import NAME, laid_out


@click.command(
    "scaffold-review", epilog="Example: mosaic-orchestrator scaffold-review codebase-review"
)
@click.argument("name")
@writing
def command(call: Call, name: str) -> Answer:
    """Create docs/reports/NAME with a summary and three reports to be filled in.

    It commits nothing, and writes into no folder that is there.
    """
    laid = scaffold(call.repository, name, call.now[:10], dry=call.dry_run)
    return laid_out(
        "scaffold-review",
        laid,
        nothing="nothing to write",
        dry_run=call.dry_run,
        following=f"fill them in, then {NAME}-bootstrap-from-review {REPORTS}/{name}",
    )
