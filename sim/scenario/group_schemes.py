"""Schemes of ethnic groups by name: files in `scenarios/groups`, or a user's own beside the scenario."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from sim.core.groups import GroupScheme
from sim.scenario.located import Located, read
from sim.scenario.shipped import file_or_shipped, group_scheme_file
from sim.scenario.vary import overlay

__all__ = ["GROUPS", "default_groups", "with_groups"]

GROUPS = "groups"
"""The key of a scenario where a scheme may be named instead of written out."""
_DEFAULT = "census_5"


@cache
def default_groups() -> GroupScheme:
    """Return the five broad groups of the census."""
    return GroupScheme.model_validate_json(json.dumps(read(group_scheme_file(_DEFAULT)).data), strict=True)


def with_groups(located: Located, folder: Path) -> Located:
    """Put the file of a scheme of groups where its name stands; file names are relative to `folder`.

    Raises
    ------
    ScenarioError
        If there is neither such a file nor such a shipped scheme.
    """
    name = located.data.get(GROUPS) if isinstance(located.data, dict) else None
    if not isinstance(name, str):
        return located
    where = str(located.value_at((GROUPS,)))
    scheme = read(file_or_shipped(name, GROUPS, folder=folder, where=where))
    return overlay(located, scheme.under((GROUPS,)))
