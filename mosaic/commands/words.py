"""Words that people type, checked before anything is read: agents, ids, evidence."""

from __future__ import annotations

from mosaic.commands.declared import click
from mosaic.parse import cells
from mosaic.parse.config import VERSION, read_value
from mosaic.parse.paths import is_inside
from mosaic.standard import Callable

TYPE_CHECKING = False

if TYPE_CHECKING:
    from mosaic.parse.terms import Check


#: Characters of a text that goes into a cell: every agent that reads the row reads it.
LONGEST = 20_000


def agent_name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """An agent's name, or click's usage error."""
    if not cells.is_agent(value):
        raise click.BadParameter("letters, digits and . _ @ : / + - only, 64 at most", ctx, param)
    return value


def task_id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A task's id, or click's usage error."""
    if not cells.is_id(value):
        raise click.BadParameter(f"'{cells.visible(value)[:80]}' is no task id", ctx, param)
    return value


def branch(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A branch as the full name of its ref, or click's usage error."""
    bare = value.removeprefix("refs/heads/")
    if not cells.is_branch(bare):
        raise click.BadParameter(f"'{cells.visible(value)[:80]}' is no branch", ctx, param)
    return f"refs/heads/{bare}"


def commit(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A commit's id, or click's usage error."""
    if not cells.is_commit(value):
        raise click.BadParameter(f"'{cells.visible(value)[:80]}' is no commit's id", ctx, param)
    return value.lower()


def line(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A text that a cell can hold, its secrets taken out, or click's usage error."""
    why = cells.refusal(value) or (f"{LONGEST} characters at most" if len(value) > LONGEST else "")
    if why or not value:
        raise click.BadParameter(why or "it is empty", ctx, param)
    return _kept(value)


def _kept(text: str) -> str:
    """A text without its secrets."""
    from mosaic.parse.secrets import redact

    return redact(text).text


def fields(
    known: tuple[str, ...],
) -> Callable[[click.Context, click.Parameter, str], tuple[str, ...]]:
    """A check of names with commas between, each one of these; click's usage error else."""

    def check(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(value.split(","))) if value else ()
        odd = [name for name in names if name not in known]
        if odd:
            said = f"'{cells.visible(odd[0])[:80]}' is none of {', '.join(known)}"
            raise click.BadParameter(said, ctx, param)
        return names

    return check


def optional(
    check: Callable[[click.Context, click.Parameter, str], str],
) -> Callable[[click.Context, click.Parameter, str], str]:
    """The same check, for a word that may be left out."""

    def run(ctx: click.Context, param: click.Parameter, value: str) -> str:
        return check(ctx, param, value) if value else ""

    return run


def person(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A person's name, or click's usage error."""
    said = line(ctx, param, value)
    if len(said) > 64 or not any(char.isalpha() for char in said) or set(said) & set("()|:"):
        raise click.BadParameter("a name of 64 characters at most, without ( ) | :", ctx, param)
    from mosaic.parse.people import mixes_alphabets

    if mixes_alphabets(said):
        raise click.BadParameter("a word of it mixes alphabets that look alike", ctx, param)
    return said


def options_of(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """A question's options, separated by commas, or click's usage error."""
    from mosaic.parse.questions import fault, split_options

    found = split_options(_kept(value))
    why = fault(found) or ("there is none" if value and not found else "")
    if why:
        raise click.BadParameter(why, ctx, param)
    return found


def ids(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Task ids, given one by one or separated by commas, or click's usage error."""
    found = [part.strip() for word in value for part in word.split(",") if part.strip()]
    return tuple(dict.fromkeys(task_id(ctx, param, name) for name in found))


def paths(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Paths inside the repository, or click's usage error."""
    for path in value:
        bare = path.removeprefix("./").rstrip("/")
        if cells.refusal(path) or not is_inside(bare) or "," in path:
            raise click.BadParameter(
                f"'{cells.visible(path)}' is no path inside the repository", ctx, param
            )
    return value


def token_count(ctx: click.Context, param: click.Parameter, value: str) -> int | None:
    """Tokens such as ``8K``, None for '', or click's usage error."""
    if not value:
        return None
    try:
        count = cells.parse_tokens(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error
    if not count:
        raise click.BadParameter("0 is no figure; leave it out where it is unknown", ctx, param)
    return count


def moment(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A date as people write one, as ISO 8601 with an offset; or click's usage error."""
    if not value:
        return ""
    import datetime

    from dateutil import parser

    try:
        found = parser.parse(value)
        found = found if found.tzinfo else found.astimezone()
        found.astimezone(datetime.UTC)  # what UTC cannot say is no moment
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(f"'{cells.visible(value)[:60]}' is no date", ctx, param) from error
    return found.isoformat()


def pairs(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """``KEY=VALUE`` words as a mapping, or click's usage error."""
    found = {}
    for word in value:
        key, sign, text = word.partition("=")
        if not sign or not cells.FACT.fullmatch(key) or not text or cells.refusal(word):
            raise click.BadParameter(f"'{cells.visible(word)}' is not KEY=VALUE", ctx, param)
        found[key] = _kept(text)
    return found


def digest(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The beginning of a digest or of a commit's id, 8 digits at least, or click's usage error."""
    if len(value) < 8 or not cells.is_commit(value):
        said = f"'{cells.visible(value)[:80]}' is no digest: 8 to 64 hexadecimal digits"
        raise click.BadParameter(said, ctx, param)
    return value.lower()


def checks(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[Check, ...]:
    """``NAME=COMMAND`` words as checks of a contract, or click's usage error."""
    from mosaic.parse.terms import Check, check_refusal

    found = []
    for word in value:
        name, _, text = word.partition("=")
        why = check_refusal(name, text)
        if why:
            raise click.BadParameter(why, ctx, param)
        found.append(Check(name, _kept(text)))
    return tuple(found)


def version_number(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A plain version such as ``0.0.1``, with or without a leading v; or click's usage error."""
    bare = value.removeprefix("v")
    if len(bare) > 40 or not VERSION.fullmatch(bare):
        raise click.BadParameter(f"'{cells.visible(value)[:60]}' is not like 0.0.1", ctx, param)
    return bare


#: Options of bootstrap-from-review that config.toml keeps.
_KEPT = {
    "prefix": "mission.prefix",
    "milestone": "mission.milestone",
    "version": "mission.version",
    "mvp": "mission.mvp",
    "quality_gates": "mission.quality_gates",
    "budget": "budget.cap",
    "push": "ledger.push",
    "forge": "forge.provider",
}


def settings(given: dict[str, object]) -> dict[str, object]:
    """Options as config keys with their values. Errors: Usage for a value the key does not take."""
    return {
        _KEPT[k]: v if v is True else read_value(_KEPT[k], str(v)) for k, v in given.items() if v
    }
