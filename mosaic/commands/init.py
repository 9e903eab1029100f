"""init: lay out what a host needs, or take it away; commit nothing, ask nothing."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.hosting.layout import lay_out, take_away
from mosaic.parse.config import read_value
from mosaic.views.answer import Answer
from mosaic.views.prompts import mission_config
from mosaic.views.setup import laid_out, started


@click.command(epilog="Example: mosaic-orchestrator init --prefix MS --quality-gates 'make check'")
@click.option("--uninstall", is_flag=True, help="Take away what init laid out.")
@click.option("--prefix", metavar="P", help="What every task id begins with.")
@click.option("--milestone", metavar="M", help="The milestone's name.")
@click.option("--quality-gates", metavar="CMD", help="The command that must pass.")
@click.option("--agents/--no-agents", default=True, help="A block in AGENTS.md and CLAUDE.md.")
@click.option("--hooks/--no-hooks", default=True, help="The git hooks of install-hooks.")
@writing
def command(
    call: Call,
    uninstall: bool,
    prefix: str | None,
    milestone: str | None,
    quality_gates: str | None,
    agents: bool,
    hooks: bool,
) -> Answer:
    """Lay out the config, the place for templates of your own, agent files and git hooks.

    It writes neither PRD nor TASKS.md, commits nothing, asks nothing and overwrites nothing: what
    is there is left and named. --uninstall takes it away again; what is committed or changed is
    kept and named.
    """
    repository = call.repository
    if uninstall:
        laid = take_away(repository, dry=call.dry_run)
        return laid_out("init", laid, nothing="nothing to take away", dry_run=call.dry_run)
    mission_config(repository)
    asked = {"prefix": prefix, "milestone": milestone, "quality_gates": quality_gates}
    given = {
        f"mission.{name}": read_value(f"mission.{name}", value)
        for name, value in asked.items()
        if value is not None
    }
    laid = lay_out(repository, given, agents=agents, with_hooks=hooks, dry=call.dry_run)
    return started(repository, laid, call.dry_run)
