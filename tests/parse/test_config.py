"""config.toml: every key reads its example, every fault is told at once, an edit keeps the rest."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.errors import LedgerUnusable, Usage
from mosaic.parse.config import KEYS, SECTIONS, Config, Key, parse_config, read_value, with_value

#: Values that no key of this path takes.
WRONG: dict[str, tuple[object, ...]] = {
    "mission.description": (3, "two\nlines", "\x1b[1m", ["a"]),
    "mission.review": (True, "a\u200bb"),
    "mission.prefix": ("", "ms", "MS-", "-", "M S", 5, "../X"),
    "mission.milestone": (1.5,),
    "mission.version": ("", "1", "1.0", "v1.0.0", "01.0.0", "1.0.0-rc1", "1.0.0\n", 1),
    "mission.mvp": ("true", 1),
    "mission.quality_gates": (False, "a\nb"),
    "budget.cap": (0, -1, "0", "0K", "much", 1.5, True, [], "8,000"),
    "budget.soft_cap": (0, "none"),
    "limits.workers": (0, 65, "2", True, 1.0),
    "limits.attempts": (0, 100),
    "limits.lease": (7200, "2", "2 h", "h", "1w", "-1h", ""),
    "limits.context_stop": (0, 101, "55%"),
    "limits.shared": ("CHANGELOG.md", [1], ["a\x00b"]),
    "limits.task_tokens": (0,),
    "limits.clarity": (-0.1, 1.1, "0.5", True),
    "forge.provider": ("bitbucket", "", 1, []),
    "forge.url": ("ftp://git.example.org", "https://u:p@h/x", "git.example.org", 1),
    "forge.base": ("-x", "a..b", "a b", 1),
    "forge.branch": ("{branch}", "x", "{id} x", "{id}..{branch}", "-{id}", ""),
    "forge.title": (1, ["a"]),
    "kinds.source": ("src", ["/src"], ["*"]),
    "kinds.config": (["a/../b"],),
    "kinds.tests": ([""], ["**/*"]),
    "kinds.docs": (["."], [1]),
    "kinds.tracking": ({"a": 1},),
    "review.code": ("", " ", [""], 3, "a 'b", ["a\nb"]),
    "review.security": (True, ["a", 1]),
    "review.timeout": (900, "15"),
    "worker.skills": ("a", [["b"]]),
    "deploy.target": (0,),
    "notify.command": (True, "a\nb"),
    "ledger.push": ("sometimes", True),
    "ledger.ref": ("refs/heads/", "a b", "-x", 1),
    "ledger.hooks": ("some", []),
}
BY_PATH = {key.path: key for key in KEYS}


def _broken(text: str) -> tuple[str, ...]:
    with pytest.raises(LedgerUnusable) as refused:
        parse_config(text)
    assert refused.value.code == "config-broken"
    assert refused.value.exit == 8
    return refused.value.details


@pytest.mark.parametrize("key", KEYS, ids=[key.path for key in KEYS])
def test_every_key_reads_its_example(key: Key) -> None:
    """The example is TOML, is taken, stands where the key says, and is told what it is for."""
    config = parse_config(f"[{key.section}]\n{key.name} = {key.example}\n")
    expected = key.read(tomllib.loads(f"v = {key.example}")["v"])
    assert getattr(getattr(config, key.section), key.name) == expected
    assert key.about
    assert "\n" not in key.about


@pytest.mark.parametrize("key", KEYS, ids=[key.path for key in KEYS])
def test_every_key_refuses_what_it_does_not_take(key: Key) -> None:
    """With what it wants instead; the file's fault names the key."""
    for value in WRONG[key.path]:
        with pytest.raises(ValueError, match=r"\w"):
            key.read(value)
    value = WRONG[key.path][0]
    if isinstance(value, str | int | float | list):
        text = f"[{key.section}]\n{key.name} = {json.dumps(value)}\n"
        (said,) = _broken(text)
        assert said.startswith(f".mosaic/orchestrator/config.toml: {key.path} ")


def test_every_key_is_a_field_and_every_field_a_key() -> None:
    """The list of keys is whole, and every key has a case above."""
    fields = {f"{s}.{name}" for s in SECTIONS for name in vars(getattr(Config(), s))}
    assert fields == set(BY_PATH) == set(WRONG)


def test_no_file_and_an_empty_one_are_the_defaults() -> None:
    """Every key is optional."""
    assert parse_config("") == parse_config("\ufeff# nothing\r\n") == Config()
    assert Config().limits.lease == 7200
    assert Config().budget.cap is None


def test_units() -> None:
    """Tokens are integers, durations seconds."""
    config = parse_config(
        '[budget]\ncap = "400K"\nsoft_cap = 640000\n[limits]\nlease = "90m"\ntask_tokens = "1.5M"\n'
    )
    assert (config.budget.cap, config.budget.soft_cap) == (400_000, 640_000)
    assert (config.limits.lease, config.limits.task_tokens) == (5_400, 1_500_000)
    for text, seconds in (("45s", 45), ("2h", 7_200), ("1d", 86_400)):
        assert parse_config(f'[limits]\nlease = "{text}"\n').limits.lease == seconds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[mission]\nprefx = 'X'\n", "no key 'mission.prefx'; did you mean 'mission.prefix'?"),
        ("[limits]\nworker = 1\n", "no key 'limits.worker'; did you mean 'limits.workers'?"),
        ("[limit]\nworkers = 1\n", "no key 'limit'; did you mean 'limits'?"),
        ("cap = '1K'\n", "no key 'cap'; did you mean 'budget.cap'?"),
        ("[zzz]\n", "no key 'zzz'"),
        ('["a\\u202eb"]\n', "no key 'a\\u202eb'"),
        ("mission = 3\n", "mission wants to be a section, [mission]"),
    ],
)
def test_an_unknown_key_names_the_nearest(text: str, said: str) -> None:
    """A slip of the hand is an error, and the answer says what was meant."""
    assert _broken(text) == (f".mosaic/orchestrator/config.toml: {said}",)


