"""The command line: one group whose verbs are imported when called, and the one error boundary."""

from __future__ import annotations

import errno
import gc
import os
import sys

from mosaic import __version__
from mosaic.commands import VERBS
from mosaic.commands.declared import Declared, click
from mosaic.errors import Bug, Interrupted, MosaicError, Outside, Usage
from mosaic.loading import quickly
from mosaic.parse import cells
from mosaic.signals import end_politely, hear_children, unbroken
from mosaic.standard import NoReturn, import_module
from mosaic.views.answer import bug_text, dump, error_envelope, error_text, say

NAME = "mosaic-orchestrator"
#: What a disk or a system says that is full, broken or closed to us.
MACHINE = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG,
    errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN,
})  # fmt: skip


def load(verb: str) -> click.Command | None:
    """A verb as click's own command; None where there is no such verb."""
    from mosaic.commands.group import load as click_command

    return click_command(verb)


def main() -> None:
    """The console script ``mosaic-orchestrator``, and each ``mosaic-orchestrator-<verb>``."""
    quickly()
    _open_streams()
    program = os.path.basename(sys.argv[0]).removesuffix(".exe")
    verb = program.removeprefix(f"{NAME}-") if program.startswith(f"{NAME}-") else ""
    if os.environ.get(f"_{program.replace('-', '_').upper()}_COMPLETE"):
        from mosaic.commands.group import group

        (load(verb) or group).main(prog_name=program)
    gc.disable()  # a command ends before it would be worth its while
    end_politely()
    hear_children()
    _leave(run([verb, *sys.argv[1:]] if verb else sys.argv[1:]))


def _open_streams() -> None:
    """Let a stream that our caller closed lead nowhere: a file of ours would get its number, and
    what was done would end as an error for want of somebody to tell."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            how = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, how, encoding="utf-8", closefd=False))


def _leave(status: int) -> NoReturn:
    """End the process at once: what it holds is not taken apart first."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads, or the stream is closed
        sys.exit(status)
    os._exit(status)


def run(words: list[str]) -> int:
    """Run a verb; the exit code. Every error ends here, on stderr or as an envelope."""
    verb = words[0] if words and not words[0].startswith("-") else ""
    try:
        plain = _plain(verb, words[1:] if verb else words)
        return plain if plain is not None else _clicked(words or ["--help"])
    except MosaicError as error:
        return _end(error, words)
    except _exits() as end:
        return end.exit_code
    except _usages() as error:
        return _end(_usage(error, verb), words)
    except KeyboardInterrupt:
        return _end(Interrupted("interrupted; nothing is half-done"), words)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the boundary: whatever is left is a bug of ours
        if isinstance(error, OSError) and (error.errno in MACHINE or _no_temporary(error)):
            return _end(_machine(error), words)
        say(bug_text(error), sys.stderr)
        bug = Bug(f"{type(error).__name__}: {error}", hint="please report it with the traceback")
        return _end(bug, words, said=True)


def _plain(verb: str, words: list[str]) -> int | None:
    """Run a call that is beyond doubt; None where click must judge it."""
    if verb == "" and words == ["--version"]:
        say(f"{NAME}, version {__version__}")
        return 0
    module = next((module for name, module, _ in VERBS if name == verb), "")
    with unbroken():  # what is raised while Python imports is not always heard
        found = import_module(f"mosaic.commands.{module}").command if module else None
    values = found.quick(words) if isinstance(found, Declared) else None
    if values is None or found is None:
        return None
    if verb == "batch":
        from mosaic.commands import batch

        batch.runner[:] = [run]
    result = found.callback(**values)
    return result if isinstance(result, int) else 0


def _clicked(words: list[str]) -> int:
    """Run a call as click reads it."""
    from mosaic.commands.group import group

    with group.make_context(NAME, list(words)) as context:
        result = group.invoke(context)
    return result if isinstance(result, int) else 0


def _exits() -> tuple[type[click.exceptions.Exit], ...]:
    """How click ends a call early; nothing where click was not needed."""
    return (click.exceptions.Exit,) if "click" in sys.modules else ()


def _usages() -> tuple[type[click.UsageError], ...]:
    """What click raises of wrong words."""
    return (click.UsageError,) if "click" in sys.modules else ()


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
        say(dump(error_envelope(error)))
    elif not said:
        say(error_text(error), sys.stderr)
    return error.exit
