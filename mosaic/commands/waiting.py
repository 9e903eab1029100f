"""What verbs share that wait for a forge: how long at most, and that they say so on stderr."""

from __future__ import annotations

from mosaic.commands.declared import click
from mosaic.forge.pace import Pace
from mosaic.parse import cells
from mosaic.standard import Callable, TypeVar

Verb = TypeVar("Verb", bound=Callable[..., object])
#: Seconds to wait by default, and at most.
DEFAULT, MOST = 1800, 86_400


def waiting(verb: Verb) -> Verb:
    """A verb that takes ``--wait``."""
    return click.option(
        "--wait",
        type=click.IntRange(0, MOST),
        default=DEFAULT,
        metavar="SECONDS",
        help=f"How long to wait for CI checks, gates, or the queue, at most; else {DEFAULT}.",
    )(verb)


def pace_of(wait: int) -> Pace:
    """The pace of a command: progress goes to stderr."""
    return Pace(lambda line: click.echo(cells.visible(line), err=True), float(wait))
