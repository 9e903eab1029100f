"""Container images in evidence: digests, candidate tags, and what tags are promoted to.

A candidate has ``sha-COMMIT`` always and ``vVERSION-rc.N`` for a merge to the base; ``testing``
may point at it. ``vVERSION`` alone is a release's, and ``latest`` is no reference at all. Source:
the guide, "Merge-to-Main Candidate Protocol".
"""

from __future__ import annotations

from mosaic.patterns import regex
from mosaic.standard import Iterator

DIGEST = regex(r"sha256:[0-9a-f]{64}")
COMMIT = regex(r"sha-([0-9a-f]{7,64})")
CANDIDATE = regex(r"v((?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2})-rc\.[0-9]{1,9}")
FINAL = regex(r"v(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}")
POINTER = regex(r"[a-z][a-z0-9._-]{0,62}")
TESTING = "testing"
#: Said of a tag that names whatever came last.
LATEST = "'latest', which is no deployment reference"


def tags(text: str) -> tuple[str, ...]:
    """The tags of a comma-separated list, each without the image's name."""
    return tuple(t.strip().rpartition(":")[2] for t in text.split(",") if t.strip())


def is_latest(text: str) -> bool:
    """Whether one of these tags is ``latest``, however it is spelled."""
    return "latest" in [tag.casefold() for tag in tags(text)]


def digest_faults(text: str) -> Iterator[str]:
    """Why this is no digest."""
    if not DIGEST.fullmatch(text):
        yield f"'{text}', no digest"


def candidate_faults(text: str) -> Iterator[str]:
    """Why these are not a candidate's tags."""
    found = tags(text)
    for tag in found:
        if FINAL.fullmatch(tag):
            yield f"'{tag}', the tag of a release; a candidate is {tag}-rc.N"
        elif not (COMMIT.fullmatch(tag) or CANDIDATE.fullmatch(tag) or tag == TESTING):
            yield f"'{tag}', none of sha-COMMIT, vVERSION-rc.N, {TESTING}"
    if not any(COMMIT.fullmatch(tag) for tag in found):
        yield "without a tag sha-COMMIT"
    if not any(CANDIDATE.fullmatch(tag) for tag in found):
        yield "without a tag vVERSION-rc.N"


def pointer_faults(text: str) -> Iterator[str]:
    """Why these are not what an image can be promoted to: environments, or a release's tag."""
    for tag in tags(text):
        if not (POINTER.fullmatch(tag) or FINAL.fullmatch(tag)) or CANDIDATE.fullmatch(tag):
            yield f"'{tag}', no environment such as staging or prod, and no release's tag"


def commit_of(text: str) -> str:
    """The commit that a candidate's tags name, or ''."""
    return next((m.group(1) for tag in tags(text) if (m := COMMIT.fullmatch(tag))), "")


def version_of(text: str) -> str:
    """The version that a candidate's tags name, or ''."""
    return next((m.group(1) for tag in tags(text) if (m := CANDIDATE.fullmatch(tag))), "")
