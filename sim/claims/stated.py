"""Ratios between groups that a setting states: they are put in, and what a run gives of them is no finding.

A recognition profile has an FPIR of its own for some groups from few published counts over an assumed mix of faces, and
operators and officers may be set to treat groups otherwise. Their counts are drawn from posteriors, but the mix is
held: a range of draws is narrower than what is known. So a verdict on such a ratio is not more than undetermined.
"""

from __future__ import annotations

from sim.claims.simulated import Simulated
from sim.ensemble.inputs import Settings
from sim.recognition.accuracy.group_ratio import tells_groups_apart

__all__ = ["stated_by"]

_MISTAKES = frozenset({
    "fpir", "false_alerts_per_face", "false_alerts_per_alert", "precision", "false_stops_per_face",
    "false_stops_per_engagement", "false_stops_per_arrest",
})  # fmt: skip
_HITS = frozenset({"tpir", "listed_missed_per_listed"})
_BELIEVED = "engagements_per_alert"


def stated_by(one: Simulated, arm: Settings) -> str:
    """Say which setting of an arm states what a hypothesis measures; nothing where that is found by simulation."""
    if one.of != "groups" or arm.lfr is None:
        return ""
    profile = arm.lfr.recognition.profile
    if one.metric in _MISTAKES and tells_groups_apart(profile):
        return (
            f"The recognition profile ({profile.name}) states how often people of each group are mistaken for others, "
            "by few published counts and an assumed mix of faces"
        )
    if one.metric in _HITS and any(len(point.tpir) > 1 for point in profile.points):
        return f"The recognition profile ({profile.name}) states how often listed people of each group are found"
    if one.metric == _BELIEVED and len(set(arm.lfr.adjudication.group_log_odds.values()) | {0.0}) > 1:
        return "How operators take alerts for people of each group is set (lfr.adjudication.group_log_odds)"
    return ""
