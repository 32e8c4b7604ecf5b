"""What groups of people are called, and what they are groups by."""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.errors import SimError

__all__ = ["GROUPINGS", "group_label"]

GROUPINGS = {"ethnic_group": "Ethnic group", "sex": "Sex", "age_band": "Age"}
_LABELS: Mapping[str, str] = {
    "all": "All", "asian": "Asian", "black": "Black", "mixed": "Mixed", "other": "Other", "white": "White",
    "female": "Female", "male": "Male", "under_18": "Under 18", "18_to_64": "18 to 64",
    "65_and_over": "65 and over",
}  # fmt: skip


def group_label(name: str) -> str:
    """Return what a group is called on a page, by its name in a run's tables.

    Raises
    ------
    SimError
        If it is none of the groups that are known.
    """
    if name not in _LABELS:
        raise SimError("groups", f"there is no group of this name ({name!r})", f"groups: {', '.join(_LABELS)}")
    return _LABELS[name]
