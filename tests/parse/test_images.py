"""Digests and tags of container images, as evidence has them."""

from __future__ import annotations

import pytest

from mosaic.parse import images

DIGEST = "sha256:" + "0f" * 32


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (DIGEST, True),
        (DIGEST.upper(), False),
        (DIGEST[:-1], False),
        (f"{DIGEST}0", False),
        (f"api@{DIGEST}", False),
        ("", False),
    ],
)
def test_a_digest(text: str, good: bool) -> None:
    assert (not list(images.digest_faults(text))) is good


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("sha-3f2a91c,v0.0.2-rc.1", 0),
        ("registry.invalid:5000/api:sha-3f2a91c, v0.0.2-rc.12 ,testing", 0),
        ("sha-3f2a91c,v0.0.2-rc.1,prod", 1),
        ("sha-3f2a91c,v0.0.2", 2),
        ("sha-3f2a9,v0.0.2-rc.1", 2),
        ("sha-3f2a91c,v0.0.02-rc.1", 2),
        ("sha-3f2a91c,0.0.2-rc.1", 2),
        ("", 2),
    ],
)
def test_a_candidates_tags(text: str, faults: int) -> None:
    """Each tag that is none, and each that is missing."""
    assert len(list(images.candidate_faults(text))) == faults


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("staging,prod", True),
        ("v0.0.2", True),
        ("prod-eu.1", True),
        ("v0.0.2-rc.1", False),
        ("Prod", False),
        ("-prod", False),
    ],
)
def test_what_is_promoted_to(text: str, good: bool) -> None:
    assert (not list(images.pointer_faults(text))) is good


@pytest.mark.parametrize("text", ["latest", "api:latest", "a,LATEST", " Latest "])
def test_latest_however_it_is_spelled(text: str) -> None:
    assert images.is_latest(text)
    assert not images.is_latest(text.replace("atest", "atest-1").replace("ATEST", "ATEST-1"))


def test_what_the_tags_name() -> None:
    assert images.commit_of("v0.0.2-rc.1,api:sha-3f2a91c") == "3f2a91c"
    assert images.version_of("sha-3f2a91c,v1.20.3-rc.1") == "1.20.3"
    assert images.commit_of("prod") == images.version_of("prod") == ""
