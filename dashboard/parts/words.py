"""The words that pages share: impartial, with numbers and ranges rather than hedges.

A test reads all words and all pages, and refuses words that take a side.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.numbers import count_text, interval_text
from sim.store.runs import Manifest

__all__ = [
    "PICKER",
    "PICK_DAY",
    "PICK_PLACE",
    "PICK_POLICY",
    "PRODUCT",
    "TABLE_BEHIND",
    "between",
    "day_name",
    "hours",
    "listed",
    "many",
    "one_of_several",
    "run_name",
    "sites",
    "source",
]

PRODUCT = "passerby"
TABLE_BEHIND = "The numbers behind this"

PICKER = "Choose a simulated day"
PICK_PLACE = "Place"
PICK_POLICY = "Policy"
PICK_DAY = "Day"


def source(manifest: Manifest) -> str:
    """Say which run a chart shows."""
    return (
        f"Source: simulated run {manifest.run_id}, seed {manifest.seed}, day {manifest.replication + 1}; "
        f"{PRODUCT} {manifest.created_by_version}, results version {manifest.results_version}."
    )


def day_name(manifest: Manifest) -> str:
    """Name one of several simulated days of the same place and policy."""
    return f"Seed {manifest.seed}, day {manifest.replication + 1}"


def one_of_several(policy: str, digest: str) -> str:
    """Name one of several policies of one name in scenarios that differ in something else."""
    return f"{policy}, scenario {digest}"


def run_name(manifest: Manifest) -> str:
    """Name a run where it stands alone."""
    return f"{manifest.place}, {manifest.policy}, {day_name(manifest)}"


def sites(names: Sequence[str]) -> str:
    """Write the camera sites in use, at least one: "South and north"."""
    text = listed([name.replace("_", " ") for name in names])
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Write names in a row, at least one: "south, middle and north"."""
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last


def hours(start_h: float, duration_h: float) -> str:
    """Write the hours of a deployment: "11:00 to 16:36"."""
    return f"{_clock(start_h)} to {_clock(start_h + duration_h)}"


def many(value: float, one: str) -> str:
    """Write a count with its noun in the right number: "1 alert", "0 alerts"."""
    return f"{count_text(value)} {one if value == 1 else one + 's'}"


def between(low: float, high: float) -> str:
    """Write a range of counts."""
    return interval_text(low, high)


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
