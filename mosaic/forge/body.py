"""A forge's JSON, read strictly: what is not there, or of another kind, is a failure that names it.

Every text comes through without hidden characters and secrets.
"""

from __future__ import annotations

from mosaic.errors import ForgeFailed
from mosaic.parse import cells
from mosaic.parse.outside import one_text
from mosaic.standard import TypeAlias, json
from mosaic.values import dataclass

Json: TypeAlias = (
    "bool | int | float | str | list[Json] | tuple[Json, ...] | dict[str, Json] | None"
)


@dataclass(frozen=True)
class Body:
    """One value of an answer; ``command`` is the question, for what is said of it."""

    value: object
    command: str

    def text(self, key: str) -> str:
        """A text that has to be there."""
        found = self._get(key)
        if not isinstance(found, str):
            raise self._wrong(key, "text")
        return one_text(found)

    def maybe(self, key: str) -> str:
        """A text; '' where it is null or missing."""
        return self.text(key) if self._get(key) is not None else ""

    def number(self, key: str) -> int:
        """A whole number that has to be there."""
        found = self._get(key)
        if not isinstance(found, int) or isinstance(found, bool):
            raise self._wrong(key, "number")
        return found

    def flag(self, key: str) -> bool:
        """True or false; false where it is null or missing."""
        found = self._get(key)
        if found is not None and not isinstance(found, bool):
            raise self._wrong(key, "flag")
        return bool(found)

    def commit(self, key: str) -> str:
        """A commit's id; '' where it is null, missing or empty."""
        found = self.maybe(key)
        if found and not cells.is_commit(found):
            raise self._wrong(key, "commit")
        return found.lower()

    def inner(self, key: str) -> Body:
        """An object; an empty one where it is null or missing."""
        found = self._get(key)
        if found is not None and not isinstance(found, dict):
            raise self._wrong(key, "object")
        return Body(found or {}, self.command)

    def rows(self, key: str = "") -> tuple[Body, ...]:
        """The objects of a list: of this value, or of one that it has."""
        found = self._get(key) if key else self.value
        if not isinstance(found, list):
            raise self._wrong(key or "list", "list")
        return tuple(Body(one, self.command) for one in found)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; () where it is null or missing."""
        found = self._get(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise self._wrong(key, "list of texts")
        return tuple(map(one_text, found))

    def has(self, key: str) -> bool:
        """Whether a key is there, and not null."""
        return self._get(key) is not None

    def _get(self, key: str) -> object:
        if not isinstance(self.value, dict):
            raise ForgeFailed(
                f"the forge's answer to '{self.command}' is no object", command=self.command
            )
        return self.value.get(key)

    def _wrong(self, key: str, what: str) -> ForgeFailed:
        return ForgeFailed(
            f"the forge's answer to '{self.command}' has no {what} '{key}'", command=self.command
        )


def read_body(text: str, command: str) -> Body:
    """The JSON of an answer; null where it is empty. Errors: ForgeFailed where it is no JSON."""
    try:
        return Body(json.loads(text) if text.strip() else None, command)
    except (ValueError, RecursionError) as error:
        raise ForgeFailed(
            f"the forge's answer to '{command}' is no JSON",
            command=command,
            details=[cells.visible(one_text(text[:200]))],
        ) from error
