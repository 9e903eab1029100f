"""Before the MVP versions are 0.0.x from 0.0.1 on; 0.1.0 is the MVP's; each above the last tag.

A host with a tag at or above v0.1.0 is past its MVP: any higher version will do. Tags that are
no plain version are not counted. Source: the guide, "Milestone versioning".
"""

from __future__ import annotations

from mosaic.gates.proposal import Proposal
from mosaic.gates.verdict import Pass, Refuse, Unknown, Verdict
from mosaic.parse.config import VERSION
from mosaic.state import RELEASES

Number = tuple[int, int, int]
FIRST: Number = (0, 0, 1)
MVP: Number = (0, 1, 0)


def judge(proposal: Proposal) -> Verdict:
    """Pass where the version may be the milestone's."""
    mission = proposal.state.config.mission
    text = proposal.version or mission.version
    number = _number(text)
    if number is None:
        return Refuse(f"'{text}' is no version, such as 0.0.1", "give --version")
    if proposal.evidence.tags is None:
        return Unknown("the host's tags were not looked at", "run it where the tags can be read")
    tags = [n for tag in proposal.evidence.tags if (n := _number(tag.removeprefix("v")))]
    last = max(tags, default=None)
    if last is not None and number <= last:
        return Refuse(f"{text} is not above the last tag, v{_text(last)}", _hint(last))
    if last is not None and last >= MVP:
        return Pass()
    first = last is None and not proposal.state.files.names(RELEASES)
    return _before_mvp(number, proposal.mvp or mission.mvp, first, last)


def _before_mvp(number: Number, mvp: bool, first: bool, last: Number | None) -> Verdict:
    text = _text(number)
    if mvp:
        return Pass() if number == MVP else Refuse(f"the MVP is 0.1.0, not {text}", "give 0.1.0")
    if number == MVP:
        return Refuse("0.1.0 is the MVP's", "give --mvp if this is it; else " + _hint(last))
    if number[:2] != (0, 0) or number < FIRST:
        return Refuse(f"{text} is not 0.0.x, and the MVP is yet to come", _hint(last))
    if first and number != FIRST:
        return Refuse(f"{text} is not 0.0.1, with which versions start", _hint(last))
    return Pass()


def _hint(last: Number | None) -> str:
    nxt = FIRST if last is None else (*last[:2], last[2] + 1)
    return f"give --version {_text(nxt)}"


def _number(text: str) -> Number | None:
    """The three numbers of a plain version, or None."""
    match = VERSION.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        return None
    return int(match.group(1)), int(match.group(2)), int(match.group(3))


def _text(number: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in number)
