"""review --run: the configured reviewers judge a commit, each in a tree of that commit of its own.

A command is a list of words that no shell sees; the prompt, which holds the task's text, reaches
it by its standard input alone. It has its time and no more, and what it started ends with it. The
review is kept in the common git directory, where record-result knows it for one of our own runs.
"""

from __future__ import annotations

from mosaic.errors import Outside, Usage
from mosaic.ledger import bounded
from mosaic.ledger.checkout import checked_out
from mosaic.ledger.files import keep
from mosaic.ledger.git import tail, theirs
from mosaic.ledger.kept import reviews_of
from mosaic.ledger.repository import Repository
from mosaic.parse import outside
from mosaic.parse.checklist import read_checklist
from mosaic.parse.config import Review
from mosaic.parse.reviews import Kind, ReviewReport, looks_like_scan, read_review
from mosaic.pathname import Path
from mosaic.patterns import regex
from mosaic.standard import Callable, Iterator, Mapping, Sequence, json, shlex
from mosaic.values import dataclass, replace

#: Bytes that a reviewer may print.
MOST = 64 * 1024 * 1024
_NOT_ALONE = regex(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class Ran:
    """A reviewer that ran: its review and where it is kept; ``docs`` is where the checklist is that
    it gave back, '' for none. ``warnings`` are about what it wrote."""

    kind: Kind
    command: str
    review: ReviewReport
    file: str
    docs: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What is to be reviewed, and by whom: ``prompt`` says what to ask, given the tree's place."""

    task: str
    commit: str
    reviewers: Mapping[Kind, tuple[str, ...]]
    prompt: Callable[[Kind, Path], str]
    limit: int


def words_of(config: Review, kind: Kind) -> tuple[str, ...]:
    """The command of a kind of review, () where none is configured."""
    return config.code if kind == "code" else config.security


def ask(repository: Repository, asked: Asked) -> tuple[Ran, ...]:
    """Let every reviewer judge, one after the other, and keep what each says.

    Errors: Outside (worker-failed), after all have run, with each command that failed; what the
    others said is kept all the same, and the error says where.
    """
    done: list[Ran] = []
    failed: list[Outside] = []
    for kind, words in asked.reviewers.items():
        try:
            done.append(_one(repository, asked, kind, words))
        except Outside as error:
            if error.code != "worker-failed":
                raise
            failed.append(error)
    if failed:
        raise _all(failed, done)
    return tuple(done)


def _all(failed: Sequence[Outside], done: Sequence[Ran]) -> Outside:
    more = [line for error in failed[1:] for line in (error.message, *error.details)]
    kept = [f"kept: the {one.kind} review in {one.file}" for one in done]
    return Outside(
        failed[0].message,
        code="worker-failed",
        details=[*failed[0].details, *more, *kept],
        hint="see to the command with 'mosaic-orchestrator config review.code|review.security"
        " COMMAND --reason WHY', or run 'mosaic-orchestrator review TASK' and hand the prompts on",
    )


def _one(repository: Repository, asked: Asked, kind: Kind, words: tuple[str, ...]) -> Ran:
    command = shlex.join(words)
    with checked_out(repository, asked.commit) as place:
        said = _said(words, command, place, asked.prompt(kind, place), asked.limit)
        answer = outside.answer(said, f"the {kind} review")
        found = _read(answer.text, kind, command, str(place))
    if found.commit is not None and not asked.commit.startswith(found.commit):
        judged = f"it judged {found.commit[:12]}, not {asked.commit[:12]}"
        raise _failed(f"'{command}' gave another commit's review: {judged}")
    named = replace(found, commit=asked.commit, reviewer=found.reviewer or Path(words[0]).name)
    stem = f"{_NOT_ALONE.sub('-', asked.task)}-{kind}-{asked.commit[:12]}"
    file = reviews_of(repository.private) / f"{stem}.json"
    _keep(file, json.dumps({**_body(named), "command": command}, ensure_ascii=False, indent=1))
    return Ran(kind, command, named, str(file), _docs(repository, asked, stem, answer.text),
               answer.warnings)  # fmt: skip


def _said(words: tuple[str, ...], command: str, place: Path, prompt: str, limit: int) -> str:
    """What the command prints. Errors: Outside (worker-failed)."""
    try:
        given = prompt.encode("utf-8", "replace")
        ended = bounded.child(words, place, theirs(), limit, stdin=given, most=MOST)
    except OSError as error:
        raise _failed(f"'{command}' cannot be started: {error.strerror}") from error
    out, err = (text.decode("utf-8", "replace") for text in (ended.out, ended.err))
    if ended.late:
        raise _failed(f"'{command}' did not end within {limit} s and was stopped", err or out)
    if ended.flooded:
        raise _failed(f"'{command}' printed more than {MOST:,} bytes and was stopped")
    if ended.status:
        raise _failed(f"'{command}' ended with exit status {ended.status}", err or out)
    return out


def _failed(message: str, said: str = "") -> Outside:
    return Outside(message, code="worker-failed", details=tail(said))


def _read(text: str, kind: Kind, command: str, place: str) -> ReviewReport:
    """The review that a command printed. Errors: Outside (worker-failed)."""
    try:
        if looks_like_scan(text):
            from mosaic.parse.scans import read_scan

            found = read_scan(text, kind, (place,))
            if found is not None:
                return found
        return read_review(text, kind)
    except Usage as error:
        said = "\n".join([error.message, *error.details])
        raise _failed(f"'{command}' gave no review that can be read", said) from error


def _body(review: ReviewReport) -> Mapping[str, object]:
    """A review as the JSON that ``read_review`` reads."""
    keys = ("severity", "title", "file", "description")
    stats = {name: getattr(review, name) for name in ("blockers", "critical", "high")}
    return {
        "verdict": review.verdict,
        "stats": stats,
        "commit": review.commit,
        "reviewer": review.reviewer,
        "findings": [{key: getattr(one, key) for key in keys} for one in review.findings],
    }


def _docs(repository: Repository, asked: Asked, stem: str, text: str) -> str:
    """Keep an answer that holds this work's checklist; where it is, or ''."""
    found = read_checklist(text)
    if not (found.total and found.task == asked.task and asked.commit.startswith(found.commit)):
        return ""
    file = reviews_of(repository.private) / f"{stem}.md"
    _keep(file, text)
    return str(file)


def _keep(file: Path, text: str) -> None:
    keep(file, text.encode("utf-8", "replace"), locked=False)


def told(done: Sequence[Ran]) -> Iterator[str]:
    """The options of record-result that hand in what was said."""
    for one in done:
        yield f"--{one.kind}-review {shlex.quote(one.file)}"
    docs = next((one.docs for one in done if one.docs), "")
    if docs:
        yield f"--docs {shlex.quote(docs)}"
