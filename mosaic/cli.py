"""The command line: one group whose verbs are imported when called, and the one error boundary."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import PurePath

import click

from mosaic import __version__
from mosaic.commands import VERBS
from mosaic.errors import Bug, Interrupted, MosaicError, Outside, Usage
from mosaic.parse import cells
from mosaic.signals import end_politely
from mosaic.views.answer import bug_text, dump, error_envelope, error_text

NAME = "mosaic-orchestrator"
#: What a disk or a system says that is full, broken or closed to us.
MACHINE = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG,
    errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN,
})  # fmt: skip


class Verbs(click.Group):
    """The group; it knows every verb's name and short help without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [verb for verb, _, _ in VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, about) for verb, _, about in VERBS])


def load(verb: str) -> click.Command | None:
    """A verb's command, its module imported; None where there is no such verb."""
    for name, module, _ in VERBS:
        if name == verb:
            command = importlib.import_module(f"mosaic.commands.{module}").command
            assert isinstance(command, click.Command)
            return command
    return None


@click.command(cls=Verbs, name=NAME, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=NAME)
def group() -> None:
    """Keep an LLM orchestrator to the protocol: docs/TASKS.md is the database, git the log.

    Start with 'mosaic-orchestrator init', then 'bootstrap-from-review', then 'prime'.
    """


def main() -> None:
    """The console script ``mosaic-orchestrator``, and each ``mosaic-orchestrator-<verb>``."""
    program = PurePath(sys.argv[0]).name.removesuffix(".exe")
    verb = program.removeprefix(f"{NAME}-") if program.startswith(f"{NAME}-") else ""
    if os.environ.get(f"_{program.replace('-', '_').upper()}_COMPLETE"):
        (load(verb) or group).main(prog_name=program)
    end_politely()
    sys.exit(run([verb, *sys.argv[1:]] if verb else sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run a verb; the exit code. Every error ends here, on stderr or as an envelope."""
    verb = words[0] if words and not words[0].startswith("-") else ""
    if not words:
        words = ["--help"]
    try:
        with group.make_context(NAME, list(words)) as context:
            result = group.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except MosaicError as error:
        return _end(error, words)
    except click.UsageError as error:
        return _end(_usage(error, verb), words)
    except (KeyboardInterrupt, click.Abort):
        return _end(Interrupted("interrupted; nothing is half-done"), words)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary: whatever is left is a bug of ours
        if isinstance(error, OSError) and (error.errno in MACHINE or _no_temporary(error)):
            return _end(_machine(error), words)
        click.echo(bug_text(error), err=True)
        bug = Bug(f"{type(error).__name__}: {error}", hint="please report it with the traceback")
        return _end(bug, words, said=True)


def _no_temporary(error: OSError) -> bool:
    """Whether Python found no folder for temporary files that it can write to."""
    return error.filename is None and "temporary directory" in (error.strerror or "")


def _machine(error: OSError) -> Outside:
    """The error where the disk or the system refused: no fault of ours, nor of the ledger's."""
    where = f"'{error.filename}'" if error.filename else "a file"
    return Outside(
        f"{where}: {(error.strerror or str(error)).lower()}; no entry was made",
        hint="mend that, then run the same command again",
    )


def _usage(error: click.UsageError, verb: str) -> Usage:
    known = [name for name, _, _ in VERBS]
    if verb in known or not verb:
        shown = f"{NAME} {verb} --help" if verb else f"{NAME} --help"
        return Usage(error.format_message().rstrip("."), hint=f"run '{shown}'")
    import difflib

    near = difflib.get_close_matches(verb, known, n=1)
    return Usage(
        f"no verb '{cells.visible(verb)}'" + (f"; did you mean '{near[0]}'?" if near else ""),
        hint=f"run '{NAME} --help'",
    )


def _end(error: MosaicError, words: list[str], said: bool = False) -> int:
    if "--json" in words:
        click.echo(dump(error_envelope(error)))
    elif not said:
        click.echo(error_text(error), err=True)
    return error.exit
