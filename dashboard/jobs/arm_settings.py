"""Which settings an arm of a form may change by single values: those of an emulator's sliders, and policies on lists.

Each is a number, a share of a group, a choice among names, the cameras in use, or counts of an operating point; none
names a file.
"""

from __future__ import annotations

import re

from sim.core.errors import ScenarioError
from sim.scenario.form_fields import PROFILE
from sim.scenario.shipped import names_of
from sim.scenario.vary import setting_of

__all__ = ["checked_setting"]

_SETTINGS = re.compile(
    rf"months|{re.escape(PROFILE)}(\.points\.\d{{1,3}}\.(fpir|tpir)(\.\d{{1,3}}\.count)?)?"
    r"|lfr\.(threshold|sites|engagement\.officers|watchlist\.(size|scope|local_share|group_shares\.\w{1,40}))"
    r"|lfr\.watchlist\.(image_age_max_years|authorisation_delay_days)"
    r"|(siting|calendar)\.\d{1,4}\.duration_h|force\.(officers|teams\.\w{1,40})"
    r"|streets\.\w{1,40}\.place\.(footfall\.people_per_day|population\.street_shares\.\w{1,40})"
)


def checked_setting(text: str) -> str:
    """Return a setting as "key=value", if a request may change it.

    Raises
    ------
    ScenarioError
        If it is none that a form holds; its `where` is "changed".
    """
    key, equals, _ = text.partition("=")
    if not equals or not _SETTINGS.fullmatch(key):
        raise ScenarioError(
            "changed",
            f"no setting of this form ({key[:60]})",
            "one that a slider of Explore moves, or of a policy on lists",
        )
    if key == PROFILE and setting_of(text)[1] not in names_of("recognition"):
        known = ", ".join(names_of("recognition"))
        raise ScenarioError("changed", f"no such profile ({text[:80]})", f"one of {known}")
    return text
