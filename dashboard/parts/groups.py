"""What groups of people are called, and what they are groups by."""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.errors import SimError

__all__ = ["GROUPINGS", "group_label"]

GROUPINGS = {"ethnic_group": "Ethnic group", "sex": "Sex", "age_band": "Age"}
_LABELS: Mapping[str, str] = {
    "all": "All", "female": "Female", "male": "Male", "under_18": "Under 18", "18_to_64": "18 to 64",
    "65_and_over": "65 and over",
}  # fmt: skip


def group_label(name: str, ethnic_groups: Mapping[str, str]) -> str:
    """Return what a group is called on a page, by its name in a run's tables.

    Parameters
    ----------
    ethnic_groups
        What the run's ethnic groups are called (`Manifest.groups`).

    Raises
    ------
    SimError
        If it is none of the groups that are known.
    """
    labels = {**_LABELS, **ethnic_groups}
    if name not in labels:
        raise SimError("groups", f"there is no group of this name ({name!r})", f"groups: {', '.join(labels)}")
    return labels[name]
