"""install-hooks: the second net, for people and programs that commit past the commands."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.hosting.hooks import install, uninstall
from mosaic.views.answer import Answer
from mosaic.views.setup import laid_out


@click.command("install-hooks", epilog="Example: mosaic-orchestrator install-hooks")
@click.option("--uninstall", "remove", is_flag=True, help="Take them out, restore what was there.")
@writing
def command(call: Call, remove: bool) -> Answer:
    """Guard the ledger with git hooks, in every worktree, without the pre-commit framework.

    A hook that is there is kept: it runs first, and its exit status counts.
    """
    work = uninstall if remove else install
    laid = work(call.repository, dry=call.dry_run)
    nothing = "no hook of Mosaic's is here" if remove else "the hooks are in place already"
    if any(item.what == "left" for item in laid):
        nothing = "nothing was installed where it says 'left'"
    return laid_out("install-hooks", laid, nothing=nothing, dry_run=call.dry_run)
