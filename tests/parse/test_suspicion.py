"""What is plainly no secret is none: no question says no to a text in which a pattern finds one."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mosaic.parse import named, secrets, suspicion
from mosaic.parse.shapes import SHAPES

from .test_secrets import BY_SHAPE, IN_CONTEXT, NONE

_AROUND = st.text("aA0 \n_-./=:\"'<>") | st.text()
_GAPS = st.sampled_from(("<br>", "\\n", "\\r", "\n", "\r\n", " \t\n \u2003", "\\", " ", "\n\n  "))


@pytest.mark.parametrize("at", range(len(SHAPES)), ids=[kind for kind, _, _ in SHAPES])
def test_a_sign_is_there_where_the_shape_is(at: int) -> None:
    """Whatever fits the pattern, in whatever text; its shortest form among it."""
    _, signs, shape = SHAPES[at]

    @settings(max_examples=40)
    @given(st.builds("{}{}{}".format, _AROUND, st.from_regex(shape), _AROUND))
    def found(text: str) -> None:
        if re.search(shape, text):
            assert suspicion.has_token(text), text
            assert suspicion.has_sign(text, signs), text

    found()


@settings(max_examples=300)
@given(st.lists(st.text("a\\nr<b> \t\r\n\u2003") | _GAPS | st.text(), max_size=9).map("".join))
@example("a" + " " * 201 + "\nb")
@example("a\n" + " " * 201 + "b")
@example("\n" * 300 + "  a" + " " * 250 + "\r")
@example("a\n" + " " * 100 + "\n" + " " * 100 + "b")
@example("\\<br>n \\\\r<b<br>r>")
def test_lines_are_joined_as_the_pattern_joins_them(text: str) -> None:
    wanted = "".join(re.split(secrets._BREAKS.pattern, text))
    plain = suspicion.joined(text)
    assert plain in (None, wanted)
    assert suspicion.has_break(text) == (re.search(secrets._BREAKS.pattern, text) is not None)
    longest = max((len(gap) for gap in re.findall(r"\s+", text)), default=0)
    assert plain is not None or longest > 200


_WORDS = st.sampled_from(
    ("token", "Secret", "SECRETS", "credential", "credentials", "api_key", "ApiKey", "access-key",
     "client_key", "auth-key", "a_pass", "_password", "password", "PASSWD", "pwd", "passphrase",
     "Passwort", "kennwort", "contrase\u00d1a", "mot de passe", "密码", "パスワード", "비밀번호",
     "key",
     "to\u212aen", "\u017fecret", "cl\u0130ent_key", "ap\u0131key", "monkey", "bearer", "Bearer",
     "authorization", "Authorization: Bearer", "basic", "--", "--token", "--db-password", "https",
     "://", "user", "@", "x:y@", ":", "=", ":=", "=>", "：", "a1b2c3d4e5f6", "Zx9", "12", "value",
     "hunter2x9", "\"", "'", "`", "\\", "\\\"", " ", "  ", "\t", "\n", "_", "-", "(", ".", "/"),
)  # fmt: skip
_NAME = st.sampled_from(
    ("token", "SECRET", "credentials", "Api-Key", "access_key", "_pass", "password", "mot de passe",
     "api\u0131key", "to\u212aen", "\u017fecret", "密码", "\u0130apikey"),
)  # fmt: skip
_GAP = st.text(" \t\n", max_size=3)
_QUOTE = st.sampled_from(("", "'", '"', "`", '\\"', '\\\\"', "\\"))
_VALUE = st.text("aZ0٣9\t:=>.\\-é", min_size=4) | st.from_regex(r"[a-z]{4,9}[0-9]{2,9}\W?")
_BY = st.sampled_from((":", "=", ":=", "=>", "：", "", "::"))
_TAIL = st.text("aß9_-", max_size=22)
_PAIR = st.tuples(_NAME, _TAIL, _QUOTE, _GAP, _BY, _GAP, _QUOTE, _VALUE, _QUOTE)
_FLAG = st.tuples(st.just("--"), _TAIL, _NAME, _GAP, _QUOTE, _VALUE)
_HEADER = st.tuples(
    st.sampled_from(("Authorization", "", "zbearer ")), _QUOTE, _GAP, _BY, _GAP, _QUOTE,
    st.sampled_from(("Bearer", "ba\u017fic", "TOKEN")), _GAP, _VALUE,
)  # fmt: skip
_URL = st.tuples(
    st.sampled_from(("x", " ", "https")), st.just("://"), _TAIL, _BY, _VALUE, st.just("@")
)
_FORMS = (_PAIR | _FLAG | _HEADER | _URL).map("".join)
_SPEECH = st.lists(_WORDS | _FORMS | st.text(max_size=2), max_size=9).map("".join)


@settings(max_examples=400)
@given(_SPEECH)
@example("credentials_of_the_twenty_: a1b2c3d4e5f6")
@example("token: a, " * 60 + "token: a1b2c3d4e5f6")
@example("token\\\\\"   :=   \\\\'a1b2c3d4e5f6'")
@example("password=a:b ma\u0131l")
@example("--my-own-api-key   'a1b2c3d4e5f6")
@example("x://:a1@")
def test_a_name_is_there_where_a_pattern_finds_its_value(text: str) -> None:
    """Each pattern without its question finds no more than with it."""
    low = text.lower()
    wanted = set[tuple[int, int, str]]()
    wanted.update(named._userinfo(text))
    if "bearer" in low or "authorization" in low:
        wanted.update(named._spoken(named._HEADER, "authorization", text))
    if any(stem in low for stem in suspicion.STEMS):
        wanted.update(named._spoken(named._FLAG, "secret", text))
        for match in named._NAMED.finditer(text):
            group = next(name for name in "dsbp" if match[name] is not None)
            kind = named._kind(match, match[group], group != "p")
            if kind:
                wanted.add((*match.span(group), kind))
    assert set(named.named(text)) == wanted


@given(st.sampled_from([text for _, text in BY_SHAPE]), st.integers(1, 30), _GAPS, _AROUND)
def test_a_folded_token_is_found_as_before(secret: str, at: int, gap: str, around: str) -> None:
    """A shape over line breaks: what the pattern joins and finds, the question does not keep."""
    text = f"{around}{secret[:at]}{gap}{secret[at:]}{around}"
    breaks = list(re.finditer(secrets._BREAKS.pattern, text))
    joined = "".join(re.split(secrets._BREAKS.pattern, text))
    wanted = [
        kind
        for kind, _, shape in SHAPES
        for match in re.finditer(shape, joined)
        if breaks and not match[0].endswith("EXAMPLE")
    ]
    assert sorted(hit.kind for hit in secrets._over_breaks(text)) == sorted(wanted)


def test_plain_texts_are_not_suspected() -> None:
    """Most of what is no secret asks for no pattern, and all that is one does."""
    told = [text.format("a1b2c3d4e5f6") for text, _, _ in IN_CONTEXT]
    assert not [text for text in told if not _asks(text)]
    assert sum(map(_asks, NONE)) < len(NONE) // 2
    for text in (
        "the tests stay red\nsee api/m1.py and docs/TASKS.md",
        "Used: 3K tokens of 8K<br>Phase: 1",
        "the key: value pairs of the token store are validated",
        "docs/tasks/task-MS-SEC-001.md, https://git.example.org/a/b#L12",
    ):
        assert not _asks(text), text


def _asks(text: str) -> bool:
    folded = suspicion.folded(text)
    questions = (suspicion.has_name, suspicion.has_flag, suspicion.has_header)
    return suspicion.has_user(text) or any(question(folded) for question in questions)
