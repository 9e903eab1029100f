"""A worker's result: where it is found, what is refused, and how tokens are counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mosaic.errors import Usage
from mosaic.parse.results import GateRun, read_result, read_usage

GOOD: dict[str, Any] = {
    "task_id": "MS-SEC-001",
    "status": "success",
    "used": "5.2K",
    "commit_sha": "abc1234",
    "notes": "bound the parameters",
}


def answer(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes})


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(Usage) as caught:
        read_result(text)
    return caught.value.details


@pytest.mark.parametrize(
    "text",
    [
        answer(),
        f"All done.\n\n```json\n{answer()}\n```\n",
        f"All done.\n\n{json.dumps(GOOD, indent=2)}\n",
        f'First I tried {{"x": 1}}.\n```json\n{answer(notes="an echo")}\n```\nNow:\n{answer()}\n',
        f'An example:\n```json\n{{"a": {{"b": 1}}}}\n```\n\n```\n{answer()}\n```\n',
        json.dumps(
            {"type": "result", "is_error": False, "result": f"Done.\n```json\n{answer()}\n```"}
        ),
        json.dumps({"response": answer(), "stats": {}}),
        json.dumps({"structured_output": GOOD, "result": ""}),
        json.dumps({"type": "thread.started", "thread_id": "t"})
        + "\n"
        + json.dumps(
            {"type": "item.completed", "item": {"type": "agent_message", "text": answer()}}
        )
        + "\n",
        f"{{ not json\n{answer()}",
    ],
)
def test_the_last_object_of_the_answer_is_the_result(text: str) -> None:
    """Alone, fenced, at the end, in a program's wrapper or one of its lines."""
    result = read_result(text)
    assert (result.task_id, result.status, result.used) == ("MS-SEC-001", "success", 5200)
    assert (result.commit_sha, result.notes) == ("abc1234", "bound the parameters")
    assert (result.claim, result.clarity, result.tests, result.tests_reason) == (None, None, (), "")


def test_a_result_behind_much_that_looks_like_json() -> None:
    """However much of the answer begins like an object and is none, the end is looked at."""
    assert read_result('{"a": "b\n' * 30_000 + answer()).task_id == "MS-SEC-001"


def test_everything_a_result_may_hold() -> None:
    """Claim, clarity, gate runs and the reason for no test are read; the object is kept whole."""
    text = answer(
        used=8_000,
        commit_sha=None,
        status="blocked",
        claim="c-1",
        clarity=0.5,
        tests=[
            {"command": "pytest -q", "exit_code": 0, "output": "3 passed"},
            {"command": "lint", "exit": 1},
        ],
        tests_reason="only a comment changed",
        odd=[1],
    )
    result = read_result(text)
    assert (result.used, result.commit_sha, result.status) == (8000, None, "blocked")
    assert (result.claim, result.clarity) == ("c-1", 0.5)
    assert result.tests == (GateRun("pytest -q", 0, "3 passed"), GateRun("lint", 1))
    assert result.tests_reason == "only a comment changed"
    assert result.raw["odd"] == [1]


def test_quality_gates_is_another_name_for_tests() -> None:
    """Either key names the runs."""
    text = answer(quality_gates=[{"command": "make", "exit_code": 2}])
    assert read_result(text).tests == (GateRun("make", 2),)


def test_unknown_tokens_are_null() -> None:
    """``null`` is unknown, and stays so."""
    assert read_result(answer(used=None)).used is None


@pytest.mark.parametrize(
    "used", [0, -1, "0", "0K", True, False, 5.5, "5.2", "many", "-3K", [1], ""]
)
def test_tokens_that_cannot_be(used: object) -> None:
    """No work takes no tokens; what is no number is none."""
    (fault,) = faults(answer(used=used))
    assert fault.startswith("used: ")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_no_number_is_none(word: str) -> None:
    """JSON as Python writes it may hold NaN; a result may not."""
    text = answer(used="?", clarity="?").replace('"?"', word)
    assert [fault.split(":")[0] for fault in faults(text)] == ["used", "clarity"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("task_id", ""),
        ("task_id", 7),
        ("status", "done"),
        ("status", "Success"),
        ("status", None),
        ("commit_sha", "abc"),
        ("commit_sha", "not-hexadecimal"),
        ("commit_sha", "a" * 65),
        ("commit_sha", 1234567),
        ("notes", ["x"]),
        ("claim", 5),
        ("clarity", 1.5),
        ("clarity", True),
        ("tests", "pytest"),
        ("tests", [{"command": "x"}]),
        ("tests", [{"exit_code": 0}]),
        ("tests", [{"command": "x", "exit_code": True}]),
        ("tests_reason", 1),
    ],
)
def test_each_fault_names_its_key(key: str, value: object) -> None:
    """One fault, one detail, beginning with the key."""
    (fault,) = faults(answer(**{key: value}))
    assert fault.startswith(f"{key}: ")


