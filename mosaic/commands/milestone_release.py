"""milestone-release: a finished milestone gets its notes, its archive and its tag."""

from __future__ import annotations

from mosaic.commands.call import Call, writing
from mosaic.commands.declared import click
from mosaic.commands.waiting import DEFAULT, pace_of
from mosaic.commands.words import line, optional, pairs, version_number
from mosaic.releasing import publish, push_tag, release_milestone, remote, tag
from mosaic.tidying import after_release
from mosaic.views.answer import Answer
from mosaic.views.release import release_notes, released
from mosaic.views.tidied import with_tidied


@click.command(
    epilog="Example: mosaic-orchestrator milestone-release --version 0.0.1 --evidence prd=confirmed"
)
@click.option("--version", required=True, callback=version_number, help="Such as 0.0.1.")
@click.option(
    "--name", default="", callback=optional(line), help="The milestone; else the config's."
)
@click.option("--mvp", is_flag=True, help="This is the MVP, 0.1.0.")
@click.option("--evidence", multiple=True, metavar="KEY=VALUE", callback=pairs, help="A fact.")
@click.option("--share", is_flag=True, help="Put the retrospective's proposals into the notes.")
@writing
def command(
    call: Call, version: str, name: str, mvp: bool, evidence: dict[str, str], share: bool
) -> Answer:
    """Release a milestone: notes, retrospective, archive, one entry, an annotated tag.

    The notes become the forge's release. New base estimates that the retrospective proposes stay
    in the archive, unless --share puts them into the notes, with the evidence behind each.

    With an upstream the entry is pushed, and then the tag; on a forge the release is made from it
    and the version's milestone closed.

    Where what was deployed failed it is refused, and the task that mends it is added.

    Run again after a failure, it goes on where it stopped; nothing is done twice.
    """
    with call.ledger() as ledger:
        top = ledger.repository.top
        outcome = release_milestone(
            ledger,
            lambda state, facts: release_notes(state, top, facts, version, name, mvp, share),
            call.now,
            evidence,
            call.dry_run,
        )
        title = name or outcome.before.config.mission.milestone
        tagged = not call.dry_run and tag(ledger, version, title)
        pushed = not call.dry_run and push_tag(ledger, version)
        published = publish(ledger, version, pushed, pace_of(DEFAULT))
        left = not pushed and remote(ledger)
        said = released(outcome, tagged, pushed, left, published, call.dry_run, share)
        return said if call.dry_run else with_tidied(said, after_release(ledger, title))
