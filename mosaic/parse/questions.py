"""A question to a person, as the notes hold it: ``Question: text`` and ``Options: a, b, c``.

With options it is a choice, and the answer is one of them; without, any words are an answer.
"""

from __future__ import annotations

from mosaic.parse import cells
from mosaic.parse.notes import Notes
from mosaic.standard import Sequence
from mosaic.values import dataclass

#: The labels that make a question; an answer takes them away.
LABELS = ("Question", "Options")
#: How long one option may be, and how many there may be.
LONGEST, MOST = 60, 12


@dataclass(frozen=True)
class Question:
    """What is asked; ``options`` () where any words are an answer."""

    text: str
    options: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """``choice`` or ``text``."""
        return "choice" if self.options else "text"

    def __str__(self) -> str:
        return f"{self.text} [{', '.join(self.options)}]" if self.options else self.text

    def choice(self, word: str) -> str | None:
        """The answer that this word gives, an option as it was written; None where it is none."""
        if not self.options:
            return word
        same = (option for option in self.options if option.casefold() == word.casefold())
        return next(same, None)


def read_question(notes: Notes) -> Question | None:
    """The open question of a row, or None."""
    text = notes.get("Question")
    return Question(text, split_options(notes.get("Options"))) if text else None


def question_json(task: str, question: Question) -> dict[str, object]:
    """An open question of a task as a JSON object."""
    return {
        "id": task,
        "type": question.type,
        "question": question.text,
        "options": list(question.options),
    }


def split_options(text: str) -> tuple[str, ...]:
    """The options of a comma-separated text, in order."""
    return tuple(option.strip() for option in text.split(",") if option.strip())


def fault(options: Sequence[str]) -> str:
    """Why these cannot be a question's options, or ''; none at all are none to find fault with."""
    if options and not 2 <= len(options) <= MOST:
        return f"a choice wants 2 to {MOST} options, not {len(options)}"
    if len({option.casefold() for option in options}) < len(options):
        return "two options are the same word"
    long = next((option for option in options if len(option) > LONGEST), "")
    why = next((why for option in options if (why := cells.refusal(option))), None)
    return f"an option has {LONGEST} characters at most" if long else why or ""