def test_all_faults_at_once() -> None:
    """Missing keys and bad values come together."""
    told = faults('{"task_id": "A-1", "status": "maybe", "used": 0}')
    assert [fault.split(":")[0] for fault in told] == ["commit_sha", "notes", "status", "used"]


def test_a_key_given_twice_is_refused() -> None:
    """Which of the two counts would be a guess, at any depth."""
    assert faults(answer()[:-1] + ', "used": "9K"}') == ("used: given twice",)
    assert faults(answer()[:-1] + ', "x": {"y": 1, "y": 2}}') == ("y: given twice",)


@pytest.mark.parametrize(
    "text", ["", "all went well", "[1, 2]", "{", '{"a": ' * 3000, "[" * 100_000]
)
def test_an_answer_without_a_result(text: str) -> None:
    """No object, or broken JSON: refused with the shape to use."""
    with pytest.raises(Usage, match="no JSON result") as caught:
        read_result(text)
    assert "task_id" in caught.value.hint


def lines(*objects: object) -> str:
    return "\n".join(json.dumps(one) for one in objects)


CLAUDE = {"input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": 100}
MODEL = {"inputTokens": 20, "outputTokens": 7, "cacheCreationInputTokens": 300}


@pytest.mark.parametrize(
    ("text", "used"),
    [
        (lines({"type": "result", "usage": {**CLAUDE, "cache_read_input_tokens": 9999}}), 115),
        (lines({"usage": CLAUDE, "modelUsage": {"a": MODEL, "b": MODEL}}), 654),
        (
            lines(
                {"type": "assistant", "usage": {"input_tokens": 4}},
                {"type": "result", "modelUsage": {"a": {**MODEL, "cacheReadInputTokens": 5}}},
            ),
            327,
        ),
        (
            lines(
                {"type": "thread.started"},
                {
                    "type": "turn.completed",
                    "usage": {
                        "input_tokens": 1000,
                        "cached_input_tokens": 600,
                        "cache_write_input_tokens": 50,
                        "output_tokens": 30,
                        "reasoning_output_tokens": 20,
                    },
                },
                {"type": "turn.completed", "usage": {"input_tokens": 5, "output_tokens": 1}},
            ),
            486,
        ),
        (
            lines(
                {
                    "stats": {
                        "models": {
                            "m": {"tokens": {"total": 900, "cached": 300, "prompt": 800}},
                            "n": {"tokens": {"total": 10}},
                        }
                    }
                }
            ),
            610,
        ),
        (lines({"type": "result", "stats": {"total_tokens": 90, "cached": 40}}), 50),
        (
            lines(
                {
                    "type": "step_finish",
                    "part": {
                        "tokens": {
                            "input": 3,
                            "output": 4,
                            "reasoning": 5,
                            "cache": {"read": 70, "write": 6},
                        }
                    },
                },
                {"type": "text", "part": {"text": "hello"}},
                {"type": "step_finish", "part": {"tokens": {"input": 1, "output": 1}}},
            ),
            20,
        ),
        (json.dumps([{"type": "system"}, {"type": "result", "usage": CLAUDE}]), 115),
        (lines({"type": "result", "usage": {"input_tokens": 0}}), None),
        (lines({"usage": {"input_tokens": True, "output_tokens": "9"}}), None),
        ("12 tokens", None),
        ("", None),
    ],
)
def test_tokens_of_agent_programs(text: str, used: int | None) -> None:
    """Uncached input, cache writes and output; cache reads stay apart; nothing told is None."""
    assert read_usage(text) == used


@pytest.mark.parametrize("tokens", [10**15, -5])
def test_usage_that_cannot_be_is_none(tokens: int) -> None:
    """A count that no run takes says nothing, as a missing one does."""
    final = {"type": "result", "usage": {"input_tokens": tokens, "output_tokens": 0}}
    assert read_usage(json.dumps(final)) is None
    assert read_usage(json.dumps({"stats": {"total_tokens": tokens, "cached": 1}})) is None
