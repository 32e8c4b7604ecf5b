"""The choice of a stored run by place, policy and day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import html

from dashboard.parts import words
from dashboard.parts.aria import aria
from sim.store.runs import Manifest, StoredRun

__all__ = ["picker"]


def picker(runs: Sequence[StoredRun], chosen: Manifest) -> html.Section:
    """Return the choice of a stored run by place, policy and day.

    The value of each option is the id of the run that it leads to: of the runs that fit, the one that
    shares the most with the run that is shown.
    """
    manifests = [run.manifest for run in runs]
    here = [other for other in manifests if other.place == chosen.place]
    alike = [other for other in here if _scenario(other) == _scenario(chosen)]
    places = {m.place: _nearest(chosen, manifests, place=m.place) for m in manifests}
    policies = {
        _policy(m, here): _nearest(chosen, here, policy=m.policy, scenario_sha256=m.scenario_sha256) for m in here
    }
    choices = [
        _select("pick-place", words.PICK_PLACE, places, chosen),
        _select("pick-policy", words.PICK_POLICY, policies, chosen),
        _select("pick-day", words.PICK_DAY, {_day(m, alike): m for m in alike}, chosen),
    ]
    return html.Section(choices, className="picker", **aria(label=words.PICKER))


def _nearest(chosen: Manifest, manifests: Sequence[Manifest], **wanted: str) -> Manifest:
    fitting = [m for m in manifests if all(getattr(m, key) == value for key, value in wanted.items())]
    return max(fitting, key=lambda m: (m.run_id == chosen.run_id, _scenario(m) == _scenario(chosen),
                                       m.policy == chosen.policy, m.seed == chosen.seed,
                                       m.replication == chosen.replication))  # fmt: skip


def _scenario(manifest: Manifest) -> tuple[str, str]:
    """Return what days must share to be days of one and the same: the policy, and every other setting."""
    return manifest.policy, manifest.scenario_sha256


def _policy(manifest: Manifest, here: Sequence[Manifest]) -> str:
    """Name a policy, with the beginning of the scenario's digest where another scenario has a policy of that name."""
    twins = {m.scenario_sha256 for m in here if m.policy == manifest.policy}
    return manifest.policy if len(twins) == 1 else words.one_of_several(manifest.policy, manifest.scenario_sha256[:6])


def _day(manifest: Manifest, alike: Sequence[Manifest]) -> str:
    """Name a day, with the beginning of its run id where another has the same seed and number."""
    name = words.day_name(manifest)
    twins = [m for m in alike if words.day_name(m) == name]
    return name if len(twins) == 1 else f"{name}, run {manifest.run_id[:6]}"


def _select(identifier: str, label: str, choices: Mapping[str, Manifest], chosen: Manifest) -> dmc.Select:
    return dmc.Select(
        id=identifier, label=label, value=chosen.run_id, allowDeselect=False, checkIconPosition="right", size="md",
        radius=4, data=[{"label": text, "value": manifest.run_id} for text, manifest in choices.items()],
        className="pick", comboboxProps={"transitionProps": {"duration": 0}, "shadow": "sm", "withinPortal": False},
    )  # fmt: skip
