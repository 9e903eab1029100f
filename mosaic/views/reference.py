"""The documentation's generated parts, as Markdown: values in, text out; nothing is fetched.

What the program keeps as data (gates, transitions, config keys, codes, verbs) is shown from that
data, so that a page cannot say something else than the program does.
"""

from __future__ import annotations

from mosaic.errors import CODES
from mosaic.gates import GATES, Gate, documentation, review
from mosaic.gates.deployment import ASKED, Asked
from mosaic.gates.table import TABLE, Told
from mosaic.gates.work import INTEGRATED
from mosaic.machine import KEEPING, TRANSITIONS, Status, Transition
from mosaic.parse import kinds
from mosaic.parse.config import KEYS, SECTIONS, Config, Key, Kinds
from mosaic.standard import Callable, Mapping, Sequence, tomllib
from mosaic.values import dataclass, field

OPEN, MARK, CLOSE = "<!-- generated: ", " -->", "<!-- end -->"
#: Options that every verb shares; they are told once.
SHARED = ("--repo", "--json", "--dry-run", "--help")
#: Keys of ``--evidence`` that gates other than deployment ask for: key, value, with, about.
SAID: tuple[tuple[str, str, str, str], ...] = (
    ("already-fixed", "a commit on the base", "record-result",
     "the base had the fix before; stands for a commit, and touches a file that the task names"),
    ("tests-reason", "words", "record-result",
     "why a fix of source changes no test; as `tests_reason` in the worker's result"),
    ("tests", "words", "record-result",
     "which gates ran, where the worker's result does not say; it only quiets a warning"),
    ("issue", "`closed`", "record-result, integrate",
     "the issue `#N` of the row is closed; asserted, since git alone cannot look"),
    ("pr", "`merged`", "record-result",
     "only where a forge has pull requests: the local one has none, and does not ask"),
    ("ci", "`green`", "record-result",
     "only where a forge has a CI of its own: for the local one `integrate` runs the gates itself"),
    ("deviation", "`rejected`", "record-result",
     "the worker's reason for work beside the contract does not hold: the drift is held"),
    ("prd", "`confirmed`", "milestone-release",
     "somebody read the requirements, and they say what was delivered"),
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One option of a verb, as its help shows it."""

    words: str
    about: str
    required: bool = False


@dataclass(frozen=True)
class Verb:
    """One verb: what the group's help says of it, and what its own help says."""

    name: str
    about: str
    usage: str
    text: str
    example: str
    options: Sequence[Option] = field(default_factory=tuple)
    dry_run: bool = False
    inner: Sequence[Verb] = field(default_factory=tuple)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; pipes and line breaks in a cell are held so that it stays one."""
    lines = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def diagram(transitions: Sequence[Transition] = TRANSITIONS) -> str:
    """The machine as a Mermaid state diagram; events that apply everywhere and move nothing are
    left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for each in transitions:
        if each.event in KEEPING and each.sources == tuple(Status):
            continue
        for source in each.sources or ("",):
            for target in each.targets:
                if each.event not in KEEPING or source == target:
                    arrows.setdefault((_state(source), _state(target)), []).append(each.event)
    names = [f'    state "{status}" as {_state(status)}' for status in Status]
    lines = [f"    {a} --> {b} : {', '.join(events)}" for (a, b), events in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, *lines, "```"])


def _state(status: str) -> str:
    return status.replace("-", "_") or "[*]"


def machine_table(transitions: Sequence[Transition] = TRANSITIONS) -> str:
    """Every transition: event, from, to, by which verb, and the cells that it empties."""
    return table(
        ("event", "from", "to", "made by", "empties"),
        [
            (
                t.event,
                _statuses(t.sources) or "–",
                "as it was" if t.targets == tuple(Status) else _statuses(t.targets),
                t.who,
                ", ".join(f"`{cell}`" for cell in t.clears),
            )
            for t in transitions
        ],
    )


def _statuses(statuses: Sequence[Status]) -> str:
    return "any" if tuple(statuses) == tuple(Status) else ", ".join(statuses)


def gates_table(gates: Sequence[Gate] = GATES) -> str:
    """Every gate: what must hold, when it is asked, and whether its refusal changes nothing."""
    return table(
        ("gate", "what must hold", "asked at", "hard"),
        [(f"`{g.name}`", g.about, ", ".join(g.moments), "yes" if g.hard else "") for g in gates],
    )


def verdicts_table(rows: Sequence[Told] = TABLE) -> str:
    """Where each gate's facts come from, and what pass, refuse and unknown look like."""
    rules = {gate.name: gate.about for gate in GATES}
    return table(
        ("gate", "what must hold", "where its facts come from", "pass", "refuse", "unknown"),
        [(f"`{r.gate}`", rules[r.gate], r.source, r.passes, r.refuses, r.unknown) for r in rows],
    )


