"""What the commands say that set a host up: each path, what happened to it, what comes next."""

from __future__ import annotations

from mosaic.hosting.installed import CHANGES, Laid
from mosaic.ledger.repository import Repository
from mosaic.parse import tasks
from mosaic.standard import Sequence, shlex
from mosaic.views.answer import Answer
from mosaic.views.prompts import kickstart, mission_config, review_folder

NAME = "mosaic-orchestrator"


def laid_out(
    verb: str,
    laid: Sequence[Laid],
    *,
    nothing: str,
    dry_run: bool = False,
    text: str = "",
    following: str = "",
) -> Answer:
    """The answer of a set-up; ``nothing`` is said where all was so already."""
    already = not any(item.what in CHANGES for item in laid)
    lines = [nothing] if already else []
    lines += [_line(item, dry_run) for item in laid if item.what != "there" or item.why]
    lines += ["", text.rstrip("\n"), ""] if text else []
    data: dict[str, object] = {"already": already, "commit": None, "paths": [*map(_json, laid)]}
    if dry_run:
        data["dry_run"] = True
    if following:
        data["next"] = following
        lines.append(f"next: {following}")
    return Answer(verb, "\n".join(lines), data)


def started(repository: Repository, laid: Sequence[Laid], dry_run: bool) -> Answer:
    """The answer of init: what was laid out, the kickstart, the next command."""
    prompt = kickstart(repository)
    answer = laid_out(
        "init",
        laid,
        nothing="already laid out; nothing changed",
        dry_run=dry_run,
        text=f"The kickstart, to be given to an orchestrator:\n\n{prompt}",
        following=_next(repository),
    )
    return Answer("init", answer.text, {**answer.data, "kickstart": prompt})


def _next(repository: Repository) -> str:
    """The first command that makes sense here."""
    if (repository.top / tasks.PATH).is_file():
        return f"{NAME}-status"
    review = review_folder(repository.top, mission_config(repository))
    if review:
        return f"{NAME}-bootstrap-from-review {shlex.quote(review)}"
    return f"{NAME}-scaffold-review NAME"


def _line(item: Laid, dry_run: bool) -> str:
    would = "would be " if dry_run and item.what in CHANGES else ""
    why = f" ({item.why})" if item.why else ""
    return f"{would}{item.what}: {item.path}{why}"


def _json(item: Laid) -> dict[str, str]:
    why = {"why": item.why} if item.why else {}
    return {"path": item.path, "what": item.what, **why}