def test_several_faults_are_told_at_once() -> None:
    """Nobody corrects a file one error at a time."""
    said = _broken(
        "budget = 1\n[mission]\nprefix = 'ms'\nmvp = 'no'\n[limits]\nworkers = 0\nworkes = 1\n[x]\n"
    )
    assert [line.partition(": ")[2].split(" ")[0] for line in said] == [
        "budget", "mission.prefix", "mission.mvp", "limits.workers", "no", "no",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["[mission", "a", "x = " + "[" * 5_000, "x = " + "9" * 5_000, "a = 1\na = 2\n", "\x00"]
)
def test_what_is_no_toml_is_one_fault(text: str) -> None:
    """Also where the reader itself would give up."""
    assert len(_broken(text)) == 1


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("mission.version", "0.0.2", "0.0.2"),
        ("mission.mvp", "true", True),
        ("mission.milestone", "5", "5"),
        ("mission.description", "with = signs and 'quotes'", "with = signs and 'quotes'"),
        ("budget.cap", "400K", "400K"),
        ("budget.cap", "400000", 400_000),
        ("limits.lease", "90m", "90m"),
        ("limits.workers", "1", 1),
        ("limits.shared", '["a", "b"]', ["a", "b"]),
        ("limits.clarity", "0.5", 0.5),
        ("ledger.ref", "refs/heads/x", "refs/heads/x"),
    ],
)
def test_a_value_as_typed(path: str, text: str, value: object) -> None:
    """TOML where the key takes that, else the text itself."""
    assert read_value(path, text) == value
    parse_config(with_value("", path, read_value(path, text)))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("limits.workers", "many", "limits.workers wants a whole number from 1 to 64, not 'many'"),
        ("limits.workers", "1\nx = 2", "limits.workers wants a whole number from 1 to 64"),
        ("mission.mvp", "yes", "mission.mvp wants true or false, not 'yes'"),
        ("limits.worker", "1", "no key 'limits.worker'; did you mean 'limits.workers'?"),
        ("mission.prefix", "\x1b[1m", "\\x1b"),
    ],
)
def test_a_value_that_is_not_taken(path: str, text: str, said: str) -> None:
    """Usage, with what the key wants."""
    with pytest.raises(Usage) as refused:
        read_value(path, text)
    assert said in refused.value.message


FILE = (
    "# how we work\n[mission] # ours\nprefix = \"MS\"\n\n"
    "# agreed\n[budget]\ncap = \"400K\"  # of us all # yes\n"
    "[limits]\nshared = [\n  \"[a]\",  # one\n  \"b#c\",\n]\nworkers=2\n\n"
    "[ forge ]\ntitle = 'a#b'\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("mission.prefix", "FX", 'prefix = "MS"\n', 'prefix = "FX"\n'),
        ("budget.cap", "1M", 'cap = "400K"  #', 'cap = "1M"  #'),
        ("limits.workers", 1, "workers=2\n", "workers = 1\n"),
        ("limits.lease", "1h", "workers=2\n", 'workers=2\nlease = "1h"\n'),
        ("limits.shared", ["x"], '[\n  "[a]",  # one\n  "b#c",\n]', '["x"]'),
        ("forge.title", "t", "title = 'a#b'\n", 'title = "t"\n'),
        ("mission.mvp", True, '"MS"\n', '"MS"\nmvp = true\n'),
        ("deploy.target", "é", "'a#b'\n", "'a#b'\n\n[deploy]\ntarget = \"é\"\n"),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_setting_a_key_keeps_every_other_line(
    path: str, value: object, old: str, new: str, eol: str, bom: str
) -> None:
    """Comments, order, blanks and line ends stay; only the key's own lines are written."""
    assert FILE.count(old) == 1
    before, after = ((bom + t).replace("\n", eol) for t in (FILE, FILE.replace(old, new)))
    assert with_value(before, path, value) == after


@pytest.mark.parametrize(
    "text",
    [
        "mission = {prefix = 'MS'}\n",
        "mission.prefix = 'MS'\n",
        "[mission]\nreview = '''\n[mission]\nprefix = 1\n'''\n'prefix' = 'MS'\n",
        "[mission]\n'prefix' = 'MS'\n",
        "not toml",
    ],
)
def test_a_key_that_cannot_be_found_is_not_guessed(text: str) -> None:
    """TOML has other ways to write a key; the file is then left to its owner."""
    with pytest.raises(LedgerUnusable) as refused:
        with_value(text, "mission.prefix", "FX")
    assert "mission.prefix cannot be set" in refused.value.details[0]


_settings = st.dictionaries(
    st.sampled_from(("mission.description", "mission.review", "forge.title", "deploy.target")),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    max_size=4,
)


@settings(max_examples=100)
@given(_settings, st.sampled_from(("", FILE, "\n\n", "# only a comment", "[limits]\nworkers = 1")))
def test_what_was_set_is_read(given_: dict[str, str], text: str) -> None:
    """Every text round-trips, one key after another; what was there stays in order."""
    before = text.split("\n")
    for path, value in given_.items():
        text = with_value(text, path, value)
        section, name = path.split(".")
        assert tomllib.loads(text)[section][name] == value
        assert with_value(text, path, value) == text
    kept = iter(text.split("\n"))
    changed = {path.split(".")[1] for path in given_}
    for line in before:
        assert not line or line.split(" ")[0] in changed or line in kept
