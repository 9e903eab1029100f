"""record-result: what a worker answered is judged and recorded."""

from __future__ import annotations

from mosaic.advance import advance
from mosaic.commands.call import Call, read_input, writing
from mosaic.commands.declared import click
from mosaic.commands.words import agent_name, commit, optional, pairs, task_id
from mosaic.errors import besides
from mosaic.events import record
from mosaic.evidence import gathered, still_true
from mosaic.liveness import settle
from mosaic.parse.cells import is_id
from mosaic.tidying import after_record
from mosaic.values import replace
from mosaic.views.answer import Answer
from mosaic.views.questions import woken
from mosaic.views.recorded import given, recorded, taken
from mosaic.views.tidied import with_tidied


@click.command(
    epilog="Example: mosaic-orchestrator record-result MS-SEC-001 --result answer.md"
    " --code-review code.json --security-review security.json --docs checklist.md"
)
@click.argument("task", required=False, default="", callback=optional(task_id))
@click.option("--agent", default="", callback=optional(agent_name), help="Who worked on it.")
@click.option("--result", default="", metavar="FILE|-", help="The worker's answer; - is stdin.")
@click.option("--code-review", default="", metavar="FILE", help="A code review's JSON.")
@click.option("--security-review", default="", metavar="FILE", help="A security review's JSON.")
@click.option(
    "--reviewed",
    default="",
    metavar="COMMIT",
    callback=optional(commit),
    help="The commit that was reviewed.",
)
@click.option("--docs", default="", metavar="FILE", help="The documentation checklist.")
@click.option("--usage", default="", metavar="FILE", help="The agent program's own output.")
@click.option("--evidence", multiple=True, metavar="KEY=VALUE", callback=pairs, help="A fact.")
@writing
def command(call: Call, task: str, agent: str, evidence: dict[str, str], **files: str) -> Answer:
    """Judge a worker's result: done, awaiting evidence, needs-qa, failed or blocked.

    --result is asked only the first time; given again with more evidence, it goes on from there.
    """
    raw = {k: (v, v and read_input(v)) for k, v in files.items() if k != "reviewed"}
    texts, warnings = taken(raw)
    opened = call.ledger()
    with besides(warnings):
        facts = given(call.now, agent, evidence, texts, files["reviewed"], opened.repository)
        name = task or (facts.result.task_id if facts.result else "")
        if not is_id(name):
            raise click.UsageError("name the TASK, or give a --result whose task_id is one")
        with opened as ledger:
            if files["result"] and not call.dry_run:
                facts = replace(facts, kept=ledger.keep_result(name, texts["result"][1]))
            outcome = advance(
                ledger,
                lambda state: gathered(ledger, state, name, facts),
                lambda state, found: record.decide(state, name, found.evidence),
                fresh=lambda state, found: still_true(ledger, state, name, found),
                dry_run=call.dry_run,
            )
            settle(ledger, outcome, call.now)
            said = recorded("record-result", ledger, outcome, name, call.dry_run, warnings)
            said = with_tidied(said, after_record(ledger, outcome, call.dry_run))
            return woken(ledger, said)
