"""What is taken for a secret, and what is not. Every secret here is put together when the test
runs, out of letters that repeat, so that none stands in this file."""

from __future__ import annotations

import base64
import hashlib
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic.parse.secrets import marks, redact
from mosaic.parse.shapes import SHAPES

MIXED = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0"
LOWER = "a1b2c3d4e5f6g7h8j9k0m1n2p3q4r5"


def some(length: int, letters: str = MIXED) -> str:
    """Letters and digits that look made by a machine."""
    return (letters * (length // len(letters) + 1))[:length]


def hexes(length: int) -> str:
    return some(length, "0a1b2c3d4e5f6879")


def b64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CAPITALS = some(16, "A2BC3DE4FG5HJ6KL")
JWT = ".".join((b64('{"alg":"HS256"}'), b64('{"sub":"1234567890"}'), some(43)))
BODY = [some(64, MIXED + "+/"), some(64, LOWER + "/+"), some(20) + "=="]
DASHES = "-" * 5
BEGIN, END = f"{DASHES}BEGIN {{}}PRIVATE KEY{DASHES}", f"{DASHES}END {{}}PRIVATE KEY{DASHES}"


def pem(kind: str = "", sep: str = "\n") -> str:
    return sep.join([BEGIN.format(kind), *BODY, END.format(kind)])


#: By kind: texts that hold one such secret, and the part of it that must not be left.
BY_SHAPE: tuple[tuple[str, str], ...] = (
    ("AWS access key", "AKIA" + CAPITALS),
    ("AWS access key", "ASIA" + CAPITALS),
    ("GitHub token", "ghp_" + some(36)),
    ("GitHub token", "gho_" + some(36)),
    ("GitHub token", "ghu_" + some(36)),
    ("GitHub token", "ghs_" + some(36)),
    ("GitHub token", "ghr_" + some(76)),
    ("GitHub token", "github_pat_" + some(22) + "_" + some(59)),
    ("GitLab token", "glpat-" + some(20)),
    ("GitLab token", "gldt-" + some(20)),
    ("Slack token", "xoxb-" + some(12, "123456789") + "-" + some(24)),
    ("Slack token", "xoxp-" + some(40)),
    ("Slack token", "xapp-1-" + some(40)),
    ("Slack webhook", "hooks.slack.com/services/T" + some(8) + "/B" + some(8) + "/" + some(24)),
    ("Anthropic key", "sk-ant-api03-" + some(93) + "AA"),
    ("OpenAI key", "sk-proj-" + some(48)),
    ("OpenAI key", "sk-" + some(48)),
    ("Google key", "AIza" + some(35)),
    ("Google token", "ya29." + some(60)),
    ("Google secret", "GOCSPX-" + some(28)),
    ("Stripe key", "sk_live_" + some(24)),
    ("Stripe key", "rk_live_" + some(24)),
    ("Stripe key", "whsec_" + some(32)),
    ("npm token", "npm_" + some(36)),
    ("PyPI token", "pypi-AgEIcHlwaS5vcmc" + some(60)),
    ("SendGrid key", "SG." + some(22) + "." + some(43)),
    ("Mailgun key", "key-" + hexes(32)),
    ("Twilio key", "SK" + hexes(32)),
    ("Azure key", "AccountKey=" + some(86, MIXED + "+/") + "=="),
    ("Azure secret", some(3) + "8Q~" + some(34)),
    ("Azure signature", "?sig=" + some(43) + "%3D"),
    ("DigitalOcean token", "dop_v1_" + hexes(64)),
    ("Docker token", "dckr_pat_" + some(27)),
    ("Hugging Face token", "hf_" + some(34)),
    ("Vault token", "hvs." + some(90)),
    ("Shopify token", "shpat_" + hexes(32)),
    ("Linear key", "lin_api_" + some(40)),
    ("Atlassian token", "ATATT3" + some(186)),
    ("Telegram token", "123456789:AA" + some(33)),
    ("age key", "AGE-SECRET-KEY-1" + some(58, "QPZRY9X8GF2TVDW0")),
    ("JSON web token", JWT),
)
PASSWORD = "s3cr3t" + "Pa55"
MADE = some(24)
#: Texts with {} where the secret is, the secret, and its kind.
IN_CONTEXT: tuple[tuple[str, str, str], ...] = (
    ("password={}", PASSWORD, "password"),
    ("PASSWORD = '{}'", PASSWORD, "password"),
    ("db.passwd: {}", PASSWORD, "password"),
    ('"password": "{}",', "correct" + "horse", "password"),
    ('{{\\"password\\": \\"{}\\"}}', PASSWORD, "password"),
    ('passphrase := "{}"', "correct horse " + "battery", "password"),
    ("Server=db;User Id=sa;Password={};Encrypt=yes", "Abc" + "123!", "password"),
    ("Pwd={};", "Abc" + "123!", "password"),
    ("kennwort: `{}`", PASSWORD, "password"),
    ("密码：{}", PASSWORD, "password"),
    ("DB_PASS={}", MADE, "secret"),
    ("secret: {}", MADE, "secret"),
    ('client_secret = "{}"', MADE, "secret"),
    ("API_KEY={}", hexes(32), "secret"),
    ("api-key: '{}'", MADE, "secret"),
    ("GITHUB_TOKEN={}", hexes(40), "secret"),
    ("aws_secret_access_key = {}", some(20) + "/" + some(10) + "/" + some(8), "secret"),
    ("export AWS_SECRET_ACCESS_KEY='{}'", some(40), "secret"),
    ("token => '{}'", MADE, "secret"),
    ("x-api-key: {}", MADE, "secret"),
    ("credentials: {}", MADE, "secret"),
    ("login --password {} --yes", PASSWORD, "secret"),
    ("push --token {}", MADE, "secret"),
    ("Authorization: Bearer {}", MADE, "authorization"),
    ("authorization: Basic {}", base64.b64encode(b"user:pass").decode(), "authorization"),
    ("curl -H 'Authorization: token {}'", hexes(40), "authorization"),
    ("sent Bearer {} to it", MADE, "authorization"),
    ("https://{}@git.invalid/a.git", "u:" + "pw", "URL credentials"),
    ("postgres://{}@db", "u:" + "pw", "URL credentials"),
    ("mongodb+srv://{}@db.invalid/x", "admin:" + "p@ss:w", "URL credentials"),
    ("redis://{}@cache:6379/0", ":" + PASSWORD, "URL credentials"),
    ("https://{}@git.invalid/a.git", some(40), "URL credentials"),
    ("amqp://{}@queue", "guest:" + "gu3st", "URL credentials"),
)
PRIVATE = (
    pem(), pem("RSA "), pem("EC "), pem("OPENSSH "), pem("ENCRYPTED "), pem("", "\\n"),
    pem("RSA ", " "), pem("RSA ", "<br>"), pem("", "\r\n"),
    pem("PGP ").replace("KEY-", "KEY BLOCK-"),
    "\n".join([BEGIN.format("RSA "), *BODY]), " ".join([BEGIN.format(""), *BODY]),
)  # fmt: skip
WORDS = base64.b64encode(b"the quick brown fox jumps over the lazy dog").decode()
SHA = hashlib.sha1(b"x").hexdigest()
SHA256 = hashlib.sha256(b"x").hexdigest()
NONE: tuple[str, ...] = (
    "", "a word", SHA, SHA[:7], SHA256, f"sha256:{SHA256}", f"image@sha256:{SHA256}",
    f"ghcr.invalid/a/b:1.2@sha256:{SHA256}", f"commit {SHA}", f"token: {SHA[:8]}",
    f"claim token {SHA[:8]}", f'"claim": "{SHA[:8]}"', f"Claim: {SHA[:8]} worker-1 2026-01-01",
    "123e4567-e89b-12d3-a456-426614174000", "token: 123e4567-e89b-12d3-a456-426614174000", WORDS,
    "MS-SEC-001", "token: MS-SEC-001", "src/auth/token.py:12-40", "token: src/auth/token2.py:12",
    "token: /etc/keys/api2.key", "estimate 8K tokens", "tokens: 8000", "token: 4.2K", "token=1.3M",
    "max_tokens=4096", "input_tokens: 120345", "password=<password>", "password: <your password>",
    "token: ${TOKEN}", "token=$TOKEN", "token: {{ secrets.TOKEN }}", "API_KEY=xxxxxxxxxxxx1",
    "password=changeme", "password=********", "password: ........", "secret: your-secret-12",
    "api_key = example_key_123", 'password = os.environ["DB_PASSWORD"]', "password: str",
    "password: string", "password = getpass()", "password == expected", "if password==stored: pass",
    "password=password", "password: required", '"password": "Required"', "passwords: 3 of 4",
    'password: "must be at least 8 characters long"', "the token: the next one",
    "tokens: two or three",
    "token: refresh-token", "secret = settings.SECRET_KEY_2026", "token = user.token_v22.value_1",
    "hash the password: use argon2", "hashed_password=user_password", "key: value",
    "primary key: id", "Bearer token", "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN",
    "uses bearer authentication everywhere", "Authorization: Basic realm", "https://host/a@b",
    "https://host:8443/path", "https://user@host/path", "ssh://git@host.invalid/a.git",
    "git@host.invalid:a/b.git", "https://user:password@host", "https://<user>:<password>@host",
    "https://${USER}:${PASS}@host", "http://host:80@x", "AKIA" + "IOSFODNN7" + "EXAMPLE",
    "AKIA begins the ids of AWS keys", "a token like ghp_… or github_pat_…", "ghp_short",
    "sk-learn and sk-image", "task-" + "a" * 40, "npm_config_registry=x", "SK" + "x" * 32,
    "eyJ is how a JSON web token begins", "xoxo-", "the AIza prefix", "pypi-publish",
    f"{BEGIN.format('')} is in src/key.pem", f"{BEGIN.format('')}\n...\n{END.format('')}",
    f"{BEGIN.format('RSA ')} … {END.format('RSA ')}",
    f"{DASHES}BEGIN PUBLIC KEY{DASHES}\n{BODY[0]}",
    f"{DASHES}BEGIN CERTIFICATE{DASHES}\n{BODY[0]}", "--token TOKEN", "--password is asked",
    "--api-key FILE", "secret_sha256=" + SHA256, "token_id: abc123def456",
    "token_file: run/a1/b2.txt",
    "[redacted: password]", "password=[redacted: password]", "2026-01-01T10:20:30+00:00", "v1.2.3",
    "feat/ms-p1-MS-SEC-001", "|id|token|\n|--|--|", "password: | secret: |", "secret: none.",
)  # fmt: skip


def test_enough_examples() -> None:
    """Each shape has an example; sixty and more of both sorts."""
    assert {kind for kind, _, _ in SHAPES} == {kind for kind, _ in BY_SHAPE}
    assert len(BY_SHAPE) + len(IN_CONTEXT) + len(PRIVATE) >= 80
    assert len(set(NONE)) >= 90


@pytest.mark.parametrize(("kind", "secret"), BY_SHAPE, ids=[k for k, _ in BY_SHAPE])
@pytest.mark.parametrize("around", ["{}", "it uses {} here", "`{}`", '"{}",', "({})", "x\n{}\ny"])
def test_a_shape_is_known_wherever_it_stands(kind: str, secret: str, around: str) -> None:
    found = redact(around.format(secret))
    assert found.kinds == (kind,), found
    tail = secret.removeprefix("?")
    assert tail not in found.text
    assert f"[redacted: {kind}]" in found.text
    assert found.text.count("\n") == around.count("\n")


@pytest.mark.parametrize(("text", "secret", "kind"), IN_CONTEXT, ids=[t for t, _, _ in IN_CONTEXT])
def test_a_name_tells_what_stands_behind_it(text: str, secret: str, kind: str) -> None:
    found = redact(f"see {text.format(secret)}")
    assert found.kinds == (kind,), found
    assert found.text == f"see {text.format(f'[redacted: {kind}]')}"


@pytest.mark.parametrize("key", PRIVATE, ids=range(len(PRIVATE)))
def test_a_private_key_goes_however_it_was_folded(key: str) -> None:
    found = redact(f"before\n{key}\nbehind it")
    assert found.kinds == ("private key",)
    assert not any(line[:20] in found.text for line in BODY[:2])
    assert found.text.startswith("before\n[redacted: private key]")
    assert found.text.endswith("behind it")
    assert found.text.count("\n") == key.count("\n") + 2


@pytest.mark.parametrize("gap", ["<br>", "\n", "\r\n", "\\n", "\n    "])
@pytest.mark.parametrize(
    "secret", [s for k, s in BY_SHAPE if k in ("GitHub token", "AWS access key", "Google key")]
)
def test_a_secret_split_over_lines_is_found(secret: str, gap: str) -> None:
    half = len(secret) // 2
    found = redact(f"a {secret[:half]}{gap}{secret[half:]} b")
    assert len(found.kinds) == 1
    assert secret[half:] not in found.text


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_secret_stays(text: str) -> None:
    for around in ("{}", "so {} it is", "- {}\n- more\n"):
        whole = around.replace("{}", text)
        assert redact(whole).text == whole, redact(whole)


def test_marks_tell_what_was_taken_out() -> None:
    text = f"password={PASSWORD} and {BY_SHAPE[2][1]} and again {BY_SHAPE[2][1]}"
    assert marks(redact(text).text) == ("password", "GitHub token")
    assert marks("nothing [redacted] here") == ()


PIECES = st.one_of(
    st.sampled_from([s for _, s in BY_SHAPE]),
    st.sampled_from([t.format(s) for t, s, _ in IN_CONTEXT]),
    st.sampled_from(PRIVATE),
    st.sampled_from(NONE),
    st.text(alphabet=string.printable, max_size=20),
    st.text(max_size=10),
)


def test_what_hides_behind_another_secret_is_seen() -> None:
    pieces = (BY_SHAPE[2][1], "password=password", f"PASSWORD = '{PASSWORD}'")
    once = redact("".join(pieces))
    assert PASSWORD not in once.text
    assert redact(once.text).kinds == ()


@given(st.lists(PIECES, max_size=8), st.sampled_from([" ", "\n", "<br>", "", '"', "="]))
@settings(max_examples=300, deadline=None)
def test_once_is_enough(pieces: list[str], sep: str) -> None:
    """What was redacted holds no secret any more; the lines keep their number."""
    text = sep.join(pieces)
    first = redact(text)
    second = redact(first.text)
    assert (second.text, second.kinds) == (first.text, ())
    assert first.text.count("\n") == text.count("\n")
    assert bool(first.kinds) == (first.text != text)


@given(st.sampled_from(BY_SHAPE), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_surroundings_hide_a_secret(one: tuple[str, str], before: str, after: str) -> None:
    secret = one[1]
    found = redact(f"{before} {secret} {after}")
    assert secret.removeprefix("?") not in found.text
    assert found.kinds


@pytest.mark.parametrize(
    "piece",
    ["token=", 'token="', "\n", " ", "eyJabcdefgh.", BEGIN.format("") + "\n", "xoxb-", "a://", "A",
     "--password ", "a1b8Q~", "bearer ", "<br>", "\\n", "password: ", "://a:", "A3T"],
)  # fmt: skip
def test_long_texts_are_read_in_linear_time(piece: str) -> None:
    """A megabyte of beginnings is read; with a pattern that backtracks it would not end."""
    redact(piece * (1_000_000 // len(piece)))
