"""The group of all verbs as click has it: for its help, for errors of usage, for completion."""

from __future__ import annotations

import os
import sys

import click

from mosaic import __version__
from mosaic.commands import VERBS
from mosaic.commands.declared import Declared
from mosaic.standard import import_module

NAME = "mosaic-orchestrator"


class Verbs(click.Group):
    """The group; it knows every verb's name and short help without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [verb for verb, _, _ in VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, about) for verb, _, about in VERBS])


def declared(verb: str) -> Declared | click.Command | None:
    """What a verb's module offers; None where there is no such verb."""
    for name, module, _ in VERBS:
        if name == verb:
            command = import_module(f"mosaic.commands.{module}").command
            assert isinstance(command, Declared | click.Command)
            return command
    return None


def load(verb: str) -> click.Command | None:
    """A verb's command, its module imported; None where there is no such verb."""
    found = declared(verb)
    return found.build() if isinstance(found, Declared) else found


def width() -> int:
    """Columns of a help text, as click would ask ``shutil`` for them, which takes long to load."""
    said = os.environ.get("COLUMNS", "")
    columns = int(said) if said.isascii() and said.isdigit() else 0
    try:
        columns = columns or os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        columns = 0
    return max(min(columns or 80, 80) - 2, 50)


@click.command(
    cls=Verbs,
    name=NAME,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": width()},
)
@click.version_option(__version__, prog_name=NAME)
def group() -> None:
    """Keep an LLM orchestrator to the protocol: docs/TASKS.md is the database, git the log.

    Start with 'mosaic-orchestrator init', then 'bootstrap-from-review', then 'prime'.
    """
