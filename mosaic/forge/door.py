"""How a forge is reached: one question with a method, a path and a JSON body; one HTTP answer."""

from __future__ import annotations

from mosaic.forge.body import Json
from mosaic.standard import Mapping, Protocol
from mosaic.values import dataclass

#: How to go on without a forge.
WITHOUT = "or do without: forge.provider = 'local' (--forge local at bootstrap)"


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status; header names in small letters.

    ``command`` is the exact question, as a person could repeat it.
    """

    status: int
    headers: Mapping[str, str]
    text: str
    command: str


class Door(Protocol):
    """A way to one forge's interface."""

    def ask(self, method: str, path: str, body: Mapping[str, Json] | None) -> Answer:
        """Ask once. Errors: ForgeFailed where no HTTP answer came."""
