"""bootstrap-from-review: review reports become the ledger."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.waiting import DEFAULT, pace_of
from mosaic.commands.words import branch, line, optional, settings
from mosaic.hosting.taken import written_by_init
from mosaic.intake import TEMPLATES, Wanted, bootstrap_from, placed, push_of, read_below
from mosaic.ledger.remote import beginning
from mosaic.parse.review.named import FORMATS, Format
from mosaic.views.answer import Answer
from mosaic.views.bootstrap import bootstrapped, explained
from mosaic.views.template import template


@click.command(
    epilog="Example: mosaic-orchestrator bootstrap-from-review docs/reports/codebase-review"
    " --prefix MS --quality-gates 'npm run lint && npm test'"
)
@click.argument("paths", nargs=-1, required=True, metavar="DIR|FILE...")
@click.option("--prefix", default="", help="What every task id begins with.")
@click.option("--milestone", default="", callback=optional(line), help="The milestone's name.")
@click.option("--version", default="", metavar="V", help="The version that it releases.")
@click.option("--mvp", is_flag=True, help="This milestone is the MVP, 0.1.0.")
@click.option("--budget", default="", metavar="TOKENS", help="The cap, such as 400K.")
@click.option("--quality-gates", default="", metavar="CMD", help="The command that must pass.")
@click.option("--push", default=None, type=click.Choice(("auto", "always", "never")), help="Push.")
@click.option(
    "--forge",
    default=None,
    type=click.Choice(("auto", "local", "github", "gitlab", "gitea")),
    help="Where issues and pull requests live; auto goes by the remote's host.",
)
@click.option(
    "--ledger-ref",
    default="",
    metavar="REF",
    callback=optional(branch),
    help="The branch that holds the ledger.",
)
@click.option(
    "--format",
    "form",
    default="auto",
    type=click.Choice(FORMATS),
    help="How the report is written; auto goes by name and content, file by file.",
)
@click.option("--append", is_flag=True, help="Take in only findings that no row names.")
@click.option(
    "--group",
    default=None,
    type=click.Choice(("style",)),
    help="Make small low findings on style, of one component, one task.",
)
@click.option("--strict", is_flag=True, help="Refuse a report that does not agree with itself.")
@click.option("--explain", is_flag=True, help="Only show how the report is read, and why.")
@writing
def command(
    call: Call,
    paths: tuple[str, ...],
    ledger_ref: str,
    form: Format,
    append: bool,
    group: str | None,
    strict: bool,
    explain: bool,
    **given: object,
) -> Answer:
    """Read findings from review reports and make them tasks, in one entry.

    On a forge each new phase gets an issue, in the version's milestone.

    What is given here is kept in config.toml by the same entry. With --explain nothing is planned
    or changed, and no ledger is needed; with --dry-run besides, the plan is shown too.
    """
    if explain and not call.dry_run:
        report = read_below(call.repository.top, paths, form)
        return explained(placed(call.repository, report), strict)
    values = settings(given)
    with call.ledger(ledger_ref) as ledger, beginning(not append):
        ledger.push_wanted = push_of(ledger.repository, values, append)
        ledger.refresh(call.dry_run)
        top = ledger.repository.top
        texts = {name: template(name, top)[0] for name in TEMPLATES}
        mine = written_by_init(ledger.repository, ledger.files(ledger.tip))
        wanted = Wanted(paths, values, texts, call.now, append, strict, group or "", mine, form)
        outcome = bootstrap_from(ledger, wanted, call.dry_run, pace_of(DEFAULT))
        return bootstrapped(outcome, call.dry_run, explain)