def kinds_table(rows: Sequence[kinds.Row] = kinds.TABLE) -> str:
    """Which paths are of which kind, in the order in which they are asked."""
    own = ", then ".join(f"`kinds.{kind}`" for kind, _ in Kinds().own)
    first, *rest = [(row.kind, row.about) for row in rows]
    listed = [first, ("as named", f"the config's own patterns: {own}"), *rest]
    return table(("kind", "what"), [*listed, ("source", "all else, the strictest kind")])


def asking_table() -> str:
    """What a change of each kind asks for."""
    return table(
        ("kind", "reviews", "documentation checklist", "pull request and CI"),
        [
            (
                kind,
                ", ".join(review.needed((kind,))) or "none",
                "yes" if kind in documentation.ASKING else "no",
                "yes" if kind in INTEGRATED else "no",
            )
            for kind, _ in Kinds().own
        ],
    )


def evidence_table(asked: Sequence[Asked] = ASKED) -> str:
    """Every key of ``--evidence`` that a gate asks for: its value, the command, what it says."""
    rows = [(f"`{key}`", value, verbs, about) for key, value, verbs, about in SAID]
    return table(("key", "value", "with", "what it says"), [*rows, *map(_deployed, asked)])


def _deployed(asked: Asked) -> tuple[str, str, str, str]:
    key = f"`{asked.key}`" + f", or `{asked.key}.SERVICE` for each" * asked.services
    value = " or ".join(f"`{value}`" for value in asked.values) or "text"
    verbs = "" if asked.release else "record-result, integrate, "
    return key, value, f"{verbs}milestone-release", f"with `deploy.target` only: {asked.about}"


def config_reference(keys: Sequence[Key] = KEYS) -> str:
    """Every key by section: its default, an example, what it is for."""
    parts = []
    for section in SECTIONS:
        rows = [
            (f"`{key.name}`", f"`{_default(key)}`", f"`{key.example}`", key.about)
            for key in keys
            if key.section == section
        ]
        parts.append(f"## `[{section}]`\n\n" + table(("key", "default", "example", "what"), rows))
    return "\n\n".join(parts)


def _default(key: Key) -> str:
    """A key's default as TOML would write it; the example where that is the default itself."""
    value: object = getattr(getattr(Config(), key.section), key.name)
    if key.read(tomllib.loads(f"v = {key.example}")["v"]) == value:
        return key.example
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def codes_table(codes: Sequence[tuple[str, int, str]] = CODES) -> str:
    """Every code word of an error, with its exit code and a link to what to do."""
    rows = [
        (str(number), f"[`{code}`](troubleshooting.md#{code})", about)
        for code, number, about in sorted(codes, key=lambda row: row[1])
    ]
    return table(("exit", "code", "what is so"), rows)


def verbs_table(verbs: Sequence[Verb]) -> str:
    """Every verb with its line of help, linked to its section."""
    rows = [(f"[`{v.name}`](#{v.name})", v.about) for v in verbs]
    return table(("verb", "what it does"), rows)


def verbs_reference(verbs: Sequence[Verb]) -> str:
    """A section for each verb: usage, help, options, example."""
    return "\n\n".join(_verb(verb) for verb in verbs)


def _verb(verb: Verb, level: int = 2) -> str:
    own = [o for o in verb.options if not o.words.startswith(SHARED)]
    rows = [
        (f"`{o.words}`", " ".join(part for part in (o.about, "Required." * o.required) if part))
        for o in own
    ]
    parts = [
        f"{'#' * level} {verb.name}",
        f"```sh\n{verb.usage}\n```",
        verb.text,
        table(("option", "what"), rows) if rows else "",
        "Takes `--dry-run`." if verb.dry_run else "",
        f"```sh\n{verb.example}\n```",
        *(_verb(one, level + 1) for one in verb.inner),
    ]
    return "\n\n".join(part for part in parts if part)


def parts_of(text: str) -> tuple[str, ...]:
    """The names of a page's generated parts, in order."""
    lines = text.split("\n")
    found = (line for line in lines if line.startswith(OPEN) and line.endswith(MARK))
    return tuple(line[len(OPEN) : -len(MARK)] for line in found)


def filled(text: str, makers: Mapping[str, Callable[[], str]]) -> str:
    """The page with each generated part made anew; all else stays.

    Errors: KeyError for a part that has no maker, ValueError for one without an end.
    """
    for name in parts_of(text):
        head = f"{OPEN}{name}{MARK}\n"
        before, _, rest = text.partition(head)
        if CLOSE not in rest.split(OPEN)[0]:
            raise ValueError(f"the part '{name}' has no '{CLOSE}'")
        after = rest[rest.index(CLOSE) :]
        text = f"{before}{head}\n{makers[name]()}\n\n{after}"
    return text
