"""How often a group is stopped in simulated boroughs over the share of who passes that it is, as text or a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from sim.compare.borough_mix import BoroughMix, mix_of_borough
from sim.core.errors import RunError
from sim.core.nearest import did_you_mean
from sim.report.borough_tables import figure_text
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, percent, ratio_text
from sim.report.simulated_boroughs import SimulatedBoroughs
from sim.report.simulated_tables import ends_text, how_simulated
from sim.scenario.group_schemes import default_groups

__all__ = ["FEW", "how_mix", "label_of", "mix_cells", "mix_columns", "mix_document", "mixes_of", "print_mix"]


FEW = "In no borough were both people of this group and others seen and stopped in any draw, so that there is no ratio."


def mixes_of(of: SimulatedBoroughs, group: str, names: Sequence[str] = ()) -> list[BoroughMix]:
    """Return the curves of a group in boroughs; those are left out in which too few were stopped for one.

    Raises
    ------
    ScenarioError
        If there is no such borough.
    RunError
        If it was not simulated, or has no such group.
    """
    boroughs = list({one.area: one for one in map(of.named, names)}.values()) or of.boroughs
    for one in boroughs:
        if group not in one.by_group:
            near = did_you_mean(group.lower(), one.by_group)
            raise RunError("--mix", f"there is no such group in {one.area} ({group})", near + ", ".join(one.by_group))
    return [mix for one in boroughs if (mix := mix_of_borough(one, group)) is not None]


def label_of(of: SimulatedBoroughs, group: str) -> str:
    """Return what a group is called where it was simulated."""
    known = {**default_groups().labels, **{name: text for one in of.boroughs for name, text in one.labels.items()}}
    return known.get(group, group)


def how_mix(of: SimulatedBoroughs, mixes: Sequence[BoroughMix], group: str) -> str:
    """Say what the ratios are of, and what they rest on."""
    factor = ratio_text(mixes[0].curve.factor)
    return (
        f"Expected stops of {label_of(of, group)} people for each of their faces seen, against those of everybody "
        "else. Who passes is published nowhere: shares of faces are those of the simulated street, and with odds "
        f"{factor} times smaller and larger. Nor is whom a list holds: its ethnic groups are assumed, the same in "
        "every borough. So these ratios follow from two assumptions, and are no finding about a borough: they show how "
        f"much hangs on who passes. Stops and faces are means over draws. {how_simulated(of)}"
    )


def mix_columns(label: str) -> tuple[str, ...]:
    """Return the headings of a row of `mix_cells`, of a group that is called so."""
    return (
        "Borough",
        f"{label} residents",
        "Stops, of all",
        "Faces, of all",
        "Ratio if they are fewer",
        "Ratio as simulated",
        "Ratio if they are more",
        "As often as others if they are",
    )


def mix_cells(mix: BoroughMix) -> tuple[str, ...]:
    """Return a borough's row: each ratio with its interval and the share of faces that it is at."""
    return (
        mix.area,
        percent(mix.resident_share),
        f"{figure_text(mix.stops)} of {figure_text(mix.all_stops)}",
        f"{count_text(mix.faces)} of {count_text(mix.all_faces)}",
        *(
            f"{figure_text(one.ratio)} ({ends_text(one.low, one.high)}) at {percent(one.share)}"
            for one in mix.at
        ),
        percent(mix.as_often_at),
    )  # fmt: skip


def print_mix(of: SimulatedBoroughs, group: str, names: Sequence[str], console: Console) -> None:
    """Print the ratios of boroughs at three shares."""
    mixes = mixes_of(of, group, names)
    label = label_of(of, group)
    title = f"Stops of {label} people"
    print_table(console, mix_columns(label), [mix_cells(one) for one in mixes], title=title)
    console.print()
    say(console, how_mix(of, mixes, group) if mixes else FEW)


def mix_document(of: SimulatedBoroughs, group: str, names: Sequence[str]) -> dict[str, Any]:
    """Return the same as a document, with every point of the curves."""
    mixes = mixes_of(of, group, names)
    return {
        "draws": of.draws,
        "group": group,
        "label": label_of(of, group),
        "how": how_mix(of, mixes, group) if mixes else FEW,
        "level": 0.9,
        "mixes": [asdict(one) for one in mixes],
    }
