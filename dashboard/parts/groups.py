"""What groups of people are called, and what they are groups by."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["GROUPINGS", "group_label"]

GROUPINGS = {"ethnic_group": "Ethnic group", "sex": "Sex", "age_band": "Age"}
_LABELS: Mapping[str, str] = {
    "all": "All", "asian": "Asian", "black": "Black", "mixed": "Mixed", "other": "Other", "white": "White",
    "female": "Female", "male": "Male", "0_17": "0 to 17", "18_64": "18 to 64", "65_plus": "65 and over",
}  # fmt: skip


def group_label(name: str) -> str:
    """Return what a group is called on a page, by its name in a run's tables."""
    return _LABELS.get(name, name)
