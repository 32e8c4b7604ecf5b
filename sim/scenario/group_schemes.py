"""Schemes of ethnic groups by name: files in `scenarios/groups`, or a user's own beside the scenario."""

from __future__ import annotations

import difflib
import json
from functools import cache
from pathlib import Path

from sim.core.errors import ScenarioError
from sim.core.groups import GroupScheme
from sim.scenario.located import Located, read
from sim.scenario.shipped import group_scheme_file, names_of
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
    scheme = read(_scheme_file(name, folder, where=str(located.value_at((GROUPS,)))))
    return overlay(located, scheme.under((GROUPS,)))


def _scheme_file(name: str, folder: Path, *, where: str) -> Path:
    beside = folder / name
    if beside.is_file():
        return beside
    known = names_of(GROUPS)
    if name in known:
        return group_scheme_file(name)
    near = difflib.get_close_matches(name, known, n=1)
    raise ScenarioError(
        where,
        f"no such scheme of groups ({name})",
        f"did you mean {near[0]}?" if near else f"a file, or one of {', '.join(known)}",
    )
