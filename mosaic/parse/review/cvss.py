"""The base score of a CVSS 3 vector (FIRST, CVSS v3.1 specification, section 7.1 and table 7.4)."""

from __future__ import annotations

import re

from mosaic.patterns import regex
from mosaic.standard import Mapping

VECTOR = regex(r"(?:CVSS:)?[34]\.[01](?:/[A-Za-z]{1,3}:[A-Za-z])+", re.IGNORECASE)
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
#: What needs privileges weighs more where the scope changes.
_PRIVILEGES_ACROSS = {"N": 0.85, "L": 0.68, "H": 0.5}


def base_score(vector: str) -> float | None:
    """The score, from 0.0 to 10.0; None where a metric is missing, or the version is not 3."""
    version, *metrics = vector.upper().split("/")
    said = dict(metric.split(":", 1) for metric in metrics if ":" in metric)
    if not version.removeprefix("CVSS:").startswith("3.") or not all(
        said.get(metric) in weights for metric, weights in _WEIGHTS.items()
    ):
        return None
    across = said.get("S") == "C"
    weight = {metric: weights[said[metric]] for metric, weights in _WEIGHTS.items()}
    if across:
        weight["PR"] = _PRIVILEGES_ACROSS[said["PR"]]
    lost = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if across else 6.42 * lost
    if impact <= 0:
        return 0.0
    ease = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    return _rounded_up(min((1.08 if across else 1.0) * (impact + ease), 10.0))


def _rounded_up(number: float) -> float:
    """To one decimal, upwards (appendix A of the specification)."""
    whole = round(number * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
